package dev.tacit.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table that was read, column by column; columns to be ignored are left out.
 *
 * @param name the file, as the user knows it
 * @param inputs the columns to learn from
 * @param targets the columns to be learnt
 * @param rows how many
 * @param sha256 of the file, in hex
 */
public record CsvTable(
    String name, List<Column> inputs, List<Column> targets, int rows, String sha256) {

  /** A column: numbers, or words. */
  public static final class Column {
    private final String title;
    private final List<String> words; // null for numbers
    private float[] numbers = new float[16];
    private int size;

    Column(String title, boolean ofWords) {
      this.title = title;
      this.words = ofWords ? new ArrayList<>() : null;
    }

    void add(float number) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      numbers[size++] = number;
    }

    void add(String word) {
      words.add(word);
    }

    /** Its name. */
    public String title() {
      return title;
    }

    /** Whether it has words. */
    public boolean ofWords() {
      return words != null;
    }

    /** The number in a row. */
    public float number(int row) {
      return numbers[row];
    }

    /** The word in a row. */
    public String word(int row) {
      return words.get(row);
    }
  }
}
