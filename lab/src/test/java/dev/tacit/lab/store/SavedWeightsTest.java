package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedWeightsTest {
  @TempDir Path folder;

  /** Of every process: maps whose order changes from one to the next have no place here. */
  @Test
  void theHeaderIsTheseBytes() throws IOException {
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT32, new double[] {1, 2})) {
      SavedWeights.write(folder, 7, "abc", w);
    }
    byte[] file = Files.readAllBytes(folder.resolve("weights-epoch7.safetensors"));
    int numbers = 2 * Float.BYTES;
    String header = new String(file, 8, file.length - 8 - numbers, StandardCharsets.UTF_8).strip();
    assertEquals(
        "{\"__metadata__\":{\"run\":\"abc\",\"epoch\":\"7\",\"crc32c\":\"28c0c9b1\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        header);
  }
}
