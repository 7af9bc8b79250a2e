package dev.tacit.lab.experiment;

import dev.tacit.data.BatchOrder;
import dev.tacit.lab.store.Until;
import dev.tacit.optimizer.LearningRateSchedule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long and in what order.
 *
 * @param batch examples in a batch; not used by the order {@code full}
 * @param epochs passes over the training set, at most
 * @param until what ends training before; changes no number until then
 * @param order how examples are put into batches
 * @param orderSeed of the batches alone, so that runs can start from the same w and meet the
 *     examples in another order; null for the run's seed
 * @param initSeed of w at the start alone; null for the run's seed
 * @param dropLast whether a last, smaller batch is left out
 * @param placement precision and device
 * @param schedule factor on every optimizer's learning rate
 * @param scheduleSettings the schedule as it was read
 * @param checkpointEvery epochs between checkpoints, 0 to follow the clock; changes no number
 * @param keepWeightsEvery epochs between weights that are kept for good, 0 for none; changes no
 *     number
 */
record TrainSettings(
    int batch,
    int epochs,
    Until until,
    BatchOrder order,
    Long orderSeed,
    Long initSeed,
    boolean dropLast,
    Placement placement,
    LearningRateSchedule schedule,
    Map<String, Object> scheduleSettings,
    int checkpointEvery,
    int keepWeightsEvery) {
  /** The key of the seed of w at the start. */
  static final String INIT_SEED = "initSeed";

  /** The setting that it is. */
  static final String INIT_PATH = "train." + INIT_SEED;

  /** The key of the seed of the batches. */
  static final String ORDER_SEED = "orderSeed";

  /** The setting that is the seed of the batches. */
  static final String ORDER_PATH = "train." + ORDER_SEED;

  static TrainSettings read(Section train) {
    int batch = train.integer("batch", 64);
    int epochs = train.integer("epochs", 300);
    Until until = UntilSettings.read(train.take(UntilSettings.KEY));
    String order = train.text("order", "reshuffle");
    Long orderSeed = train.seed(ORDER_SEED);
    Long initSeed = train.seed(INIT_SEED);
    boolean dropLast = train.bool("dropLast", false);
    String precision = train.text("precision", "float32");
    String device = train.text("device", "cpu");
    Map<String, Object> scheduleSettings = new LinkedHashMap<>();
    LearningRateSchedule schedule = schedule(train.section("schedule"), scheduleSettings);
    Node checkpointNode = train.take("checkpointEvery");
    int keepWeightsEvery = train.integer("keepWeightsEvery", 0);
    train.done();
    train.check("batch", null, () -> atLeastOne(batch));
    train.check("epochs", null, () -> atLeastOne(epochs));
    int checkpointEvery =
        checkpointNode == null
            ? 0
            : train.check(
                "checkpointEvery", checkpointNode, () -> atLeastOne(Section.asInt(checkpointNode)));
    if (!(keepWeightsEvery >= 0)) {
      throw new SettingsException(
          train.where("keepWeightsEvery"),
          "train.keepWeightsEvery must be 0 (never) or more, found " + keepWeightsEvery);
    }
    if (!device.matches("cpu|cuda(:[0-9]{1,3})?")) {
      throw new SettingsException(
          train.where("device"),
          "train.device must be cpu, cuda or cuda:N, found '" + Node.shown(device) + "'");
    }
    return new TrainSettings(
        batch,
        epochs,
        until,
        train.check("order", null, () -> BatchOrder.named(order)),
        orderSeed,
        initSeed,
        dropLast,
        new Placement(train.check("precision", null, () -> precision(precision)), device),
        schedule,
        scheduleSettings,
        checkpointEvery,
        keepWeightsEvery);
  }

  /** Accepts a count that is at least 1. */
  static int atLeastOne(int value) {
    if (!(value >= 1)) {
      throw new IllegalArgumentException("must be at least 1, found " + value);
    }
    return value;
  }

  private static Precision precision(String name) {
    return Arrays.stream(Precision.values())
        .filter(p -> p.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be float32 or float64, found '" + Node.shown(name) + "'"));
  }

  private static LearningRateSchedule schedule(Section section, Map<String, Object> resolved) {
    String name = section.text("name", "constant");
    double warmUp = section.number("warmUp", 0);
    resolved.put("name", name);
    LearningRateSchedule schedule =
        switch (name) {
          case "constant" -> new LearningRateSchedule.Constant();
          case "step" -> {
            int every = section.integer("every", 100);
            double factor = section.number("factor", 0.1);
            resolved.put("every", every);
            resolved.put("factor", factor);
            yield section.check("", null, () -> new LearningRateSchedule.Step(every, factor));
          }
          case "cosine" -> {
            double floor = section.number("floor", 0);
            resolved.put("floor", floor);
            yield section.check("", null, () -> new LearningRateSchedule.Cosine(floor));
          }
          default ->
              throw new SettingsException(
                  section.where("name"),
                  "train.schedule.name: unknown schedule '"
                      + Node.shown(name)
                      + "'; known: constant, step, cosine (each with warmUp)");
        };
    section.done();
    resolved.put("warmUp", warmUp);
    return warmUp == 0
        ? schedule
        : section.check("", null, () -> new LearningRateSchedule.WarmUp(warmUp, schedule));
  }

  /**
   * The same with seeds of their own.
   *
   * @param own by their settings
   */
  TrainSettings seeded(Map<String, Long> own) {
    return new TrainSettings(
        batch,
        epochs,
        until,
        order,
        own.getOrDefault(ORDER_PATH, orderSeed),
        own.getOrDefault(INIT_PATH, initSeed),
        dropLast,
        placement,
        schedule,
        scheduleSettings,
        checkpointEvery,
        keepWeightsEvery);
  }

  /** The same up to an epoch, whatever is measured on the way. */
  TrainSettings until(int epoch) {
    return new TrainSettings(
        batch,
        Math.max(1, epoch),
        Until.NEVER,
        order,
        orderSeed,
        initSeed,
        dropLast,
        placement,
        schedule,
        scheduleSettings,
        checkpointEvery,
        keepWeightsEvery);
  }

  /** Where w at the start is drawn from. */
  RandomStreams initStreams(long runSeed) {
    return new RandomStreams(initSeed == null ? runSeed : initSeed);
  }

  Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("batch", batch);
    map.put("epochs", epochs);
    if (!until.isNever()) {
      map.put(UntilSettings.KEY, UntilSettings.resolved(until));
    }
    map.put("order", order.toString());
    if (orderSeed != null) {
      map.put(ORDER_SEED, orderSeed);
    }
    if (initSeed != null) {
      map.put(INIT_SEED, initSeed);
    }
    map.put("dropLast", dropLast);
    map.put("precision", placement.precision().toString());
    map.put("device", placement.device());
    map.put("schedule", scheduleSettings);
    return map;
  }

  /** What {@link #resolved} leaves out, since it changes no number: where it is not the default. */
  Map<String, Object> habits() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (checkpointEvery > 0) {
      map.put("checkpointEvery", checkpointEvery);
    }
    if (keepWeightsEvery > 0) {
      map.put("keepWeightsEvery", keepWeightsEvery);
    }
    return map;
  }
}
