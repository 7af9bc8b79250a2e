package dev.tacit.lab.report;

import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Tables that were not made by an experiment's own runs and are shown on its page: the files {@code
 * beside/*.csv} of its directory, in the order of their names. Lines at the head that begin with
 * {@code #} are the words: the first is the heading, the others say where the numbers come from.
 */
public final class Beside {
  private static final String FOLDER = "beside";
  private static final int MOST_ROWS = 200;

  private final List<Table> tables = new ArrayList<>();

  private Beside() {}

  /**
   * One table.
   *
   * @param heading empty if the file has no words
   * @param words where it comes from, a line for each of the file's
   * @param rows the first are the columns' names
   */
  public record Table(String heading, String words, List<List<String>> rows) {
    /**
     * Reads one.
     *
     * @param name for messages
     * @throws IOException naming the file, if it is no table
     */
    public static Table read(String name, String text) throws IOException {
      List<String> words = new ArrayList<>();
      int at = 0;
      while (text.startsWith("#", at)) {
        int end = text.indexOf('\n', at);
        end = end < 0 ? text.length() : end;
        words.add(text.substring(at + 1, end).strip());
        at = Math.min(end + 1, text.length());
      }
      List<List<String>> rows = new ArrayList<>();
      CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
      try (CSVParser parser = CSVParser.parse(text.substring(at), format)) {
        for (CSVRecord row : parser) {
          if (!rows.isEmpty() && row.size() != rows.get(0).size()) {
            throw new IOException(
                name
                    + ": row "
                    + rows.size()
                    + " has "
                    + row.size()
                    + " cells where the head has "
                    + rows.get(0).size());
          }
          rows.add(row.toList());
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        throw new IOException(name + ": is not a table of comma-separated values", e);
      }
      if (rows.isEmpty()) {
        throw new IOException(name + ": has no row");
      }
      String heading = words.isEmpty() ? "" : words.get(0);
      String others = words.isEmpty() ? "" : String.join("\n", words.subList(1, words.size()));
      return new Table(heading, others, List.copyOf(rows));
    }

    private void write(Html html) {
      if (!heading.isEmpty()) {
        html.element("h3", heading);
      }
      if (!words.isEmpty()) {
        html.element("p", words);
      }
      html.raw("<div class=\"scroll\"><table><thead>");
      row(html, "th", rows.get(0));
      html.raw("</thead><tbody>\n");
      rows.stream().skip(1).limit(MOST_ROWS).forEach(row -> row(html, "td", row));
      html.raw("</tbody></table></div>\n");
      if (rows.size() - 1 > MOST_ROWS) {
        html.element("p", "And " + (rows.size() - 1 - MOST_ROWS) + " rows more, in the file.");
      }
    }

    private static void row(Html html, String tag, List<String> cells) {
      html.raw("<tr>");
      for (int i = 0; i < cells.size(); i++) {
        html.element(i == 0 ? tag : tag + " class=\"number\"", cells.get(i));
      }
      html.raw("</tr>\n");
    }
  }

  /**
   * Those of an experiment.
   *
   * @throws IOException naming a file that is no table
   */
  static Beside of(Path directory) throws IOException {
    Beside all = new Beside();
    for (Path file : files(directory)) {
      try {
        all.tables.add(Table.read(file.toString(), Files.readString(file)));
      } catch (CharacterCodingException e) {
        throw new IOException(file + ": is not text in UTF-8", e);
      }
    }
    return all;
  }

  /** The files, in the order of their names. */
  static List<Path> files(Path directory) throws IOException {
    Path folder = directory.resolve(FOLDER);
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.csv")) {
        found.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }

  /**
   * Puts a table beside an experiment, if it is not there already.
   *
   * @param name of the file, without its ending
   */
  public static void put(Path directory, String name, String text) throws IOException {
    Path file = WholeFile.directory(directory.resolve(FOLDER)).resolve(name + ".csv");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
      WholeFile.write(file, text);
    }
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  void write(Html html) {
    tables.forEach(table -> table.write(html));
  }
}
