package dev.tacit.lab.report;

import java.util.List;
import java.util.function.Supplier;

/** What is asked for, and the figures of it, drawn up when somebody wants them. */
final class Shown {
  private final Topic.Ask ask;
  private final Supplier<List<Figure>> drawing;
  private List<Figure> figures;

  Shown(Topic.Ask ask, Supplier<List<Figure>> drawing) {
    this.ask = ask;
    this.drawing = drawing;
  }

  Topic.Ask ask() {
    return ask;
  }

  /** The figures; none where there is nothing to draw. */
  List<Figure> figures() {
    if (figures == null) {
      figures = List.copyOf(drawing.get());
    }
    return figures;
  }
}
