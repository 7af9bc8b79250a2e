package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Matching at a training loss, computed by hand. */
class CurveTest {
  private static final double NONE = Double.NaN;

  private static Curve curve(double... xy) {
    double[] x = new double[xy.length / 2];
    double[] y = new double[xy.length / 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = xy[2 * i];
      y[i] = xy[2 * i + 1];
    }
    return new Curve(x, y);
  }

  @Test
  void aLossIsReachedWhereItsLogarithmFallsStraight() {
    Curve loss = curve(0, 1, 1, 0.1, 2, 0.2, 3, 0.001);
    assertEquals(0.5, loss.firstReach(Math.sqrt(0.1)), 1e-15); // half a decade of one
    assertEquals(1, loss.firstReach(0.1), 1e-15);
    assertEquals(2 + Math.log(20) / Math.log(200), loss.firstReach(0.01), 1e-15);
    assertEquals(3, loss.firstReach(0.001), 1e-15);
  }

  @Test
  void theFirstTimeCountsAlthoughTheLossRisesAgain() {
    assertEquals(0.5, curve(0, 4, 1, 1, 2, 3, 3, 0.5).firstReach(2), 1e-15);
  }

  @Test
  void aLevelNeverReachedHasNoPlaceAndOneAboveTheStartIsReachedThere() {
    Curve loss = curve(5, 1, 6, 0.5);
    assertEquals(NONE, loss.firstReach(0.4));
    assertEquals(NONE, loss.firstReach(NONE));
    assertEquals(5, loss.firstReach(2));
  }

  @Test
  void aLossThatComesToZeroFallsStraight() {
    assertEquals(0.75, curve(0, 1, 1, 0).firstReach(0.25), 1e-15);
  }

  @Test
  void aLevelIsCrossedFromEitherSideTheFirstTime() {
    Curve up = curve(0, 1, 1, 4, 2, 3);
    assertEquals(0.5, up.firstCrossing(2), 1e-15);
    assertEquals(1, up.firstCrossing(4));
    assertEquals(0, up.firstCrossing(1));
    assertEquals(NONE, up.firstCrossing(0.5));
    Curve spike = curve(0, 1, 1, 0.1, 2, 10);
    assertEquals(0.5, spike.firstCrossing(Math.sqrt(0.1)), 1e-15);
    assertEquals(1.75, spike.firstCrossing(Math.sqrt(10)), 1e-12);
    assertEquals(NONE, spike.firstCrossing(NONE));
    assertEquals(NONE, curve().firstCrossing(1));
  }

  @Test
  void theFirstMeasurementFromAPlaceOn() {
    Curve curve = curve(0, 10, 10, 20, 20, 0);
    assertEquals(20, curve.from(0.5));
    assertEquals(20, curve.from(10));
    assertEquals(NONE, curve.from(21));
    assertEquals(NONE, curve.from(NONE));
  }

  @Test
  void theCommonLevelIsTheHighestOfTheLowest() {
    Curve deep = curve(0, 2, 1, 0.1, 2, 0.3);
    Curve shallow = curve(0, 2, 1, 0.9, 2, 0.7);
    assertEquals(0.7, Curve.lowestCommonLevel(List.of(deep, shallow)));
    assertEquals(NONE, Curve.lowestCommonLevel(List.of()));
    assertEquals(NONE, Curve.lowestCommonLevel(List.of(deep, curve())));
  }

  @Test
  void aLossThatReadsZeroIsMatchedAtItsLastPositiveValue() {
    Curve underflow = curve(0, 2, 1, 1e-7, 2, 0, 3, 1e-9);
    assertEquals(1e-9, underflow.lowest());
    assertEquals(1e-7, curve(0, 2, 1, 1e-7, 2, 0).lowest());
    assertEquals(-1, curve(0, 0, 1, -1).lowest());
    assertEquals(1e-7, Curve.lowestCommonLevel(List.of(underflow, curve(0, 1e-7, 1, 0))));
  }

  @Test
  void valuesBetweenMeasurementsLieOnAStraightLineAndThereAreNoneOutside() {
    Curve curve = curve(0, 10, 10, 20, 20, 0);
    assertEquals(15, curve.at(5));
    assertEquals(20, curve.at(10));
    assertEquals(0, curve.at(20));
    assertEquals(NONE, curve.at(20.5));
    assertEquals(NONE, curve.at(-1));
    assertEquals(NONE, curve.at(NONE));
    assertEquals(20, curve.upTo(19));
    assertEquals(20, curve.upTo(10));
    assertEquals(NONE, curve.upTo(-1));
  }

  @Test
  void whatIsNotFiniteIsLeftOut() {
    Curve curve = curve(0, 1, 1, NONE, 2, Double.POSITIVE_INFINITY, 3, 4);
    assertEquals(2, curve.size());
    assertEquals(3, curve.end());
    assertEquals(2, curve.at(1));
  }

  @Test
  void placesMustIncrease() {
    assertThrows(IllegalArgumentException.class, () -> curve(0, 1, 0, 2));
  }
}
