package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.network.BatchNormalisation;
import dev.tacit.network.Buffers;
import dev.tacit.network.Dense;
import dev.tacit.network.Mlp;
import dev.tacit.network.Network;
import dev.tacit.network.Sequential;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedWeightsTest {
  @TempDir Path folder;

  /** Of every process: maps whose order changes from one to the next have no place here. */
  @Test
  void theHeaderIsTheseBytes() throws IOException {
    Network network = new Mlp(List.of(1, 1), Activation.RELU, true);
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT32, new double[] {1, 2});
        Buffers none = new Buffers(network, Placement.CPU_FLOAT32)) {
      SavedWeights.write(folder, 7, "abc", w, none);
    }
    byte[] file = Files.readAllBytes(folder.resolve("weights-epoch7.safetensors"));
    int numbers = 2 * Float.BYTES;
    String header = new String(file, 8, file.length - 8 - numbers, StandardCharsets.UTF_8).strip();
    assertEquals(
        "{\"__metadata__\":{\"run\":\"abc\",\"epoch\":\"7\",\"crc32c\":\"28c0c9b1\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        header);
  }

  @Test
  void runningMomentsAreKeptBesideThem() throws IOException {
    Network network =
        new Sequential(
            "normalised",
            Shape.of(1),
            List.of(new Dense(2, false), BatchNormalisation.DEFAULT, new Dense(1, false)));
    double[] moments = {0.5, -1, 2, 3};
    try (Tensor w = Vectors.zeros(network.layout().dimension(), Placement.CPU_FLOAT64);
        Buffers written = new Buffers(network, Placement.CPU_FLOAT64);
        Buffers read = new Buffers(network, Placement.CPU_FLOAT64)) {
      Vectors.set(written.vector(), moments);
      SavedWeights.write(folder, 1, "abc", w, written);
      Path file = folder.resolve("weights-epoch1.safetensors");
      SavedWeights.readBuffers(file, read);
      assertArrayEquals(moments, Vectors.toDoubles(read.vector()));

      Network other =
          new Sequential(
              "wider",
              Shape.of(1),
              List.of(new Dense(3, false), BatchNormalisation.DEFAULT, new Dense(1, false)));
      try (Buffers wider = new Buffers(other, Placement.CPU_FLOAT64)) {
        String message =
            assertThrows(IOException.class, () -> SavedWeights.readBuffers(file, wider))
                .getMessage();
        assertTrue(message.endsWith("holds 4 running moments, expected 6"), message);
      }
    }
  }
}
