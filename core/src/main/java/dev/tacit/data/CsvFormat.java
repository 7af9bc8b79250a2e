package dev.tacit.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a table is to be read.
 *
 * @param separator between cells
 * @param header whether the first line names the columns; else they are called 1, 2, …
 * @param targets names of the columns to be learnt; empty for the last one
 * @param classifies whether the one target names a class, else targets are numbers
 * @param types of columns that are no numbers, by name
 */
public record CsvFormat(
    char separator,
    boolean header,
    List<String> targets,
    boolean classifies,
    Map<String, Type> types) {

  /** What a column holds. */
  public enum Type {
    /** A number for each example. */
    NUMBER,
    /** One of several words: as many inputs, 1 for the word that stands there and 0 for others. */
    CATEGORY,
    /** Nothing that is used. */
    IGNORE;

    /** As written in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The type with a given name.
     *
     * @throws IllegalArgumentException listing the known names
     */
    public static Type named(String name) {
      return Names.find("column type", name, values());
    }
  }

  /** Copies the collections. */
  public CsvFormat {
    targets = List.copyOf(targets);
    types = Map.copyOf(types);
  }
}
