package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.store.Schedule;
import dev.tacit.optimizer.PhaseEnd;
import dev.tacit.optimizer.Switch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A switch as a file writes it. */
class SwitchSettingsTest {
  private static final String TEXT =
      """
      name: switching
      data: {name: gaussian-mixture}
      optimizers:
        x:
          rule: switch
          phases: %s
      """;

  private static RunSettings read(String phases, String... overrides) {
    return Experiment.read(TEXT.formatted(phases), "x.yaml", List.of(overrides), null)
        .runs()
        .get(0)
        .settings();
  }

  private static Switch rule(String phases, String... overrides) {
    return (Switch) read(phases, overrides).optimizer().updateRule();
  }

  private static void refused(String message, String phases) {
    Exception e = assertThrows(SettingsException.class, () -> read(phases));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith("x.yaml:"), e.getMessage());
  }

  @Test
  void readsEveryCriterion() {
    Switch rule =
        rule(
            "[{rule: adam, lr: 1e-3, amsgrad: true, until: [{epoch: 2}, {step: 70}]},"
                + " {rule: signum, lr: 1e-3, until: {metric: test/error, patience: 3}},"
                + " {rule: muon, lr: 0.02, until: {metric: train/loss, below: 0.1}},"
                + " {rule: adam, lr: 1e-3, until: swats}, {rule: sgd}]");
    assertEquals(
        List.of(new PhaseEnd.AtEpoch(2), new PhaseEnd.AtStep(70)), rule.list().get(0).until());
    assertEquals(List.of(new PhaseEnd.Stalls("test/error", 3, 0)), rule.list().get(1).until());
    assertEquals(
        List.of(new PhaseEnd.Reaches("train/loss", 0.1, true)), rule.list().get(2).until());
    assertEquals(List.of(PhaseEnd.Swats.DEFAULT), rule.list().get(3).until());
    assertTrue(Double.isNaN(rule.list().get(4).rate()), "the rate that SWATS learns");
  }

  @Test
  void phasesWithLabelsCanBeReachedByTheirNames() {
    String phases = "{first: {rule: adam, lr: 0.1, until: {epoch: 1}}, then: {rule: sgd, lr: 0.1}}";
    Switch rule = rule(phases, "optimizers.x.phases.then.lr=0.5");
    assertEquals(0.5, rule.list().get(1).rate());
  }

  @Test
  void aManifestHoldsTheSameSettings() {
    RunSettings settings =
        read(
            "[{rule: adam, lr: 0.01, until: {swats: {tolerance: 1e-6, relative: true}}}, {rule:"
                + " heavy-ball, lr: carried}]");
    RunSettings again = RunSettings.fromManifest(Node.of(settings.resolved(), "manifest.json"));
    assertEquals(settings.optimizer(), again.optimizer());
    assertEquals(settings.hash(Map.of()), again.hash(Map.of()));
  }

  /** So that a setting invented later orphans no run. */
  @Test
  void whatAPhaseLeavesAsItIsNotPartOfARunsName() {
    List<String> same =
        List.of(
            "swats",
            "{swats: {}}",
            "{swats: {tolerance: 1e-9, relative: false, positive: true}}",
            "[{swats: true}]");
    String sgd = "{rule: adam, lr: 0.01, amsgrad: false, until: %s}, {rule: sgd, lr: 0.1}";
    for (String until : same) {
      RunSettings settings = read("[" + sgd.formatted(until) + "]");
      assertEquals(
          read("[" + sgd.formatted("swats") + "]").hash(Map.of()), settings.hash(Map.of()));
      String trajectory = Identity.trajectory(settings).get("optimizer").toString();
      assertTrue(trajectory.contains("until=[{swats={}}]"), trajectory);
      assertFalse(trajectory.contains("amsgrad"), trajectory);
    }
    String stalls = "{metric: test/loss, patience: 2%s}";
    assertEquals(
        read("[" + sgd.formatted(stalls.formatted("")) + "]").hash(Map.of()),
        read("[" + sgd.formatted(stalls.formatted(", improvement: 0")) + "]").hash(Map.of()));
  }

  @Test
  void improvementGoesWithPatienceOnly() {
    for (String level : List.of("below: 0.1", "above: 0.1")) {
      refused(
          "improvement goes with patience",
          "[{rule: adam, lr: 0.1, until: {metric: train/loss, improvement: 0.2, "
              + level
              + "}}, {rule: sgd, lr: 1}]");
    }
  }

  @Test
  void whatAPhaseWaitsForIsMeasuredEveryEpoch() {
    String phases =
        "[{rule: adam, lr: 0.1, until: {metric: test/loss, below: 1}}, {rule: sgd, lr: 1}]";
    for (String probes : List.of("probes.preset=none", "probes.test/loss=every 7 epochs")) {
      Map<String, Schedule> every = read(phases, probes).probes().every();
      assertEquals(Schedule.epochs(1), every.get("test/loss"), probes);
    }
  }

  @Test
  void newSettingsOrphanNoRun() {
    RunSettings plain = read("[{rule: adam, lr: 1, until: {step: 1}}, {rule: rmsprop, lr: 1}]");
    String text = plain.resolved().get("optimizer").toString();
    assertTrue(!text.contains("amsgrad") && !text.contains("centred"), text);
    String changed =
        read("[{rule: adam, amsgrad: true, lr: 1, until: {step: 1}}, {rule: rmsprop, lr: 1}]")
            .resolved()
            .get("optimizer")
            .toString();
    assertTrue(changed.contains("amsgrad=true"), changed);
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    refused(
        "SWATS learns one during a phase for the next", "[{rule: sgd, until: swats}, {rule: sgd}]");
    refused("a switch needs two phases or more, found 1", "[{rule: sgd, lr: 1}]");
    refused(
        "there is nothing to switch to",
        "[{rule: adam, lr: 1, until: {epoch: 1}}, {rule: adam, lr: 1, until: swats}]");
    refused("phase 1 never ends", "[{rule: adam, lr: 1}, {rule: sgd, lr: 1}]");
    refused("a phase cannot have the rule 'switch'; known: sgd,", "[{rule: switch, lr: 1}]");
    refused("a phase cannot have the rule 'adm'; known: sgd,", "[{rule: adm, lr: 1}]");
    refused("lr must be positive and finite, or 'carried'", "[{rule: sgd, lr: -1}]");
    refused("unknown key 'optimizers.x.phases[1].momentum'", "[{rule: sgd, lr: 1, momentum: 0.9}]");
    refused("expected {epoch: N}", "[{rule: sgd, lr: 1, until: soon}]");
    refused(
        "one of epoch, step, metric and swats", "[{rule: sgd, lr: 1, until: {epoch: 1, step: 1}}]");
    refused(
        "is no probe's own metric", "[{rule: sgd, lr: 1, until: {metric: train/los, below: 1}}]");
    refused(
        "one of below, above and patience", "[{rule: sgd, lr: 1, until: {metric: train/loss}}]");
    refused("epoch must be at least 1, found 0", "[{rule: sgd, lr: 1, until: {epoch: 0}}]");
    refused(
        "tolerance must be positive, found 0",
        "[{rule: sgd, lr: 1, until: {swats: {tolerance: 0}}}]");
    refused("a mapping (key: value) is expected", "[sgd, adam]");
    refused("a list is expected", "adam");
    Exception e =
        assertThrows(
            SettingsException.class, () -> read("[{rule: sgd, lr: 1}]", "optimizers.x.lr=0.1"));
    assertTrue(e.getMessage().contains("a switch has no rate of its own"), e.getMessage());
  }
}
