package dev.tacit.probe;

import dev.tacit.curvature.HutchPlusPlus;
import dev.tacit.tensor.Estimate;
import java.util.Locale;

/**
 * The trace of the training loss's Hessian ({@link Snapshot#curvature}) by Hutch++ with {@value
 * #PRODUCTS} products, and its standard error.
 */
final class TraceProbe implements Probe {
  private static final int PRODUCTS = 12;

  @Override
  public String name() {
    return "curvature/trace";
  }

  @Override
  public String description() {
    return "trace of the Hessian with its standard error (Hutch++)";
  }

  @Override
  public String cost() {
    return String.format(
        Locale.ROOT,
        "%d products on %,d examples (all with full batches), each 1.5 gradients of them",
        PRODUCTS,
        Subset.SIZE);
  }

  @Override
  public Preset preset() {
    return Preset.STANDARD;
  }

  @Override
  public int defaultInterval() {
    return EigenvalueProbe.INTERVAL;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Estimate trace =
        HutchPlusPlus.trace(
            snapshot.curvature().hessian(),
            snapshot.setting().streams().stream(name(), snapshot.state().step()),
            PRODUCTS);
    out.record(name(), trace.value(), trace.error());
  }
}
