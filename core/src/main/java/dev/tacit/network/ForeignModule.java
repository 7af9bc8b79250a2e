package dev.tacit.network;

import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.JitObject;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NamedTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.named_buffer_list;
import org.bytedeco.pytorch.named_parameter_list;

/**
 * A module that PyTorch saved as TorchScript, as a function of parameters and buffers that are put
 * into it for every pass and taken out again: gradients and products with the Hessian reach what
 * was put in, and no pass leaves a trace in the next.
 *
 * <p>Its code is run as it stands, operation by operation (no profiling executor: the bits of a
 * pass must not depend on how many went before). A module file is code: load only what is trusted.
 *
 * <p>Several names may be of one array (tied weights): it is one parameter, under the first name.
 * Parameters that need no gradient are constants here, as buffers are.
 */
public final class ForeignModule implements AutoCloseable {
  private static final String TRAINING = "training";
  private static final Object GENERATOR = new Object();

  /**
   * One parameter.
   *
   * @param names that it goes by, first the one that it is called
   * @param shape its extents
   * @param role a guess from its extents and its name: more than one extent multiply inputs
   */
  public record Parameter(List<String> names, List<Long> shape, Role role) {
    /** Copies the lists. */
    public Parameter {
      names = List.copyOf(names);
      shape = List.copyOf(shape);
    }

    /** The name it is called. */
    public String name() {
      return names.get(0);
    }
  }

  /** How the parts of the module behave. */
  enum Mode {
    /** All as in evaluation. */
    EVALUATING,
    /** What gathers buffers over batches as in training, all else as in evaluation. */
    GATHERING,
    /** All as in training. */
    TRAINING
  }

  /** An attribute of a module inside the module. */
  private record Place(JitObject owner, String module, String attribute) {
    void put(Tensor tensor) {
      owner.setattr(attribute, new IValue(tensor));
    }

    Tensor get() {
      return owner.attr(attribute).toTensor();
    }

    String name() {
      return module.isEmpty() ? attribute : module + "." + attribute;
    }
  }

  /** An array of the module and where it stands. */
  private static final class Held {
    private final List<Place> places = new ArrayList<>();
    private Tensor value; // as the module had it, of the precision and device in use

    Held(Place first, Tensor value) {
      places.add(first);
      this.value = value;
    }

    String name() {
      return places.get(0).name();
    }

    void put(Tensor tensor) {
      for (Place place : places) {
        place.put(tensor);
      }
    }

    boolean isFloating() {
      return torch.isFloatingType(value.scalar_type());
    }
  }

  private final JitModule module;
  private final String name;
  private final String identity;
  private final Map<String, JitObject> parts = new LinkedHashMap<>(); // by name, "" for the whole
  private final List<Held> trained = new ArrayList<>();
  private final List<Held> constant = new ArrayList<>(); // parameters without gradient
  private final List<Held> buffers = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();

  /**
   * A copy of a module, for one thread at a time.
   *
   * @param original not changed, and not needed after this
   * @param name for people, as in {@code net.pt}
   * @param identity equal for modules that are the same function, as the SHA-256 of the file
   * @throws IllegalArgumentException if it has no parameters
   */
  public ForeignModule(JitModule original, String name, String identity) {
    this.name = name;
    this.identity = identity;
    try (PointerScope scope = new PointerScope()) {
      module = keep(original.deepcopy());
      part("");
      eachNamed(
          module.named_parameters(),
          (parameter, value) -> hold(parameter, value, value.requires_grad() ? trained : constant));
      eachNamed(module.named_buffers(), (buffer, value) -> hold(buffer, value, buffers));
    }
    for (Held held : trained) {
      List<Long> shape = Arrays.stream(extents(held.value)).boxed().toList();
      parameters.add(
          new Parameter(
              held.places.stream().map(Place::name).toList(), shape, role(held.name(), shape)));
    }
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " has no parameters that need a gradient"
              + (constant.isEmpty()
                  ? " (torch.jit.freeze makes constants of them: save the module without it)"
                  : " (requires_grad is False for all of them)"));
    }
  }

  private static long[] extents(Tensor tensor) {
    long[] extents = new long[Math.toIntExact(tensor.dim())];
    Arrays.setAll(extents, tensor::size);
    return extents;
  }

  private static Role role(String name, List<Long> shape) {
    if (shape.size() > 1) {
      return Role.WEIGHT;
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    return last.equals("weight") || last.equals("scale") || last.equals("gamma")
        ? Role.SCALE
        : Role.BIAS;
  }

  @SuppressWarnings("unchecked")
  private static <P extends Pointer> P keep(P pointer) {
    return (P) pointer.retainReference();
  }

  private JitObject part(String path) {
    JitObject known = parts.get(path);
    if (known == null) {
      int dot = path.lastIndexOf('.');
      known =
          path.isEmpty()
              ? module
              : keep(
                  new JitModule(
                      part(dot < 0 ? "" : path.substring(0, dot))
                          .attr(path.substring(dot + 1))
                          .toObject()));
      parts.put(path, known);
    }
    return known;
  }

  private void hold(String name, Tensor value, List<Held> among) {
    int dot = name.lastIndexOf('.');
    String path = dot < 0 ? "" : name.substring(0, dot);
    Place place = new Place(part(path), path, name.substring(dot + 1));
    for (Held held : among) {
      if (held.value.is_same(value)) {
        held.places.add(place);
        return;
      }
    }
    among.add(new Held(place, Vectors.keep(new Tensor(value))));
  }

  private static void eachNamed(named_parameter_list list, BiConsumer<String, Tensor> work) {
    var at = list.begin();
    for (var end = list.end(); at.notEquals(end); at.increment()) {
      give(at.multiply(), work); // access() of this binding ends the process
    }
  }

  private static void eachNamed(named_buffer_list list, BiConsumer<String, Tensor> work) {
    var at = list.begin();
    for (var end = list.end(); at.notEquals(end); at.increment()) {
      give(at.multiply(), work);
    }
  }

  private static void give(NamedTensor named, BiConsumer<String, Tensor> work) {
    try (BytePointer text = named.name()) {
      work.accept(text.getString(), named.value());
    }
  }

  /** For people, as in {@code net.pt}. */
  public String name() {
    return name;
  }

  /** What is trained, in the module's order. */
  public List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /** Names of parameters that need no gradient: constants. */
  public List<String> constants() {
    return constant.stream().map(Held::name).toList();
  }

  /** Names of buffers. */
  public List<String> bufferNames() {
    return buffers.stream().map(Held::name).toList();
  }

  /** The extents of a buffer or of a constant parameter. */
  public List<Long> extentsOf(String name) {
    return Arrays.stream(extents(named(name).value)).boxed().toList();
  }

  private Held named(String name) {
    for (List<Held> among : List.of(buffers, constant)) {
      for (Held held : among) {
        if (held.name().equals(name)) {
          return held;
        }
      }
    }
    throw new IllegalArgumentException(this.name + " has no buffer '" + name + "'");
  }

  /**
   * Replaces the numbers of a buffer or of a constant parameter, as weights from a file do.
   *
   * @param values row-major
   */
  public synchronized void set(String name, double... values) {
    Held held = named(name);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor host = Tensor.create(values).view(extents(held.value));
      Tensor before = held.value;
      held.value =
          Vectors.keep(
              host.to(held.value.device(), held.value.scalar_type(), false, true, memoryFormat()));
      held.put(held.value);
      before.close();
    }
  }

  private static MemoryFormatOptional memoryFormat() {
    return new MemoryFormatOptional();
  }

  /** The parameters that the module came with, flat, in the order of {@link #parameters}. */
  public double[] start() {
    return trained.stream()
        .map(held -> Vectors.toDoubles(held.value))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** The numbers of a buffer or of a constant parameter, flat. */
  double[] numbersOf(String name) {
    return Vectors.toDoubles(named(name).value);
  }

  /** Names of constant parameters and buffers that hold numbers with a fraction. */
  public List<String> others() {
    return Stream.concat(constant.stream(), buffers.stream())
        .filter(Held::isFloating)
        .map(Held::name)
        .toList();
  }

  /** Names of constant parameters and buffers that hold whole numbers: counters, indices. */
  public List<String> counters() {
    return Stream.concat(constant.stream(), buffers.stream())
        .filter(held -> !held.isFloating())
        .map(Held::name)
        .toList();
  }

  /** Some buffers in copies that a pass may overwrite, by index; null for the others. */
  synchronized Tensor[] copiesOfBuffers(Tensor like, List<Integer> some) {
    convert(like);
    Tensor[] copies = new Tensor[buffers.size()];
    for (int index : some) {
      copies[index] = buffers.get(index).value.clone();
    }
    return copies;
  }

  /** How many buffers there are. */
  int bufferCount() {
    return buffers.size();
  }

  boolean bufferIsFloating(int index) {
    return buffers.get(index).isFloating();
  }

  /**
   * The module's output, as an expression of the parameters.
   *
   * @param w one tensor a parameter, all of one precision and device
   * @param x shape [n, input…], of the same precision unless the module takes whole numbers
   * @param mode how its parts behave
   * @param gathering the indices of the buffers that {@link Mode#GATHERING} is about
   * @param given what buffers hold at the start of the pass, by index; null for the module's own
   * @param left overwritten with what they hold after it, by index; null if nobody asks
   * @param seed of LibTorch's generator, for modules that draw; null for those that do not
   * @return as the module gives it
   * @throws ForeignFault if the module fails, or gives something else than one tensor
   */
  synchronized Tensor run(
      Tensor[] w, Tensor x, Mode mode, int[] gathering, Tensor[] given, Tensor[] left, Long seed) {
    convert(w[0]);
    turn(mode, gathering);
    for (int i = 0; i < w.length; i++) {
      trained.get(i).put(w[i]);
    }
    for (int i = 0; given != null && i < given.length; i++) {
      if (given[i] != null) {
        buffers.get(i).put(given[i]);
      }
    }
    try {
      Tensor output = output(x, seed);
      for (int i = 0; left != null && i < left.length; i++) {
        left[i] = new Tensor(buffers.get(i).places.get(0).get());
      }
      return output;
    } finally {
      trained.forEach(held -> held.put(held.value)); // let go of the caller's graph
      buffers.forEach(held -> held.put(held.value));
    }
  }

  private Tensor output(Tensor x, Long seed) {
    torch.setGraphExecutorOptimize(false);
    try {
      IValue found;
      if (seed == null) {
        found = module.forward(new IValueVector(new IValue(x)));
      } else {
        synchronized (GENERATOR) { // there is one
          torch.manual_seed(seed);
          found = module.forward(new IValueVector(new IValue(x)));
        }
      }
      if (!found.isTensor()) {
        throw new ForeignFault(
            name
                + ": its forward returns "
                + (found.isTuple() ? "a tuple" : "something else than a tensor")
                + "; return the outputs alone (wrap it in a module whose forward does)");
      }
      return found.toTensor();
    } catch (ForeignFault e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ForeignFault(name + ": its forward failed: " + ForeignFault.inShort(e), e);
    }
  }

  private void turn(Mode mode, int[] gathering) {
    if (mode == Mode.TRAINING) {
      module.train(true);
      return;
    }
    module.eval();
    if (mode == Mode.GATHERING) {
      for (int index : gathering) {
        for (Place place : buffers.get(index).places) {
          if (place.owner().hasattr(TRAINING)) {
            place.owner().setattr(TRAINING, new IValue(true));
          }
        }
      }
    }
  }

  /** Brings everything that is no parameter to the precision and device of the parameters. */
  private void convert(Tensor like) {
    ScalarType precision = like.scalar_type().intern();
    boolean same =
        constant.stream().allMatch(held -> isLike(held, precision, like))
            && buffers.stream().allMatch(held -> isLike(held, precision, like));
    if (same) {
      return;
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (List<Held> among : List.of(constant, buffers)) {
        for (Held held : among) {
          ScalarType type = held.isFloating() ? precision : held.value.scalar_type().intern();
          Tensor before = held.value;
          held.value = Vectors.keep(before.to(like.device(), type, false, true, memoryFormat()));
          held.put(held.value);
          before.close();
        }
      }
    }
  }

  private static boolean isLike(Held held, ScalarType precision, Tensor like) {
    return held.value.is_cuda() == like.is_cuda()
        && (!held.isFloating() || held.value.scalar_type().intern() == precision);
  }

  /** Frees the module's memory; it must not be run any more. */
  @Override
  public synchronized void close() {
    for (List<Held> among : List.of(trained, constant, buffers)) {
      among.forEach(held -> held.value.close());
    }
    parts.values().forEach(Pointer::close); // the module itself among them
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ForeignModule that && identity.equals(that.identity);
  }

  @Override
  public int hashCode() {
    return Objects.hash(identity);
  }

  @Override
  public String toString() {
    return name;
  }
}
