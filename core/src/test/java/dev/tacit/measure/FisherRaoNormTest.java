package dev.tacit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FisherRaoNormTest {

  @ParameterizedTest
  @MethodSource("dev.tacit.risk.EmpiricalRiskTest#combinations")
  void isTheMeanSquareOfTheExamplesGradientsAlongTheParameters(
      Loss loss, Activation activation, boolean bias) {
    try (EmpiricalRisk risk =
            EmpiricalRiskTest.risk(loss, activation, bias, Placement.CPU_FLOAT64);
        Tensor w = EmpiricalRiskTest.start(risk, Placement.CPU_FLOAT64);
        Tensor g = Vectors.zeros(w.numel(), Placement.CPU_FLOAT64)) {
      double sum = 0;
      for (int i = 0; i < risk.examples(); i++) {
        risk.batch(i).gradient(w, g);
        sum += Math.pow(Vectors.dot(w, g), 2);
      }
      double expected = sum / risk.examples();
      assertEquals(expected, FisherRaoNorm.squared(risk, w), 1e-13 * expected);
    }
  }

  /** wᵀ∇_w f = L f, so that only the outputs matter; and rescaling layers changes nothing. */
  @ParameterizedTest
  @MethodSource("dev.tacit.measure.RelativeFlatnessTest#losses")
  void isDepthTimesTheOutputsOwnFormForReluWithoutBiases(Loss loss) {
    try (EmpiricalRisk risk =
            EmpiricalRiskTest.risk(loss, Activation.RELU, false, Placement.CPU_FLOAT64);
        Tensor w = EmpiricalRiskTest.start(risk, Placement.CPU_FLOAT64);
        PointerScope scope = new PointerScope()) {
      Tensor f = risk.network().express(w, risk.inputs());
      Tensor d = risk.loss().outputGradient(f, risk.targets());
      double depth = risk.network().depth();
      double expected = depth * depth * f.mul(d).sum(1).square().mean().item_double();
      assertEquals(expected, FisherRaoNorm.squared(risk, w), 1e-13 * expected);

      risk.network().layout().slices().get(1).of(w).mul_(new Scalar(3.0));
      risk.network().layout().slices().get(2).of(w).div_(new Scalar(3.0));
      assertEquals(expected, FisherRaoNorm.squared(risk, w), 1e-13 * expected);
    }
  }
}
