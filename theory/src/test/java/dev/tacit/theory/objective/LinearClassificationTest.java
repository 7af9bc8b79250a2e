package dev.tacit.theory.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearClassificationTest {

  @ParameterizedTest
  @EnumSource(MarginLoss.class)
  void keepsTheContractOfAnObjective(MarginLoss loss) {
    LinearClassification c = LinearClassification.fourPoints(loss);
    ClosedForms.contract(c);
    ClosedForms.contract(c.batch(3, 1));
    ClosedForms.contract(new LinearClassification(ClosedForms.gaussian("z", 5, 6), loss));
  }

  @Test
  void startsAtTheKnownLossAndSlope() {
    double[] g = new double[2];
    LinearClassification logistic = LinearClassification.fourPoints(MarginLoss.LOGISTIC);
    assertEquals(Math.log(2), logistic.gradient(new double[2], g), 1e-16);
    // -½ of the mean row (4.5, 3.1)/4.
    assertArrayEquals(new double[] {-0.5625, -0.3875}, g, 1e-16);
    assertEquals(
        1, LinearClassification.fourPoints(MarginLoss.EXPONENTIAL).gradient(new double[2], g));
    assertArrayEquals(new double[] {-1.125, -0.775}, g, 1e-16);
  }

  @Test
  void staysAccurateWhereTheLossUnderflowsOrGrows() {
    LinearClassification one = new LinearClassification(new double[][] {{1}}, MarginLoss.LOGISTIC);
    double[] g = new double[1];
    assertEquals(1, one.gradient(new double[] {50}, g) / Math.exp(-50), 1e-14);
    assertEquals(-1, g[0] / Math.exp(-50), 1e-14);
    assertEquals(800, one.gradient(new double[] {-800}, g));
    assertEquals(-1, g[0]);
  }

  /** The margins in the class comment: w = (1.8, .7)/1.94, (1, 2/3), (.72, .28). */
  @Test
  void knowsTheMarginsOfTheFourPoints() {
    LinearClassification c = LinearClassification.fourPoints(MarginLoss.LOGISTIC);
    assertEquals(1, c.margin(new double[] {1.8 / 1.94, 0.7 / 1.94}), 1e-15);
    assertEquals(17.0 / 15, c.margin(new double[] {1, 2.0 / 3}), 1e-15);
    assertEquals(0.776, c.margin(new double[] {0.72, 0.28}), 1e-15);
    assertEquals(-2, c.margin(new double[] {0, -1}));
  }
}
