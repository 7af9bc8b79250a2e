package dev.tacit.lab.export;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names as MLflow takes them: letters and digits of ASCII, underscores, dashes, periods, spaces and
 * slashes, at most 250, and no path that means another. What is none becomes an underscore; two
 * names never become one.
 */
final class MlflowKeys {
  private static final int LONGEST = 250;

  private final Map<String, String> keys = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  String of(String name) {
    return keys.computeIfAbsent(name, this::fresh);
  }

  private String fresh(String name) {
    String key =
        name.replaceAll("[^/A-Za-z0-9_.\\- ]", "_")
            .replaceAll("(?<=^|/)(?=/|$)|(?<=^|/)\\.{1,2}(?=/|$)", "_");
    key = key.substring(0, Math.min(key.length(), LONGEST));
    String unique = key;
    for (int n = 2; !taken.add(unique); n++) {
      String end = "_" + n;
      unique = key.substring(0, Math.min(key.length(), LONGEST - end.length())) + end;
    }
    return unique;
  }
}
