package dev.tacit.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * What a page quotes from a table beside it: {@code [0.31](table.csv "mean at rule=a, epoch=2")}.
 *
 * <p>The title is {@code [average|least|largest|count] COLUMN at KEY=VALUE, …}, or two of these
 * with {@code minus} or {@code over} between them. Without one of the four words, one row has to be
 * meant. A VALUE is text, a number (cells that round to it as it is written) or a range {@code
 * 281..300}; {@code KEY~NUMBER} reads off a straight line between the two rows around NUMBER. A
 * quoted number may lack digits, not have wrong ones; anything else has to be the cell's text.
 */
final class Quote {
  /**
   * Between conditions; not within a point of several settings, as {@code batch = 32, rate = 0}.
   */
  private static final String BETWEEN = ", (?![^=~,]* = )";

  private static final Pattern NUMBER =
      Pattern.compile("(-?\\d+(?:\\.(\\d+))?)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?( %)?");
  private static final Pattern TERM =
      Pattern.compile("(?:(average|least|largest|count) )?(\\S+) at (.+)");
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private final List<String> header;
  private final List<String[]> rows = new ArrayList<>();

  private Quote(List<String> table) {
    try (CSVParser parsed =
        CSVParser.parse(String.join("\n", table), CSVFormat.DEFAULT.builder().setHeader().get())) {
      header = parsed.getHeaderNames();
      parsed.forEach(row -> rows.add(row.values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from a string there is none
    }
  }

  /** What is wrong with a quoted text, or nothing. */
  static String fault(String quoted, String title, List<String> table) {
    Quote quote = new Quote(table);
    Matcher number = NUMBER.matcher(quoted);
    if (!number.matches()) {
      String cell = quote.term(title);
      return cell.equals(quoted) ? "" : "the table says " + cell;
    }
    double power = 1;
    if (number.group(3) != null) {
      StringBuilder exponent = new StringBuilder();
      for (char c : number.group(3).toCharArray()) {
        exponent.append(c == '⁻' ? "-" : String.valueOf(RAISED.indexOf(c)));
      }
      power = Math.pow(10, Integer.parseInt(exponent.toString()));
    }
    if (number.group(4) != null) {
      power /= 100;
    }
    double value = quote.value(title) / power;
    return rounds(value, number.group(1)) ? "" : "the table says " + value * power;
  }

  private double value(String title) {
    for (String between : List.of(" minus ", " over ")) {
      int at = title.indexOf(between);
      if (at >= 0) {
        double first = value(title.substring(0, at));
        double second = value(title.substring(at + between.length()));
        return between.equals(" minus ") ? first - second : first / second;
      }
    }
    return Double.parseDouble(term(title));
  }

  private String term(String title) {
    Matcher term = TERM.matcher(title);
    if (!term.matches()) {
      throw new IllegalArgumentException("not COLUMN at KEY=VALUE, …: " + title);
    }
    int column = column(term.group(2));
    List<String[]> meant = new ArrayList<>(rows);
    String[] line = null;
    for (String condition : term.group(3).split(BETWEEN, -1)) {
      if (condition.contains("~")) {
        line = condition.split("~", 2);
        continue;
      }
      String[] parts = condition.split("=", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("neither KEY=VALUE nor KEY~NUMBER: " + condition);
      }
      int key = column(parts[0]);
      meant.removeIf(row -> !matches(row[key], parts[1]));
    }
    if (line != null) {
      return Double.toString(along(meant, column(line[0]), column, Double.parseDouble(line[1])));
    }
    if (term.group(1) == null) {
      if (meant.size() != 1) {
        throw new IllegalArgumentException(meant.size() + " rows are meant by: " + title);
      }
      return meant.get(0)[column];
    }
    if (meant.isEmpty()) {
      throw new IllegalArgumentException("no row is meant by: " + title);
    }
    DoubleStream cells = meant.stream().mapToDouble(row -> Double.parseDouble(row[column]));
    return switch (term.group(1)) {
      case "average" -> Double.toString(cells.average().orElseThrow());
      case "least" -> Double.toString(cells.min().orElseThrow());
      case "largest" -> Double.toString(cells.max().orElseThrow());
      default -> Long.toString(cells.count());
    };
  }

  private static double along(List<String[]> rows, int key, int column, double place) {
    for (int i = 1; i < rows.size(); i++) {
      double a = Double.parseDouble(rows.get(i - 1)[key]);
      double b = Double.parseDouble(rows.get(i)[key]);
      if (a != b && (a - place) * (b - place) <= 0) {
        double from = Double.parseDouble(rows.get(i - 1)[column]);
        double to = Double.parseDouble(rows.get(i)[column]);
        return from + (to - from) * (place - a) / (b - a);
      }
    }
    throw new IllegalArgumentException("no two rows are around " + place);
  }

  private static boolean matches(String cell, String wanted) {
    if (cell.equals(wanted)) {
      return true;
    }
    try {
      double value = Double.parseDouble(cell);
      int dots = wanted.indexOf("..");
      return dots < 0
          ? rounds(value, wanted)
          : value >= Double.parseDouble(wanted.substring(0, dots))
              && value <= Double.parseDouble(wanted.substring(dots + 2));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Whether a value is written so with the digits that are given; 1e-9 of it is for halves. */
  private static boolean rounds(double value, String written) {
    int point = written.indexOf('.');
    int digits = point < 0 ? 0 : written.length() - point - 1;
    double off = Math.abs(value - Double.parseDouble(written));
    return off <= 0.5 * Math.pow(10, -digits) + 1e-9 * Math.abs(value);
  }

  private int column(String name) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException("no column " + name + ", there are " + header);
    }
    return column;
  }
}
