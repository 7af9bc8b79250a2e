package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.Diagram.Mark;
import dev.tacit.lab.figure.Diagram.Stretch;
import dev.tacit.lab.report.LinePlot.Across;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Study;
import java.util.List;

/** Turns figures against the epoch into figures against the step. */
final class Steps {
  private static final Across STEP = new Across("step", "step", Kind.EPOCH);

  private final Study study;

  Steps(Study study) {
    this.study = study;
  }

  /**
   * The figure with steps across.
   *
   * @throws IllegalArgumentException when a run does not say how many an epoch has, or several
   *     lines of a panel with marks of moments differ in that
   */
  LinePlot of(LinePlot plot) {
    return new LinePlot(
        plot.name(),
        plot.title(),
        plot.quantity(),
        STEP,
        plot.kind(),
        plot.panels().stream().map(this::panel).toList(),
        plot.apart(),
        plot.caption());
  }

  private Panel panel(Panel panel) {
    List<Series> series = panel.series().stream().map(this::series).toList();
    if (panel.marks().isEmpty() && panel.greyed().isEmpty()) {
      return new Panel(
          panel.heading(), panel.scale(), series, List.of(), panel.levels(), List.of(), List.of());
    }
    List<Double> each = panel.series().stream().map(this::inEpoch).distinct().toList();
    if (each.size() > 1) {
      throw new IllegalArgumentException(
          "epochs of "
              + each
              + " steps are side by side, and what is marked belongs to epochs: use --x epoch");
    }
    double m = each.get(0);
    return new Panel(
        panel.heading(),
        panel.scale(),
        series,
        panel.greyed().stream().map(s -> new Stretch(m * s.from(), m * s.to(), s.label())).toList(),
        panel.levels(),
        panel.marks().stream().map(mark -> new Mark(m * mark.x(), mark.color())).toList(),
        panel.stars());
  }

  private Series series(Series s) {
    double m = inEpoch(s);
    List<Point> points =
        s.points().stream()
            .map(p -> new Point(Math.rint(m * p.x()), p.mean(), p.low(), p.high(), p.n()))
            .toList();
    return new Series(
        s.metric(), s.optimizer(), s.variant(), s.role(), s.seeds(), s.run(), points, s.diverged());
  }

  private double inEpoch(Series series) {
    List<RunRecord> runs = study.runs(series.optimizer(), series.variant());
    List<Long> each = runs.stream().map(run -> run.manifest().stepsPerEpoch()).distinct().toList();
    if (each.size() != 1 || each.get(0) < 1) {
      throw new IllegalArgumentException(
          "runs of "
              + series.optimizer().label()
              + " do not say, or not alike, how many steps an epoch has ("
              + each
              + "): use --x epoch");
    }
    return each.get(0);
  }
}
