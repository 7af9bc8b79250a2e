package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.penalty.GradientNormPenalty;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.penalty.ImplicitDial;
import dev.tacit.penalty.SquaredNormPenalty;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Penalties and losses with options as a file writes them. */
class PenaltySettingsTest {
  private static final String TEXT =
      """
      name: penalised
      data: {name: gaussian-mixture}
      train: {batch: 64}
      optimizers:
        sgd: {lr: 0.1}
      """;

  private static Experiment experiment(String... overrides) {
    return Experiment.read(TEXT, "x.yaml", List.of(overrides), null);
  }

  private static RunSettings read(String... overrides) {
    return experiment(overrides).runs().get(0).settings();
  }

  private static String hash(String... overrides) {
    return experiment(overrides).runs().get(0).hash();
  }

  private static void refused(String message, String... overrides) {
    Exception e = assertThrows(SettingsException.class, () -> read(overrides));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  /** What only data and network can tell. */
  private static void doesNotFit(String message, String... overrides) {
    RunSettings settings = read(overrides);
    Exception e =
        assertThrows(
            SettingsException.class,
            () -> Preparation.check(settings, new DataCache().get(settings)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void readsOneSeveralOrNone() {
    assertEquals(List.of(), read().penalty().penalties());
    assertEquals(List.of(), read("penalty=none").penalty().penalties());
    assertEquals(List.of(), read("penalty=null").penalty().penalties());
    assertEquals(List.of(new ImplicitDial(-1)), read("penalty=implicit").penalty().penalties());
    assertEquals(
        List.of(new SquaredNormPenalty(0.5), new GradientNormPenalty(-2, Of.FULL)),
        read("penalty=[{name: l2, lambda: 0.5}, {name: gradient-norm, lambda: -2, of: full}]")
            .penalty()
            .penalties());
  }

  @Test
  void anOptimizersOwnStandsInItsPlace() {
    String dial = "penalty={name: implicit, factor: 1}";
    assertEquals(
        List.of(new ImplicitDial(2)),
        read(dial, "optimizers.sgd.penalty={name: implicit, factor: 2}").penalty().penalties());
    assertEquals(List.of(), read(dial, "optimizers.sgd.penalty=none").penalty().penalties());
    assertEquals(
        List.of(new ImplicitDial(1)),
        read(dial, "optimizers.sgd.penalty=null").penalty().penalties());
  }

  @Test
  void aGridTurnsTheDial() {
    Experiment grid = experiment("penalty=implicit", "grid={penalty.factor: [-1, 0, 1]}");
    assertEquals(
        List.of(
            List.of(new ImplicitDial(-1)),
            List.of(new ImplicitDial(0)),
            List.of(new ImplicitDial(1))),
        grid.runs().stream().map(run -> run.settings().penalty().penalties()).toList());
  }

  /** Hashes cover what is added and nothing else: runs made before there were penalties stay. */
  @Test
  void whatAddsNothingIsNoOtherRun() {
    String plain = hash();
    assertEquals(plain, hash("penalty=none"));
    assertEquals(plain, hash("penalty={name: implicit, factor: 0}"));
    assertEquals(plain, hash("penalty=[{name: l2, lambda: 0}, {name: l1, lambda: 0}]"));
    assertEquals(plain, hash("loss={name: cross-entropy}"));
    assertEquals(plain, hash("loss={name: cross-entropy, smoothing: 0}"));
    String dial = hash("penalty=implicit");
    assertNotEquals(plain, dial);
    assertEquals(dial, hash("penalty={name: implicit, factor: -1.0}"));
    assertEquals(dial, hash("penalty=[{name: implicit}]"));
    assertEquals(dial, hash("optimizers.sgd.penalty=implicit"));
    assertNotEquals(dial, hash("penalty={name: implicit, factor: 1}"));
    assertNotEquals(plain, hash("loss={name: cross-entropy, smoothing: 0.1}"));
  }

  @Test
  void aManifestHoldsTheSameSettings() {
    for (String penalty :
        List.of(
            "penalty={name: sharpness-aware, radius: 0.1, normalised: false}",
            "penalty=[{name: l2}, {name: gradient-noise, deviation: 0.5}]",
            "optimizers.sgd.penalty={name: implicit, factor: 0.5}",
            "loss={name: cross-entropy, smoothing: 0.25}")) {
      RunSettings settings = read(penalty);
      RunSettings again = RunSettings.fromManifest(Node.of(settings.resolved(), "manifest.json"));
      assertEquals(settings.hash(Map.of()), again.hash(Map.of()), penalty);
      assertEquals(settings.penalty().penalties(), again.penalty().penalties());
      assertEquals(settings.loss(), again.loss());
    }
  }

  @Test
  void complainsOfWhatIsNotThere() {
    refused("unknown penalty 'l3'; known: l2, l1, path", "penalty=l3");
    refused(
        "penalty.lambda: lambda must be finite and at least 0", "penalty={name: l2, lambda: -1}");
    refused("unknown key 'penalty.factor'", "penalty={name: l2, factor: 1}");
    refused("'penalty.name' is missing", "penalty={factor: 1}");
    refused("penalty[2].name: unknown penalty", "penalty=[{name: l2}, {name: x}]");
    refused("optimizers.sgd.penalty.name: unknown penalty", "optimizers.sgd.penalty={name: x}");
    refused("of must be batch or full", "penalty={name: gradient-norm, of: all}");
    refused("smoothing must be in [0, 1)", "loss={name: cross-entropy, smoothing: 1}");
    refused("only cross-entropy smooths", "loss={name: squared-error, smoothing: 0.1}");
    refused("unknown key 'loss.alpha'", "loss={name: cross-entropy, alpha: 1}");
  }

  @Test
  void complainsOfWhatDoesNotFit() throws IOException {
    doesNotFit(
        "penalty implicit: the rule sign-descent cannot be dialled: no implicit term is derived",
        "penalty=implicit",
        "optimizers.sgd.rule=sign-descent");
    doesNotFit(
        "penalty implicit: the rule adam cannot be dialled: its implicit term is derived for full"
            + " batches",
        "penalty=implicit",
        "optimizers.sgd.rule=adam");
    doesNotFit("shuffled afresh", "penalty=implicit", "train.order=with-replacement");
    doesNotFit("shuffled afresh", "penalty=implicit", "train.order=fixed-order");
    doesNotFit(
        "for full batches",
        "penalty=implicit",
        "optimizers.sgd.rule=adam",
        "train={order: with-replacement, batch: 1000}");
    RunSettings once = read("penalty=implicit", "train={order: fixed-order, batch: 1000}");
    Preparation.check(once, new DataCache().get(once)); // one batch has no order
    doesNotFit("another penalty is added", "penalty=[{name: implicit}, {name: l2}]");
    doesNotFit("'rate' that disturbs", "penalty={name: label-noise, rate: 0, deviation: 1}");
    doesNotFit(
        "'deviation' that disturbs",
        "penalty=label-noise",
        "loss=squared-error",
        "data=linear-teacher");
    doesNotFit("max pooling", "penalty=path", "model=cnn-small", "data=mnist-20k");
  }
}
