package dev.tacit.lab.report;

import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The losses around and between solutions, and spectra there, as {@code tacit landscape} drew them
 * into the runs' directories: pictures for the page, as many as there is room for; the others as
 * links.
 */
final class Landscapes {
  private static final String FOLDER = "landscape";
  private static final int ROOM = 400_000; // bytes of pictures on a page
  private static final Map<String, String> WORDS = words();

  /**
   * One figure.
   *
   * @param run the run's name
   * @param words what it shows
   * @param path of its files beside the page, without their endings
   * @param picture SVG as base64; empty where there was no room
   */
  private record Drawn(String run, String words, String path, String picture) {}

  private final List<Drawn> drawn = new ArrayList<>();
  private int room = ROOM;

  private Landscapes() {}

  private static Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>(); // in the order of the page
    words.put("interpolation", "losses and errors between two solutions");
    words.put("slice-line", "the loss along a random direction");
    words.put("slice-plane", "the loss over two random directions");
    words.put("trajectory-plane", "the way that training took");
    words.put("spectrum", "the spectrum of the Hessian");
    return words;
  }

  /**
   * Those of a study's runs.
   *
   * @param directory of the experiment
   * @throws IOException if a directory cannot be read
   */
  static Landscapes of(Study study, Path directory) throws IOException {
    Landscapes all = new Landscapes();
    for (RunRecord run : study.runs()) {
      Path place = directory.resolve(run.directory());
      if (!Files.isDirectory(place)) {
        continue;
      }
      List<Path> folders = new ArrayList<>();
      try (DirectoryStream<Path> found = Files.newDirectoryStream(place, FOLDER + "*")) {
        found.forEach(folders::add);
      }
      folders.sort(null);
      for (Path folder : folders) {
        all.add(run, folder);
      }
    }
    return all;
  }

  private void add(RunRecord run, Path folder) throws IOException {
    String name = folder.getFileName().toString();
    String other = name.equals(FOLDER) ? "" : name.substring(FOLDER.length() + 1);
    for (Map.Entry<String, String> kind : WORDS.entrySet()) {
      Path picture = folder.resolve(kind.getKey() + ".svg");
      if (Files.isRegularFile(picture)) {
        String words = kind.getValue() + (other.isEmpty() ? "" : ", to " + other);
        String path = run.directory() + "/" + name + "/" + kind.getKey();
        String inside = "";
        if (Files.size(picture) * 4 / 3 <= room) {
          inside = Base64.getEncoder().encodeToString(Files.readAllBytes(picture));
          room -= inside.length();
        }
        drawn.add(new Drawn(slug(run), words, path, inside));
      }
    }
  }

  private static String slug(RunRecord run) {
    String slug = run.manifest().slug();
    return slug == null || slug.isBlank() ? run.directory() : slug;
  }

  boolean isEmpty() {
    return drawn.isEmpty();
  }

  /**
   * Writes them.
   *
   * @param files whether the page is a file, beside which theirs are
   */
  void write(Html html, boolean files) {
    html.raw("<div class=\"figures\">\n");
    for (Drawn one : drawn) {
      String caption = one.run + ": " + one.words + ".";
      if (one.picture.isEmpty() && !files) {
        continue;
      }
      html.raw(one.path.endsWith("-plane") ? "<figure>" : "<figure class=\"wide\">");
      if (!one.picture.isEmpty()) {
        html.raw("<div class=\"plot\"><img class=\"drawn\" alt=\"").text(caption);
        html.raw("\" src=\"data:image/svg+xml;base64,").raw(one.picture).raw("\"></div>\n");
      }
      html.element("figcaption", caption);
      if (files) {
        html.raw("<p class=\"files\">Files: ");
        for (String kind : List.of("csv", "svg", "png")) {
          html.raw("<a href=\"").text(one.path + "." + kind).raw("\">").text(kind).raw("</a> ");
        }
        html.raw("</p>\n");
      }
      html.raw("</figure>\n");
    }
    html.raw("</div>\n");
  }
}
