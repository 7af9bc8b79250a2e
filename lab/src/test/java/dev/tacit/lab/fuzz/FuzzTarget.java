package dev.tacit.lab.fuzz;

import dev.tacit.lab.experiment.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A reader of files and what it promises for any content whatever: it returns, or it throws the
 * exception it documents, whose message names the file. Never another exception, no error of the
 * virtual machine, no memory that the file's own length does not justify.
 *
 * @param name of the target and of the folder with its inputs
 * @param file what the input is called when the reader sees it
 * @param surroundings the files beside it
 * @param reader of the file
 */
record FuzzTarget(String name, String file, Surroundings surroundings, Reader reader) {

  /** Room for the list of all probes. */
  private static final int LONGEST_MESSAGE = 6000;

  /** Reads a file. */
  interface Reader {
    void read(Path file) throws IOException;
  }

  /** Writes the files that a reader expects beside the one that is tried. */
  interface Surroundings {
    void write(Path directory) throws IOException;
  }

  FuzzTarget(String name, String file, Reader reader) {
    this(name, file, directory -> {}, reader);
  }

  /**
   * Holds the reader to its promise.
   *
   * @param scratch an empty directory, or the one of the call before
   * @return whether the input was accepted
   * @throws AssertionError if the promise is broken
   */
  boolean accepts(byte[] input, Path scratch) throws IOException {
    Path path = scratch.resolve(file);
    if (!Files.exists(path)) {
      surroundings.write(scratch);
    }
    Files.write(path, input);
    try {
      reader.read(path);
      return true;
    } catch (SettingsException | IOException e) {
      String message = e.getMessage();
      if (message == null || !message.contains(file)) {
        throw new AssertionError("a complaint that does not name the file: " + message, e);
      }
      if (message.contains("\n") || message.length() > LONGEST_MESSAGE) {
        throw new AssertionError("a complaint that is no sentence: " + message, e);
      }
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(name + " lets an exception through: " + e, e);
    }
  }
}
