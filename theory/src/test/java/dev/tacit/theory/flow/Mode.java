package dev.tacit.theory.flow;

import dev.tacit.objective.FiniteSum;
import dev.tacit.objective.Objective;
import dev.tacit.theory.objective.ArrayObjective;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The mean over examples of ½ λ_i (w - c_i)² in one dimension, where every flow has a closed form.
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose
record Mode(double[] lambda, double[] c) implements ArrayObjective, FiniteSum {

  static Mode of(double lambda) {
    return new Mode(new double[] {lambda}, new double[1]);
  }

  @Override
  public long dimension() {
    return 1;
  }

  @Override
  public int examples() {
    return lambda.length;
  }

  @Override
  public Objective batch(int... indices) {
    return new Mode(
        Arrays.stream(indices).mapToDouble(i -> lambda[i]).toArray(),
        Arrays.stream(indices).mapToDouble(i -> c[i]).toArray());
  }

  @Override
  public double value(double[] w) {
    return IntStream.range(0, lambda.length)
        .mapToDouble(i -> lambda[i] / 2 * Math.pow(w[0] - c[i], 2))
        .average()
        .orElseThrow();
  }

  @Override
  public double gradient(double[] w, double[] gradient) {
    gradient[0] =
        IntStream.range(0, lambda.length)
            .mapToDouble(i -> lambda[i] * (w[0] - c[i]))
            .average()
            .orElseThrow();
    return value(w);
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    product[0] = v[0] * Arrays.stream(lambda).average().orElseThrow();
  }
}
