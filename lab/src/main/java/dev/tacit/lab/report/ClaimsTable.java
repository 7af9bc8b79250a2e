package dev.tacit.lab.report;

import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.study.ClaimWords;
import dev.tacit.lab.study.Comparison;
import dev.tacit.lab.study.Evidence;
import dev.tacit.lab.study.Judged;
import java.util.List;

/** The claims with their verdicts and evidence. */
final class ClaimsTable {
  private static final String HOW =
      "Each claim is judged at the stage of training that it names. Runs are paired by seed;"
          + " intervals are Student’s, at 95 %, of the paired difference or, where a quantity is"
          + " positive and no share, of the ratio in logarithms. A claim of order is supported or"
          + " refuted where the exact sign-flip test, corrected by Holm for all claims of the"
          + " experiment, is at most 5 % and the interval lies on one side; “the same” is"
          + " equivalent where two one-sided tests are at most 5 % after the same correction. Fewer"
          + " than ten seeds decide nothing. Degenerate: a metric has run to its numerical floor."
          + " Bold is what was tested and decided; beside it stand the numbers at another stage,"
          + " not tested.";

  private final List<Judged> claims;

  ClaimsTable(List<Judged> claims) {
    this.claims = claims;
  }

  boolean isEmpty() {
    return claims.isEmpty();
  }

  /** One line for the head of the page. */
  String summary() {
    return ClaimWords.counts(claims) + ".";
  }

  void write(Html html) {
    html.element("p", HOW);
    html.raw("<div class=\"scroll\"><table class=\"claims\"><thead><tr><th>Claim</th>");
    html.raw("<th>Verdict</th><th>Beside it, not tested</th></tr></thead><tbody>\n");
    for (Judged judged : claims) {
      html.raw("<tr><td>");
      claim(html, judged);
      html.raw("</td><td>");
      evidence(html, judged);
      html.raw("</td><td>");
      comparison(html, judged, judged.beside());
      html.raw("</td></tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  private static void claim(Html html, Judged judged) {
    Claim claim = judged.claim();
    html.text(sentence(judged));
    html.raw("<br><span class=\"muted\"><code>").text(claim.metric()).raw("</code>, ");
    html.text(claim.at() + ": " + ClaimWords.statement(judged)).raw("</span>");
    muted(html, judged.conditions());
    muted(html, claim.source());
  }

  private static String sentence(Judged judged) {
    Claim claim = judged.claim();
    if (claim.says() != null && !claim.says().isBlank()) {
      return claim.says();
    }
    Judged.Sides sides = judged.sides();
    return claim.sameness()
        ? sides.first() + " and " + sides.second() + " have the same " + claim.metric() + "."
        : sides.first() + " has less " + claim.metric() + " than " + sides.second() + ".";
  }

  private static void evidence(Html html, Judged judged) {
    Evidence evidence = judged.evidence();
    String word = ClaimWords.word(evidence.verdict());
    String weight = evidence.isTested() ? "" : " untested";
    html.raw("<span class=\"verdict " + word + weight + "\">").text(word).raw("</span><br>");
    comparison(html, judged, evidence.comparison());
    String tests = ClaimWords.tests(evidence);
    if (!tests.isEmpty()) {
      html.raw("<br>").text(tests);
    }
    muted(html, String.join("; ", evidence.conditions()));
  }

  private static void comparison(Html html, Judged judged, Comparison comparison) {
    if (comparison.numbers() != null) {
      html.text(ClaimWords.sides(judged, comparison.numbers()));
      html.raw("<br>").text(ClaimWords.effect(comparison.numbers()));
      muted(html, comparison.where());
    }
    if (!comparison.reason().isEmpty()) {
      html.raw(comparison.numbers() == null ? "" : "<br>").text(comparison.reason());
    }
  }

  private static void muted(Html html, String text) {
    if (text != null && !text.isBlank()) {
      html.raw("<br><span class=\"muted\">").text(text).raw("</span>");
    }
  }
}
