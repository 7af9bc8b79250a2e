package dev.tacit.lab.statistics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Another program's numbers, from the files beside these tests. */
final class Rows {
  private Rows() {}

  static List<String> of(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Rows.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers between commas; an empty cell is NaN. */
  static double[] numbers(String text) {
    return Arrays.stream(text.split(",", -1))
        .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
        .toArray();
  }
}
