package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.run.PreparedRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What batch normalisation asks of batches and of measurements, before anything is trained. */
class NormalisedBatchesTest {
  private static final String NORMALISED =
      """
      name: small
      data:   {name: gaussian-mixture, classes: 3, dimension: 4, trainExamples: 101, testExamples: 30}
      model:  {name: mlp, widths: [6], norm: batch}
      probes: {preset: full}
      optimizers: {sgd: {lr: 0.05}}
      """;

  private static RunSettings settings(String train) {
    return Experiment.read(NORMALISED, "small.yaml", List.of("train=" + train), null)
        .runs()
        .get(0)
        .settings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{batch: 1}  | train.batch: batch normalisation needs at least 2 examples in a batch, found 1",
        "{batch: 50} | 101 training examples in batches of 50 make 2 of 50 and a last one of 1; set"
            + " train.dropLast: true or another batch, as 51",
        "{batch: 50, order: fixed-partition} | a last one of 1",
      })
  void batchesOfOneAreRefused(String train, String words) throws IOException {
    RunSettings settings = settings(train);
    String message =
        assertThrows(
                SettingsException.class,
                () -> Preparation.check(settings, new DataCache().get(settings)))
            .getMessage();
    assertTrue(message.contains(words), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{batch: 2, dropLast: true}",
        "{batch: 50, dropLast: true}",
        "{batch: 50, order: with-replacement}",
        "{batch: 1, order: full}",
        "{batch: 32}"
      })
  void othersAreNot(String train) throws IOException {
    RunSettings settings = settings(train);
    Preparation.check(settings, new DataCache().get(settings));
  }

  @Test
  void singleExamplesAreNotMeasured() throws IOException {
    RunSettings settings = settings("{batch: 32}");
    try (PreparedRun run = Preparation.prepare(settings, new DataCache().get(settings))) {
      Map<String, String> obstacles = run.plan().obstacles();
      for (String probe :
          List.of(
              "gradient/sample_norm",
              "gradient/noise_scale",
              "gradient/inner_product_test",
              "gradient/frozen",
              "gradient/coherence",
              "gradient/noise_scale_hessian",
              "curvature/lambda_max_fisher",
              "flatness/fisher_rao")) {
        assertEquals(
            "with batch normalisation an example has no gradient of its own",
            obstacles.get(probe),
            probe);
      }
      assertTrue(obstacles.containsKey("complexity/path_norm"));
      assertTrue(!obstacles.containsKey("curvature/trace"));
    }
  }
}
