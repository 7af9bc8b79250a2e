package dev.tacit.lab.report;

import dev.tacit.lab.statistics.Claim;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.statistics.PairedComparison;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.lab.study.ClaimWords;
import dev.tacit.lab.study.Evidence;
import dev.tacit.lab.study.Judged;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The claims with their verdicts and the numbers behind them as {@code claims.csv} beside the
 * figures: one row for each claim and point. {@code claim} counts from 1 in the order of the file;
 * {@code first} and {@code second} are the sides as the report calls them; {@code mean}, {@code
 * low} and {@code high} are of the effect (the ratio's geometric), {@code first_mean} and so on of
 * a side alone; {@code p} decides before and {@code adjusted} after Holm's correction for {@code
 * tests} of them. What there is not is left empty.
 */
final class ClaimsCsv {
  /** The file's name. */
  static final String FILE = "claims.csv";

  private static final String[] COLUMNS = {
    "claim", "metric", "at", "first", "second", "within", "point", "verdict", "effect", "mean",
    "low", "high", "n", "less", "p", "adjusted", "tests", "d_z", "first_mean", "first_low",
    "first_high", "second_mean", "second_low", "second_high", "where", "notes"
  };

  private ClaimsCsv() {}

  /** Writes it, whole. */
  static void write(Path directory, List<Claim> claims, List<Judged> judged) throws IOException {
    StringBuilder text = new StringBuilder();
    CSVFormat format =
        CSVFormat.RFC4180.builder().setHeader(COLUMNS).setRecordSeparator('\n').get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      for (Judged each : judged) {
        printer.printRecord(row(claims.indexOf(each.claim()) + 1, each));
      }
    }
    WholeFile.write(directory.resolve(FILE), text.toString());
  }

  private static List<Object> row(int number, Judged judged) {
    Claim claim = judged.claim();
    Evidence evidence = judged.evidence();
    PairedComparison numbers = evidence.comparison().numbers();
    List<Object> row = new ArrayList<>();
    row.addAll(List.of(number, claim.metric(), claim.at()));
    row.addAll(List.of(judged.sides().first(), judged.sides().second()));
    row.add(claim.within());
    row.addAll(List.of(judged.point().label(), ClaimWords.word(evidence.verdict())));
    row.add(numbers == null ? null : numbers.effect().name().toLowerCase(Locale.ROOT));
    add(row, numbers == null ? null : numbers.interval());
    row.add(numbers == null ? null : numbers.interval().n());
    row.add(numbers == null ? null : numbers.less());
    row.add(finite(evidence.comparison().p()));
    row.add(finite(evidence.adjusted()));
    row.add(evidence.claims());
    row.add(numbers == null ? null : finite(numbers.size()));
    add(row, numbers == null ? null : numbers.first());
    add(row, numbers == null ? null : numbers.second());
    row.add(evidence.comparison().where());
    List<String> notes = new ArrayList<>(evidence.conditions());
    if (!evidence.comparison().reason().isEmpty()) {
      notes.add(0, evidence.comparison().reason());
    }
    row.add(String.join("; ", notes));
    return row;
  }

  private static void add(List<Object> row, Interval interval) {
    row.add(interval == null ? null : finite(interval.mean()));
    row.add(interval == null ? null : finite(interval.low()));
    row.add(interval == null ? null : finite(interval.high()));
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
