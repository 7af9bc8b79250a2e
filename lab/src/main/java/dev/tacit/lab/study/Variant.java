package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One combination of a grid.
 *
 * @param values the settings by their paths, as in {@code train.batch}; empty without a grid
 * @param label for people, as in {@code batch = 64}; empty without a grid
 */
public record Variant(Map<String, JsonNode> values, String label) {

  private static final String NAME = "name";

  /** Labels combinations; a setting is called by the end of its path where that is clear. */
  public static List<Variant> of(List<Map<String, JsonNode>> combinations) {
    Set<String> paths =
        combinations.stream().flatMap(c -> c.keySet().stream()).collect(Collectors.toSet());
    List<Variant> variants = new ArrayList<>();
    for (Map<String, JsonNode> combination : combinations) {
      Map<String, JsonNode> values = new LinkedHashMap<>(combination);
      String label =
          values.entrySet().stream()
              .map(value -> shortName(value.getKey(), paths) + " = " + text(value.getValue()))
              .collect(Collectors.joining(", "));
      variants.add(new Variant(values, label));
    }
    return variants;
  }

  /** The end of a setting's path, or all of it if others end alike. */
  public static String shortName(String path, Set<String> paths) {
    String end = path.substring(path.lastIndexOf('.') + 1);
    long alike = paths.stream().filter(p -> p.equals(end) || p.endsWith("." + end)).count();
    return alike > 1 ? path : end;
  }

  /**
   * A setting as people write it, as in {@code 64}, {@code 0.001}, {@code 1e-8}; one made of
   * several, a network say, as its name and what it has: {@code mlp depth 5 width 64}.
   */
  public static String text(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream()
          .map(
              field ->
                  (field.getKey().equals(NAME) ? "" : field.getKey() + " ")
                      + part(field.getValue()))
          .collect(Collectors.joining(" "));
    }
    if (!value.isFloatingPointNumber()) {
      return value.isContainerNode() ? value.toString() : value.asText();
    }
    double number = value.asDouble();
    double size = Math.abs(number);
    if (number == 0 || (size >= 1e-4 && size < 1e7)) {
      return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
    return Double.toString(number).replace(".0E", "e").replace('E', 'e');
  }

  private static String part(JsonNode value) {
    return value.isObject() ? "(" + text(value) + ")" : text(value);
  }
}
