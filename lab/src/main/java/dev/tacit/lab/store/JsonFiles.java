package dev.tacit.lab.store;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small JSON files into records; keys that a record does not know are passed over. */
public final class JsonFiles {
  public static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private JsonFiles() {}

  /**
   * Reads a file.
   *
   * @param expected what the file is, for the message
   * @throws IOException naming file, line and what is wrong
   */
  static <T> T read(Path file, Class<T> type, String expected) throws IOException {
    String text = Files.readString(file);
    try {
      T value = JSON.readValue(text, type);
      if (value == null) {
        throw new IOException(file + ": expected " + expected + ", found null");
      }
      return value;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String line = at == null ? "" : ", line " + at.getLineNr();
      throw new IOException(
          file + line + ": expected " + expected + "; " + e.getOriginalMessage(), e);
    }
  }

  /** Indented JSON for people. */
  public static String pretty(Object value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + value, e);
    }
  }

  /** Refuses a file of a later format. */
  static void checkFormat(Path file, int format) throws IOException {
    if (format != 1) {
      throw new IOException(file + ": expected \"format\": 1, found " + format);
    }
  }
}
