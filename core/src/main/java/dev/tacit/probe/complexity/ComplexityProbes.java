package dev.tacit.probe.complexity;

import static dev.tacit.measure.ComplexityMeasures.sumOfEqual;

import dev.tacit.measure.ComplexityMeasures;
import dev.tacit.measure.PathNorm;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.flatness.PacBayesSharpness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Margins, spectra, ranks and the complexity measures of Jiang et al., ICLR 2020 (see {@link
 * ComplexityMeasures}); W are weight matrices, biases enter the path norm only.
 */
public final class ComplexityProbes {
  static final String SPECTRA = "0.1 gradients (singular values of the weight matrices, shared)";
  private static final String MARGIN = SPECTRA + "; the margin is free beside train/loss";
  private static final int BLOCK = 1024;

  private ComplexityProbes() {}

  public static List<Probe> all() {
    List<Probe> probes = new ArrayList<>();
    probes.add(new MarginProbe());
    probes.addAll(LayerProbe.all());
    probes.add(new FeatureRank());
    probes.addAll(measures());
    probes.add(new PacBayesSharpness());
    return probes;
  }

  private static List<Probe> measures() {
    return List.of(
        plain("parameter_norm", "Σ‖W‖_F²", s -> ComplexityMeasures.frobenius(s.layerNorms())),
        plain(
            "distance_from_init",
            "Σ‖W-W⁰‖_F²",
            s -> ComplexityMeasures.frobenius(s.layerNormsFromInit())),
        plain(
            "spectral_distance_from_init",
            "Σ‖W-W⁰‖₂²",
            s -> ComplexityMeasures.spectral(s.layerNormsFromInit())),
        overMargin("inverse_margin", "1/γ²", s -> 0),
        plain("spectral_product", "Π‖W‖₂²", ComplexityProbes::spectralProduct),
        overMargin("spectral_product_over_margin", "Π‖W‖₂²/γ²", ComplexityProbes::spectralProduct),
        overMargin(
            "spectral_original",
            "Π‖W‖₂² Σ(‖W‖_F²/‖W‖₂²)/γ²",
            s -> ComplexityMeasures.spectralTimesRanks(s.layerNorms(), s.layerNorms())),
        overMargin(
            "spectral_from_init",
            "Π‖W‖₂² Σ(‖W-W⁰‖_F²/‖W‖₂²)/γ²",
            s -> ComplexityMeasures.spectralTimesRanks(s.layerNorms(), s.layerNormsFromInit())),
        plain("spectral_sum", "d(Π‖W‖₂²)^{1/d}", s -> sumOfEqual(spectralProduct(s), depth(s))),
        probe(
            "spectral_sum_over_margin",
            "d(Π‖W‖₂²/γ²)^{1/d}",
            true,
            s -> sumOfEqual(spectralProduct(s) - squaredMargin(s), depth(s))),
        plain("frobenius_product", "Π‖W‖_F²", ComplexityProbes::frobeniusProduct),
        overMargin(
            "frobenius_product_over_margin", "Π‖W‖_F²/γ²", ComplexityProbes::frobeniusProduct),
        plain("frobenius_sum", "d(Π‖W‖_F²)^{1/d}", s -> sumOfEqual(frobeniusProduct(s), depth(s))),
        plain("path_norm", "Σ over paths of squared products", ComplexityProbes::pathNorm),
        overMargin(
            "path_norm_over_margin",
            "Σ over paths of squared products, over γ²",
            ComplexityProbes::pathNorm),
        overMargin(
            "spectrally_normalised_margin",
            "(R‖X‖_F)²/(γ²n), Bartlett’s R with M = 0",
            s -> bartlett(s, ComplexityMeasures.bartlett(s.layerNorms(), s.layerNorms()))),
        overMargin(
            "spectrally_normalised_margin_from_init",
            "(R‖X‖_F)²/(γ²n), Bartlett’s R with M = W⁰",
            s -> bartlett(s, ComplexityMeasures.bartlett(s.layerNorms(), s.layerNormsFromInit()))));
  }

  private static Probe plain(String name, String formula, ToDoubleFunction<Snapshot> log) {
    return probe(name, formula, false, log);
  }

  /** A measure that is divided by γ². */
  private static Probe overMargin(String name, String formula, ToDoubleFunction<Snapshot> log) {
    return probe(name, formula, true, s -> log.applyAsDouble(s) - squaredMargin(s));
  }

  private static Requirement requirement(String name, boolean needsMargin) {
    if (name.startsWith("path_norm")) {
      return needsMargin ? Requirement.PATHS_AND_CLASSES : Requirement.PATHS;
    }
    if (name.equals("inverse_margin")) {
      return Requirement.CLASSES;
    }
    return needsMargin ? Requirement.LAYERS_AND_CLASSES : Requirement.LAYERS;
  }

  private static Probe probe(
      String name, String formula, boolean needsMargin, ToDoubleFunction<Snapshot> log) {
    return new ComplexityProbe(
        MetricDescription.size(
                "complexity/" + name,
                "Complexity: " + name.replace('_', ' ').replace("from init", "from initialisation"),
                "√(μ/n),  μ = " + formula,
                "With n training examples; the part log is ln μ.")
            .inParts(),
        needsMargin ? MARGIN : SPECTRA,
        requirement(name, needsMargin),
        log);
  }

  private static double spectralProduct(Snapshot s) {
    return ComplexityMeasures.spectralProduct(s.layerNorms());
  }

  private static double frobeniusProduct(Snapshot s) {
    return ComplexityMeasures.frobeniusProduct(s.layerNorms());
  }

  private static double pathNorm(Snapshot s) {
    return Math.log(PathNorm.squared(s.problem().loss().network(), s.w()));
  }

  private static double squaredMargin(Snapshot s) {
    return ComplexityMeasures.squaredMargin(s.train().margins().percentile10());
  }

  private static int depth(Snapshot s) {
    return s.layerNorms().size();
  }

  /** ln [(R‖X‖_F)²/n] from ln R. */
  private static double bartlett(Snapshot s, double logComplexity) {
    Tensor inputs = s.problem().loss().inputs();
    int n = s.problem().loss().examples();
    double squares = 0;
    for (int start = 0; start < n; start += BLOCK) {
      try (PointerScope scope = new PointerScope()) {
        Tensor rows = inputs.narrow(0, start, Math.min(BLOCK, n - start));
        squares += rows.to(torch.ScalarType.Double).square().sum().item_double();
      }
    }
    return 2 * logComplexity + Math.log(squares) - Math.log(n);
  }
}
