package dev.tacit.lab.study;

import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Course;
import dev.tacit.lab.statistics.Stage;
import dev.tacit.lab.statistics.StageText;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import java.util.List;

/**
 * The stage at which the settings of a study are compared: that of its tuning, so that what is
 * shown is what was chosen by; without tuning that of its first claim, which is what it asks first;
 * without claims the end of the runs.
 */
public final class AtStage {
  private final Study study;
  private final Stage stage;

  /** The stage of a study. */
  public AtStage(Study study) {
    this.study = study;
    stage = stage(study.experiment());
  }

  private static Stage stage(ExperimentRecord experiment) {
    if (experiment.tuning() != null) {
      return StageText.parse(experiment.tuning().at());
    }
    return experiment.claims().stream()
        .findFirst()
        .map(Claim::stage)
        .filter(first -> !(first instanceof Stage.MatchedLoss)) // it depends on what is compared
        .orElse(new Stage.Final());
  }

  /** As in "at the end", "at best validation/error". */
  public String words() {
    if (stage instanceof Stage.Final) {
      return "at the end";
    }
    boolean itself = stage instanceof Stage.MeanOfLast || stage instanceof Stage.After;
    return itself ? stage.toString() : "at " + stage;
  }

  /**
   * A metric of an optimizer's usable runs at one point of the grid, by seed; NaN for a run that
   * never is at the stage or was not measured there.
   */
  public List<Double> values(String metric, Optimizer optimizer, Variant variant) {
    return values(metric, study.usable(optimizer, variant));
  }

  /** The same of some runs. A run on its way is taken to end where the first of them does. */
  public List<Double> values(String metric, List<RunRecord> runs) {
    double common = Study.lastCommonEpoch(runs);
    return runs.stream()
        .map(
            run -> {
              double end = run.state() == State.finished ? run.lastEpoch() : common;
              Course course = new Course(run.metrics(), run.manifest().stepsPerEpoch(), end);
              return stage.value(course, metric);
            })
        .toList();
  }
}
