package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where stages are and what metrics are there, on numbers that can be worked out by hand. */
class StageTest {
  private static final double NONE = Double.NaN;

  /** Ten steps an epoch; the loss falls to 0.1 and rises, the norm is measured at odd epochs. */
  private static final Course RUN =
      new Course(
          Map.of(
              "train/loss", curve(0, 2, 1, 1, 2, 0.25, 3, 0.1, 4, 0.2, 5, 0.1),
              "validation/error", curve(0, 0.9, 1, 0.3, 2, 0.2, 3, 0.2, 4, 0.25, 5, 0.3),
              "norm/l2", curve(0, 10, 1, 11, 3, 15, 5, 16),
              "test/error", curve(0, 0.9, 0.5, 0.6, 1, 0.5, 2, 0.4, 3, 0.3, 4, 0.2, 5, 0.1)),
          10,
          5);

  private static Curve curve(double... pairs) {
    double[] x = new double[pairs.length / 2];
    double[] y = new double[pairs.length / 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = pairs[2 * i];
      y[i] = pairs[2 * i + 1];
    }
    return new Curve(x, y);
  }

  private static double at(String stage, String metric) {
    return StageText.parse(stage).value(RUN, metric);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          final                             | norm/l2    | 16
          final                             | test/error | 0.1
          epoch 0                           | norm/l2    | 10
          epoch 2                           | norm/l2    | 13
          epoch 5                           | norm/l2    | 16
          epoch 6                           | norm/l2    | NaN
          step 15                           | norm/l2    | 12
          step 5                            | test/error | 0.6
          step 50                           | norm/l2    | 16
          step 51                           | norm/l2    | NaN
          best validation/error             | test/error | 0.4
          best validation/error             | norm/l2    | 13
          best train/loss                   | norm/l2    | 15
          best no/metric                    | norm/l2    | NaN
          matched train/loss 1              | norm/l2    | 11
          matched train/loss 0.5            | norm/l2    | 12
          matched train/loss 0.5            | train/loss | 0.5
          matched train/loss 0.05           | norm/l2    | NaN
          matched train/loss 3              | norm/l2    | NaN
          matched norm/l2 13                | test/error | 0.392
          mean of last 1 epoch              | norm/l2    | 16
          mean of last 2 epochs             | test/error | 0.15
          mean of last 5 epochs             | test/error | 0.35
          mean of last 3 epochs             | norm/l2    | 15.5
          mean of last 6 epochs             | test/error | NaN
          after train/loss below 0.3        | norm/l2    | 15
          after train/loss below 0.3        | test/error | 0.4
          after train/loss below 0.25       | test/error | 0.3
          after train/loss below 0.1        | norm/l2    | NaN
          """)
  void aMetricAtAStage(String stage, String metric, double expected) {
    // matched norm/l2 13: log(13/11)/log(15/11) of the way from epoch 1 to epoch 3
    double found =
        stage.startsWith("matched norm")
            ? Math.round(at(stage, metric) * 1000) / 1000.0
            : at(stage, metric);
    assertEquals(expected, found, 1e-12, stage);
  }

  /** Falling evenly in its logarithm, 1 to 0.25 passes 0.5 half way. */
  @Test
  void aLevelLiesBetweenMeasurementsOnALogarithmicScale() {
    assertEquals(1.5, StageText.parse("matched train/loss 0.5").place(RUN), 1e-15);
    double rising = 1 + 2 * Math.log(13.0 / 11) / Math.log(15.0 / 11);
    assertEquals(rising, StageText.parse("matched norm/l2 13").place(RUN), 1e-15);
    Course signed = new Course(Map.of("a/b", curve(0, -1, 1, 3)), 1, 1);
    assertEquals(0.25, StageText.parse("matched a/b 0").place(signed), 1e-15);
  }

  @Test
  void whatARunThatIsCutWasNotYetIsNotThere() {
    Course cut = new Course(RUN.metrics(), 10, 2);
    assertEquals(NONE, StageText.parse("epoch 3").value(cut, "norm/l2"));
    assertEquals(NONE, StageText.parse("matched train/loss 0.2").value(cut, "norm/l2"));
    assertEquals(NONE, StageText.parse("after train/loss below 0.2").value(cut, "norm/l2"));
    assertEquals(11, StageText.parse("final").value(cut, "norm/l2"));
    assertEquals(0.25, StageText.parse("best train/loss").value(cut, "train/loss"));
    Course unknown = new Course(RUN.metrics(), 0, 5);
    assertEquals(NONE, StageText.parse("step 0").value(unknown, "norm/l2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "final",
        "matched-loss",
        "epoch 300",
        "step 12345678901",
        "best validation/error",
        "matched train/loss 0.3",
        "matched curvature/trace/layer1.weight -1e-9",
        "mean of last 20 epochs",
        "mean of last 1 epoch",
        "after train/error below 1e-5"
      })
  void whatIsWrittenIsReadAgain(String text) {
    assertEquals(text, StageText.parse(text).toString());
    assertEquals(StageText.parse(text), StageText.parse("  " + text.replace(" ", "  ") + " "));
  }

  @Test
  void numbersAreReadAsPeopleWriteThem() {
    for (String level : new String[] {"0.3", ".3", "3e-1", "0.30", "+0.3", "30E-2"}) {
      assertEquals("matched a/b 0.3", StageText.parse("matched a/b " + level).toString());
    }
    assertEquals(StageText.parse("mean of last 1 epoch"), StageText.parse("mean of last 1 epochs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          end                             | must be one of final, epoch N, step N, best METRIC,
          ''                              | must be one of final
          final 3                         | expected final, and nothing behind it; found 'final 3'
          matched-loss 0.3                | expected matched-loss, and nothing behind it
          epoch                           | expected epoch N, N a whole number from 0 to 2147483647
          epoch -1                        | found 'epoch -1'
          epoch 1.5                       | N a whole number
          epoch 1e3                       | N a whole number
          epoch 99999999999               | N a whole number from 0 to 2147483647
          epoch 99999999999999999999999   | N a whole number from 0 to 2147483647
          epoch 3 4                       | expected epoch N
          epochs 3                        | must be one of
          step x                          | expected step N, N a whole number from 0
          best                            | expected best METRIC, as in best validation/error
          best error                      | expected best METRIC
          best validation/error 3         | expected best METRIC
          best test/error                 | the test set never chooses
          best test/loss                  | say best validation/error
          matched                         | expected matched METRIC X, as in matched train/loss 0.3
          matched train/loss              | expected matched METRIC X
          matched 0.3                     | expected matched METRIC X
          matched train/loss x            | X a finite number
          matched train/loss 1e999        | X a finite number
          matched train/loss .nan         | X a finite number
          matched train/loss 0.3 0.4      | expected matched METRIC X
          mean of last epochs             | expected mean of last N epochs
          mean of last 0 epochs           | N a whole number from 1
          mean of last 3                  | expected mean of last N epochs
          mean of first 3 epochs          | expected mean of last N epochs
          after train/loss                | expected after METRIC below X
          after train/loss above 3        | expected after METRIC below X
          after train/loss below          | expected after METRIC below X
          after loss below 0.3            | expected after METRIC below X
          after train/loss below low      | X a finite number
          """)
  void whatCannotBeAStageIsRefusedWithWhatCould(String text, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> StageText.parse(text)).getMessage();
    assertTrue(message.contains(expected.strip()), message);
    assertTrue(message.contains("'" + text), message);
  }

  @Test
  void aStageSaysWhatItRestsOn() {
    assertEquals(Set.of("a/b"), StageText.parse("after a/b below 3").metrics());
    assertEquals(Set.of("train/loss"), StageText.parse("matched-loss").metrics());
    assertEquals(Set.of(), StageText.parse("final").metrics());
    assertEquals(Optional.of(7), StageText.parse("epoch 7").epoch());
    assertEquals("train/loss 0.3", StageText.parse("matched train/loss 0.30").condition());
    assertEquals("a/b below 3", StageText.parse("after a/b below 3").condition());
  }
}
