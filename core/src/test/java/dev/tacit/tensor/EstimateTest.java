package dev.tacit.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void theErrorOfAMeanIsTheSampleDeviationOverTheRootOfN() {
    Estimate mean = Estimate.mean(new double[] {1, 2, 3, 6});
    assertEquals(3, mean.value(), 1e-15);
    assertEquals(Math.sqrt(14.0 / 3 / 4), mean.error(), 1e-15);
    assertTrue(Double.isNaN(Estimate.mean(new double[] {1}).error()));
  }

  @Test
  void theErrorVanishesAsTheWholePopulationIsDrawn() {
    double[] draws = {1, 2, 3, 6};
    assertEquals(
        Math.sqrt(0.2) * Math.sqrt(14.0 / 3 / 4), Estimate.meanOfSome(draws, 5).error(), 1e-15);
    assertTrue(Double.isNaN(Estimate.meanOfSome(draws, 4).error()), "exact");
  }

  @Test
  void theJackknifeOfAMeanIsTheErrorOfTheMean() {
    double[] draws = {1, 4, 2, 8};
    double[] leaveOneOut = {14 / 3.0, 11 / 3.0, 13 / 3.0, 7 / 3.0};
    Estimate found = Estimate.jackknife(15 / 4.0, leaveOneOut);
    assertEquals(15 / 4.0, found.value());
    assertEquals(Estimate.mean(draws).error(), found.error(), 1e-15);
  }
}
