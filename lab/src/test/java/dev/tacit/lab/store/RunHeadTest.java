package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunHeadTest {
  private static final String MANIFEST =
      """
      {"format": 2, "experiment": "e", "slug": "s", "hash": "abc", "optimizer": "adam",
       "settings": {"data": {"probes": 1}, "probes": {"subset": 64, "x/y": "every epoch"}},
       "probes": {"train/loss": {"every": 1, "schedule": "every epoch", "metrics": ["a", "b"]},
                  "norm/l2": {"every": 5, "metrics": ["norm/l2"]},
                  "odd": {"every": 0, "schedule": "now and then", "metrics": []}},
       "metrics": {"hash": {"title": "not the run's"}},
       "obstacles": {"curvature/trace": "it is no function of w"},
       "later": [{"hash": 1}]}
      """;

  @TempDir Path folder;

  private Optional<RunHead> head(String text) throws IOException {
    Files.writeString(folder.resolve(Manifest.FILE), text);
    return RunHead.read(folder);
  }

  @Test
  void tellsWhichRunItIsAndWhatItMeasures() throws IOException {
    RunHead head = head(MANIFEST).orElseThrow();
    assertEquals("abc", head.hash());
    assertEquals(64, head.asked().path("subset").asInt());
    assertEquals(Set.of("curvature/trace"), head.obstacles());
    assertTrue(head.covers("train/loss", Schedule.epochs(1)));
    assertTrue(head.covers("norm/l2", Schedule.epochs(5)), "of a time without words");
    assertFalse(head.covers("norm/l2", Schedule.epochs(1)), "more often than it was taken");
    assertTrue(head.covers("curvature/trace", Schedule.epochs(1)), "it cannot be measured");
    assertFalse(head.covers("odd", Schedule.epochs(1)));
    assertFalse(head.covers("test/loss", Schedule.epochs(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{\"format\": 2, \"hash\": \"abc\"}",
        "{\"format\": 3, \"hash\": \"abc\", \"optimizer\": \"adam\"}",
        "{\"format\": 2, \"hash\": \"abc\", \"optimizer\": \"adam\"",
        "{\"format\": 2, \"hash\": \"abc\", \"optimizer\": \"adam\"} x",
        "{\"format\": \"two\", \"hash\": \"abc\", \"optimizer\": \"adam\"}",
        "{\"format\": 2, \"optimizer\": \"adam\"}"
      })
  void whatIsNoManifestHasNone(String text) throws IOException {
    assertTrue(head(text).isEmpty());
  }

  @Test
  void whatIsOfAnotherKindIsNothing() throws IOException {
    RunHead head =
        head("{\"format\": 2, \"hash\": \"abc\", \"optimizer\": \"adam\", \"settings\": 7,"
                + " \"probes\": [1], \"obstacles\": null}")
            .orElseThrow();
    assertTrue(head.asked().isMissingNode());
    assertFalse(head.covers("train/loss", Schedule.epochs(1)));
  }
}
