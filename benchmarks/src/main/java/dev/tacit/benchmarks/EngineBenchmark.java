package dev.tacit.benchmarks;

import dev.tacit.loss.Loss;
import dev.tacit.optimizer.UpdateRules;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Vectors;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * An epoch of SGD, RMSProp and Adam in Tacit against the plain {@code torch::nn} and {@code
 * torch::optim} loop on the same LibTorch, and both against the time the products alone take.
 */
public final class EngineBenchmark {
  private EngineBenchmark() {}

  /** Runs it; the argument is the number of rounds (15). */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    Bench.printMachine();
    try (EmpiricalRisk risk = Bench.risk(Bench.NETWORK, Loss.CROSS_ENTROPY);
        Tensor start = Bench.start(Bench.NETWORK)) {
      int[][] batches = Bench.batches(risk.examples(), 1);
      Products products = new Products(Bench.NETWORK, batches);
      for (String rule : new String[] {"sgd", "rmsprop", "adam"}) {
        TorchLoop torchLoop = new TorchLoop(risk, rule, start);
        try (TacitLoop tacit = new TacitLoop(risk, UpdateRules.make(rule, Map.of()), start)) {
          torchLoop.epoch(batches);
          tacit.epoch(batches);
          checkAnswer(rule, torchLoop, tacit, start);
          Interleaved timed =
              new Interleaved()
                  .add("the matrix products alone", products::epoch)
                  .add(rule + ", torch::nn and torch::optim", () -> torchLoop.epoch(batches))
                  .add(rule + ", Tacit", () -> tacit.epoch(batches))
                  .run(2, rounds);
          timed.print();
          System.out.printf(
              "    Tacit is %.2f times as fast as torch%n%n", timed.time(1) / timed.time(2));
        }
      }
      products.close();
    }
  }

  /** After one epoch from the same point both must have gone the same way, up to float32. */
  private static void checkAnswer(String rule, TorchLoop torchLoop, TacitLoop tacit, Tensor start) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Tensor expected = torchLoop.flat()) {
      double moved = Vectors.norm(expected.sub(start));
      double apart = Vectors.norm(expected.sub(tacit.w()));
      System.out.printf("check %-46s apart / moved = %.1e%n", rule, apart / moved);
      if (!(apart < 0.5 * moved)) { // adaptive rules amplify rounding of gradients near zero
        throw new IllegalStateException(rule + " goes another way than LibTorch's");
      }
    }
  }
}
