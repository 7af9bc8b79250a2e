package dev.tacit.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Labels as class numbers: the different labels of training and test set in their order, numbers by
 * size and words by their letters, numbered from 0. Labels 1 to 26 are the classes 0 to 25.
 */
final class ClassNumbers<T> {
  /** More classes than this are a quantity mistaken for a class. */
  private static final int MOST = 10_000;

  private final Map<T, Integer> numbers = new HashMap<>();

  private ClassNumbers(List<T> ordered) {
    ordered.forEach(label -> numbers.put(label, numbers.size()));
  }

  /** The classes of whole numbers; an array may be null. */
  static ClassNumbers<Long> of(String set, long[]... labels) throws DataException {
    Set<Long> met = new HashSet<>();
    for (long[] part : labels) {
      for (int i = 0; part != null && i < part.length; i++) {
        met.add(part[i]);
      }
    }
    return new ClassNumbers<>(ordered(set, met, Comparator.naturalOrder()));
  }

  /** The classes of words; by size if all are whole numbers. */
  static ClassNumbers<String> of(String set, Set<String> words) throws DataException {
    boolean whole = words.stream().allMatch(word -> word.matches("[-+]?[0-9]{1,18}"));
    return new ClassNumbers<>(
        ordered(
            set,
            words,
            whole
                ? Comparator.comparing((String word) -> Long.valueOf(word))
                    .thenComparing(Comparator.naturalOrder())
                : Comparator.naturalOrder()));
  }

  private static <T> List<T> ordered(String set, Set<T> met, Comparator<T> order)
      throws DataException {
    if (!(met.size() >= 2 && met.size() <= MOST)) {
      throw new DataException(set, "2 to " + MOST + " classes", met.size() + " different labels");
    }
    List<T> ordered = new ArrayList<>(met);
    ordered.sort(order);
    return ordered;
  }

  /** How many classes. */
  int count() {
    return numbers.size();
  }

  /** The class numbers of n labels. */
  int[] of(int n, IntFunction<T> label) {
    int[] classes = new int[n];
    for (int i = 0; i < n; i++) {
      classes[i] = numbers.get(label.apply(i));
    }
    return classes;
  }
}
