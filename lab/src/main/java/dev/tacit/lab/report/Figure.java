package dev.tacit.lab.report;

import java.io.IOException;
import java.nio.file.Path;

/** What a figure shows, before it is drawn. */
sealed interface Figure permits LinePlot, MapPlot, ScatterPlot {
  /** Of its files. */
  String name();

  /** What, in words. */
  String title();

  /** What is measured and how, in sentences. */
  String caption();

  /** Whether it takes the page's whole width. */
  boolean isWide();

  /** The numbers drawn. */
  String csv();

  /** Draws it and writes its files: {@code .svg}, {@code .png} and {@code .csv}. */
  Drawing write(Path directory) throws IOException;
}
