package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Diagram.Mark;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A switch from one rule to the next, as a report sees it. */
class PhasesTest {
  @TempDir Path directory;

  private Study study() throws IOException {
    return new StudyFixture(directory, "sgd", "switch")
        .run("sgd", 0, "finished", "0 implicit/sgd 1", "1 implicit/sgd 2", "2 implicit/sgd 3")
        .settings(
            Map.of(
                "optimizer",
                Map.of("phases", List.of(Map.of("rule", "adam"), Map.of("rule", "sgd")))))
        .run(
            "switch",
            0,
            "finished",
            "0 implicit/sgd 1",
            "0 implicit/rmsprop_paper 10",
            "0 optimizer/phase 1",
            "1 implicit/sgd 2",
            "1 implicit/rmsprop_paper 20",
            "1 optimizer/phase 1",
            "2 implicit/sgd 3",
            "2 implicit/rmsprop_paper 30",
            "2 optimizer/phase 2",
            "2 optimizer/phase_began/2 15")
        .read();
  }

  private static LinePlot figure(Study study, String name) {
    return Figures.of(study).stream()
        .flatMap(chapter -> chapter.figures().stream())
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .map(LinePlot.class::cast)
        .orElseThrow();
  }

  @Test
  void everyFigureAcrossEpochsMarksTheSwitch() throws IOException {
    Study study = study();
    Optimizer switched = study.optimizer("switch").orElseThrow();
    LinePlot figure = figure(study, "implicit-sgd");
    assertEquals(List.of(new Mark(1.5, Colours.of(switched))), figure.panels().get(0).marks());
    assertTrue(figure.caption().contains("Vertical lines"), figure.caption());
    String marked = figure.draw(directory).svg();
    String without = unmarked(figure).draw(directory).svg();
    assertTrue(lines(marked) == lines(without) + 1, "one line more");
    assertFalse(study.metrics().isEmpty());
  }

  private static LinePlot unmarked(LinePlot f) {
    List<Panel> panels = f.panels().stream().map(panel -> panel.marked(List.of())).toList();
    return new LinePlot(
        f.name(), f.title(), f.quantity(), f.across(), f.kind(), panels, f.apart(), f.caption());
  }

  /** How many strokes are dashed. */
  private static int lines(String svg) {
    return svg.split("stroke-dasharray", -1).length;
  }

  @Test
  void thePapersTermIsThatOfTheRuleInForce() throws IOException {
    LinePlot figure = figure(study(), "implicit-paper");
    List<Series> series = figure.panels().get(0).series();
    assertEquals(
        List.of(1.0, 2.0, 3.0), series.get(0).points().stream().map(Series.Point::mean).toList());
    assertEquals(
        List.of(10.0, 20.0, 3.0),
        series.get(1).points().stream().map(Series.Point::mean).toList(),
        "Adam took the last step of the first epoch, SGD that of the second");
  }
}
