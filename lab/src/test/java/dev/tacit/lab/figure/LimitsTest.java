package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
        "nothing lies in 7..9 of the horizontal axis",
        () -> frame(Kind.EPOCH, new Scale.Linear(), new Limits(new Range(7, 9), null)));
    assertSays(
        "nothing lies in 7..30 of the vertical axis",
        () -> frame(Kind.EPOCH, new Scale.Linear(), new Limits(null, new Range(7, 30))));
    assertSays(
        "the vertical axis is logarithmic",
        () -> frame(Kind.EPOCH, new Scale.Log(), new Limits(null, new Range(-0.5, 1))));
  }

  @Test
  void whatIsCutOffDoesNotChangeTheScale() {
    Limits none = Limits.NONE;
    Limits right = new Limits(new Range(1, 3), null); // alone these would be logarithmic
    double whole = frame(Kind.VALUE, new Scale.Linear(), none).x().place(2);
    assertEquals(whole, frame(Kind.VALUE, new Scale.Linear(), right).x().place(2));
    assertEquals(2, frame(Kind.FALLING, new Scale.Linear(), right).x().place(2));
    List<Scale.Tick> ticks = frame(Kind.VALUE, new Scale.Linear(), right).x().ticks(1, 3, 5);
    assertEquals(List.of("1", "2", "3"), ticks.stream().map(Scale.Tick::label).toList());
  }

  @Test
  void legendsDoNotNameWhatIsCutOff() {
    List<Point> points = List.of(new Point(0, 1), new Point(1, 2), new Point(5, 3));
    Line line = new Line("", Color.BLUE, Look.stroke(1), Look.stroke(1), 0, true, points, true);
    Diagram.Panel panel =
        new Diagram.Panel(
            "",
            new Scale.Linear(),
            false,
            List.of(line),
            List.of(new Diagram.Stretch(4, 5, "grey"), new Diagram.Stretch(0, 1, "seen")),
            List.of(),
            List.of(),
            List.of(),
            List.of(
                new Diagram.Star(5, 3, Color.BLUE, "beyond"),
                new Diagram.Star(1, 2, Color.BLUE, "within"),
                new Diagram.Star(0, 1, Color.BLUE, "below")),
            List.of());
    Frame frame = new Frame(new Scale.Linear(), 0, 2, new Scale.Linear(), 1.5, 3);
    Diagram.Panel seen = frame.seen(panel);
    assertEquals(List.of("within"), seen.stars().stream().map(Diagram.Star::label).toList());
    assertEquals(List.of("seen"), seen.greyed().stream().map(Diagram.Stretch::label).toList());
    assertFalse(seen.lines().get(0).crossed());
  }

  @Test
  void lessThanADecadeOfBothSignsHasTicks() {
    Scale scale = new Scale.Symlog(1);
    List<Scale.Tick> ticks = scale.ticks(scale.place(20), scale.place(80), 5);
    assertTrue(ticks.size() >= 2, ticks.toString());
    assertEquals("20", ticks.get(0).label());
    assertEquals(scale.place(20), ticks.get(0).place(), 1e-12);
  }

  @Test
  void endsMayComeInAnyOrder() {
    assertEquals(new Range(0.03, 1.6), Range.parse("1.6..0.03"));
    assertEquals(new Range(-2, 1e3), Range.parse(" -2 .. 1e3 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        "1",
        "1..",
        "..2",
        "1..1",
        "1..NaN",
        "0..Infinity",
        "1-2",
        "a..b",
        "0...60",
        "1..2..3"
      })
  void anythingElseIsRefused(String text) {
    assertSays("two", () -> Range.parse(text));
  }

  private static void assertSays(String words, Runnable asked) {
    String says = assertThrows(IllegalArgumentException.class, asked::run).getMessage();
    assertTrue(says.contains(words), says);
  }
}
