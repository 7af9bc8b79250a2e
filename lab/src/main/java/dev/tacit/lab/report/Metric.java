package dev.tacit.lab.report;

import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a report says about a metric.
 *
 * @param name as in {@code implicit/sgd}
 * @param title in words
 * @param quantity a formula or a unit, for the axis
 * @param how it is measured: sentences
 * @param kind of numbers
 */
record Metric(String name, String title, String quantity, String how, Kind kind) {

  /** Kinds of numbers. */
  enum Kind {
    /** A share in [0, 1], on a straight axis from 0. */
    SHARE,
    /** Anything else, on the axis that the values suggest. */
    SIZE
  }

  private static final String FROZEN =
      "Measured at the end of each epoch at fixed weights, over that epoch’s own m batches.";

  private static final String STAND_IN =
      "A rule without an s is given RMSProp’s, settled at these weights. ";

  private static final Map<String, Metric> KNOWN = new LinkedHashMap<>();

  static {
    share(
        "train/error",
        "Training error",
        "share of training examples misclassified",
        "0–1 error on the training set against its labels as given, wrong ones included.");
    share(
        "test/error",
        "Testing error",
        "share of test examples misclassified",
        "0–1 error on the test set, whose labels are right.");
    size(
        Study.PAPER_TERM,
        "Implicit regularization term",
        "SGD: (η/4m) Σ‖∇Ĉₖ‖²;  adaptive: (η/4m) Σ‖sₜ⊙∇Ĉₖ‖²",
        "As the paper compared it: two different formulas in one figure. Rules without a running"
            + " mean of squared gradients sₜ show Eq. (1); adaptive rules show the paper’s"
            + " proposal, in which each gradient is multiplied by sₜ. The two have different units;"
            + " the figures that compare like with like stand beside this one. "
            + FROZEN);
    size(
        "norm/l2",
        "Parameter norm",
        "‖w‖₂",
        "Euclidean norm of all parameters, weights and biases.");
    size(
        "implicit/sgd",
        "Eq. (1) for all optimizers",
        "(η/4m) Σ‖∇Ĉₖ‖²",
        "Eq. (1) of the paper, the same formula for every optimizer. " + FROZEN);
    size(
        "implicit/rmsprop_frozen",
        "Preconditioned term for all optimizers",
        "(η/4m) Σ‖P^(−1/2)⊙∇Ĉₖ‖²,  P = √s + ε",
        "What Eq. (1) becomes when each coordinate’s step is divided by P with s held fixed: the"
            + " derivation, where the paper’s proposal has another power of s. "
            + STAND_IN
            + FROZEN);
    size(
        "implicit/rmsprop_paper",
        "Paper’s RMSProp term for all optimizers",
        "(η/4m) Σ‖sₜ⊙∇Ĉₖ‖²",
        "The paper’s proposal, literally, with sₜ the running mean of squared gradients. "
            + STAND_IN
            + FROZEN);
    size(
        "implicit/step",
        "Eq. (1) with the steps taken",
        "(η/4m) Σ‖P⁻¹⊙∇Ĉₖ‖²",
        "A third reading of the paper’s words: the normalised steps in place of the gradients. No"
            + " derivation supports it as a penalty. "
            + STAND_IN
            + FROZEN);
    size(
        "implicit/gd",
        "Eq. (2): full-gradient term",
        "(η/4) ‖∇C‖²",
        "The part of Eq. (1) that full-batch gradient descent has too. " + FROZEN);
    size(
        "implicit/batch_variance",
        "Eq. (2): batch-spread term",
        "(η/4m) Σ‖∇Ĉₖ − ∇C‖²",
        "The part of Eq. (1) that comes from batches differing. The two terms add up to Eq. (1). "
            + FROZEN);
    size(
        "implicit/running",
        "Running estimate of Eq. (1)",
        "(η/4m) Σ‖∇Ĉₖ(wₖ)‖²",
        "From the gradients met while training, each at the weights of its own step.");
    share(
        "train/error_clean",
        "Error on clean labels",
        "share misclassified",
        "0–1 error on the training examples whose label is right.");
    share(
        "train/error_corrupted",
        "Truth missed on corrupted labels",
        "share not given their true class",
        "Of the training examples whose label is wrong: the share predicted as something else than"
            + " their true class. Low means that the network saw through the noise.");
    share(
        "train/memorised",
        "Memorised noise",
        "share given their wrong label",
        "Of the training examples whose label is wrong: the share predicted with that wrong label.");
    size("train/loss", "Training loss", "C(w)", "Mean loss on the training set as labelled.");
    size("test/loss", "Testing loss", "mean loss", "Mean loss on the test set.");
    size(
        "norm/distance_from_init",
        "Distance from initialisation",
        "‖w − w₀‖₂",
        "Euclidean distance of all parameters from where training began.");
    size("gradient/norm", "Gradient norm", "‖∇C‖₂", "Norm of the full gradient. " + FROZEN);
    size(
        "gradient/batch_norm_squared",
        "Mean squared batch-gradient norm",
        "(1/m) Σ‖∇Ĉₖ‖²",
        "Eq. (1) without its η/4, so that different learning rates can be compared. " + FROZEN);
    size(
        "gradient/one_norm",
        "Gradient one-norm",
        "‖∇C‖₁,ε",
        "One-norm of the full gradient, rounded off near zero by ε. " + FROZEN);
    size(
        "implicit/adaptive_one_norm",
        "Derived one-norm correction",
        "η c ‖∇C‖₁,ε",
        "The first-order correction of RMSProp and Adam at full batch: a one-norm of the gradient"
            + " with a coefficient c whose sign depends on the decay rates; negative means that the"
            + " one-norm is anti-penalised. "
            + STAND_IN);
    size(
        "implicit/c",
        "Coefficient c of the one-norm correction",
        "over the coordinates",
        "The field c of the derived correction, summarised; negative is the share of coordinates"
            + " whose one-norm is anti-penalised.");
    size(
        "implicit/omega",
        "Ω: does the correction penalise the one-norm?",
        "Ω(w) = Σ c (Hu)²/D",
        "Positive: the correction drives the gradient’s one-norm down; negative: up. " + STAND_IN);
    size(
        "implicit/chi",
        "χ: is the adaptive formula valid here?",
        "χ, median over coordinates",
        "The derived one-norm formula is quantitative only for χ below about 0.1 (dashed line).");
  }

  static {
    size(
        "curvature/sharpness_ratio",
        "Sharpness by its stability threshold",
        "λₘₐₓ / threshold",
        "The largest eigenvalue that the optimizer’s step feels, of H or of P⁻¹H, by the value"
            + " above which that step is unstable: 2/η for gradient descent and RMSProp, (2+2β)/η"
            + " for heavy ball, (2+2β₁)/((1−β₁)η) for Adam.");
    size(
        "curvature/lambda_max",
        "Sharpness",
        "λₘₐₓ(H)",
        "Largest eigenvalue of the training loss’s Hessian. Dashed: where a plain step becomes"
            + " unstable.");
    size(
        "curvature/lambda_max_preconditioned",
        "Preconditioned sharpness",
        "λₘₐₓ(P⁻¹H)",
        "Largest eigenvalue of the Hessian in the coordinates of the adaptive step, bias corrections"
            + " included. Dashed: where the step becomes unstable.");
    size(
        "curvature/lambda_max_gauss_newton",
        "Largest eigenvalue of the Gauss-Newton matrix",
        "λₘₐₓ(G)",
        "The part of the Hessian that does not bend the network’s outputs.");
    size(
        "curvature/lambda_max_fisher",
        "Largest eigenvalue of the empirical Fisher matrix",
        "λₘₐₓ((1/n) Σ gᵢgᵢᵀ)",
        "Of the second moment of single examples’ gradients.");
    size("curvature/lambda_min", "Most negative curvature", "λₘᵢₙ(H)", "Of the training loss.");
    size(
        "curvature/trace",
        "Trace of the Hessian",
        "tr H",
        "Hutchinson’s estimate; the band of a single run is its standard error.");
    size("curvature/trace_hutchplusplus", "Trace of the Hessian", "tr H", "By Hutch++.");
    size(
        "curvature/eigenvalues",
        "Largest eigenvalues of the Hessian",
        "λ₁ ≥ λ₂ ≥ …",
        "Of the training loss; a classifier has about as many outliers as classes.");
    size(
        "curvature/density",
        "Spectrum of the Hessian",
        "quantiles, and the share below 0",
        "By stochastic Lanczos quadrature.");
    size(
        "gradient/frozen",
        "Gradient noise at frozen weights",
        "over the epoch’s partition",
        "Exact, at the end of an epoch.");
    size(
        "curvature/diagonal_share",
        "Curvature along the axes",
        "‖diag H‖² / ‖H‖_F²",
        "How much of the Hessian lies on its diagonal: 1 where the axes are its eigenvectors, which"
            + " is what a coordinatewise step can undo.");
    size(
        "curvature/diagonal_correlation",
        "Does the preconditioner follow curvature?",
        "correlation of diag H with P",
        "Pearson’s, over coordinates.");
    size(
        "gradient/noise_scale",
        "Gradient noise scale",
        "tr Σ / ‖g‖²",
        "The batch size at which noise is as long as the gradient; met during the epoch, unbiased in"
            + " both parts.");
    size(
        "gradient/noise_scale_hessian",
        "Gradient noise scale with curvature",
        "tr(HΣ) / gᵀHg",
        "McCandlish et al., arXiv:1812.06162.");
    size(
        "gradient/variance_trace",
        "Variance of single gradients",
        "tr Σ",
        "Σ is the covariance of one example’s gradient; met during the epoch.");
    size("gradient/snr", "Signal-to-noise ratio of a batch gradient", "‖g‖² / (tr Σ/B)", "");
    size(
        "gradient/sample_norm",
        "Norm of single examples’ gradients",
        "mean ‖gᵢ‖₂",
        "Met during the epoch.");
    size("gradient/norm_test", "Norm test", "smallest θ passed", "Byrd et al. 2012, eq. 3.9.");
    size(
        "gradient/inner_product_test",
        "Inner product test",
        "smallest θ passed",
        "Bollapragada, Byrd, Nocedal, arXiv:1710.11258, eq. 2.6.");
    size(
        "gradient/orthogonality_test",
        "Orthogonality test",
        "smallest ν passed",
        "Bollapragada, Byrd, Nocedal, arXiv:1710.11258, eq. 3.3.");
  }

  private static void share(String name, String title, String quantity, String how) {
    KNOWN.put(name, new Metric(name, title, quantity, how, Kind.SHARE));
  }

  private static void size(String name, String title, String quantity, String how) {
    KNOWN.put(name, new Metric(name, title, quantity, how, Kind.SIZE));
  }

  /** Metrics with words of their own. */
  static Map<String, Metric> known() {
    return Collections.unmodifiableMap(KNOWN);
  }

  /** A metric by its name; one without words of its own is described by its probe, if any. */
  static Metric named(String name) {
    Metric known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    Probe probe = Probes.all().get(name);
    String how = probe == null ? "" : sentence(probe.description());
    return new Metric(name, name, lastPart(name).replace('_', ' '), how, Kind.SIZE);
  }

  private static String sentence(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  static String family(String name) {
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * Of a metric measured slice by slice, such as {@code norm/l2/layer1.weight}: the whole's name.
   */
  static String whole(String name) {
    String[] parts = name.split("/", -1);
    return parts.length < 3 ? name : String.join("/", Arrays.copyOf(parts, 2));
  }

  /** Whether it is one of several parts of a measurement. */
  static boolean isPart(String name) {
    return !whole(name).equals(name);
  }

  /** Whether it is of one layer or one slice of the parameters. */
  static boolean isOfLayer(String name) {
    return part(name).startsWith("layer");
  }

  /** The part's name. */
  static String part(String name) {
    return name.substring(Math.min(name.length(), whole(name).length() + 1));
  }
}
