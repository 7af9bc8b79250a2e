package dev.tacit.lab.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.OwnAxis;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Search;
import dev.tacit.lab.experiment.Trial;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.TuningRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is written and said of choices. */
final class ChoiceRecords {
  private ChoiceRecords() {}

  /** As the experiment's record has them. */
  static List<TuningRecord.Search> of(ExperimentDirectory directory, List<Choosing> all) {
    return all.stream().map(choosing -> of(directory, choosing)).toList();
  }

  private static TuningRecord.Search of(ExperimentDirectory directory, Choosing choosing) {
    Search search = choosing.search();
    List<TuningRecord.Trial> trials =
        search.trials().stream().map(trial -> trial(directory, choosing, trial)).toList();
    return new TuningRecord.Search(
        search.optimizer(),
        JsonFiles.nodes(search.point()),
        search.axes().stream().map(axis -> axis(choosing, axis)).toList(),
        trials,
        choosing.chosen().map(search.trials()::indexOf).orElse(null),
        choosing.reason());
  }

  private static TuningRecord.Axis axis(Choosing choosing, OwnAxis axis) {
    List<JsonNode> values =
        axis.values().stream().<JsonNode>map(JsonFiles.JSON::valueToTree).toList();
    return new TuningRecord.Axis(
        axis.path(),
        values,
        choosing.extensions(axis, false),
        choosing.extensions(axis, true),
        choosing.border(axis));
  }

  private static TuningRecord.Trial trial(
      ExperimentDirectory directory, Choosing choosing, Trial trial) {
    List<TuningRecord.Rung> rungs = new ArrayList<>();
    choosing
        .scores(trial)
        .forEach((epochs, score) -> rungs.add(new TuningRecord.Rung(epochs, scores(score))));
    List<PlannedRun> runs = choosing.search().tuned(trial, 0);
    return new TuningRecord.Trial(
        JsonFiles.nodes(trial.values()),
        runs.stream().map(run -> directory.of(run).getFileName().toString()).toList(),
        rungs);
  }

  private static List<Double> scores(Score score) {
    List<Double> scores = new ArrayList<>();
    score.values().forEach(value -> scores.add(Double.isFinite(value) ? value : null));
    return scores;
  }

  /** As in {@code sgd: lr 0.1 is best of 9 settings}. */
  static String words(Choosing choosing) {
    if (choosing.chosen().isEmpty()) {
      return choosing.reason();
    }
    Trial best = choosing.chosen().get();
    Map<Integer, Score> scores = choosing.scores(best);
    Score last = List.copyOf(scores.values()).get(scores.size() - 1);
    String borders =
        choosing.search().axes().stream()
            .filter(axis -> !choosing.border(axis).isEmpty())
            .map(axis -> "; " + name(axis.path()) + " is " + choosing.border(axis))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "%s: %s is the best of %d settings (mean %.4g%s)%s",
        choosing.search().words(),
        best.values().entrySet().stream()
            .map(value -> name(value.getKey()) + " " + value.getValue())
            .collect(Collectors.joining(", ")),
        choosing.search().trials().size(),
        last.mean(),
        last.without() == 0 ? "" : ", " + last.without() + " seeds without a value",
        borders);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
