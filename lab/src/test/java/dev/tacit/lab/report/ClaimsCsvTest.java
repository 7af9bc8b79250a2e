package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of claims, on numbers that can be worked out by hand. */
class ClaimsCsvTest {
  @TempDir Path directory;

  /**
   * Ten seeds; logarithms of ratios d = ln 0.9 below ln 0.5 once, else ln 0.5: their mean is d/10
   * below, s = |d|/√10, and t(0.975, 9) = 2.262157.
   */
  @Test
  void hasVerdictsAndTheNumbersBehindThem() throws IOException {
    Map<String, Object> less =
        Map.of("metric", "test/error", "at", "final", "less", "sgd", "than", "adam");
    Map<String, Object> same =
        Map.of("metric", "a/b", "at", "final", "same", "sgd", "as", "adam", "within", "2");
    StudyFixture fixture =
        new StudyFixture(directory, "sgd", "adam").with("claims", List.of(less, same));
    for (int seed = 0; seed < 10; seed++) {
      fixture.run("sgd", seed, "finished", "1 test/error " + (seed == 3 ? 0.9 : 1));
      fixture.run("adam", seed, "finished", "1 test/error 2");
    }
    Report.write(fixture.write());
    List<CSVRecord> rows;
    try (CSVParser parsed =
        CSVParser.parse(
            Files.readString(directory.resolve("figures/claims.csv")),
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      rows = parsed.getRecords();
    }
    assertEquals(2, rows.size());
    Map<String, String> first = rows.get(0).toMap();
    assertEquals("1", first.get("claim"));
    assertEquals("supported", first.get("verdict"));
    assertEquals("SGD", first.get("first"));
    assertEquals("ratio", first.get("effect"));
    double d = Math.log(0.9);
    double mean = Math.log(0.5) + d / 10;
    assertEquals(mean, Math.log(Double.parseDouble(first.get("mean"))), 1e-12);
    assertEquals(mean + 0.2262157 * d, Math.log(Double.parseDouble(first.get("low"))), 1e-7);
    assertEquals(2.0 / 1024, Double.parseDouble(first.get("p")), 1e-15);
    assertEquals(4.0 / 1024, Double.parseDouble(first.get("adjusted")), 1e-15);
    assertEquals("10", first.get("less"));
    assertEquals("epoch 1", first.get("where"));
    Map<String, String> second = rows.get(1).toMap();
    assertEquals("open", second.get("verdict"));
    assertEquals("2", second.get("within"));
    assertEquals("", second.get("mean"), "nobody measured it");
    assertTrue(second.get("notes").contains("SGD has no finite value of a/b"), second.get("notes"));
  }
}
