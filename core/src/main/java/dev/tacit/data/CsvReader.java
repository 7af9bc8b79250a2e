package dev.tacit.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table of separated values in UTF-8 (RFC 4180, any separator), each column of the type it
 * is said to have. Blank lines are skipped, blanks around a cell do not count.
 */
public final class CsvReader {
  /** A double holds every whole number up to here. */
  private static final double LARGEST = 1L << 53;

  private static final String SEPARATOR_HINT =
      " (if another character separates cells, say separator)";

  private final String name;
  private final CsvFormat format;
  private final int maxCells;
  private final Map<String, String> words = new HashMap<>(); // each kept once

  private List<String> titles;
  private List<CsvTable.Column> columns; // null where ignored
  private List<String> targets;
  private int rows;

  private CsvReader(String name, CsvFormat format, int maxCells) {
    this.name = name;
    this.format = format;
    this.maxCells = maxCells;
  }

  /**
   * Reads a file.
   *
   * @param name the file, for messages
   * @param in its bytes; left open
   * @param maxCells more cells than this are refused
   * @throws DataException naming line and column of what does not fit
   */
  public static CsvTable read(String name, InputStream in, CsvFormat format, int maxCells)
      throws DataException {
    MessageDigest digest = Sha256.digest();
    InputStream content = new DigestInputStream(in, digest);
    byte[] head = Content.upTo(name, content, Content.PEEKED);
    try {
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), content);
      return new CsvReader(name, format, maxCells).read(whole, digest);
    } catch (DataException e) {
      String foreign = Content.foreign(head); // only now: a column may be called "http"
      throw foreign == null ? e : new DataException(name, "separated values", foreign);
    }
  }

  private CsvTable read(InputStream in, MessageDigest digest) throws DataException {
    CSVFormat dialect =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(format.separator())
            .setIgnoreEmptyLines(true)
            .get();
    long line = 0;
    try {
      CSVParser parser =
          dialect.parse(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
      Iterator<CSVRecord> records = parser.iterator();
      while (records.hasNext()) {
        CSVRecord row = records.next();
        line = parser.getCurrentLineNumber();
        if (titles == null) {
          begin(row, line);
          if (format.header()) {
            continue;
          }
        }
        add(row, line);
      }
    } catch (DataException e) {
      throw e;
    } catch (CharacterCodingException e) {
      throw new DataException(name, "text in UTF-8", "other bytes after line " + line);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new DataException(name, "separated values", cause(e) + " after line " + line);
    }
    if (rows == 0) {
      throw new DataException(name, "rows", "none");
    }
    return table(Sha256.hex(digest));
  }

  private static String cause(Exception e) {
    return e.getCause() instanceof CharacterCodingException
        ? "bytes that are not UTF-8"
        : String.valueOf(e.getMessage());
  }

  private CsvTable table(String sha256) {
    List<CsvTable.Column> inputs = new ArrayList<>();
    for (int j = 0; j < columns.size(); j++) {
      if (columns.get(j) != null && !targets.contains(titles.get(j))) {
        inputs.add(columns.get(j));
      }
    }
    List<CsvTable.Column> learnt =
        targets.stream().map(target -> columns.get(titles.indexOf(target))).toList();
    return new CsvTable(name, inputs, learnt, rows, sha256);
  }

  /** Learns the columns from the first row. */
  private void begin(CSVRecord row, long line) throws DataException {
    titles =
        format.header()
            ? row.stream().map(String::strip).collect(Collectors.toList())
            : IntStream.rangeClosed(1, row.size()).mapToObj(String::valueOf).toList();
    if (format.header()) {
      titles.set(0, titles.get(0).replaceFirst("^\ufeff", "").strip());
    }
    if (format.header()) {
      requireNames(line);
    }
    Set<String> met = new HashSet<>();
    for (String title : titles) {
      if (title.isEmpty() || !met.add(title)) {
        throw new DataException(
            name + ":" + line,
            "a name of its own for every column",
            title.isEmpty() ? "an empty one" : "'" + title + "' twice");
      }
    }
    targets =
        format.targets().isEmpty() ? List.of(titles.get(titles.size() - 1)) : format.targets();
    Set<String> named = new LinkedHashSet<>(targets);
    named.addAll(format.types().keySet());
    for (String title : named) {
      if (!met.contains(title)) {
        throw new DataException(
            name + ":" + line,
            "a column '" + title + "'",
            "only "
                + shown(String.join(", ", titles))
                + (titles.size() == 1 ? SEPARATOR_HINT : ""));
      }
    }
    columns = new ArrayList<>();
    for (String title : titles) {
      boolean target = targets.contains(title);
      CsvFormat.Type type = format.types().getOrDefault(title, CsvFormat.Type.NUMBER);
      boolean ofWords = target ? format.classifies() : type == CsvFormat.Type.CATEGORY;
      boolean ignored = !target && type == CsvFormat.Type.IGNORE;
      columns.add(ignored ? null : new CsvTable.Column(title, ofWords));
    }
    if (columns.stream().filter(column -> column != null).count() == targets.size()) {
      throw new DataException(
          name + ":" + line, "columns to learn from beside " + targets, "none" + SEPARATOR_HINT);
    }
  }

  /** Refuses a first row of data; columns may be called 0, 1, 2, … or 1, 2, 3, … */
  private void requireNames(long line) throws DataException {
    List<Double> numbers = titles.stream().map(CsvReader::parsed).toList();
    boolean fraction = numbers.stream().anyMatch(x -> Double.isFinite(x) && x != Math.rint(x));
    boolean counted = true;
    for (int j = 1; j < numbers.size(); j++) {
      counted &= numbers.get(j) == numbers.get(0) + j;
    }
    boolean onlyNumbers = numbers.stream().allMatch(Double::isFinite);
    if (fraction || (onlyNumbers && !counted)) {
      throw new DataException(
          name + ":" + line,
          "the columns' names (if there are none, say header: false)",
          shown(String.join(", ", titles)));
    }
  }

  private void add(CSVRecord row, long line) throws DataException {
    if (row.size() != titles.size()) {
      throw new DataException(
          name + ":" + line,
          titles.size() + " cells, as many as the first line has",
          String.valueOf(row.size()));
    }
    if ((long) (rows + 1) * titles.size() > maxCells) {
      throw new DataException(name, "at most " + maxCells + " cells", "more in line " + line);
    }
    for (int j = 0; j < titles.size(); j++) {
      CsvTable.Column column = columns.get(j);
      if (column == null) {
        continue;
      }
      String cell = row.get(j).strip();
      if (rows == 0 && j == 0 && !format.header()) {
        cell = cell.replaceFirst("^\ufeff", "").strip();
      }
      if (column.ofWords()) {
        if (cell.isEmpty()) {
          throw wrong("a word", cell, line, column, "");
        }
        String word = targets.contains(column.title()) ? label(cell, line, column) : cell;
        column.add(words.computeIfAbsent(word, met -> met));
      } else {
        column.add(number(cell, line, column));
      }
    }
    rows++;
  }

  private float number(String cell, long line, CsvTable.Column column) throws DataException {
    float number = (float) parsed(cell);
    if (!Float.isFinite(number)) {
      boolean perhapsHeader = rows == 0 && !format.header() && !cell.isEmpty();
      throw wrong(
          "a finite number",
          cell,
          line,
          column,
          perhapsHeader ? "; if this line has the columns' names, say header: true" : "");
    }
    return number;
  }

  /** A class: a word, or a whole number however it is written, 2 as 2.0. */
  private String label(String cell, long line, CsvTable.Column column) throws DataException {
    double number = parsed(cell);
    if (Double.isNaN(number)) {
      return cell;
    }
    if (!(number == Math.rint(number) && Math.abs(number) <= LARGEST)) {
      throw wrong(
          "a class, a word or a whole number,",
          cell,
          line,
          column,
          "; for quantities say task: regression");
    }
    return String.valueOf((long) number);
  }

  /** NaN for what is no number in decimal digits. */
  private static double parsed(String cell) {
    if (!cell.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN; // as 1-2, or nothing at all
    }
  }

  private DataException wrong(
      String expected, String cell, long line, CsvTable.Column column, String hint) {
    return new DataException(
        name + ":" + line,
        expected + " in column '" + column.title() + "'",
        (cell.isEmpty() ? "nothing" : "'" + shown(cell) + "'") + hint);
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
