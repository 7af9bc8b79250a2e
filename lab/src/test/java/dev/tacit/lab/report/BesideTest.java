package dev.tacit.lab.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of other studies on an experiment's page. */
class BesideTest {
  private static final String TABLE =
      "# At tuned rates\n# Precomputed: 1 hour.\nrule,error\nSGD,\"5 %, <b>\"\nAdam,6 %\n";

  @TempDir Path directory;

  private Path experiment() throws IOException {
    StudyFixture fixture = new StudyFixture(directory, "sgd");
    fixture.run("sgd", 0, "finished", "1 test/error 0.5");
    return fixture.write();
  }

  private String page() throws IOException {
    return Files.readString(Report.write(directory));
  }

  @Test
  void aTableIsOnThePageWithWhereItComesFrom() throws IOException {
    experiment();
    assertFalse(page().contains("id=\"beside\""), "nothing is beside it");
    Beside.put(directory, "tuned", TABLE);
    String page = page();
    int at = page.indexOf("<section id=\"beside\"");
    int paper = page.indexOf("<section id=\"paper\"");
    assertTrue(paper > 0, "the paper's figures");
    assertEquals(at, page.indexOf("<section", paper + 1), "right after them");
    assertTrue(page.contains("<h3>At tuned rates</h3>"));
    assertTrue(page.contains("<p>Precomputed: 1 hour.</p>"));
    assertTrue(page.contains("<tr><td>SGD</td>"));
    assertTrue(page.contains("5 %, &lt;b&gt;"), "cells are text");
  }

  @Test
  void aTableWithoutWordsHasNoHeading() throws IOException {
    Beside.Table table = Beside.Table.read("t", "a,b\r\n1,2\r\n\r\n");
    assertEquals("", table.heading());
    assertEquals(List.of(List.of("a", "b"), List.of("1", "2")), table.rows());
  }

  @Test
  void whatIsNoTableIsNamed() throws IOException {
    for (String text : List.of("", "# words\n", "a,b\n1\n", "a\n\"1", "a\n\"1\" 2\n")) {
      IOException e = assertThrows(IOException.class, () -> Beside.Table.read("the.csv", text));
      assertTrue(e.getMessage().startsWith("the.csv: "), e.getMessage());
    }
    Path folder = Files.createDirectories(experiment().resolve("beside"));
    Files.write(folder.resolve("odd.csv"), "a\nü\n".getBytes(ISO_8859_1));
    IOException e = assertThrows(IOException.class, this::page);
    assertTrue(e.getMessage().contains("odd.csv"), e.getMessage());
  }

  @Test
  void aPageIsCurrentUntilItsTablesChange() throws IOException {
    Beside.put(experiment(), "tuned", TABLE);
    Path page = Report.write(directory);
    FileTime drawn = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(page, drawn);
    Beside.put(directory, "tuned", TABLE);
    assertTrue(Report.current(directory, 1, List.of()).isPresent(), "the same table again");
    Files.setLastModifiedTime(directory.resolve("beside/tuned.csv"), drawn);
    assertTrue(Report.current(directory, 1, List.of()).isEmpty(), "another table");
  }
}
