package dev.tacit.theory.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every flow must keep, at a point where it is smooth. */
final class FlowContract {
  private FlowContract() {}

  /** Checks a flow along its first piece, or over a time of 0.5 if it has no pieces. */
  static void check(Flow flow, double[] w) {
    assertEquals(w.length, flow.dimension(), "dimension");
    double[] point = w.clone();
    double[] once = new double[w.length];
    double[] twice = new double[w.length];
    flow.velocity(0, point, once);
    flow.velocity(0, point, twice);
    assertArrayEquals(w, point, 0, "w is not changed");
    assertArrayEquals(once, twice, 0, "the same w gives the same bits");

    double time = flow.pieceLength() > 0 ? flow.pieceLength() : 0.5;
    double[] exact = FlowIntegrator.dormandPrince(1e-13).advance(flow, w, time);
    double coarse = error(flow, w, time, 8, exact);
    double fine = error(flow, w, time, 32, exact);
    // RK4 on a smooth right-hand side: order 4; a kink or a jump would leave 1 or 2.
    double order = Math.log(coarse / fine) / Math.log(4);
    assertTrue(order > 3.5 && order < 5, flow.name() + ": order in time is " + order);
    double big = error(flow, w, time, 1, exact);
    assertTrue(big > 30 * fine, flow.name() + ": a big step must be bad, " + big + " to " + fine);
  }

  private static double error(Flow flow, double[] w, double time, int steps, double[] exact) {
    double[] end = FlowIntegrator.rungeKutta(time / steps).advance(flow, w, time);
    double sum = 0;
    for (int j = 0; j < end.length; j++) {
      sum += Math.pow(end[j] - exact[j], 2);
    }
    return Math.sqrt(sum);
  }
}
