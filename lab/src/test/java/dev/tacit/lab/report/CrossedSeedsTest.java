package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bands over seeds of which some share their start. */
class CrossedSeedsTest {
  private static final double[] NORMS = {5, 5.1, 1, 1.1, 4, 4.1, 2, 2.1, 3, 3.1};

  @TempDir Path directory;

  private Point last(int runs) throws IOException {
    StudyFixture fixture =
        new StudyFixture(directory, "sgd")
            .with("experiment", Map.of("seeds", Map.of("init", 5, "order", 2)));
    for (int i = 0; i < runs; i++) {
      fixture.settings(Map.of("train", Map.of("initSeed", i / 2, "orderSeed", i % 2)));
      fixture.run("sgd", i, "finished", "1 norm/l2 " + NORMS[i]);
    }
    Study study = fixture.read();
    List<Series> series =
        new SeriesBuilder(study)
            .acrossEpochs(
                "norm/l2", study.optimizers().get(0), StudyFixture.only(study), new Scale.Linear());
    List<Point> points = series.get(0).points();
    return points.get(points.size() - 1);
  }

  @Test
  void areAsWideAsTheStartsTheyRestOn() throws IOException {
    Point point = last(10);
    Interval alone = Interval.of(NORMS);
    assertEquals(alone.mean(), point.mean(), 1e-12);
    assertTrue(point.high() - point.mean() > 1.5 * alone.halfWidth(), point.toString());
  }

  @Test
  void areNotDrawnWhereARunIsMissing() throws IOException {
    Point point = last(9);
    assertTrue(Double.isNaN(point.low()) && Double.isFinite(point.mean()), point.toString());
  }
}
