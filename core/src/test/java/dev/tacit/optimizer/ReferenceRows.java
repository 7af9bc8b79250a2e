package dev.tacit.optimizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Rows of a reference file: a name, a step, numbers. */
final class ReferenceRows {
  private ReferenceRows() {}

  /** The rows of one name, without the name. */
  static List<double[]> of(String file, String name) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                ReferenceRows.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.split(","))
          .filter(cells -> cells[0].equals(name))
          .map(cells -> Arrays.stream(cells).skip(1).mapToDouble(Double::parseDouble).toArray())
          .toList();
    }
  }
}
