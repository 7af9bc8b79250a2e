package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.Diagram.Line;
import dev.tacit.lab.figure.Diagram.Point;
import dev.tacit.lab.figure.Limits.Range;
import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  /** A test error that falls from an untrained network's. */
  private static Frame frame(Kind kind, Scale scale, Limits limits) {
    List<Point> points =
        List.of(new Point(0, 0.9), new Point(1, 0.2), new Point(2, 0.1), new Point(3, 0.15));
    Line line = new Line("", Color.BLUE, Look.stroke(1), Look.stroke(1), 0, true, points, false);
    Diagram.Panel panel = new Diagram.Panel("", scale, true, List.of(line));
    Diagram diagram =
        new Diagram(
            "name",
            "",
            "",
            new Diagram.Across("epoch", kind),
            List.of(panel),
            false,
            true,
            Diagram.Size.of(1),
            limits);
    return Frame.of(diagram, diagram.panels());
  }

  @Test
  void withoutAnyTheAxesHoldTheLines() {
    Frame frame = frame(Kind.EPOCH, new Scale.Linear(), Limits.NONE);
    assertEquals(0, frame.xLow());
    assertEquals(3, frame.xHigh());
    assertTrue(frame.yHigh() > 0.9);
  }

  @Test
  void withinAStretchOfTheHorizontalAxisTheVerticalOneHoldsWhatIsThere() {
    Frame frame = frame(Kind.EPOCH, new Scale.Linear(), new Limits(new Range(1, 2.5), null));
    assertEquals(1, frame.xLow());
    assertEquals(2.5, frame.xHigh());
    assertTrue(frame.yHigh() >= 0.2 && frame.yHigh() < 0.25, frame.toString());
    assertTrue(frame.holds(1) && frame.holds(2.5) && !frame.holds(3));
  }

  @Test
  void axesAreWhatWasAskedForToTheDigit() {
    Limits limits = new Limits(new Range(0.5, 4), new Range(0.05, 0.3));
    Frame frame = frame(Kind.EPOCH, new Scale.Log(), limits);
    assertEquals(0.5, frame.xLow());
    assertEquals(4, frame.xHigh());
    assertEquals(Math.log10(0.05), frame.yLow());
    assertEquals(Math.log10(0.3), frame.yHigh());
  }

  @Test
  void whatHasNoPlaceIsSaid() {
    assertSays(
        "no place for 0",
        () -> frame(Kind.EPOCH, new Scale.Log(), new Limits(null, new Range(0, 1))));
    assertSays(
        "nothing lies in 7..9",
        () -> frame(Kind.EPOCH, new Scale.Linear(), new Limits(new Range(7, 9), null)));
  }

  @Test
  void endsMayComeInAnyOrder() {
    assertEquals(new Range(0.03, 1.6), Range.parse("1.6..0.03"));
    assertEquals(new Range(-2, 1e3), Range.parse(" -2 .. 1e3 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "..", "1", "1..", "..2", "1..1", "1..NaN", "0..Infinity", "1-2", "a..b"})
  void anythingElseIsRefused(String text) {
    assertSays("two", () -> Range.parse(text));
  }

  private static void assertSays(String words, Runnable asked) {
    String says = assertThrows(IllegalArgumentException.class, asked::run).getMessage();
    assertTrue(says.contains(words), says);
  }
}
