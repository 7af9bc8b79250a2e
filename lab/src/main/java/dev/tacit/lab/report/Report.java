package dev.tacit.lab.report;

import java.io.IOException;
import java.nio.file.Path;

/** Local. */
public final class Report {
  private Report() {}

  /** Local. */
  public static Path write(Path p) throws IOException {
    return p.resolve("report.html");
  }
}
