package dev.tacit.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Metric.Kind;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTest {
  private static final String ROW = "0 some/share_of_all 0.5";
  private static final Map<String, String> SHARE =
      Map.of("title", "Share of all", "quantity", "share", "how", "Counted.", "kind", "share");

  @TempDir Path folder;

  @Test
  void areThoseOfTheManifests() throws IOException {
    Study study =
        new StudyFixture(folder, "sgd")
            .run("sgd", 0, "finished", ROW) // a run of before
            .describing("some/share_of_all", SHARE)
            .run("sgd", 1, "finished", ROW)
            .read();
    assertEquals(
        new Metric("some/share_of_all", "Share of all", "share", "Counted.", Kind.SHARE),
        study.words().of("some/share_of_all"));
  }

  @Test
  void withoutAnyAMetricGoesByItsName() throws IOException {
    Study study = new StudyFixture(folder, "sgd").run("sgd", 0, "finished", ROW).read();
    assertEquals(
        new Metric("some/share_of_all", "some/share_of_all", "share of all", "", Kind.SIZE),
        study.words().of("some/share_of_all"));
  }

  @Test
  void whatIsLeftOutIsTakenFromTheName() throws IOException {
    Study study =
        new StudyFixture(folder, "sgd")
            .describing("some/share_of_all", Map.of("how", "Counted.", "kind", "unheard-of"))
            .run("sgd", 0, "finished", ROW)
            .read();
    assertEquals(
        new Metric("some/share_of_all", "some/share_of_all", "share of all", "Counted.", Kind.SIZE),
        study.words().of("some/share_of_all"));
  }

  @Test
  void sayWhichPartsAreLayers() throws IOException {
    Study study =
        new StudyFixture(folder, "sgd")
            .describing("norm/l2", Map.of("parts", "layers"))
            .describing("some/parts", Map.of("parts", "named"))
            .run("sgd", 0, "finished", "0 norm/l2/block1.weight 1", "0 some/parts/most 1")
            .read();
    assertTrue(study.words().isOfLayer("norm/l2/block1.weight"));
    assertFalse(study.words().isOfLayer("norm/l2"));
    assertFalse(study.words().isOfLayer("some/parts/most"));
    assertTrue(study.words().isOfLayer("unknown/metric/layer1"));
    List<String> layers =
        Figures.of(study).stream()
            .filter(chapter -> chapter.id().equals("layers"))
            .flatMap(chapter -> chapter.figures().stream())
            .map(Figure::name)
            .toList();
    assertEquals(List.of("norm-l2-by-layer"), layers);
  }

  @Test
  void thePapersPairIsTheReportsOwn() throws IOException {
    Study study = new StudyFixture(folder, "sgd").run("sgd", 0, "finished", ROW).read();
    assertEquals("Implicit regularization term", study.words().of(Study.PAPER_TERM).title());
  }
}
