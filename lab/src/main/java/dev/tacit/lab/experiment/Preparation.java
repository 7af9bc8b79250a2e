package dev.tacit.lab.experiment;

import dev.tacit.data.BatchOrder;
import dev.tacit.data.Dataset;
import dev.tacit.data.Examples;
import dev.tacit.data.Holdout;
import dev.tacit.data.NoisyLabels;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.ProbePlan;
import dev.tacit.network.Buffers;
import dev.tacit.network.ForeignNetwork;
import dev.tacit.network.Network;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Requirement;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * From a run's settings and its data to everything training needs: noise, risks, initial
 * parameters, batch orders, and which probe is taken when. All randomness comes from streams named
 * after their use and derived from the run's seed.
 */
public final class Preparation {
  private static final Set<Requirement> ONE_BY_ONE =
      Set.of(Requirement.SINGLE_EXAMPLES, Requirement.TWO_IN_A_BATCH, Requirement.PAIRS_OF_A_BATCH);
  private static final long TRAINING_PART = 0;
  private static final long TEST_PART = 1;

  private Preparation() {}

  /**
   * Refuses settings that do not fit the data, before anything is written.
   *
   * @throws SettingsException with both numbers
   */
  public static void check(RunSettings settings, Dataset data) {
    int n = trained(settings, data);
    TrainSettings train = settings.train();
    try {
      train.order().batchesPerEpoch(n, train.batch(), train.dropLast());
    } catch (IllegalArgumentException e) {
      throw new SettingsException("train.batch", e.getMessage());
    }
    boolean regression = data.train().labels() == null;
    if (regression && settings.loss().takesClassNumbers()) {
      throw new SettingsException(
          "loss",
          settings.loss().name() + " needs classes, and " + data.name() + " is a regression");
    }
    if (regression && settings.data().labelNoise() != null) {
      throw new SettingsException(
          "data.labelNoise", data.name() + " is a regression and has no labels to disturb");
    }
    Network network = network(settings, data);
    try {
      checkMixing(network, train, n);
      settings.probes().check(n, network.layout().dimension());
      settings.penalty().check(conditions(settings, network, data));
      if (settings.isAnalysis()) {
        new GivenWeights(network, settings).remarks();
      }
    } finally {
      release(network);
    }
    if (!train.placement().onCpu() && !NativeLibrary.hasCuda()) {
      throw new SettingsException(
          "train.device",
          "no CUDA device is available to this build (found '"
              + train.placement().device()
              + "'); use cpu, or build with -Pcuda on a machine that has one");
    }
  }

  /** Frees a network that has memory of its own. */
  static void release(Network network) {
    if (network instanceof ForeignNetwork module) {
      module.close();
    }
  }

  /** How many examples are trained on. */
  private static int trained(RunSettings settings, Dataset data) {
    try {
      return settings.data().validation().trained(data.train().size()).length;
    } catch (IllegalArgumentException e) {
      throw new SettingsException("data.validation", e.getMessage());
    }
  }

  private static Conditions conditions(RunSettings settings, Network network, Dataset data) {
    TrainSettings train = settings.train();
    int n = trained(settings, data);
    BatchOrder order = train.order();
    int batch = order == BatchOrder.FULL ? n : train.batch();
    return new Conditions(
        settings.optimizer().updateRule(),
        network,
        data.train().labels() != null,
        settings.loss().takesClassNumbers(),
        n,
        batch,
        order != BatchOrder.WITH_REPLACEMENT && (order != BatchOrder.FIXED_ORDER || batch == n));
  }

  /** What penalties of a run cost, and measurements that cost more than they say; in sentences. */
  public static List<String> costs(RunSettings settings, Dataset data, PreparedRun prepared) {
    Network network = prepared.problem().loss().network();
    List<String> costs =
        new ArrayList<>(settings.penalty().costs(conditions(settings, network, data)));
    String slow =
        settings.probes().every().keySet().stream()
            .filter(name -> network.isExpressionAlone() && takesExamplesOneByOne(name))
            .collect(Collectors.joining(", "));
    if (!slow.isEmpty()) {
      costs.add(
          "of a module, single examples go through one by one, a pass each, dozens of times as long"
              + " as in batches: "
              + slow);
    }
    return costs;
  }

  /**
   * Whether a probe asks for the gradient of each example, which a module has no shorter way to.
   */
  private static boolean takesExamplesOneByOne(String name) {
    Probe probe = Probes.named(name);
    return name.startsWith("gradient/")
        && !probe.differentiatesTwice()
        && ONE_BY_ONE.contains(probe.requirement());
  }

  /** A batch that is normalised by its own moments needs two examples, the last one too. */
  private static void checkMixing(Network network, TrainSettings train, int n) {
    if (!network.mixesExamples()) {
      return;
    }
    boolean full = train.order() == BatchOrder.FULL;
    int batch = full ? n : train.batch();
    if (batch < 2) {
      throw new SettingsException(
          full ? "data" : "train.batch",
          "batch normalisation needs at least 2 examples in a batch, found " + batch);
    }
    boolean cut = !full && train.order() != BatchOrder.WITH_REPLACEMENT && !train.dropLast();
    if (cut && n % batch == 1) {
      throw new SettingsException(
          "train.batch",
          String.format(
              Locale.ROOT,
              "batch normalisation needs at least 2 examples in a batch, and %d training examples in"
                  + " batches of %d make %d of %d and a last one of 1; set train.dropLast: true or"
                  + " another batch, as %d",
              n,
              batch,
              n / batch,
              batch,
              another(n, batch)));
    }
  }

  /** The next batch size that leaves no single example. */
  private static int another(int n, int batch) {
    int other = batch + 1;
    while (n % other == 1 && other < n) {
      other++;
    }
    return other;
  }

  /** The network that a run trains. */
  public static Network network(RunSettings settings, Dataset data) {
    return settings.model().network(data.train().shape(), data.outputs());
  }

  /** Everything a run needs, loaded; the caller closes it. */
  public static PreparedRun prepare(RunSettings settings, Dataset data) {
    return prepare(settings, Set.of(settings.epochs()), data);
  }

  /** The same, measured at the end that each of its names has. */
  public static PreparedRun prepare(PlannedRun run, Dataset data) {
    return prepare(run.settings(), run.ends(), data);
  }

  private static PreparedRun prepare(RunSettings settings, Set<Integer> ends, Dataset data) {
    check(settings, data);
    RandomStreams streams = new RandomStreams(settings.seed());
    RandomStreams noise = settings.data().noiseStreams(settings.seed());
    Network network = network(settings, data);
    Holdout holdout = settings.data().validation();
    Part all = disturbed(settings, data.train(), data.classes(), noise, TRAINING_PART);
    Part kept = holdout.isNone() ? all : all.chosen(holdout.trained(data.train().size()));
    EmpiricalRisk train;
    try {
      train = kept.risk(settings, network);
    } catch (RuntimeException e) {
      release(network);
      throw e;
    }
    NoisyLabels labels = kept.labels();
    EmpiricalRisk test = null;
    Tensor initial = null;
    Problem.Validation validation = null;
    try {
      if (!holdout.isNone()) {
        Part held = all.chosen(holdout.kept(data.train().size()));
        validation =
            new Problem.Validation(
                held.risk(settings, network), labels == null ? null : held.labels().truth());
      }
      initial = initial(settings, network);
      Part unseen =
          settings.data().noiseOnTest()
              ? disturbed(settings, data.test(), data.classes(), noise, TEST_PART)
              : new Part(data.test(), untouched(data.test()));
      test = unseen.risk(settings, network);
    } catch (RuntimeException e) {
      train.close();
      if (test != null) {
        test.close();
      }
      if (initial != null) {
        initial.close();
      }
      if (validation != null) {
        validation.loss().close();
      }
      release(network);
      throw e;
    }
    Problem problem =
        new Problem(
            train,
            test,
            labels == null
                ? null
                : new Problem.Labels(labels.truth(), labels.clean(), labels.corrupted()),
            initial,
            settings.optimizer().updateRule(),
            streams,
            settings.train().order() == BatchOrder.FULL
                ? train.examples()
                : settings.train().batch(),
            settings.probes().sizes(),
            validation,
            settings.penalty().penalties());
    EmpiricalRisk testRisk = test;
    EmpiricalRisk validationRisk = validation == null ? null : validation.loss();
    Tensor start = initial;
    return assemble(
        settings,
        ends,
        problem,
        () -> {
          train.close();
          testRisk.close();
          if (validationRisk != null) {
            validationRisk.close();
          }
          start.close();
          release(network);
        });
  }

  /** w at the start: the weights given of epoch 0, or what the model begins with. */
  private static Tensor initial(RunSettings settings, Network network) {
    Placement placement = settings.train().placement();
    Tensor w =
        Vectors.of(
            placement,
            settings.model().start(network, settings.train().initStreams(settings.seed())));
    WeightsSettings.Given given = settings.weights().at(0);
    if (given != null) {
      try (Buffers buffers = new Buffers(network, placement)) {
        new GivenWeights(network, settings).read(ModuleFile.path(given.file()), w, buffers);
      } catch (IOException e) {
        w.close();
        throw new SettingsException(WeightsSettings.KEY, e.getMessage());
      }
    }
    return w;
  }

  private static PreparedRun assemble(
      RunSettings settings, Set<Integer> ends, Problem problem, Runnable release) {
    TrainSettings train = settings.train();
    int n = problem.loss().examples();
    int perEpoch = train.order().batchesPerEpoch(n, train.batch(), train.dropLast());
    long total = (long) perEpoch * train.epochs();
    RandomStreams streams =
        train.orderSeed() == null ? problem.streams() : new RandomStreams(train.orderSeed());
    return new PreparedRun(
        problem,
        epoch -> train.order().batches(n, train.batch(), train.dropLast(), streams, epoch),
        perEpoch,
        step ->
            settings.optimizer().learningRate() * train.schedule().factor(step, perEpoch, total),
        plan(settings, ends, problem, perEpoch),
        train.epochs(),
        train.until(),
        train.checkpointEvery(),
        train.keepWeightsEvery(),
        release);
  }

  private static ProbePlan plan(
      RunSettings settings, Set<Integer> ends, Problem problem, int perEpoch) {
    List<ProbePlan.Entry> entries = new ArrayList<>();
    Map<String, String> obstacles = new LinkedHashMap<>();
    settings
        .probes()
        .every()
        .forEach(
            (name, every) -> {
              Probe probe = Probes.named(name);
              Optional<String> obstacle = probe.obstacle(problem);
              if (obstacle.isEmpty() && settings.isAnalysis()) {
                obstacle = withoutTraining(probe, settings, problem);
              }
              obstacle.ifPresentOrElse(
                  why -> obstacles.put(name, why),
                  () ->
                      entries.add(
                          settings.isAnalysis()
                              ? ofWeights(probe, settings, problem)
                              : new ProbePlan.Entry(
                                  probe,
                                  epoch -> every.isAtEpoch(epoch, perEpoch) || ends.contains(epoch),
                                  every.isWholeEpochs()
                                      ? null
                                      : step -> every.isAtStep(step, perEpoch))));
              probe.absent(problem).forEach(obstacles::putIfAbsent);
            });
    for (String metric : problem.rule().watches()) {
      if (obstacles.containsKey(metric)) {
        throw new SettingsException(
            "optimizers", "a phase waits for " + metric + ", but " + obstacles.get(metric));
      }
    }
    checkUntil(settings, problem, obstacles);
    return new ProbePlan(entries, obstacles);
  }

  /** Why a probe cannot be taken of weights that are given; empty if it can of some. */
  private static Optional<String> withoutTraining(
      Probe probe, RunSettings settings, Problem problem) {
    if (probe.followsEpochs()) {
      return Optional.of("it follows the steps of an epoch, and nothing is trained");
    }
    return settings.weights().states().isEmpty()
        ? probe
            .unknownFromWeights(problem)
            .map(why -> "it " + why + ", which is not given (weights.optimizer)")
        : Optional.empty();
  }

  /** At every epoch of which there are weights, and the optimizer's memory if it is asked for. */
  private static ProbePlan.Entry ofWeights(Probe probe, RunSettings settings, Problem problem) {
    boolean memory = probe.unknownFromWeights(problem).isPresent();
    return new ProbePlan.Entry(
        probe,
        epoch -> {
          WeightsSettings.Given given = settings.weights().at(epoch);
          return given != null && (!memory || given.state() != null);
        });
  }

  /** A metric that this run never records ends nothing. */
  private static void checkUntil(
      RunSettings settings, Problem problem, Map<String, String> obstacles) {
    UntilSettings.probes(settings.until())
        .forEach(
            (metric, probe) -> {
              String why = obstacles.getOrDefault(probe.name(), obstacles.get(metric));
              if (why == null && !probe.metrics(problem).contains(metric)) {
                why = probe.name() + " records " + String.join(", ", probe.metrics(problem));
              }
              if (why != null) {
                throw new SettingsException(
                    "train.until", "training waits for " + metric + ", but " + why);
              }
            });
  }

  /** Examples as the learner is given them; labels are null for regression. */
  private record Part(Examples examples, NoisyLabels labels) {

    Part chosen(int[] indices) {
      return new Part(examples.chosen(indices), labels == null ? null : labels.chosen(indices));
    }

    EmpiricalRisk risk(RunSettings settings, Network network) {
      Placement placement = settings.train().placement();
      return labels == null
          ? EmpiricalRisk.regression(
              network, settings.loss(), placement, examples.inputs(), examples.targets())
          : EmpiricalRisk.classification(
              network, settings.loss(), placement, examples.inputs(), labels.labels());
    }
  }

  private static Part disturbed(
      RunSettings settings, Examples examples, int classes, RandomStreams streams, long part) {
    DataSettings data = settings.data();
    NoisyLabels labels =
        data.labelNoise() == null
            ? untouched(examples)
            : data.labelNoise().apply(examples.labels(), classes, streams, part);
    return new Part(
        data.pixelNoise() == null
            ? examples
            : examples.withInputs(data.pixelNoise().apply(examples.inputs(), streams, part)),
        labels);
  }

  private static NoisyLabels untouched(Examples examples) {
    return examples.labels() == null ? null : NoisyLabels.none(examples.labels());
  }
}
