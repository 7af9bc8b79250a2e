package dev.tacit.lab.figure;

import java.util.Locale;

/** Kinds of files for figures on paper. */
public enum PaperFormat {
  /** With the letters that are used. */
  PDF,
  /** Text as shapes. */
  SVG,
  /** Pixels, with how many there are to an inch. */
  PNG;

  /** How the names of its files end, without the dot. */
  public String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
