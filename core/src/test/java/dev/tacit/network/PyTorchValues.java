package dev.tacit.network;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * What PyTorch made of the numbers that the scripts beside its outputs write, and these numbers.
 */
final class PyTorchValues {
  private PyTorchValues() {}

  /** The parts of a case in a file: rows of its name, what they are of, and numbers. */
  static Map<String, double[]> of(String file, String name) throws IOException {
    Map<String, double[]> parts = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                PyTorchValues.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(",", -1);
        int last = fields.length - 1;
        if (fields[0].equals(name)) {
          parts.put(
              String.join("", Arrays.asList(fields).subList(1, last)),
              Arrays.stream(fields[last].split(" ", -1))
                  .mapToDouble(Double::parseDouble)
                  .toArray());
        }
      }
    }
    return parts;
  }

  static double[] ramp(
      int count, DoubleUnaryOperator function, double step, double start, double factor) {
    return IntStream.range(0, count)
        .mapToDouble(i -> factor * function.applyAsDouble(step * i + start))
        .toArray();
  }

  static Tensor tensor(double[] values, long... shape) {
    Tensor flat = Vectors.of(Placement.CPU_FLOAT64, values);
    return flat.view(shape).clone();
  }
}
