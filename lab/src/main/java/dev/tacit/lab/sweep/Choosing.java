package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.OwnAxis;
import dev.tacit.lab.experiment.Search;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.experiment.Trial;
import dev.tacit.lab.experiment.Tuning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One optimizer's search at one point of the grid, from what is tried first to the best. It knows
 * scores alone and no files: the same scores lead to the same choice.
 *
 * <p>Of equal scores the first in the order of the trials is the best, which along an axis of
 * numbers is the smallest.
 */
final class Choosing {
  /** How often an axis is extended beyond one of its ends. */
  static final int MOST_EXTENSIONS = 4;

  /**
   * A setting of which a score is wanted.
   *
   * @param trial the setting
   * @param epochs within so many epochs
   */
  record Wanted(Trial trial, int epochs) {}

  /** One end of an axis. */
  private record End(String path, boolean up) {}

  private final Tuning tuning;
  private final int last; // epochs of a whole run
  private final Map<Wanted, Score> scores = new LinkedHashMap<>();
  private final Set<Trial> kept = new LinkedHashSet<>();
  private final Map<End, Integer> extensions = new HashMap<>();
  private final Map<End, String> obstacles = new HashMap<>();
  private Search search;
  private Trial chosen;
  private String reason = "";

  Choosing(Tuning tuning, Search search) {
    this.tuning = tuning;
    this.search = search;
    last = search.epochs();
  }

  /** What is tried so far. */
  Search search() {
    return search;
  }

  /** The best, once it is known. */
  Optional<Trial> chosen() {
    return Optional.ofNullable(chosen);
  }

  /** Why there is no best, or empty. */
  String reason() {
    return reason;
  }

  /** How often an axis was extended beyond an end. */
  int extensions(OwnAxis axis, boolean up) {
    return extensions.getOrDefault(new End(axis.path(), up), 0);
  }

  /** The scores of a setting, by the epochs within which they were reached. */
  Map<Integer, Score> scores(Trial trial) {
    Map<Integer, Score> of = new LinkedHashMap<>();
    scores.forEach(
        (wanted, score) -> {
          if (wanted.trial().equals(trial)) {
            of.put(wanted.epochs(), score);
          }
        });
    return of;
  }

  /** Takes a score that was wanted. */
  void score(Wanted wanted, Score score) {
    scores.put(wanted, score);
  }

  /** Ends it without a choice. */
  void end(String why) {
    reason = why;
  }

  /** The settings whose scores are needed next; none once it is over. */
  List<Wanted> next() {
    while (chosen == null && reason.isEmpty()) {
      int first = tuning.halving().map(Tuning.Halving::epochs).orElse(last);
      List<Wanted> wanted = unknown(search.trials(), first);
      if (wanted.isEmpty() && first < last) {
        kept.addAll(best(search.trials(), first, tuning.halving().orElseThrow().keep()));
        wanted = unknown(List.copyOf(kept), last);
      }
      if (!wanted.isEmpty()) {
        return wanted;
      }
      List<Trial> leading = best(first < last ? List.copyOf(kept) : search.trials(), last, 1);
      if (leading.isEmpty()) {
        reason =
            "no run of " + search.words() + " has " + tuning.by() + " at '" + tuning.at() + "'";
      } else if (!tuning.extend() || !extend(leading.get(0))) {
        chosen = leading.get(0);
      }
    }
    return List.of();
  }

  private List<Wanted> unknown(List<Trial> trials, int epochs) {
    return trials.stream()
        .map(trial -> new Wanted(trial, epochs))
        .filter(wanted -> !scores.containsKey(wanted))
        .toList();
  }

  private List<Trial> best(List<Trial> trials, int epochs, int most) {
    return trials.stream()
        .filter(trial -> scores.get(new Wanted(trial, epochs)).isThere())
        .sorted(Comparator.comparing(trial -> scores.get(new Wanted(trial, epochs))))
        .limit(most)
        .toList();
  }

  /** Extends every axis at whose border a setting lies, where that is possible. */
  private boolean extend(Trial best) {
    boolean any = false;
    for (String path : best.values().keySet()) {
      OwnAxis axis = axis(path);
      Object value = best.values().get(path);
      if (axis.isBorder(value) && extend(axis, !axis.isLowest(value))) {
        any = true;
      }
    }
    return any;
  }

  private OwnAxis axis(String path) {
    return search.axes().stream()
        .filter(axis -> axis.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private boolean extend(OwnAxis axis, boolean up) {
    End end = new End(axis.path(), up);
    if (extensions(axis, up) >= MOST_EXTENSIONS || obstacles.containsKey(end)) {
      return false;
    }
    Optional<Search> extended;
    try {
      extended = search.extended(axis, up);
    } catch (SettingsException e) {
      obstacles.put(end, "beyond it: " + e.what());
      return false;
    }
    if (extended.isEmpty()) {
      obstacles.put(end, "its values have no common step or ratio by which to go on");
      return false;
    }
    search = extended.get();
    extensions.merge(end, 1, Integer::sum);
    return true;
  }

  /**
   * What to say of an axis at whose border the best lies; empty where it lies within, or where
   * there is no best.
   */
  String border(OwnAxis axis) {
    if (chosen == null || !axis.isBorder(chosen.values().get(axis.path()))) {
      return "";
    }
    boolean up = !axis.isLowest(chosen.values().get(axis.path()));
    List<String> words = new ArrayList<>();
    words.add("the " + (up ? "largest" : "smallest") + " value that was tried");
    String obstacle = obstacles.get(new End(axis.path(), up));
    if (obstacle != null) {
      words.add(obstacle);
    } else if (tuning.extend()) {
      words.add("extended " + extensions(axis, up) + " times, which is the most");
    }
    return String.join("; ", words);
  }
}
