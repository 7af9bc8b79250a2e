package dev.tacit.app.cli;

import dev.tacit.lab.experiment.Experiment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The experiments that come with Tacit: the files of {@code experiments/}, on the class path. */
final class Studies {
  private static final String FOLDER = "/dev/tacit/app/studies/";
  private static final Pattern DIRECTORY =
      Pattern.compile("^data:.*(?:\\R[ \\t].*)*?\\bdir:", Pattern.MULTILINE);

  private Studies() {}

  /** Their names, from {@code experiments/studies.txt}. */
  static List<String> names() throws IOException {
    try (InputStream in = Studies.class.getResourceAsStream(FOLDER + "studies.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
  }

  /** The text of a study; null if there is none of that name. */
  static String text(String name) throws IOException {
    return name.matches("[A-Za-z0-9_-]+") ? resource(name + ".yaml") : null;
  }

  /** What a study plans, on a machine that need not have its data. */
  static Experiment plan(String name) throws IOException {
    String text = text(name);
    return Experiment.read(text, name + ".yaml", anywhere(text), null);
  }

  /** What is set so that the directory that a study names is not looked for. */
  static List<String> anywhere(String text) {
    return DIRECTORY.matcher(text).find() ? List.of("data.dir=.") : List.of();
  }

  /** A table of a study's results, as {@code report.Beside} reads it; null if there is none. */
  static String table(String name) throws IOException {
    return resource(name + ".csv");
  }

  private static String resource(String file) throws IOException {
    try (InputStream in = Studies.class.getResourceAsStream(FOLDER + file)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
