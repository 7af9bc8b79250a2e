package dev.tacit.lab.statistics;

import dev.tacit.lab.statistics.Stage.After;
import dev.tacit.lab.statistics.Stage.AtEpoch;
import dev.tacit.lab.statistics.Stage.AtStep;
import dev.tacit.lab.statistics.Stage.Best;
import dev.tacit.lab.statistics.Stage.Final;
import dev.tacit.lab.statistics.Stage.Matched;
import dev.tacit.lab.statistics.Stage.MatchedLoss;
import dev.tacit.lab.statistics.Stage.MeanOfLast;
import java.util.List;

/** Stages as files have them. */
public final class StageText {
  /** What there is. */
  public static final String KNOWN =
      "final, epoch N, step N, best METRIC, matched METRIC X, matched-loss, mean of last N epochs,"
          + " after METRIC below X";

  private static final String METRIC = "[a-z0-9_.-]+(/[A-Za-z0-9_.-]+)+";
  private static final String NUMBER = "[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?";
  private static final String WHOLE = "[0-9]{1,18}";
  private static final int LONGEST = 60;

  private StageText() {}

  /** Whether text is like a metric's name. */
  public static boolean isMetric(String text) {
    return text.matches(METRIC);
  }

  /**
   * Reads a stage. Words stand apart by one space or more.
   *
   * @throws IllegalArgumentException saying what was found and what is allowed there
   */
  public static Stage parse(String text) {
    List<String> words = List.of(text.strip().split("\\s+"));
    String rest = String.join(" ", words.subList(1, words.size()));
    return switch (words.get(0)) {
      case "final" -> alone(rest, text, new Final());
      case "matched-loss" -> alone(rest, text, new MatchedLoss());
      case "epoch" -> new AtEpoch((int) count(rest, 0, Integer.MAX_VALUE, "epoch N", text));
      case "step" -> new AtStep(count(rest, 0, Long.MAX_VALUE, "step N", text));
      case "best" -> best(rest, text);
      case "matched" -> matched(words, text);
      case "mean" -> mean(words, text);
      case "after" -> after(words, text);
      default ->
          throw new IllegalArgumentException("must be one of " + KNOWN + "; found " + q(text));
    };
  }

  private static Stage alone(String rest, String text, Stage stage) {
    if (!rest.isEmpty()) {
      throw wrong(stage.toString() + ", and nothing behind it", text);
    }
    return stage;
  }

  private static Stage best(String metric, String text) {
    String form = "best METRIC, as in best validation/error";
    checkMetric(metric, form, text);
    if (metric.startsWith("test/")) {
      throw new IllegalArgumentException(
          "the test set never chooses: what is best on it is known to nobody who trains; keep"
              + " validation examples (data.validation: N) and say best validation/error; found "
              + q(text));
    }
    return new Best(metric);
  }

  private static Stage matched(List<String> words, String text) {
    String form = "matched METRIC X, as in matched train/loss 0.3";
    if (words.size() != 3) {
      throw wrong(form, text);
    }
    checkMetric(words.get(1), form, text);
    return new Matched(words.get(1), level(words.get(2), form, text));
  }

  private static Stage after(List<String> words, String text) {
    String form = "after METRIC below X, as in after train/error below 0.01";
    if (words.size() != 4 || !words.get(2).equals("below")) {
      throw wrong(form, text);
    }
    checkMetric(words.get(1), form, text);
    return new After(words.get(1), level(words.get(3), form, text));
  }

  private static Stage mean(List<String> words, String text) {
    String form = "mean of last N epochs";
    boolean said =
        words.size() == 5
            && words.subList(0, 3).equals(List.of("mean", "of", "last"))
            && words.get(4).matches("epochs?");
    if (!said) {
      throw wrong(form, text);
    }
    return new MeanOfLast((int) count(words.get(3), 1, Integer.MAX_VALUE, form, text));
  }

  private static long count(String word, long least, long most, String form, String text) {
    long number = word.matches(WHOLE) ? Long.parseLong(word) : -1;
    if (!(number >= least && number <= most)) {
      throw wrong(form + ", N a whole number from " + least + " to " + most, text);
    }
    return number;
  }

  private static void checkMetric(String word, String form, String text) {
    if (!isMetric(word)) {
      throw wrong(form, text);
    }
  }

  private static double level(String word, String form, String text) {
    double level = word.matches(NUMBER) ? Double.parseDouble(word) : Double.NaN;
    if (!Double.isFinite(level)) {
      throw wrong(form + ", X a finite number", text);
    }
    return level;
  }

  private static IllegalArgumentException wrong(String expected, String text) {
    return new IllegalArgumentException("expected " + expected + "; found " + q(text));
  }

  private static String q(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return "'" + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…") + "'";
  }

  /** A level as people write it: 0.3, 1e-5. */
  static String number(double level) {
    String text = Double.toString(level);
    return text.endsWith(".0")
        ? text.substring(0, text.length() - 2)
        : text.replace(".0E", "e").replace('E', 'e');
  }
}
