package dev.tacit.lab.report;

/** Cells of a CSV file. */
final class Cells {
  private Cells() {}

  /** Text, in quotes where it needs them. */
  static String text(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** A number, empty for none. */
  static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
