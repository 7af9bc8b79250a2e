package dev.tacit.lab.experiment;

import dev.tacit.lab.store.Schedule;
import dev.tacit.lab.store.Until;
import dev.tacit.loss.Loss;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Requirement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Everything that decides the numbers of one run, checked. Two runs with the same trajectory are
 * the same run; its name is their hash.
 *
 * @param data data set and noise
 * @param model network
 * @param loss ℓ
 * @param penalty what is added to its gradient
 * @param train batches, epochs, precision, schedule
 * @param optimizer rule and hyperparameters
 * @param seed of every random stream
 * @param probes what is measured when
 * @param weights that are measured instead of trained
 */
public record RunSettings(
    DataSettings data,
    ModelSettings model,
    Loss loss,
    PenaltySettings penalty,
    TrainSettings train,
    OptimizerSettings optimizer,
    long seed,
    ProbeSettings probes,
    WeightsSettings weights) {
  /**
   * Reads the common part of an experiment and one optimizer.
   *
   * @param common the keys data, model, loss, penalty, train and probes
   * @param optimizer the entry of one label
   * @param label its key
   */
  static RunSettings read(Section common, Node optimizer, String label, long seed) {
    DataSettings data = DataSettings.read(common.need("data"));
    Node modelNode = common.take("model");
    ModelSettings model =
        ModelSettings.read(modelNode == null ? Node.of("mlp", common.where()) : modelNode);
    Loss loss = LossSettings.read(common);
    PenaltySettings penalty = PenaltySettings.read(common, optimizer, "optimizers." + label);
    Section trainNode = common.section("train");
    WeightsSettings weights = WeightsSettings.read(common);
    TrainSettings train = TrainSettings.read(trainNode);
    if (!weights.isNone()) {
      train = train.until(weights.last());
      model = model.in(ModelSettings.Module.Mode.EVAL);
    }
    OptimizerSettings rule = OptimizerSettings.read(optimizer, "optimizers." + label, label);
    checkUntil(train.until(), trainNode, data, penalty);
    ProbeSettings probes =
        ProbeSettings.read(common.section("probes"), needs -> has(needs, data, penalty))
            .watching(rule.updateRule().watches(), "a phase")
            .watching(UntilSettings.names(train.until()), "train.until");
    return new RunSettings(data, model, loss, penalty, train, rule, seed, probes, weights);
  }

  /** Refuses to wait for what a run of these data and penalties never measures. */
  private static void checkUntil(
      Until until, Section train, DataSettings data, PenaltySettings penalty) {
    UntilSettings.probes(until)
        .forEach(
            (metric, probe) -> {
              if (!has(probe.requirement(), data, penalty)) {
                throw new SettingsException(
                    train.where(UntilSettings.KEY),
                    train.path(UntilSettings.KEY)
                        + ": no run measures "
                        + metric
                        + "; "
                        + (probe.requirement().of() == Requirement.Option.VALIDATION
                            ? "it needs data.validation"
                            : "it is measured of a training with a penalty only"));
              }
            });
  }

  /** Whether a run has what is there only if a file asks for it. */
  private static boolean has(Requirement needed, DataSettings data, PenaltySettings penalty) {
    return switch (needed.of()) {
      case ANY -> true;
      case VALIDATION -> !data.validation().isNone();
      case PENALTY -> !penalty.active().isEmpty();
      case DIAL -> penalty.active().stream().anyMatch(each -> each.penalty().isImplicit());
    };
  }

  /** Whether a run of these settings has what is there only if a file asks for it. */
  static boolean has(Requirement needed, RunSettings settings) {
    return has(needed, settings.data, settings.penalty);
  }

  /** The same settings with other seeds. */
  RunSettings with(Seeds.Seed other) {
    boolean crossed = !other.own().isEmpty();
    return new RunSettings(
        crossed ? data.seeded(other.own()) : data,
        model,
        loss,
        penalty,
        crossed ? train.seeded(other.own()) : train,
        optimizer,
        other.run(),
        probes,
        weights);
  }

  /** The same settings with other probes. */
  RunSettings withProbes(ProbeSettings others) {
    return new RunSettings(data, model, loss, penalty, train, optimizer, seed, others, weights);
  }

  /**
   * The same settings with some probes more, each after every epoch.
   *
   * @throws SettingsException for a name that is no probe's
   */
  public RunSettings adding(List<String> names) {
    Map<String, Schedule> every = new LinkedHashMap<>(probes.every());
    for (String name : names) {
      try {
        every.putIfAbsent(Probes.named(name).name(), Schedule.epochs(1));
      } catch (IllegalArgumentException e) {
        throw new SettingsException("--probes", e.getMessage());
      }
    }
    Map<String, Schedule> ordered = new LinkedHashMap<>();
    Probes.all().keySet().stream()
        .filter(every::containsKey)
        .forEach(name -> ordered.put(name, every.get(name)));
    return withProbes(probes.scheduled(ordered));
  }

  /** The same settings with no probes but some, and those that its training waits for. */
  RunSettings measuring(Set<String> needed) {
    Map<String, Schedule> every = new LinkedHashMap<>();
    Probes.all().keySet().stream()
        .filter(needed::contains)
        .forEach(name -> every.put(name, probes.every().getOrDefault(name, Schedule.epochs(1))));
    return withProbes(
        probes
            .scheduled(every)
            .watching(optimizer.updateRule().watches(), "a phase")
            .watching(UntilSettings.names(train.until()), "train.until"));
  }

  /** The settings of a run from its manifest, as {@link #resolved} wrote them. */
  static RunSettings fromManifest(Node settings) {
    Section all = new Section(settings, "");
    Node optimizer = all.need("optimizer");
    long seed = all.integerLong("seed", 0);
    RunSettings read = read(all, optimizer, "optimizer", seed);
    all.done();
    return read;
  }

  /** Plain maps with every default filled in, as the manifest shows them. */
  public Map<String, Object> resolved() {
    Map<String, Object> map = deciding();
    map.put("probes", probes.resolved());
    return map;
  }

  /** All but the probes, of which no number depends. */
  Map<String, Object> deciding() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("data", data.resolved());
    map.put("model", model.resolved());
    map.put("loss", LossSettings.resolved(loss));
    if (!penalty.entries().isEmpty()) {
      map.put(PenaltySettings.KEY, penalty.resolved());
    }
    if (!weights.isNone()) {
      map.put(WeightsSettings.KEY, weights.resolved());
    }
    map.put("train", train.resolved());
    map.put("optimizer", optimizer.resolved());
    map.put("seed", seed);
    return map;
  }

  /**
   * SHA-256 of what decides the trajectory, 64 hexadecimal digits.
   *
   * @param files SHA-256 of the files that a user brought, by name; empty without
   */
  public String hash(Map<String, String> files) {
    return Identity.hash(Identity.trajectory(this), files);
  }

  /** What ends training before its last epoch. */
  public Until until() {
    return train.until();
  }

  /** Whether weights of another program are measured, and nothing is trained. */
  public boolean isAnalysis() {
    return !weights.isNone();
  }

  /**
   * Of an analysis, the settings of a training that could have come to its weights: for what needs
   * to know the function alone.
   *
   * @param trained whether a module is run as in training
   */
  public RunSettings asTraining(boolean trained) {
    ModelSettings.Module.Mode mode =
        trained ? ModelSettings.Module.Mode.TRAIN : ModelSettings.Module.Mode.EVAL;
    return new RunSettings(
        data, model.in(mode), loss, penalty, train, optimizer, seed, probes, WeightsSettings.NONE);
  }

  /** Epochs to train, at most. */
  public int epochs() {
    return train.epochs();
  }

  /**
   * What runs of about the same speed have in common: everything but seeds, learning rate and
   * length.
   */
  public String kind() {
    Map<String, Object> map = resolved();
    map.remove("seed");
    without(
        map,
        "train",
        Set.of("epochs", UntilSettings.KEY, TrainSettings.ORDER_SEED, TrainSettings.INIT_SEED));
    without(map, "optimizer", Set.of("lr"));
    without(map, "data", Set.of(DataSettings.NOISE_SEED, DataSettings.SUBSET_SEED));
    return map.toString();
  }

  @SuppressWarnings("unchecked")
  private static void without(Map<String, Object> map, String part, Set<String> keys) {
    Map<String, Object> copy = new LinkedHashMap<>((Map<String, Object>) map.get(part));
    copy.keySet().removeAll(keys);
    map.put(part, copy);
  }

  /**
   * At the end of how many epochs something is measured that is not measured after every epoch.
   *
   * @param from the epochs that are done and do not count
   */
  public int rarelyMeasured(int from) {
    List<Schedule> rare =
        probes.every().values().stream()
            .filter(schedule -> schedule.isWholeEpochs() && schedule.amount() > 1)
            .toList();
    return (int)
        IntStream.rangeClosed(from + 1, epochs())
            .filter(epoch -> rare.stream().anyMatch(schedule -> schedule.isAtEpoch(epoch, 1)))
            .count();
  }
}
