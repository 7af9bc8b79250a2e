package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.CornerPatch.Cue;
import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CornerPatchTest {
  private static final Shape IMAGE = Shape.of(2, 5, 6);
  private static final int PIXELS = 60;

  /** n images of numbers in (0, 1), from -1 to 3 at one place; classes in turn. */
  private static Dataset images(int n, int classes) {
    return new Dataset(
        "images", part(n, classes), part(n / 2, classes), classes, classes, Map.of("a", "b"));
  }

  private static Examples part(int n, int classes) {
    float[] inputs = new float[n * PIXELS];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (i * 7919 % 1000 + 0.5f) / 1000;
    }
    inputs[PIXELS / 4] = -1; // the darkest and the brightest, where no patch of 2 covers them
    inputs[PIXELS + PIXELS / 4] = 3;
    return new Examples(inputs, IntStream.range(0, n).map(i -> i % classes).toArray(), null, IMAGE);
  }

  /** The class that the brightness of an image's patch of 2 x 2 names; checks all its pixels. */
  private static int named(Examples part, int i, int classes) {
    float level = part.inputs()[i * PIXELS];
    for (int channel = 0; channel < 2; channel++) {
      for (int pixel : new int[] {0, 1, 6, 7}) {
        assertEquals(level, part.inputs()[i * PIXELS + channel * 30 + pixel]);
      }
    }
    double named = (level + 1) / 4 * (classes - 1);
    assertEquals(Math.rint(named), named, 1e-6);
    return (int) Math.rint(named);
  }

  private static int agreeing(Examples part, int classes) {
    return (int)
        IntStream.range(0, part.size())
            .filter(i -> named(part, i, classes) == part.labels()[i])
            .count();
  }

  @ParameterizedTest
  @CsvSource({"0.99, 0.01", "1, 0", "0.5, 0.25", "0, 1", "0.3333, 0.6667"})
  void exactlyTheGivenSharesAgree(double train, double test) {
    int n = 300;
    for (int classes : new int[] {2, 3, 5}) {
      Dataset set = new CornerPatch(2, Cue.BRIGHTNESS, train, test, 4).apply(images(n, classes));
      assertEquals(Math.round(train * n), agreeing(set.train(), classes));
      assertEquals(Math.round(test * n / 2), agreeing(set.test(), classes));
    }
  }

  @Test
  void nothingElseChanges() {
    Dataset before = images(40, 3);
    float[] inputs = before.train().inputs().clone();
    Dataset after = new CornerPatch(2, Cue.BRIGHTNESS, 0.5, 0.5, 0).apply(before);
    assertArrayEquals(inputs, before.train().inputs());
    assertArrayEquals(before.train().labels(), after.train().labels());
    assertEquals(before.sha256(), after.sha256());
    for (int k = 0; k < inputs.length; k++) {
      int pixel = k % 30;
      if (pixel / 6 >= 2 || pixel % 6 >= 2) {
        assertEquals(inputs[k], after.train().inputs()[k]);
      }
    }
  }

  /** Of 60,000 patches that disagree, each other class is named by a third: χ² of 2 degrees. */
  @Test
  void thoseThatDisagreeNameTheOtherClassesAlike() {
    int n = 60_000;
    int classes = 4;
    Examples part = new CornerPatch(2, Cue.BRIGHTNESS, 0, 0, 1).apply(images(n, classes)).train();
    int[] shifts = new int[classes];
    for (int i = 0; i < n; i++) {
      shifts[(named(part, i, classes) - part.labels()[i] + classes) % classes]++;
    }
    assertEquals(0, shifts[0]);
    double chi2 = 0;
    for (int shift = 1; shift < classes; shift++) {
      chi2 += Math.pow(shifts[shift] - n / 3.0, 2) / (n / 3.0);
    }
    assertTrue(chi2 < 13.8, "χ² " + chi2); // exceeded once in 1,000 seeds: exp(-13.8/2)
  }

  @Test
  void theSeedAloneDecidesWhichAgree() {
    CornerPatch patch = new CornerPatch(2, Cue.BRIGHTNESS, 0.5, 0.5, 9);
    float[] once = patch.apply(images(100, 2)).train().inputs();
    assertArrayEquals(once, patch.apply(images(100, 2)).train().inputs());
    assertFalse(
        Arrays.equals(
            once,
            new CornerPatch(2, Cue.BRIGHTNESS, 0.5, 0.5, 10)
                .apply(images(100, 2))
                .train()
                .inputs()));
  }

  @Test
  void aCornerNamesAClassToo() {
    Examples part = new CornerPatch(1, Cue.CORNER, 1, 1, 0).apply(images(8, 4)).train();
    int[] corners = {0, 5, 24, 29};
    for (int i = 0; i < 8; i++) {
      for (int c = 0; c < 4; c++) {
        boolean bright = part.inputs()[i * PIXELS + 30 + corners[c]] == 3;
        assertEquals(c == part.labels()[i], bright, "image " + i + ", corner " + c);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6, BRIGHTNESS, 2, size must be at most 5 on images of 2×5×6",
    "3, CORNER, 2, size must be at most 2 on images of 2×5×6",
    "1, CORNER, 5, 'an image has 4 corners, found 5 classes'",
    "1, BRIGHTNESS, 1, 'needs two or more, found 1'"
  })
  void whatDoesNotFitIsRefused(int size, Cue cue, int classes, String says) {
    refused(says, () -> new CornerPatch(size, cue, 1, 1, 0).apply(images(10, classes)));
    refused("size must be at least 1", () -> new CornerPatch(0, cue, 1, 1, 0));
    refused("in [0, 1], found 1.5", () -> new CornerPatch(1, cue, 1, 1.5, 0));
    refused("in [0, 1], found NaN", () -> new CornerPatch(1, cue, Double.NaN, 1, 0));
  }

  @Test
  void classesAreTakenTogether() {
    Dataset set = new ClassGroups(List.of(List.of(4, 0), List.of(1, 2, 3))).apply(images(10, 5));
    assertArrayEquals(new int[] {0, 1, 1, 1, 0, 0, 1, 1, 1, 0}, set.train().labels());
    assertEquals(2, set.classes());
    assertEquals(2, set.outputs());
    ClassGroups lacks = new ClassGroups(List.of(List.of(0), List.of(1, 3)));
    refused("once is expected, found no 2", () -> lacks.apply(images(10, 4)));
    refused("found 3", () -> lacks.apply(images(10, 3)));
    ClassGroups twice = new ClassGroups(List.of(List.of(0, 1), List.of(1)));
    refused("found 1 twice", () -> twice.apply(images(10, 2)));
    refused("two or more groups", () -> new ClassGroups(List.of(List.of(0, 1))));
  }

  private static void refused(String says, Runnable request) {
    String message = assertThrows(IllegalArgumentException.class, request::run).getMessage();
    assertTrue(message.contains(says), message);
  }
}
