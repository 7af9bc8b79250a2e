package dev.tacit.app.serve;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What follows the question mark of an address. */
final class Query {
  private record Pair(String key, String value) {}

  private final List<Pair> pairs;

  private Query(List<Pair> pairs) {
    this.pairs = pairs;
  }

  /**
   * Of an address.
   *
   * @throws IllegalArgumentException where it is not encoded as it should be
   */
  static Query of(URI uri) {
    List<Pair> pairs = new ArrayList<>();
    String query = uri.getRawQuery();
    for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      pairs.add(new Pair(decoded(pair[0]), pair.length == 2 ? decoded(pair[1]) : ""));
    }
    return new Query(pairs);
  }

  static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The first value of a key, or null. */
  String first(String key) {
    return all(key).stream().findFirst().orElse(null);
  }

  /** All values of a key. */
  List<String> all(String key) {
    return pairs.stream().filter(pair -> pair.key().equals(key)).map(Pair::value).toList();
  }
}
