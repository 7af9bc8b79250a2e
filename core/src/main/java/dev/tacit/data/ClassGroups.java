package dev.tacit.data;

import java.util.Arrays;
import java.util.List;

/**
 * Classes taken together: digits 0 to 4 against 5 to 9. Group k is the new class k.
 *
 * @param groups of class numbers; every class is in one of them
 */
public record ClassGroups(List<List<Integer>> groups) {

  /** Checks that there are several and that none is empty. */
  public ClassGroups {
    groups = groups.stream().map(List::copyOf).toList();
    if (!(groups.size() >= 2) || groups.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "two or more groups of classes are expected, as in [[0, 1], [2, 3]], found " + groups);
    }
  }

  /**
   * The same examples with the groups as classes.
   *
   * @throws IllegalArgumentException for a regression, or where a class is in no group or in two
   */
  public Dataset apply(Dataset set) {
    if (set.classes() == 0) {
      throw new IllegalArgumentException(set.name() + " is a regression and has no classes");
    }
    int[] group = new int[set.classes()];
    Arrays.fill(group, -1);
    for (int k = 0; k < groups.size(); k++) {
      for (int c : groups.get(k)) {
        if (!(c >= 0 && c < group.length) || group[c] >= 0) {
          throw new IllegalArgumentException(
              "each of the classes 0 to "
                  + (group.length - 1)
                  + " once is expected, found "
                  + c
                  + (c >= 0 && c < group.length ? " twice" : ""));
        }
        group[c] = k;
      }
    }
    for (int c = 0; c < group.length; c++) {
      if (group[c] < 0) {
        throw new IllegalArgumentException(
            "each of the classes 0 to " + (group.length - 1) + " once is expected, found no " + c);
      }
    }
    return new Dataset(
        set.name(),
        renamed(set.train(), group),
        renamed(set.test(), group),
        groups.size(),
        groups.size(),
        set.sha256());
  }

  private static Examples renamed(Examples part, int[] group) {
    return part.withLabels(Arrays.stream(part.labels()).map(c -> group[c]).toArray());
  }
}
