package dev.tacit.probe.curvature;

import dev.tacit.curvature.HutchPlusPlus;
import dev.tacit.curvature.Hutchinson;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.Estimate;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The trace of the training loss's Hessian ({@link Snapshot#curvature}) with its standard error, by
 * one of two estimators:
 *
 * <pre>
 *   curvature/trace                 Hutchinson's, {@value #FEW} products; also of each layer's block
 *   curvature/trace_hutchplusplus   Hutch++, {@value #MANY} products
 * </pre>
 *
 * With few products Hutchinson's is the sharper one on these networks, with many Hutch++ is
 * (docs/instruments.md).
 */
public final class TraceProbe implements Probe {
  private static final int FEW = 8;
  private static final int MANY = 48;
  private static final String PLAIN = "curvature/trace";
  private static final String PLUS_PLUS = "curvature/trace_hutchplusplus";

  private final boolean plusPlus;

  private TraceProbe(boolean plusPlus) {
    this.plusPlus = plusPlus;
  }

  public static List<Probe> all() {
    return List.of(new TraceProbe(false), new TraceProbe(true));
  }

  @Override
  public String name() {
    return plusPlus ? PLUS_PLUS : PLAIN;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        plusPlus
            ? MetricDescription.size(PLUS_PLUS, "Trace of the Hessian", "tr H", "By Hutch++.")
            : MetricDescription.size(
                    PLAIN, "Trace of the Hessian", "tr H", "Hutchinson’s estimate.")
                .byLayer());
  }

  @Override
  public boolean differentiatesTwice() {
    return true;
  }

  @Override
  public String cost() {
    return Sizes.cost(plusPlus ? MANY : FEW, 1.4);
  }

  @Override
  public Preset preset() {
    return plusPlus ? Preset.FULL : Preset.STANDARD;
  }

  @Override
  public int defaultInterval() {
    return Preset.RARELY;
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(name()));
    for (int layer = 1; !plusPlus && layer <= problem.loss().network().knownLayers(); layer++) {
      metrics.add(PLAIN + "/layer" + layer);
    }
    return metrics;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    UniformRandomProvider random = problem.streams().stream(name(), snapshot.state().step());
    if (plusPlus) {
      Estimate trace = HutchPlusPlus.trace(snapshot.curvature().hessian(), random, MANY);
      out.record(PLUS_PLUS, trace);
      return;
    }
    Estimate[] traces =
        Hutchinson.blockTraces(
            snapshot.curvature().hessian(), random, FEW, problem.loss().network().layerEnds());
    Estimate all = traces[traces.length - 1];
    out.record(PLAIN, all);
    for (int layer = 1; layer <= problem.loss().network().knownLayers(); layer++) {
      Estimate trace = traces[layer - 1];
      out.record(PLAIN + "/layer" + layer, trace);
    }
  }
}
