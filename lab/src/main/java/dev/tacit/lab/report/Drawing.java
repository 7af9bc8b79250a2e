package dev.tacit.lab.report;

import dev.tacit.lab.figure.DiagramPainter;
import dev.tacit.lab.figure.DiagramPainter.Drawn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;

/**
 * A figure drawn, for the page; its files are {@code .svg}, {@code .png} and {@code .csv}.
 *
 * @param figure what it shows
 * @param drawn the picture and where its data lie
 */
record Drawing(Figure figure, Drawn drawn) {

  /** Draws a figure and writes its files. */
  static Drawing write(Figure figure, Path directory) throws IOException {
    return new Drawing(figure, DiagramPainter.write(figure.diagram(), directory, figure.csv()));
  }

  /** The SVG as part of a page. */
  String inline() {
    return drawn
        .svg()
        .replaceFirst(
            "<svg ",
            "<svg role='img' aria-label='"
                + Matcher.quoteReplacement(Html.escape(figure.title()))
                + "' ")
        .replace(" xmlns='http://www.w3.org/2000/svg'", "");
  }
}
