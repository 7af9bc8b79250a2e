package dev.tacit.lab.experiment;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Plain values as YAML on one line. Text stands in quotes, as JSON has them, so that none is taken
 * for a number; numbers are written so that reading gives the same bits.
 */
final class FlowYaml {
  private FlowYaml() {}

  /**
   * Writes a value.
   *
   * @param plain a map, a list, text, a number, true, false or null
   */
  static String text(Object plain) {
    if (plain instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> quoted(String.valueOf(entry.getKey())) + ": " + text(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (plain instanceof Iterable<?> list) {
      return StreamSupport.stream(list.spliterator(), false)
          .map(FlowYaml::text)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return plain instanceof String text ? quoted(text) : CoreSchema.text(plain);
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
