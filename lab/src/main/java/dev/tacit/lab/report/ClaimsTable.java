package dev.tacit.lab.report;

import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.statistics.PairedComparison;
import dev.tacit.lab.statistics.PairedComparison.Effect;
import dev.tacit.lab.statistics.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The claims with their verdicts and evidence. */
final class ClaimsTable {

  /** A claim judged at one point of the grid. */
  private record Row(Claim claim, Variant variant, Evidence epoch, Evidence loss) {}

  private final Study study;
  private final List<Row> rows = new ArrayList<>();

  ClaimsTable(Study study) {
    this.study = study;
    for (Claim claim : study.experiment().claims()) {
      for (Variant variant : study.variants()) {
        Judge judge = new Judge(study, claim, variant);
        rows.add(new Row(claim, variant, judge.atEpoch(), judge.atLoss()));
      }
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** One line for the head of the page. */
  String summary() {
    return "at an equal epoch "
        + counts(rows.stream().map(Row::epoch).toList())
        + "; at an equal training loss "
        + counts(rows.stream().map(Row::loss).toList())
        + ".";
  }

  private static String counts(List<Evidence> evidence) {
    StringJoiner text = new StringJoiner(", ");
    for (Verdict verdict : Verdict.values()) {
      long count = evidence.stream().filter(e -> e.verdict() == verdict).count();
      text.add(count + " " + verdict.name().toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  void write(Html html) {
    html.element(
        "p",
        "Each claim says that a metric is less for one optimizer than for another. It is judged at"
            + " an equal epoch and again at an equal training loss; the stage that the claim itself"
            + " names is marked. Runs are paired by seed. With one seed the sign decides; with"
            + " more, Student’s 95 % interval of the ratio (of the difference where a value is not"
            + " positive): wholly on the claimed side it supports the claim, wholly on the other it"
            + " refutes it, else the claim is open. No correction is made for judging several"
            + " claims.");
    html.raw("<div class=\"scroll\"><table class=\"claims\"><thead><tr><th>Claim</th>");
    html.raw("<th>At an equal epoch</th><th>At an equal training loss</th></tr></thead><tbody>\n");
    for (Row row : rows) {
      html.raw("<tr><td>").text(sentence(row.claim()));
      html.raw("<br><span class=\"muted\"><code>").text(row.claim().metric()).raw("</code>: ");
      html.text(name(row.claim().less()) + " < " + name(row.claim().than()));
      if (!row.variant().label().isEmpty()) {
        html.text(" at " + row.variant().label());
      }
      html.raw("</span>");
      String source = row.claim().source();
      if (source != null && !source.isBlank()) {
        html.raw("<br><span class=\"muted\">").text(source).raw("</span>");
      }
      html.raw("</td>");
      cell(html, row, row.epoch(), !row.claim().atMatchedLoss());
      cell(html, row, row.loss(), row.claim().atMatchedLoss());
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  private String sentence(Claim claim) {
    return claim.says() == null || claim.says().isBlank()
        ? name(claim.less()) + " has less " + claim.metric() + " than " + name(claim.than()) + "."
        : claim.says();
  }

  private String name(String label) {
    return study.optimizer(label).map(Optimizer::name).orElse(label);
  }

  private void cell(Html html, Row row, Evidence evidence, boolean asClaimed) {
    String kind = evidence.verdict().name().toLowerCase(Locale.ROOT);
    html.raw("<td><span class=\"verdict " + kind + "\">").text(evidence.inWords());
    html.raw("</span>");
    if (asClaimed) {
      html.raw(" <span class=\"own\">as claimed</span>");
    }
    html.raw("<br>");
    if (evidence.comparison() == null) {
      html.text(evidence.reason());
    } else {
      PairedComparison comparison = evidence.comparison();
      html.text(name(row.claim().less()) + " " + Numbers.shown(comparison.first()) + ", ");
      html.text(name(row.claim().than()) + " " + Numbers.shown(comparison.second()));
      html.raw("<br>").text(effect(comparison));
      html.raw("<br><span class=\"muted\">").text(evidence.where()).raw("</span>");
    }
    html.raw("</td>");
  }

  /** As in "ratio 0.9655 [0.9443, 0.9872], n = 5". */
  private static String effect(PairedComparison comparison) {
    Interval interval = comparison.interval();
    String kind = comparison.effect() == Effect.RATIO ? "ratio " : "difference ";
    String range =
        interval.n() == 1
            ? ""
            : " [" + Digits.shown(interval.low()) + ", " + Digits.shown(interval.high()) + "]";
    return kind + Digits.shown(interval.mean()) + range + ", n = " + interval.n();
  }
}
