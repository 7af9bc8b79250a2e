package dev.tacit.lab.experiment;

import dev.tacit.data.NumberType;
import dev.tacit.data.Sha256;
import dev.tacit.lab.experiment.WeightsSettings.Given;
import dev.tacit.lab.run.Measuring;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.store.NamedWeights;
import dev.tacit.lab.store.NamedWeights.Part;
import dev.tacit.lab.store.NamedWeights.Source;
import dev.tacit.lab.store.Spelling;
import dev.tacit.lab.store.WeightsFile;
import dev.tacit.network.Buffers;
import dev.tacit.network.ForeignNetwork;
import dev.tacit.network.Network;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights of another program, put where a network wants them: by name, in the shapes that the
 * network has, whatever the precision of the file. Names are those of PyTorch's {@code state_dict}:
 * a module's own, and {@code layers.0.weight}, … for networks of ours.
 */
public final class GivenWeights {
  private static final int SHOWN = 6; // names in a message

  /** What PyTorch's optimizers call what rules remember. */
  private static final Map<String, List<String>> MEMORY =
      Map.of(
          "first_moment", List.of("exp_avg", "grad_avg"),
          "second_moment", List.of("exp_avg_sq", "square_avg"),
          "largest_second_moment", List.of("max_exp_avg_sq"),
          "sum_of_squares", List.of("sum"),
          "velocity", List.of("momentum_buffer"),
          "momentum", List.of("momentum_buffer", "exp_avg"));

  private static final Set<String> DIVISORS =
      Set.of("second_moment", "largest_second_moment", "sum_of_squares");
  private static final String STEP = "step";

  private final Network network;
  private final RunSettings settings;
  private final List<Part> parts;
  private final List<String> counters; // of a module: what is not read

  /** Of a run that is to be measured. */
  public static GivenWeights of(PreparedRun prepared, RunSettings settings) {
    return new GivenWeights(prepared.problem().loss().network(), settings);
  }

  /** Of a network and what it is measured with. */
  GivenWeights(Network network, RunSettings settings) {
    this.settings = settings;
    this.network = network;
    parts = NamedWeights.parts(network);
    counters = network instanceof ForeignNetwork foreign ? foreign.module().counters() : List.of();
  }

  /** Whether the network has numbers of its own for an array that a file lacks. */
  private boolean isOptional(Part part) {
    return part.source() == Source.MOMENTS && network instanceof ForeignNetwork;
  }

  /**
   * What is to be said of a file that fits.
   *
   * @param file its names, types and shapes
   * @throws IOException if it does not
   */
  private List<String> check(WeightsFile file, Path path) throws IOException {
    String prefix = prefix(file);
    List<String> remarks = new ArrayList<>();
    if (!prefix.isEmpty()) {
      remarks.add("names in " + path + " begin with '" + prefix + "', which is left out");
    }
    Map<String, List<Long>> wanted = new LinkedHashMap<>();
    parts.forEach(part -> wanted.put(part.name(), part.shape()));
    List<String> missing =
        parts.stream()
            .filter(part -> !isOptional(part) && !isThere(part, file, prefix))
            .map(Part::name)
            .toList();
    List<String> unknown =
        file.entries().keySet().stream()
            .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
            .filter(name -> !wanted.containsKey(name) && !counters.contains(name))
            .filter(name -> !name.endsWith("num_batches_tracked"))
            .toList();
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IOException(path + names(missing, unknown));
    }
    for (Map.Entry<String, List<Long>> name : wanted.entrySet()) {
      WeightsFile.Entry entry = file.entries().get(prefix + name.getKey());
      if (entry != null && !entry.shape().equals(name.getValue())) {
        throw new IOException(
            path
                + ": '"
                + name.getKey()
                + "' has the shape "
                + entry.shape()
                + ", and the network needs "
                + name.getValue());
      }
    }
    Set<NumberType> types = new TreeSet<>();
    parts.stream()
        .map(part -> file.entries().get(prefix + part.name()))
        .filter(entry -> entry != null)
        .forEach(entry -> types.add(entry.type()));
    types.stream()
        .filter(type -> type == NumberType.FLOAT16 || type == NumberType.BFLOAT16)
        .forEach(type -> remarks.add("weights are stored as " + type + " and widened"));
    List<String> kept =
        parts.stream()
            .filter(part -> isOptional(part) && !isThere(part, file, prefix))
            .map(Part::name)
            .toList();
    if (!kept.isEmpty()) {
      remarks.add(
          "of the module's own file, since the weights lack "
              + (kept.size() == 1 ? "it" : "them")
              + ": "
              + shown(kept));
    }
    return remarks;
  }

  /** Whether an array is there under one of its names. */
  private boolean isThere(Part mine, WeightsFile file, String prefix) {
    return parts.stream()
        .filter(part -> part.source() == mine.source() && part.offset() == mine.offset())
        .anyMatch(part -> file.entries().containsKey(prefix + part.name()));
  }

  /** What stands before all names where a model was wrapped, as {@code module.}; or nothing. */
  private String prefix(WeightsFile file) {
    String first = parts.get(0).name();
    if (file.entries().containsKey(first)) {
      return "";
    }
    return file.entries().keySet().stream()
        .filter(name -> name.endsWith("." + first))
        .map(name -> name.substring(0, name.length() - first.length()))
        .filter(
            prefix -> file.entries().keySet().stream().allMatch(name -> name.startsWith(prefix)))
        .findFirst()
        .orElse("");
  }

  private static String names(List<String> missing, List<String> unknown) {
    StringBuilder text = new StringBuilder(" does not fit the network");
    if (!missing.isEmpty()) {
      text.append("; the network needs, and the file lacks, ").append(shown(missing));
    }
    if (!unknown.isEmpty()) {
      text.append("; the file has, and the network does not know, ").append(shown(unknown));
    }
    if (!missing.isEmpty() && !unknown.isEmpty()) {
      String first = missing.get(0);
      text.append("; nearest to ")
          .append(first)
          .append(" is ")
          .append(
              unknown.stream()
                  .min(Comparator.comparingInt(n -> Spelling.distance(first, n)))
                  .orElseThrow());
    }
    return text.toString();
  }

  private static String shown(Collection<String> names) {
    String some = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? some + " and " + (names.size() - SHOWN) + " more" : some;
  }

  /**
   * Looks at what all files say of their arrays; numbers are not read.
   *
   * @return what is to be said of them, each once
   * @throws SettingsException if one cannot be read or does not fit
   */
  public Set<String> remarks() {
    try (OptimizerState state =
        settings
            .optimizer()
            .updateRule()
            .newState(network.layout(), settings.train().placement())) {
      return remarks(state);
    }
  }

  private Set<String> remarks(OptimizerState state) {
    Set<String> remarks = new LinkedHashSet<>();
    if (settings.weights().given().size() > 1) {
      remarks.add("measures " + settings.weights().inWords());
    }
    for (Given given : settings.weights().given()) {
      if (given.isOwn()) {
        requireModule();
        continue;
      }
      Path path = ModuleFile.path(given.file());
      try (WeightsFile file = WeightsFile.open(path)) {
        check(file, path).forEach(remark -> remarks.add(remark));
      } catch (IOException e) {
        throw new SettingsException(WeightsSettings.KEY, WeightsSettings.said(e));
      }
      if (given.state() != null) {
        checkState(ModuleFile.path(given.state()), state);
      }
    }
    return remarks;
  }

  private void requireModule() {
    if (!(network instanceof ForeignNetwork)) {
      throw new SettingsException(
          WeightsSettings.KEY,
          "'"
              + WeightsSettings.OWN
              + "' stands for a module's own weights, and this is "
              + network);
    }
  }

  private void checkState(Path path, OptimizerState state) {
    try (WeightsFile file = WeightsFile.open(path)) {
      for (String slot : state.slots().keySet()) {
        if (DIVISORS.contains(slot)) {
          for (Part part : own()) {
            memory(file, path, part, slot, true);
          }
        }
      }
    } catch (IOException e) {
      throw new SettingsException(WeightsSettings.KEY + ".optimizer", WeightsSettings.said(e));
    }
  }

  /** The arrays of w, each once. */
  private List<Part> own() {
    Map<Long, Part> own = new LinkedHashMap<>();
    parts.stream()
        .filter(part -> part.source() == Source.W)
        .forEach(part -> own.putIfAbsent(part.offset(), part));
    return List.copyOf(own.values());
  }

  /** The name in a file of an optimizer's memory; null if it is not needed and not there. */
  private static String memory(WeightsFile file, Path path, Part part, String slot, boolean needed)
      throws IOException {
    List<String> names = MEMORY.getOrDefault(slot, List.of(slot));
    for (String name : names) {
      String full = part.name() + "." + name;
      WeightsFile.Entry entry = file.entries().get(full);
      if (entry != null && entry.shape().equals(part.shape())) {
        return full;
      }
      if (entry != null) {
        throw new IOException(
            path
                + ": '"
                + full
                + "' has the shape "
                + entry.shape()
                + ", expected "
                + part.shape());
      }
    }
    if (needed) {
      throw new IOException(
          path
              + " has no '"
              + part.name()
              + "."
              + String.join("' or '" + part.name() + ".", names)
              + "', which the rule divides by");
    }
    return null;
  }

  /** The points at which measurements are taken. */
  public List<Measuring.Point> points() {
    return settings.weights().given().stream().<Measuring.Point>map(this::point).toList();
  }

  private Measuring.Point point(Given given) {
    return new Measuring.Point() {
      @Override
      public int epoch() {
        return given.epoch();
      }

      @Override
      public void restore(Tensor w, Buffers buffers, OptimizerState state) throws IOException {
        if (given.isOwn()) {
          Vectors.set(w, ((ForeignNetwork) network).module().start());
        } else {
          read(unchanged(given.file(), given.sha256()), w, buffers);
        }
        if (given.state() != null) {
          readState(unchanged(given.state(), given.stateSha256()), state);
        }
      }
    };
  }

  private static Path unchanged(String file, String sha256) throws IOException {
    Path path = ModuleFile.path(file);
    if (!Sha256.of(path).equals(sha256)) {
      throw new IOException(path + " has changed since the analysis began");
    }
    return path;
  }

  /** Overwrites w, moments, and what else a module holds. */
  void read(Path path, Tensor w, Buffers buffers) throws IOException {
    try (WeightsFile file = WeightsFile.open(path)) {
      check(file, path);
      String prefix = prefix(file);
      for (Part part : parts) {
        if (file.entries().containsKey(prefix + part.name())) {
          Tensor target = part.source() == Source.W ? w : buffers.vector();
          put(file.read(prefix + part.name()), target, part.offset());
        }
      }
      network.adopt(buffers);
    }
  }

  private void readState(Path path, OptimizerState state) throws IOException {
    try (WeightsFile file = WeightsFile.open(path)) {
      for (Map.Entry<String, Tensor> slot : state.slots().entrySet()) {
        for (Part part : own()) {
          String name = memory(file, path, part, slot.getKey(), DIVISORS.contains(slot.getKey()));
          if (name != null) {
            put(file.read(name), slot.getValue(), part.offset());
          }
        }
      }
      String step = own().get(0).name() + "." + STEP;
      if (file.entries().containsKey(step)) {
        state.setStep((long) file.read(step)[0]);
      }
    }
  }

  private static void put(double[] values, Tensor target, long offset) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Vectors.set(target.narrow(0, offset, values.length), values);
    }
  }
}
