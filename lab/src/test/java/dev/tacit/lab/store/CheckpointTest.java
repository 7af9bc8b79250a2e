package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.network.Buffers;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.PhaseEnd;
import dev.tacit.optimizer.Switch;
import dev.tacit.probe.ProbeMemory;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint of a rule that counts. */
class CheckpointTest {
  private static final Switch RULE =
      new Switch(
          List.of(
              new Switch.Phase(Adam.DEFAULT, 0.1, List.of(new PhaseEnd.Stalls("train/loss", 2, 0))),
              new Switch.Phase(new GradientDescent(), 0.1, List.of())));

  @TempDir Path folder;

  /** The lengths are the same, so that nothing but the number is wrong. */
  @ParameterizedTest
  @CsvSource({
    "state/phase, 0.0, 7.0, 'phase' is a whole number from 0 to 1",
    "state/phase, 0.0, NaN, 'phase' is a whole number from 0 to 1",
    "state/phase, 0.0, 0.5, 'phase' is a whole number from 0 to 1",
    "state/over, 0.0, 2.0, 'over' is a whole number from 0 to 1",
    "state/since1.1, 0.0, 1.5, 'since1.1' is a whole number from 0 to",
    "state/phase1/step, 0.0, 0.5, 'phase1/step' is a whole number from 0 to"
  })
  void aForgedNumberIsComplainedOfWithTheFile(String key, String was, String forged, String words)
      throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    try (Tensor w = Vectors.zeros(3, Placement.CPU_FLOAT64);
        Buffers buffers =
            new Buffers(new Mlp(List.of(2, 1), Activation.TANH, true), Placement.CPU_FLOAT64);
        OptimizerState state = RULE.newState(3, Placement.CPU_FLOAT64);
        ProbeMemory memory = new ProbeMemory(Placement.CPU_FLOAT64)) {
      new Checkpoint(1, 0).save(file, "a1b2", w, buffers, state, memory);
      assertEquals(1, Checkpoint.load(file, "a1b2", w, buffers, state, memory).epoch());
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      String entry = "\"" + key + "\":\"";
      assertTrue(text.contains(entry + was), text);
      Files.writeString(
          file, text.replace(entry + was, entry + forged), StandardCharsets.ISO_8859_1);
      String message =
          assertThrows(
                  IOException.class, () -> Checkpoint.load(file, "a1b2", w, buffers, state, memory))
              .getMessage();
      assertTrue(message.startsWith(file + " is damaged"), message);
      assertTrue(message.contains(words), message);
      assertTrue(message.endsWith("found " + forged), message);
    }
  }
}
