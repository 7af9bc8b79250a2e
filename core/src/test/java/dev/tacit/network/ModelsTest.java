package dev.tacit.network;

import static dev.tacit.tensor.Placement.CPU_FLOAT64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelsTest {
  private static final Shape DIGITS = Shape.of(1, 28, 28);
  private static final Shape CIFAR = Shape.of(3, 32, 32);

  /** Numbers of parameters counted by hand from the papers' layers. */
  @ParameterizedTest
  @CsvSource({
    "mlp, 400906", // 784-256-256-256-256-10
    "lenet5, 61706",
    "cnn-small, 20490", // 160 + 4640 + 1568·10 + 10
    "deep-linear, 54912", // 784·64 + 64·64 + 64·10
  })
  void haveTheParametersOfTheirLayers(String name, long parameters) {
    Network network = Models.make(name, Map.of(), DIGITS, 10);
    assertEquals(parameters, network.layout().dimension());
    assertEquals(10, network.outputs());
  }

  /**
   * He et al. 2016, table 6, give 0.27 million for 20 layers with shortcuts that have none; the two
   * 1×1 convolutions here add 2,560 weights, normalisations as many numbers as theirs.
   */
  @Test
  void theResidualNetworkOfTwentyLayersIsAsLargeAsPublished() {
    long weights =
        Models.make("resnet-20", Map.of(), CIFAR, 10).layout().slices().stream()
            .filter(slice -> slice.isWeight())
            .mapToLong(slice -> slice.size())
            .sum();
    long published = 432 + 6 * 2304 + (4608 + 5 * 9216) + (18432 + 5 * 36864) + 640;
    assertEquals(published + 16 * 32 + 32 * 64, weights);
  }

  static Stream<Arguments> combinations() {
    return Models.all().keySet().stream()
        .flatMap(
            name ->
                Stream.of(Models.Norm.values())
                    .filter(
                        norm ->
                            norm == Models.Norm.NONE
                                || Models.named(name).options().containsKey("norm"))
                    .map(norm -> Arguments.of(name, norm)));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void haveAutogradsGradientsAndHessianProducts(String name, Models.Norm norm) {
    Map<String, Object> options =
        Models.named(name).options().containsKey("norm") ? Map.of("norm", norm) : Map.of();
    boolean flat = name.contains("mlp") || name.equals("deep-linear");
    Shape input = flat ? Shape.of(2, 3, 3) : Shape.of(2, 16, 16);
    int n = 3;
    Network network = Models.make(name, options, input, 4);
    float[] x = EmpiricalRiskTest.inputs(n, input.size());
    int[] all = {0, 1, 2};
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network, Loss.CROSS_ENTROPY, CPU_FLOAT64, x, new int[] {3, 0, 2});
        Tensor w = Vectors.of(CPU_FLOAT64, Initialiser.HE.draw(network, new RandomStreams(5), 1));
        Tensor v = Vectors.copy(w);
        Tensor expected = Vectors.zeros(risk.dimension(), CPU_FLOAT64);
        Tensor found = Vectors.zeros(risk.dimension(), CPU_FLOAT64)) {
      risk.expression(all).gradient(w, expected);
      risk.gradient(w, found);
      ObjectiveContract.assertClose(expected, found, 1e-12);
      risk.expression(all).hessianVector(w, v, expected);
      risk.hessianVector(w, v, found);
      ObjectiveContract.assertClose(expected, found, 1e-11);
    }
  }

  @Test
  void sayWhichLayerDoesNotFit() {
    assertSays(
        "layer 2, dense 10: a dense layer takes a vector, found 4×26×26; flatten it first",
        () ->
            new Sequential("x", DIGITS, List.of(Convolution.of(4, 3, 1, 0), new Dense(10, true))));
    assertSays(
        "of 5×5 is larger than its image 6×3×3",
        () ->
            new Sequential(
                "x",
                Shape.of(1, 3, 3),
                List.of(Convolution.of(6, 1, 1, 0), Convolution.of(6, 5, 1, 0), new Flatten())));
    assertSays("takes images", () -> Models.make("lenet5", Map.of(), Shape.of(784), 10));
    assertSays(
        "they must have one shape",
        () ->
            new Sequential(
                "x", DIGITS, List.of(Residual.of(Convolution.of(2, 3, 1, 1)), new Flatten())));
    assertSays(
        "3 channels of 3×32×32 cannot be cut into 2 groups",
        () -> new Sequential("x", CIFAR, List.of(new GroupNormalisation(2), new Flatten())));
    assertSays("known: mlp", () -> Models.make("transformer", Map.of(), DIGITS, 10));
    assertSays("has no option 'depht'", () -> Models.make("mlp", Map.of("depht", 3), DIGITS, 10));
    assertSays("needs channels", () -> Layers.make("convolution", Map.of()));
    assertSays("it has none", () -> Layers.make("flatten", Map.of("size", 3)));
    assertSays(
        "there is a layer 'flatten' already",
        () -> Layers.register("flatten", "", options -> new Flatten()));
    assertSays(
        "there is a layer 'residual' already",
        () -> Layers.register("residual", "", options -> new Flatten()));
    assertSays("kernel must be a whole", () -> Layers.make("max-pool", Map.of("kernel", "big")));
  }

  private static void assertSays(String words, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(words), message);
  }
}
