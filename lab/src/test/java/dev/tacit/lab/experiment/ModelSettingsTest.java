package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.network.Models;
import dev.tacit.network.Network;
import dev.tacit.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSettingsTest {
  private static final Shape DIGITS = Shape.of(1, 28, 28);

  private static ModelSettings model(String text) {
    return ModelSettings.read(Node.parse(text, "m.yaml"));
  }

  private static Network network(String text) {
    return model(text).network(DIGITS, 10);
  }

  @Test
  void writtenOutTheLayersAreTheNamedModels() {
    Network written =
        network(
            """
            layers:
              - convolution: {channels: 16, padding: 1}
              - relu
              - max-pool: 2
              - convolution: {channels: 32, kernel: 3, padding: 1, stride: ~}
              - relu
              - max-pool
              - flatten
              - dense: outputs
            """);
    assertEquals(Models.make("cnn-small", Map.of(), DIGITS, 10), written);
  }

  @Test
  void aResidualBlockHasABranchAndPerhapsAShortcut() {
    Network network =
        network(
            """
            layers:
              - convolution: 4
              - residual: [relu, convolution: {channels: 4, padding: 1}]
              - residual:
                  branch: [convolution: {channels: 8, stride: 2, padding: 1}, layer-norm]
                  shortcut: [convolution: {channels: 8, kernel: 1, stride: 2}]
              - global-average
              - dense: {outputs: 10, bias: false}
            """);
    assertEquals(
        List.of("layer1", "layer2", "layer3", "layer4", "layer5", "layer6"),
        network.layout().slices().stream().map(slice -> slice.layer()).distinct().toList());
    assertEquals(40 + 148 + 296 + 16 + 40 + 80, network.layout().dimension());
  }

  /** What a manifest keeps makes the same network again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: mlp, depth: 3, width: 16, activation: silu}",
        "{name: mlp, widths: [9, 8], norm: layer}",
        "{name: deep-linear, widths: [5]}",
        "{name: residual-mlp, blocks: 1, width: 8, norm: group}",
        "{name: resnet-8, norm: none, channels: 4}",
        "lenet5",
        "{name: resnet-8, norm: batch, channels: 4}",
        "{name: mlp, widths: [9, 8], dropout: 0.25}",
        "{name: cnn-small, norm: group, dropout: 0.5}",
        "{layers: [flatten, dropout: 0.1, dense: outputs]}",
        "{layers: [flatten, dense: 7, batch-norm: {epsilon: 1e-3}, dense: outputs]}",
        "{layers: [flatten, {dense: {outputs: 7, bias: false}}, swish, dense: outputs]}",
        "{layers: [residual: [convolution: {channels: 1, padding: 1}], flatten, dense: 10]}"
      })
  void resolvedItIsTheSameModel(String text) {
    Map<String, Object> resolved = model(text).resolved();
    ModelSettings again = ModelSettings.read(Node.of(resolved, "manifest.json"));
    assertEquals(resolved, again.resolved());
    assertEquals(network(text), again.network(DIGITS, 10));
  }

  @Test
  void theMlpResolvesAsItAlwaysHas() {
    assertEquals(
        "{name=mlp, widths=[16, 16], activation=relu, bias=true, init=he, initScale=1.0}",
        model("{name: mlp, depth: 3, width: 16}").resolved().toString());
    assertEquals(
        new Mlp(List.of(784, 16, 16, 10), Activation.RELU, true),
        network("{name: mlp, depth: 3, width: 16}"));
    assertEquals(
        model("{name: mlp, depth: 3, width: 16}").resolved(),
        model("{name: mlp, depth: 3, width: 16, dropout: 0}").resolved());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: mlp, layers: [relu]}      | give either a name, layers or a module",
        "{name: transformer}              | model.name: unknown model 'transformer'; known: mlp",
        "{name: cnn-small, norm: weight}  | model.norm: unknown normalisation 'weight'; known: none",
        "{layers: [batch-norm: {epsilon: 0}]}    | epsilon must be positive and finite, found 0",
        "{layers: [batch-norm: {momentum: 1.5}]} | momentum must be in (0, 1], found 1.5",
        "{layers: [batch-norm: {momentum: off}]} | momentum must be a number, found 'off'",
        "{name: mlp, dropout: 1}          | model.dropout: must be in [0, 1), found 1.0",
        "{name: mlp, dropout: often}      | model.dropout: a number is expected, found 'often'",
        "{layers: [dropout: 1.5]}         | a dropout rate must be in [0, 1), found 1.5",
        "{layers: [dropout]}              | model.layers[1]: the layer dropout needs rate",
        "{name: cnn-small, channels: 0}   | model.channels: must be in [1, 65536], found 0",
        "{name: cnn-small, width: 3}      | unknown key 'model.width'; known here: activation",
        "{layers: [convolutoin: 3]}       | model.layers[1]: unknown layer 'convolutoin'; known: dense",
        "{layers: [relu: 3]}              | model.layers[1]: the layer relu has no options",
        "{layers: [relu, dense]}          | model.layers[2]: the layer dense needs outputs",
        "{layers: [convolution: {chanels: 3}]} | the layer convolution has no option 'chanels'; it has",
        "{layers: [dense: many]}          | outputs must be a whole number, found 'many'",
        "{layers: [dense: 1e12]}          | outputs must be a whole number",
        "{layers: [convolution: {channels: 6, groups: 4}]} | 6 channels cannot be cut into 4 groups",
        "{layers: [{dense: 3, relu: 2}]}  | one layer is expected",
        "{layers: [residual: relu]}       | model.layers[1].residual",
        "{layers: dense}                  | a list is expected",
      })
  void refusesWithThePlaceAndWhatCouldBe(String text, String words) {
    String message = assertThrows(SettingsException.class, () -> model(text)).getMessage();
    assertTrue(message.contains(words.strip()), message);
    assertTrue(message.startsWith("m.yaml:1: "), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{layers: [dense: outputs]}       | layer 1, dense 10: a dense layer takes a vector",
        "{layers: [flatten, dense: 12]}   | the last layer has 12 outputs, and the data need 10",
        "{layers: [convolution: {channels: 1, kernel: 31}, flatten]} | 31×31 is larger than its image",
        "{layers: [relu]}                 | outputs are a vector",
        "{layers: [flatten]}              | a network needs a layer with parameters",
        "{layers: [group-norm: 3]}        | the 1 channels of 1×28×28 cannot be cut into 3 groups",
      })
  void refusesWhatDoesNotFitTheData(String text, String words) {
    String message = assertThrows(SettingsException.class, () -> network(text)).getMessage();
    assertTrue(message.contains(words.strip()), message);
    assertTrue(message.startsWith("m.yaml:1: model: "), message);
  }
}
