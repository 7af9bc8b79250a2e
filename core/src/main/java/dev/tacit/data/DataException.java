package dev.tacit.data;

import java.io.IOException;

/** A data file that is missing, unreadable or not what it should be. */
public final class DataException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param file the file, as the user knows it
   * @param expected what should have been there
   * @param found what was there
   */
  public DataException(String file, String expected, String found) {
    super(file + ": expected " + expected + ", found " + found);
  }

  DataException(String file, String expected, IOException cause) {
    super(file + ": expected " + expected + ", found an error: " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
