package dev.tacit.lab.landscape;

import dev.tacit.measure.Evaluation;
import dev.tacit.risk.EmpiricalRisk;
import org.bytedeco.pytorch.Tensor;

/**
 * Loss and error as functions of w, exact on the examples of two risks.
 *
 * @param train of one network
 * @param test of the same network
 */
public record Surface(EmpiricalRisk train, EmpiricalRisk test) {

  /** Two forward passes. */
  public Height at(Tensor w) {
    Evaluation seen = Evaluation.at(train, w);
    Evaluation unseen = Evaluation.at(test, w);
    return new Height(seen.loss(), error(seen, train), unseen.loss(), error(unseen, test));
  }

  private static double error(Evaluation evaluation, EmpiricalRisk risk) {
    return risk.labels() == null ? Double.NaN : evaluation.error(risk.labels());
  }
}
