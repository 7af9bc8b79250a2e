package dev.tacit.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of the front end: a style sheet, the charting library and modules of plain JavaScript.
 * A server gives them out one by one; a page that is a file has them inside.
 *
 * <p>So that modules can stand in one script, each names what it imports from another as that calls
 * it, and no two have a name of their own alike.
 */
public final class FrontEnd {
  private static final String FOLDER = "/META-INF/resources/webjars/uplot/1.6.30/";

  /** The modules, each after those that it imports. */
  public static final List<String> MODULES =
      List.of(
          "numbers.js",
          "statistics.js",
          "filter.js",
          "view.js",
          "store.js",
          "lines.js",
          "picture.js",
          "sweep.js",
          "chart.js",
          "runs.js",
          "hover.js",
          "page.js");

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import\\s+\\{[^}]*\\}\\s+from\\s+\"\\./[a-z]+\\.js\";\\s*$");
  private static final Pattern EXPORT = Pattern.compile("(?m)^export\\s+");

  private FrontEnd() {}

  /** Everything a server gives out, by name. */
  public static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("page.css", style().getBytes(StandardCharsets.UTF_8));
    files.put("uplot.js", library().getBytes(StandardCharsets.UTF_8));
    for (String module : MODULES) {
      files.put(module, text(module).getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  /** The type of a file as HTTP says it; nothing for one that there is not. */
  public static Optional<String> type(String name) {
    return name.endsWith(".js")
        ? Optional.of("text/javascript; charset=utf-8")
        : name.endsWith(".css") ? Optional.of("text/css; charset=utf-8") : Optional.empty();
  }

  /** The charting library, under its licence. */
  public static String library() throws IOException {
    String code = text(FOLDER + "dist/uPlot.iife.min.js");
    return "/* uPlot 1.6.30, a charting library.\n"
        + text(FOLDER + "LICENSE")
        + "*/\n"
        + code.substring(code.indexOf('\n'));
  }

  /** What a policy of a page says of a script that it holds. */
  public static String hash(String script) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(script.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** The style sheet, with the library's. */
  public static String style() throws IOException {
    return text(FOLDER + "dist/uPlot.min.css") + "\n" + text("page.css");
  }

  /** All modules as one script. */
  public static String script() throws IOException {
    StringBuilder all = new StringBuilder("\"use strict\";\n");
    for (String module : MODULES) {
      String text = IMPORT.matcher(text(module)).replaceAll("");
      all.append(EXPORT.matcher(text).replaceAll("")).append('\n');
    }
    return all.toString();
  }

  private static String text(String name) throws IOException {
    try (InputStream in = FrontEnd.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the program is incomplete: its resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
