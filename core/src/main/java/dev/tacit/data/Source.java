package dev.tacit.data;

import java.nio.file.Path;

/** A data set with all its options settled and checked. */
interface Source {

  /**
   * Reads or generates it.
   *
   * @param directory where its files are; null for sets without files
   */
  Dataset load(Path directory) throws DataException;
}
