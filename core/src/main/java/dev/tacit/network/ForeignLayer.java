package dev.tacit.network;

import dev.tacit.network.ForeignModule.Mode;
import dev.tacit.network.Unit.Slot;
import dev.tacit.tensor.Derivatives;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A {@link ForeignModule} as the one layer of a network: all that training and measuring ask comes
 * from autograd, with one graph for a block's forward pass and its gradients. Single examples go
 * through one by one.
 *
 * @param module its function
 * @param findings what was found out about it
 * @param role how it is run
 * @param carried whether buffers and constants go along with the parameters, in files and out of
 *     them: for weights that are given
 * @param moments what its gathering buffers hold in evaluation; null for the module's own
 * @param draws of a step of training, and the number of this layer among those that draw; null for
 *     none
 */
record ForeignLayer(
    ForeignModule module,
    ForeignTrial.Findings findings,
    Mode role,
    boolean carried,
    List<Tensor> moments,
    Masks draws,
    int number)
    implements ParametricLayer {
  private static final int KEPT = 4; // times the outputs of a layer that its graph holds

  @Override
  public Shape output(Shape input) {
    return Shape.of(findings.outputs());
  }

  @Override
  public List<Slot> slots(Shape input) {
    return module.parameters().stream()
        .map(parameter -> new Slot(parameter.name(), parameter.role(), parameter.shape()))
        .toList();
  }

  @Override
  public int slotCount() {
    return module.parameters().size();
  }

  @Override
  public List<Running> running(Shape input) {
    return names().stream()
        .map(name -> new Running(name, module.extentsOf(name), module.numbersOf(name)))
        .toList();
  }

  /** Of what is kept beside the parameters. */
  private List<String> names() {
    if (carried) {
      return module.others();
    }
    return role == Mode.EVALUATING
        ? List.of()
        : findings.gathering().stream().map(module.bufferNames()::get).toList();
  }

  /** Makes what is kept beside the parameters the module's own. */
  void adopt(Buffers buffers) {
    if (carried && !buffers.isEmpty()) {
      Tensor[] arrays = buffers.pairs().get(0);
      for (int i = 0; i < arrays.length; i++) {
        module.set(names().get(i), Vectors.toDoubles(arrays[i]));
      }
    }
  }

  @Override
  public Layer evaluating(Iterator<Tensor[]> running) {
    if (role == Mode.EVALUATING) {
      return this;
    }
    List<Tensor> moments = findings.gathering().isEmpty() ? null : List.of(running.next());
    return new ForeignLayer(module, findings, Mode.EVALUATING, false, moments, null, 0);
  }

  @Override
  public Layer dropping(Masks masks) {
    return role == Mode.GATHERING && findings.draws()
        ? new ForeignLayer(module, findings, Mode.TRAINING, false, null, masks, masks.newLayer())
        : this;
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    boolean mixes = role == Mode.EVALUATING ? findings.mixes() : !findings.gathering().isEmpty();
    return switch (ability) {
      case SINGLE_EXAMPLES ->
          mixes
              ? Optional.of("in " + module + " an example's output depends on its batch")
              : Optional.empty();
      case BLOCKS ->
          mixes || draws != null
              ? Optional.of(module + " takes a batch as a whole")
              : Optional.empty();
      case PATHS, RELATIVE_FLATNESS, LAYERS ->
          Optional.of("Tacit does not know the layers of the module " + module);
      case SECOND_DERIVATIVES ->
          findings.once().isEmpty() ? Optional.empty() : Optional.of(findings.once());
    };
  }

  /** From above, as nothing tells how a module's images shrink on the way. */
  @Override
  public long numbersPerExample(Shape input) {
    long places = places(input);
    long sum = input.size();
    for (ForeignModule.Parameter parameter : module.parameters()) {
      if (parameter.shape().size() > 1) {
        sum += parameter.shape().get(0) * (isDenseOnImages(input, parameter) ? 1 : places);
      }
    }
    return KEPT * sum;
  }

  /** A matrix of two extents comes after an image was made a vector. */
  private static boolean isDenseOnImages(Shape input, ForeignModule.Parameter parameter) {
    return input.isImage() && parameter.shape().size() == 2;
  }

  /** Where a matrix may be applied: an image's places, a sequence's, or once. */
  private long places(Shape input) {
    if (input.isImage()) {
      return (long) input.extent(1) * input.extent(2);
    }
    return findings.wholeInputs() ? input.size() : input.extents().size() > 1 ? input.extent(0) : 1;
  }

  private Tensor put(Tensor a) {
    Tensor x = findings.wholeInputs() ? a.to(ScalarType.Long) : a;
    return findings.writesInput() ? x.clone() : x;
  }

  /**
   * One pass.
   *
   * @param left filled with what the gathering buffers hold afterwards, having held zero; or null
   */
  private Tensor pass(Tensor[] w, Tensor a, Tensor[] left) {
    Tensor[] given = module.copiesOfBuffers(w[0], findings.overwritten());
    List<Integer> gathering = findings.gathering();
    for (int i = 0; i < gathering.size(); i++) {
      int index = gathering.get(i);
      if (moments != null) {
        long[] extents =
            module.extentsOf(module.bufferNames().get(index)).stream()
                .mapToLong(Long::longValue)
                .toArray();
        given[index] = moments.get(i).view(extents);
      } else if (role != Mode.EVALUATING) {
        given[index].zero_();
      }
    }
    Tensor[] all = left == null ? null : new Tensor[module.bufferCount()];
    Long seed = draws == null ? null : draws.seed(number, a.size(0));
    Tensor z = module.run(w, put(a), role, findings.gatheringIndices(), given, all, seed);
    for (int i = 0; left != null && i < left.length; i++) {
      left[i] = all[gathering.get(i)];
    }
    return z;
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return pass(w, a, null);
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    int layer = w.layer();
    Tensor[] slices = w.take();
    return (a, overwrite) -> new Graph(slices, a).passage(layer);
  }

  @Override
  public String toString() {
    return module.name();
  }

  /** One block's forward pass with its graph. */
  private final class Graph {
    private final Tensor[] leaves;
    private final Tensor input;
    private final Tensor z;
    private final Tensor[] left; // in the gathering buffers

    Graph(Tensor[] w, Tensor a) {
      input = a;
      leaves = new Tensor[w.length];
      left = new Tensor[role == Mode.EVALUATING ? 0 : findings.gathering().size()];
      try (AutoGradMode on = new AutoGradMode(true)) {
        Arrays.setAll(leaves, i -> w[i].detach().requires_grad_(true));
        z = pass(leaves, a, left);
      }
    }

    Passed passage(int layer) {
      return new Passed(layer, this);
    }

    /** ∂⟨Z, D⟩/∂w, a tensor a parameter; the graph stays. */
    Tensor[] gradients(Tensor d) {
      try (AutoGradMode on = new AutoGradMode(true)) {
        return defined(Derivatives.pullBack(z, d.detach(), leaves));
      }
    }

    /** The same as an expression that can be differentiated again. */
    Tensor[] differentiable(Tensor d) {
      return Derivatives.vectorJacobian(z, d, true, leaves);
    }

    private Tensor[] defined(Tensor[] found) {
      for (int i = 0; i < found.length; i++) {
        found[i] = found[i].defined() ? found[i] : torch.zeros_like(leaves[i]);
      }
      return found;
    }

    /** ⟨g, v⟩; null if no parameter matters. */
    private Tensor against(Tensor[] gradients, Tensor[] v) {
      Tensor sum = null;
      for (int i = 0; i < v.length; i++) {
        if (gradients[i].defined()) {
          sum = Passage.sum(sum, gradients[i].mul(v[i].detach()).sum());
        }
      }
      return sum;
    }
  }

  /** A block on its way through. */
  private final class Passed extends WeightedPassage {
    private final Graph graph;

    Passed(int layer, Graph graph) {
      super(layer, graph.input, graph.z.detach());
      this.graph = graph;
    }

    @Override
    boolean outputIsFree() {
      return false;
    }

    @Override
    Tensor pullBack(Tensor d) {
      throw new IllegalStateException("nothing lies below " + module);
    }

    private Graph of(long from, long rows) {
      if (rows == graph.z.size(0)) {
        return graph;
      }
      lacks(Ability.SINGLE_EXAMPLES)
          .or(() -> lacks(Ability.BLOCKS))
          .ifPresent(
              why -> {
                throw new UnsupportedOperationException(why);
              });
      Tensor[] w = new Tensor[graph.leaves.length];
      Arrays.setAll(w, i -> graph.leaves[i].detach());
      return new Graph(w, rows(input(), from, rows));
    }

    @Override
    public void gradient(long from, long rows, Tensor d, Tensor[] g, boolean add) {
      Tensor[] found = of(from, rows).gradients(rows(d, from, rows));
      for (int slot = 0; slot < g.length; slot++) {
        put(g[slot], found[slot], add);
      }
    }

    @Override
    public Tensor[] exampleGradients(Tensor d) {
      int n = Math.toIntExact(d.size(0));
      Tensor[] all = new Tensor[graph.leaves.length];
      Arrays.setAll(all, slot -> d.new_empty(n, graph.leaves[slot].numel()));
      for (int i = 0; i < n; i++) {
        try (PointerScope scope = new PointerScope()) {
          Tensor[] found = of(i, 1).gradients(rows(d, i, 1));
          for (int slot = 0; slot < all.length; slot++) {
            put(all[slot].select(0, i), found[slot], false);
          }
        }
      }
      return all;
    }

    /** Without keeping the gradients: there may be many examples and many parameters. */
    @Override
    public Tensor squares(Tensor d) {
      Tensor squares = d.new_zeros(d.size(0));
      for (int i = 0; i < d.size(0); i++) {
        try (PointerScope scope = new PointerScope()) {
          Tensor mine = squares.select(0, i);
          for (Tensor g : of(i, 1).gradients(rows(d, i, 1))) {
            Tensor flat = g.reshape(-1);
            mine.add_(torch.dot(flat, flat));
          }
        }
      }
      return squares;
    }

    /** The slope of u ↦ ⟨∂⟨Z, u⟩/∂w, v⟩, which is linear in u. */
    @Override
    Tensor tangent(Tensor ra, Tensor[] v) {
      try (AutoGradMode on = new AutoGradMode(true)) {
        Tensor u = torch.zeros_like(graph.z).detach().requires_grad_(true);
        Tensor slope = graph.against(graph.differentiable(u), v);
        return slope == null ? torch.zeros_like(u) : Derivatives.of(slope, u, false);
      }
    }

    @Override
    Tensor tangentBack(Tensor d, Tensor rd, Tensor ra, Tensor[] v, Tensor[] sum, boolean toInput) {
      Tensor[] first = graph.gradients(rd);
      Tensor[] second = new Tensor[sum.length];
      try (AutoGradMode on = new AutoGradMode(true)) {
        Tensor slope = graph.against(graph.differentiable(d.detach()), v);
        if (slope != null && slope.requires_grad()) {
          second = Derivatives.pullBack(slope, null, graph.leaves);
        }
      }
      try (NoGradGuard guard = new NoGradGuard()) {
        for (int slot = 0; slot < sum.length; slot++) {
          sum[slot].add_(first[slot]);
          if (second[slot] != null && second[slot].defined()) {
            sum[slot].add_(second[slot]);
          }
        }
      }
      return null;
    }

    /** r ← a r + b, or towards what b says the batch is: b/(1 - a). */
    @Override
    void follow(Tensor[] running, double share) {
      if (role == Mode.EVALUATING) {
        return; // nothing gathers
      }
      for (int i = 0; i < running.length; i++) {
        double stays = findings.stays().get(i);
        Tensor b = graph.left[i].detach().view_as(running[i]);
        if (share < 0) {
          running[i].mul_(new Scalar(stays)).add_(b);
        } else {
          running[i].mul_(new Scalar(1 - share)).add_(b, new Scalar(share / (1 - stays)));
        }
      }
    }

    @Override
    void tensors(Consumer<Tensor> each) {
      super.tensors(each);
      each.accept(graph.z);
      List.of(graph.leaves).forEach(each);
      List.of(graph.left).forEach(each);
    }
  }
}
