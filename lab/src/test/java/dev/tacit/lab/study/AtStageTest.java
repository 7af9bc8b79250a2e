package dev.tacit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the settings of a study are compared. */
class AtStageTest {
  @TempDir Path directory;

  private void check(String words, double value, String... stages) throws IOException {
    List<Map<String, String>> claims =
        List.of(stages).stream()
            .map(at -> Map.of("metric", "a/b", "at", at, "less", "sgd", "than", "adam"))
            .toList();
    Study study =
        new StudyFixture(directory, "sgd", "adam")
            .with("claims", claims)
            .run(
                "sgd",
                0,
                "finished",
                "0 validation/error 0.9",
                "0 a/b 1",
                "1 validation/error 0.1",
                "1 a/b 5",
                "2 validation/error 0.2",
                "2 a/b 7")
            .read();
    AtStage at = new AtStage(study);
    assertEquals(words, at.words());
    assertEquals(
        List.of(value),
        at.values("a/b", study.optimizer("sgd").orElseThrow(), StudyFixture.only(study)));
  }

  @Test
  void isTheFirstClaimsElseTheEnd() throws IOException {
    check("at the end", 7);
    check("at the end", 7, "final", "epoch 1");
    check("at best validation/error", 5, "best validation/error", "final");
    check("at epoch 1", 5, "epoch 1");
    check("mean of last 2 epochs", 6, "mean of last 2 epochs");
    check("at the end", 7, "matched-loss");
  }
}
