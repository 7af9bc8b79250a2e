package dev.tacit.lab.landscape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  @TempDir Path folder;

  @Test
  void levelsAreEquallySpacedLogarithmsOverAtMostEightDecades() {
    Levels levels = Levels.of(map(1e-20, 100, Double.NaN, Double.POSITIVE_INFINITY));
    assertEquals(-6, levels.logs().get(0), 1e-12);
    assertEquals(2, levels.logs().get(levels.bands()), 1e-12);
    assertEquals(0, levels.band(-20), "what lies below has the lowest colour");
    assertEquals(levels.bands() / 2, levels.band(-2 + 1e-9));
    assertEquals(levels.bands() - 1, levels.band(2));
    assertEquals(-1, levels.band(Double.NaN));
    assertEquals("1.0e-06", levels.label(0));
    assertEquals("100", levels.label(levels.bands()));
    assertEquals(1, Levels.of(map(3, 3, 3, 3)).bands(), "a flat map has one band");
    assertEquals("1.00", Levels.of(map(1, 2, 1, 2)).label(0), "close levels need digits");
  }

  private static LossMap map(double a, double b, double c, double d) {
    return new LossMap(
        List.of(-1.0, 1.0), List.of(-1.0, 1.0), List.of(List.of(a, b), List.of(c, d)));
  }

  /** A regression has no errors, an overflow no colour, a still trajectory no way. */
  @Test
  void drawsWhatIsMissingAsMissing() throws IOException {
    List<Double> t = LossMap.spaced(0, 1, 5);
    List<Height> heights = new ArrayList<>();
    for (double at : t) {
      heights.add(new Height(0.001 + at * at, Double.NaN, at == 0.5 ? Double.NaN : 1, Double.NaN));
    }
    Profile profile = new Profile(t, heights);
    new LineFigure(
            "Regression",
            "One panel, a gap.",
            "t",
            t,
            List.of(
                new LineFigure.Line("training set", profile, true, false),
                new LineFigure.Line("test set", profile, false, true)))
        .write(folder, "line", "");
    new MapFigure(
            "Overflow",
            "Grey is not a number.",
            "x",
            "y",
            map(0.1, 10, 1, Double.POSITIVE_INFINITY),
            List.of(new Plane.Point(0, 0), new Plane.Point(0, 0)),
            List.of(0, 1))
        .write(folder, "map", "");
    for (String name : List.of("line.png", "line.svg", "map.png", "map.svg")) {
      assertTrue(Files.size(folder.resolve(name)) > 1000, name);
    }
  }
}
