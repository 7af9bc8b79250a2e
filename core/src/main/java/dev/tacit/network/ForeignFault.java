package dev.tacit.network;

import java.util.List;

/** A module of another program failed, or cannot be used as a network; the message says how. */
public final class ForeignFault extends IllegalArgumentException {
  private static final int LONGEST = 300;

  ForeignFault(String message) {
    super(message);
  }

  ForeignFault(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * What the module itself says of its failure, in a line: the error, and the innermost line of the
   * author's own code that LibTorch names.
   */
  public static String inShort(RuntimeException failure) {
    String text = String.valueOf(failure.getMessage());
    List<String> lines = text.lines().toList();
    String what = lines.isEmpty() ? text : lines.get(0);
    String where = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.contains("Error: ") && !line.contains("TorchScript interpreter")) {
        what = line;
      } else if (line.endsWith("<--- HERE") && i > 0) {
        where = lines.get(i - 1).strip();
      }
    }
    String shortened = what.length() > LONGEST ? what.substring(0, LONGEST) + " …" : what;
    return shortened + (where.isEmpty() ? "" : " (at: " + where + ")");
  }
}
