package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.Grafted;
import dev.tacit.optimizer.HeavyBall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A grafted rule as a file writes it. */
class GraftSettingsTest {
  private static final String TEXT =
      """
      name: grafts
      data: {name: gaussian-mixture}
      optimizers:
        x: {rule: grafted, %s}
      """;

  private static RunSettings read(String rest, String... overrides) {
    return Experiment.read(TEXT.formatted(rest), "x.yaml", List.of(overrides), null)
        .runs()
        .get(0)
        .settings();
  }

  private static void refused(String message, String rest) {
    Exception e = assertThrows(SettingsException.class, () -> read(rest));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith("x.yaml:"), e.getMessage());
  }

  @Test
  void readsBothPartsWithTheirSettings() {
    OptimizerSettings settings =
        read("lr: 0.2, direction: {rule: adam}, length: {rule: heavy-ball, momentum: 0.5}")
            .optimizer();
    assertEquals(0.2, settings.learningRate());
    assertEquals(new Grafted(Adam.DEFAULT, new HeavyBall(0.5), false), settings.updateRule());
    assertEquals(
        Map.of(
            "rule",
            "grafted",
            "lr",
            0.2,
            "direction",
            Map.of("rule", "adam"),
            "length",
            Map.of("rule", "heavy-ball", "momentum", 0.5)),
        settings.resolved());
    String set = "optimizers.x.length.momentum=0.7";
    Grafted other =
        (Grafted)
            read("lr: 1, direction: {rule: adam}, length: {rule: heavy-ball}", set)
                .optimizer()
                .updateRule();
    assertEquals(new HeavyBall(0.7), other.length());
  }

  @Test
  void whatIsNotNamedIsGradientDescents() {
    Grafted rule = (Grafted) read("lr: 1, length: {rule: adam}").optimizer().updateRule();
    assertEquals(new Grafted(new GradientDescent(), Adam.DEFAULT, false), rule);
  }

  @Test
  void whatDoesNotFitIsRefusedWhereItStands() {
    refused("optimizers.x.lr", "direction: {rule: sgd}, length: {rule: sgd}");
    refused(
        "a direction cannot have the rule 'switch'",
        "lr: 1, direction: {rule: switch}, length: {rule: sgd}");
    refused(
        "a length cannot have the rule 'sdg'; known: sgd",
        "lr: 1, direction: {rule: sgd}, length: {rule: sdg}");
    refused("lr", "lr: 1, direction: {rule: sgd, lr: 0.1}, length: {rule: sgd}");
    refused("perPart", "lr: 1, direction: {rule: sgd}, length: {rule: sgd}, perPart: some");
    for (String unknown : List.of("momentum: 0.9", "weightDecay: 1e-4")) {
      refused(
          unknown.substring(0, 5),
          "lr: 1, direction: {rule: sgd}, length: {rule: sgd}, " + unknown);
    }
  }
}
