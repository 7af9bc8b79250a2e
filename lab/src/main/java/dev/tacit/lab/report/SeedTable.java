package dev.tacit.lab.report;

import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.VarianceComponents.Component;
import dev.tacit.lab.study.SeedFactors.Decomposition;
import java.util.List;

/** How much each seed factor scatters a metric, where seeds are crossed. */
final class SeedTable {
  private static final String HOW =
      "The grid crosses seeds, so that the scatter of the runs can be taken apart: the standard"
          + " deviation that each factor brings to a metric at the end of the runs, with a 95 %"
          + " interval, and its share of the variance. “Seed” is the run’s own, which decides what"
          + " has no seed in the grid; the interaction of all factors is what is left. With two or"
          + " three seeds of a factor the intervals are wide: so few say little of its variance.";

  private final List<Decomposition> all;

  SeedTable(List<Decomposition> all) {
    this.all = all;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void write(Html html) {
    html.element("p", HOW);
    html.raw("<div class=\"scroll\"><table><thead><tr><th>Optimizer</th><th>Metric</th>");
    html.raw("<th>Factor</th><th class=\"number\">Standard deviation</th>");
    html.raw("<th class=\"number\">95 % interval</th><th class=\"number\">Share</th></tr></thead>");
    html.raw("<tbody>\n");
    for (Decomposition each : all) {
      if (each.components().isEmpty()) {
        html.raw("<tr>");
        heading(html, each);
        html.raw("<td colspan=\"4\">").text(each.reason()).raw("</td></tr>\n");
      }
      double total = each.components().stream().mapToDouble(SeedTable::positive).sum();
      for (Component component : each.components()) {
        html.raw("<tr>");
        heading(html, each);
        html.raw("<td>").text(component.name()).raw("</td>");
        number(html, component.variance() < 0 ? "0 (or less)" : root(component.variance()));
        number(html, root(component.low()) + " to " + root(component.high()));
        number(html, total == 0 ? "–" : Math.round(100 * positive(component) / total) + " %");
        html.raw("</tr>\n");
      }
    }
    html.raw("</tbody></table></div>\n");
  }

  private static void heading(Html html, Decomposition each) {
    String point = each.point().label();
    html.raw("<td>").text(each.optimizer().name() + (point.isEmpty() ? "" : ", " + point));
    html.raw("</td><td><code>").text(each.metric()).raw("</code></td>");
  }

  private static void number(Html html, String text) {
    html.raw("<td class=\"number\">").text(text).raw("</td>");
  }

  private static double positive(Component component) {
    return Math.max(0, component.variance());
  }

  private static String root(double variance) {
    return Digits.significant(Math.sqrt(variance), 3);
  }
}
