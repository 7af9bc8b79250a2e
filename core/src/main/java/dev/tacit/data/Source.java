package dev.tacit.data;

import java.nio.file.Path;

/** A data set with all its options settled and checked. */
interface Source {

  /**
   * Refuses options that do not go together.
   *
   * @throws IllegalArgumentException naming them
   */
  default void check() {}

  /**
   * Reads or generates it.
   *
   * @param directory where its files are; null for sets without files
   */
  Dataset load(Path directory) throws DataException;
}
