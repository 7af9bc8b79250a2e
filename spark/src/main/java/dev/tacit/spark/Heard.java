package dev.tacit.spark;

import dev.tacit.lab.run.RunListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What there is to be heard of a run beside its progress, to be told on another machine. */
final class Heard implements RunListener {

  /** Kinds of what is said. */
  enum Kind {
    REMARK,
    COST,
    MEASUREMENT_FAILED,
    FAILURE,
    NOTE
  }

  /**
   * One thing that was said.
   *
   * @param about the probe of a failed measurement; else empty
   */
  record Word(Kind kind, String about, String text) implements Serializable {}

  private final List<Word> words = new ArrayList<>();
  private final Map<String, String> notMeasured = new HashMap<>();

  @Override
  public void onStart(String run, int epochs, Map<String, String> obstacles) {
    notMeasured.putAll(obstacles);
  }

  @Override
  public void onRemark(String run, String remark) {
    words.add(new Word(Kind.REMARK, "", remark));
  }

  @Override
  public void onCost(String sentence) {
    words.add(new Word(Kind.COST, "", sentence));
  }

  @Override
  public void onMeasurementFailed(String run, String probe, String why) {
    words.add(new Word(Kind.MEASUREMENT_FAILED, probe, why));
  }

  @Override
  public void onFailure(String run, Exception cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    words.add(new Word(Kind.FAILURE, "", trace.toString()));
  }

  @Override
  public void onNote(String sentence) {
    words.add(new Word(Kind.NOTE, "", sentence));
  }

  /** All of it, in the order in which it was said. */
  List<Word> words() {
    return List.copyOf(words);
  }

  /** Probes that were asked for and do not apply, and why. */
  Map<String, String> notMeasured() {
    return Map.copyOf(notMeasured);
  }

  /** Says it to another listener. */
  static void tell(List<Word> words, String run, RunListener listener) {
    for (Word word : words) {
      switch (word.kind()) {
        case REMARK -> listener.onRemark(run, word.text());
        case COST -> listener.onCost(word.text());
        case MEASUREMENT_FAILED -> listener.onMeasurementFailed(run, word.about(), word.text());
        case FAILURE -> listener.onFailure(run, new IOException(word.text()));
        case NOTE -> listener.onNote(word.text());
      }
    }
  }
}
