package dev.tacit.lab.landscape;

import dev.tacit.measure.Evaluation;
import dev.tacit.measure.PopulationMoments;
import dev.tacit.network.Buffers;
import dev.tacit.network.Network;
import dev.tacit.risk.EmpiricalRisk;
import org.bytedeco.pytorch.Tensor;

/**
 * Loss and error as functions of w, exact on the examples of two risks.
 *
 * @param train of one network
 * @param test of the same network
 */
public record Surface(EmpiricalRisk train, EmpiricalRisk test) {

  /**
   * Two forward passes; where there is batch normalisation a third, for the moments of the training
   * set at w.
   */
  public Height at(Tensor w) {
    if (!train.network().mixesExamples()) {
      return at(w, train.network());
    }
    try (Buffers moments = PopulationMoments.at(train, w)) {
      return at(w, train.network().evaluating(moments));
    }
  }

  private Height at(Tensor w, Network network) {
    Evaluation seen = Evaluation.at(train, network, w);
    Evaluation unseen = Evaluation.at(test, network, w);
    return new Height(seen.loss(), error(seen, train), unseen.loss(), error(unseen, test));
  }

  private static double error(Evaluation evaluation, EmpiricalRisk risk) {
    return risk.labels() == null ? Double.NaN : evaluation.error(risk.labels());
  }
}
