package dev.tacit.lab.store;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
  public static <T> T read(Path file, Class<T> type, String expected) throws IOException {
    String text = text(file);
    if (text.isBlank()) {
      throw new IOException(file + ": expected " + expected + ", found an empty file");
    }
    try {
      T value = JSON.readValue(text, type);
      if (value == null) {
        throw new IOException(file + ": expected " + expected + ", found null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw damaged(file, expected, e);
    }
  }

  /** What to say of a file that is no JSON, or not of the expected kind: line, key, what is due. */
  public static IOException damaged(Path file, String expected, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String line = at == null ? "" : ", line " + at.getLineNr();
    return new IOException(file + line + ": expected " + expected + "; " + words(e), e);
  }

  private static String words(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping)) {
      return "it is not JSON: " + e.getOriginalMessage();
    }
    String key =
        mapping.getPath().stream()
            .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
            .collect(Collectors.joining("."));
    String found = key.isEmpty() ? "" : "'" + key + "': ";
    if (e.getCause() instanceof IllegalArgumentException refused) {
      return found + refused.getMessage();
    }
    if (e instanceof MismatchedInputException mismatch) {
      String value =
          e instanceof InvalidFormatException format
              ? "'" + format.getValue() + "'"
              : "a value of another kind";
      return found + kind(mismatch.getTargetType()) + " is expected, found " + value;
    }
    return found + "a value is expected, found none, or one that is out of range";
  }

  private static String kind(Class<?> type) {
    if (type == null) {
      return "another value";
    }
    if (type.isEnum()) {
      return "one of " + List.of(type.getEnumConstants());
    }
    if (type == String.class) {
      return "text";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type == Double.class || type == double.class) {
      return "a number";
    }
    return type.isPrimitive() || Number.class.isAssignableFrom(type)
        ? "a whole number"
        : "an object";
  }

  /**
   * The text of a file.
   *
   * @throws IOException if it cannot be read or is not UTF-8, naming the file
   */
  public static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw noText(file, e);
    }
  }

  /** A part of a file's bytes as text; throws as {@link #text(Path)}. */
  static String text(Path file, byte[] bytes, int from, int to) throws IOException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw noText(file, e);
    }
  }

  private static IOException noText(Path file, CharacterCodingException e) {
    return new IOException(file + " is damaged: it is no text in UTF-8", e);
  }

  /** Plain values as JSON, by key. */
  public static Map<String, JsonNode> nodes(Map<String, Object> plain) {
    return JSON.convertValue(plain, new TypeReference<Map<String, JsonNode>>() {});
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
    if (!(format == 1 || format == 2)) {
      throw new IOException(file + ": expected \"format\": 1 or 2, found " + format);
    }
  }
}
