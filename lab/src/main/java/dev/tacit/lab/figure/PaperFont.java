package dev.tacit.lab.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Bidi;

/**
 * The font of figures for papers, DejaVu Sans. It comes with the program, so that such figures are
 * the same on every machine and its letters may be put into files (docs/decisions.md, "Figures for
 * papers").
 */
final class PaperFont {
  private static final String FILE = "DejaVuSans.ttf";

  /** Its regular face. */
  static final Font FACE = read();

  private PaperFont() {}

  /** The font's file. */
  static InputStream file() {
    return PaperFont.class.getResourceAsStream(FILE);
  }

  private static Font read() {
    try (InputStream file = file()) {
      return Font.createFont(Font.TRUETYPE_FONT, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FontFormatException e) {
      throw new IllegalStateException(FILE + " is no font", e);
    }
  }

  /**
   * Checks that a text can be written with it.
   *
   * @throws IllegalArgumentException naming the first letter that it lacks
   */
  static void check(String text) {
    int lacking = FACE.canDisplayUpTo(text);
    if (lacking >= 0) {
      String letter = Character.toString(text.codePointAt(lacking));
      throw new IllegalArgumentException(
          "'" + text + "': the font of figures for papers, DejaVu Sans, lacks '" + letter + "'");
    }
    char[] letters = text.toCharArray();
    if (Bidi.requiresBidi(letters, 0, letters.length)) {
      throw new IllegalArgumentException(
          "'" + text + "': figures for papers are written from left to right only");
    }
  }
}
