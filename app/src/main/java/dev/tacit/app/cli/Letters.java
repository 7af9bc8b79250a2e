package dev.tacit.app.cli;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What Java throws where it finds no font or no library for fonts: an error or an exception,
 * whichever its version, in words about its own insides.
 */
final class Letters {
  private Letters() {}

  /** Whether something was thrown for want of them: where its cause arose. */
  static boolean lack(Throwable thrown) {
    return causes(thrown)
        .flatMap(cause -> Arrays.stream(cause.getStackTrace()))
        .map(StackTraceElement::getClassName)
        .anyMatch(name -> name.startsWith("sun.font.") || name.startsWith("sun.awt.Font"));
  }

  static String words(Throwable thrown) {
    Throwable last = causes(thrown).reduce((before, after) -> after).orElseThrow();
    return "Java cannot write text into figures ("
        + last.getMessage()
        + "). Install Fontconfig and a font (Debian: fontconfig fonts-dejavu-core). What was"
        + " measured is kept; tacit report draws it then";
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
  }
}
