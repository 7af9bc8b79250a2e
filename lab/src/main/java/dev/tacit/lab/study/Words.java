package dev.tacit.lab.study;

import dev.tacit.lab.store.MetricRecord;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Metric.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the metrics of a study are, as the manifests of its runs say. A metric that none describes,
 * of a run made before manifests did, is drawn under its name.
 */
public final class Words {
  /** In a manifest: what of a metric is recorded layer by layer. */
  private static final String LAYERS = "layers";

  /** The report's own: two metrics of the runs as one (see {@link Study#PAPER_TERM}). */
  private static final Metric PAPER_TERM =
      new Metric(
          Study.PAPER_TERM,
          "Implicit regularization term",
          "SGD: (η/4m) Σ‖∇Ĉₖ‖²;  adaptive: (η/4m) Σ‖sₜ⊙∇Ĉₖ‖²",
          "As the paper compared it: two different formulas in one figure. Rules without a running"
              + " mean of squared gradients sₜ show Eq. (1); adaptive rules show the paper’s"
              + " proposal, in which each gradient is multiplied by sₜ. The two have different"
              + " units; the figures that compare like with like stand beside this one. Measured at"
              + " the end of each epoch at fixed weights, over that epoch’s own m batches.",
          Kind.SIZE);

  private final Map<String, MetricRecord> said = new LinkedHashMap<>();

  /** Of runs, the earlier of which decide where two describe a metric. */
  Words(List<RunRecord> runs) {
    for (RunRecord run : runs) {
      run.manifest().metrics().forEach(said::putIfAbsent);
    }
  }

  /** A metric by its name. */
  public Metric of(String name) {
    if (name.equals(Study.PAPER_TERM)) {
      return PAPER_TERM;
    }
    Metric unnamed = Metric.unnamed(name);
    MetricRecord words = said.get(name);
    return words == null
        ? unnamed
        : new Metric(
            name,
            orElse(words.title(), unnamed.title()),
            orElse(words.quantity(), unnamed.quantity()),
            orElse(words.how(), ""),
            "share".equals(words.kind()) ? Kind.SHARE : Kind.SIZE);
  }

  /** Whether a metric is of one layer or one slice of the parameters. */
  public boolean isOfLayer(String name) {
    String part = Metric.part(name);
    if (part.isEmpty()) {
      return false;
    }
    MetricRecord words = said.get(Metric.whole(name));
    return part.startsWith("layer") || (words != null && LAYERS.equals(words.parts()));
  }

  private static String orElse(String words, String otherwise) {
    return words == null ? otherwise : words;
  }
}
