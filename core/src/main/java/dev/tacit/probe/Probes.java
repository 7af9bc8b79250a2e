package dev.tacit.probe;

import dev.tacit.probe.basic.ErrorProbes;
import dev.tacit.probe.basic.NormProbe;
import dev.tacit.probe.basic.ObjectiveProbe;
import dev.tacit.probe.basic.StepsProbe;
import dev.tacit.probe.complexity.ComplexityProbes;
import dev.tacit.probe.curvature.BatchSharpnessProbe;
import dev.tacit.probe.curvature.DensityProbe;
import dev.tacit.probe.curvature.DiagonalProbe;
import dev.tacit.probe.curvature.EigenvalueProbe;
import dev.tacit.probe.curvature.RootDiagonalProbe;
import dev.tacit.probe.curvature.TopEigenvaluesProbe;
import dev.tacit.probe.curvature.TraceProbe;
import dev.tacit.probe.flatness.FlatnessProbes;
import dev.tacit.probe.implicit.AdaptiveCorrection;
import dev.tacit.probe.implicit.AdaptiveOneNormTerm;
import dev.tacit.probe.implicit.CorrectionCoefficient;
import dev.tacit.probe.implicit.DialValidity;
import dev.tacit.probe.implicit.FrozenPreconditionerTerm;
import dev.tacit.probe.implicit.PaperRmsPropTerm;
import dev.tacit.probe.implicit.RunningTerm;
import dev.tacit.probe.implicit.ShuffledSgdTerm;
import dev.tacit.probe.implicit.StepTerm;
import dev.tacit.probe.noise.CoherenceProbe;
import dev.tacit.probe.noise.CurvatureNoiseProbe;
import dev.tacit.probe.noise.FrozenNoiseProbe;
import dev.tacit.probe.noise.GradientNoiseProbes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every probe that a file may name, in the order in which reports show them. */
public final class Probes {
  private static volatile Map<String, Probe> all = Map.of(); // replaced, never changed

  static {
    List<Probe> probes = new ArrayList<>(ErrorProbes.all());
    probes.add(new ObjectiveProbe());
    probes.add(NormProbe.l2());
    probes.add(NormProbe.distanceFromInit());
    probes.add(NormProbe.largestChangeFromInit());
    probes.add(StepsProbe.probe());
    probes.add(new ShuffledSgdTerm());
    probes.add(new RunningTerm());
    probes.add(new PaperRmsPropTerm());
    probes.add(new FrozenPreconditionerTerm());
    probes.add(new StepTerm());
    probes.add(new AdaptiveOneNormTerm());
    probes.add(new CorrectionCoefficient());
    probes.add(new AdaptiveCorrection());
    probes.add(new DialValidity());
    probes.addAll(GradientNoiseProbes.all());
    probes.add(new FrozenNoiseProbe());
    probes.add(new CoherenceProbe());
    probes.add(new CurvatureNoiseProbe());
    probes.addAll(EigenvalueProbe.all());
    probes.add(new BatchSharpnessProbe());
    probes.add(new TopEigenvaluesProbe());
    probes.addAll(TraceProbe.all());
    probes.add(new DiagonalProbe());
    probes.add(new RootDiagonalProbe());
    probes.add(new DensityProbe());
    probes.addAll(ComplexityProbes.all());
    probes.addAll(FlatnessProbes.all());
    probes.forEach(Probes::register);
  }

  private Probes() {}

  /**
   * Lets files name one more probe, in this process from now on; reports show it last. Before the
   * first experiment is read.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public static synchronized void register(Probe probe) {
    Map<String, Probe> more = new LinkedHashMap<>(all);
    if (more.putIfAbsent(probe.name(), probe) != null) {
      throw new IllegalArgumentException("there is a probe '" + probe.name() + "' already");
    }
    all = Collections.unmodifiableMap(more);
  }

  /** All probes by name, in a fixed order. */
  public static Map<String, Probe> all() {
    return all;
  }

  /**
   * The probe with a given name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Probe named(String name) {
    Probe probe = all.get(name);
    if (probe == null) {
      throw new IllegalArgumentException(
          "unknown probe '" + name + "'; known: " + String.join(", ", all.keySet()));
    }
    return probe;
  }

  /** The probes of a preset, cheaper presets included. */
  public static List<Probe> of(Preset preset) {
    return all.values().stream().filter(p -> p.preset().compareTo(preset) <= 0).toList();
  }
}
