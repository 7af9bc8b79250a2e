package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.store.TuningRecord.Rung;
import dev.tacit.lab.store.TuningRecord.Search;
import dev.tacit.lab.store.TuningRecord.Trial;
import dev.tacit.lab.study.Numbers;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What tuning chose for each optimizer at each point of the grid, and all that it tried. */
final class TuningTable {
  private static final int MOST_ROWS = 500;

  private final Study study;
  private final TuningRecord tuning;
  private final Set<String> paths = new LinkedHashSet<>();

  /**
   * @param tuning how the study's settings were chosen
   */
  TuningTable(Study study, TuningRecord tuning) {
    this.study = study;
    this.tuning = tuning;
    for (Search search : tuning.searches()) {
      search.axes().forEach(axis -> paths.add(Grid.common(axis.path())));
    }
  }

  /** How it was chosen, in sentences. */
  String how() {
    String halving =
        tuning.halving() == null
            ? ""
            : " After "
                + tuning.halving().epochs()
                + " epochs the best "
                + tuning.halving().keep()
                + " went on to the end.";
    return "Every setting along an optimizer’s own axes was trained with the seeds "
        + tuning.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "))
        + ", none of which is among the runs that are reported; the lowest mean of "
        + tuning.by()
        + " at ‘"
        + tuning.at()
        + "’ was chosen, for each optimizer and each point of the grid by itself. A setting with"
        + " which a run diverged or never came there loses to all others."
        + halving
        + (tuning.extend()
            ? " Where the best lay at the border of an axis, the axis was extended."
            : " Axes were not extended beyond their borders.");
  }

  void write(Html html) {
    html.raw("<div class=\"scroll\"><table><thead><tr><th>Optimizer</th><th>Chosen</th>");
    html.raw("<th class=\"number\">").text(tuning.by()).raw("</th>");
    html.raw("<th class=\"number\">Settings tried</th><th>Border</th></tr></thead><tbody>\n");
    for (Search search : tuning.searches()) {
      html.raw("<tr><th class=\"label\">").raw(heading(search)).raw("</th><td>");
      Trial best = search.best();
      html.text(best == null ? reason(search) : settings(best));
      html.raw("</td><td class=\"number\">").text(best == null ? "–" : score(best));
      html.raw("</td><td class=\"number\">").text("" + search.trials().size());
      html.raw("</td><td>").text(best == null ? "" : border(search)).raw("</td></tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  /** Every setting that was tried; folded. */
  void all(Html html) {
    html.raw("<details><summary>All settings that were tried</summary>\n");
    html.raw("<div class=\"scroll\"><table><thead><tr><th>Optimizer</th><th>Setting</th>");
    html.raw("<th class=\"number\">Epochs</th><th class=\"number\">").text(tuning.by());
    html.raw("</th><th class=\"number\">Without a value</th></tr></thead><tbody>\n");
    int rows = 0;
    for (Search search : tuning.searches()) {
      for (Trial trial : search.trials()) {
        for (Rung rung : trial.rungs()) {
          if (++rows <= MOST_ROWS) {
            row(html, search, trial, rung);
          }
        }
      }
    }
    html.raw("</tbody></table></div>\n");
    if (rows > MOST_ROWS) {
      html.element("p", "And " + (rows - MOST_ROWS) + " more; experiment.json has all of them.");
    }
    html.raw("</details>\n");
  }

  private void row(Html html, Search search, Trial trial, Rung rung) {
    html.raw("<tr><td>").raw(heading(search)).raw("</td><td>").text(settings(trial));
    html.raw("</td><td class=\"number\">").text("" + rung.epochs());
    html.raw("</td><td class=\"number\">").text(score(rung)).raw("</td><td class=\"number\">");
    html.text(without(rung) == 0 ? "" : without(rung) + " of " + rung.scores().size());
    html.raw("</td></tr>\n");
  }

  private static long without(Rung rung) {
    return (long) rung.scores().size() - rung.values().length;
  }

  private String heading(Search search) {
    Optional<Optimizer> optimizer = study.optimizer(search.optimizer());
    String point = Variant.of(List.of(search.point())).get(0).label();
    String name = optimizer.map(Optimizer::name).orElse(search.optimizer());
    return optimizer.map(Overview::chip).orElse("")
        + Html.escape(name + (point.isEmpty() ? "" : ", " + point));
  }

  private static String reason(Search search) {
    return search.reason().isEmpty() ? "not chosen yet" : search.reason();
  }

  private String settings(Trial trial) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> value : trial.values().entrySet()) {
      words.add(name(value.getKey()) + " = " + Variant.text(value.getValue()));
    }
    return String.join(", ", words);
  }

  private String name(String path) {
    return Variant.shortName(Grid.common(path), paths);
  }

  private static String score(Trial trial) {
    return score(trial.rungs().get(trial.rungs().size() - 1));
  }

  private static String score(Rung rung) {
    double[] values = rung.values();
    return values.length == 0 ? "–" : Numbers.shown(Interval.of(values));
  }

  private String border(Search search) {
    List<String> words = new ArrayList<>();
    for (TuningRecord.Axis axis : search.axes()) {
      int extended = axis.below() + axis.above();
      if (!axis.border().isEmpty()) {
        words.add(name(axis.path()) + " is " + axis.border());
      } else if (extended > 0) {
        words.add(
            name(axis.path())
                + " lies within, after "
                + Digits.count(extended)
                + (extended == 1 ? " extension" : " extensions"));
      } else if (axis.values().size() > 1) {
        words.add(name(axis.path()) + " lies within");
      }
    }
    return String.join("; ", words);
  }
}
