package dev.tacit.theory.order;

import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.check.Verdict;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.FlowIntegrator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * How fast the distance between an optimizer and several flows shrinks with the step size.
 *
 * <p>The optimizer's end point, or the exact mean of its end points, is computed once for each step
 * size; every candidate is held against it. The slope between the logarithms at the two smallest
 * steps decides. Where several ways to step are said to follow one flow, the flow is what is given
 * and they are the candidates ({@link #ofFlow}).
 */
final class OrderTest {
  /** Far below every error that is measured. */
  private static final double TOLERANCE = 1e-13;

  /** How a slope is judged. */
  private record Candidate(
      String label,
      double order,
      double low,
      double high,
      boolean control,
      DoubleFunction<double[]> end) {}

  private final String name;
  private final String title;
  private final double[] steps;
  private final String given;
  private final String held;
  private final List<double[]> ends = new ArrayList<>();
  private final List<Candidate> candidates = new ArrayList<>();

  /**
   * @param name of the table and the figure, as in {@code adam-full-batch}
   * @param title one line above the figure
   * @param steps h, falling
   * @param optimizer where the optimizer, or its exact mean, ends with step size h
   */
  OrderTest(String name, String title, double[] steps, DoubleFunction<double[]> optimizer) {
    this(name, title, steps, optimizer, "optimizer", "flow");
  }

  private OrderTest(
      String name,
      String title,
      double[] steps,
      DoubleFunction<double[]> end,
      String given,
      String held) {
    this.name = name;
    this.title = title;
    this.steps = steps.clone();
    this.given = given;
    this.held = held;
    for (double h : steps) {
      ends.add(end.apply(h));
    }
  }

  /**
   * The other way about: a flow is given, and the candidates are ways to step.
   *
   * @param flow where it ends; the step size changes nothing but the length of an epoch
   */
  static OrderTest ofFlow(
      String name, String title, double[] steps, DoubleFunction<double[]> flow) {
    return new OrderTest(name, title, steps, flow, "flow", "steps");
  }

  /** A candidate that claims an order, accepted within ± tolerance. */
  OrderTest claim(String label, double order, double tolerance, DoubleFunction<double[]> end) {
    candidates.add(new Candidate(label, order, order - tolerance, order + tolerance, false, end));
    return this;
  }

  /** A candidate that claims an order, accepted from low to high. */
  OrderTest claim(
      String label, double order, double low, double high, DoubleFunction<double[]> end) {
    candidates.add(new Candidate(label, order, low, high, false, end));
    return this;
  }

  /** A wrong one, which must show this lower order, within ± tolerance. */
  OrderTest control(String label, double order, double tolerance, DoubleFunction<double[]> end) {
    candidates.add(new Candidate(label, order, order - tolerance, order + tolerance, true, end));
    return this;
  }

  /** A wrong one on a problem of one's own, of which is only known that it has no order 2. */
  OrderTest control(String label, DoubleFunction<double[]> end) {
    candidates.add(new Candidate(label, 1, Double.NEGATIVE_INFINITY, 1.5, true, end));
    return this;
  }

  /** The end of a flow from a start in a time, as accurately as float64 allows. */
  static double[] end(Flow flow, double[] start, double duration) {
    return end(flow, start, duration, TOLERANCE);
  }

  /** The same, less accurately where it is dear. */
  static double[] end(Flow flow, double[] start, double duration, double tolerance) {
    FlowIntegrator integrator =
        flow.pieceLength() > 0
            ? FlowIntegrator.rungeKutta(flow.pieceLength())
            : FlowIntegrator.dormandPrince(tolerance);
    return integrator.advance(flow, start, duration);
  }

  /** The end of a flow after one short time, by eight Runge-Kutta steps. */
  static double[] shortEnd(Flow flow, double[] start, double duration) {
    return FlowIntegrator.rungeKutta(duration / 8).advance(flow, start, duration);
  }

  /** Measures every candidate, writes the table and the figure, and judges. */
  List<Finding> run(Output output) {
    List<Finding> findings = new ArrayList<>();
    List<List<?>> rows = new ArrayList<>();
    List<Figure.Line> lines = new ArrayList<>();
    for (Candidate candidate : candidates) {
      double[] errors = new double[steps.length];
      for (int i = 0; i < steps.length; i++) {
        errors[i] = VectorMath.distance(candidate.end.apply(steps[i]), ends.get(i));
        rows.add(List.of(candidate.label, candidate.order, steps[i], errors[i]));
      }
      findings.add(judge(candidate, Slope.of(steps, errors)));
      Figure.Line line = Figure.Line.of(candidate.label, steps, errors, candidate.order);
      lines.add(candidate.control ? line.asControl() : line);
    }
    output.table(name, List.of(held, "order", "step", "error"), rows);
    output.figure(
        new Figure(name, title, "step size h", "distance from the " + given, true, true, lines));
    return findings;
  }

  private static Finding judge(Candidate candidate, Slope slope) {
    boolean within = slope.last() >= candidate.low && slope.last() <= candidate.high;
    Verdict good = candidate.control ? Verdict.CONTROL_FAILS : Verdict.HOLDS;
    return new Finding(
        candidate.label,
        "order " + compact(candidate.order) + (candidate.control ? " only" : ""),
        candidate.low == Double.NEGATIVE_INFINITY
            ? "below " + compact(candidate.high)
            : compact(candidate.low) + " to " + compact(candidate.high),
        slope.toString(),
        within ? good : Verdict.DOES_NOT_HOLD);
  }

  private static String compact(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }
}
