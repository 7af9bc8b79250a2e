package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tacit.lab.run.Run;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.MetricRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/guide/pytorch.md, with PyTorch: its blocks of Python are run as they stand, and both
 * programs have the same numbers. Skipped where Python has no torch.
 */
class PyTorchGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```python\\n(.*?)^```$");

  /** Before the first block: a network with everything that training changes, and data. */
  private static final String BEFORE =
      """
      import sys, torch
      sys.path.insert(0, sys.argv[1])
      from torch import nn
      torch.manual_seed(1)
      torch.set_num_threads(1)

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.conv = nn.Conv2d(1, 3, 3, padding=1)
              self.norm = nn.BatchNorm2d(3)
              self.drop = nn.Dropout(0.3)
              self.out = nn.Linear(48, 4)

          def forward(self, x):
              x = torch.tanh(self.norm(self.conv(x)))
              return self.out(self.drop(torch.flatten(x, 1)))

      x, y = torch.randn(120, 1, 4, 4), torch.arange(120) % 4
      train_set = torch.utils.data.TensorDataset(x[:90], y[:90])
      test_set = torch.utils.data.TensorDataset(x[90:], y[90:])
      model = Net()
      optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
      losses = []

      def train_one_epoch(model, optimizer, data):
          model.train()
          for i in torch.randperm(90).split(30):
              optimizer.zero_grad()
              nn.functional.cross_entropy(model(x[i]), y[i]).backward()
              optimizer.step()
          model.eval()
          losses.append(nn.functional.cross_entropy(model(x[:90]).double(), y[:90]).item())

      """;

  private static final String AFTER = "\nprint('losses', *losses)\n";

  @TempDir private static Path folder;
  private static String python;

  /** The first Python that has torch. */
  @BeforeAll
  static void find() throws Exception {
    Set<String> candidates = new LinkedHashSet<>();
    candidates.add(System.getenv().getOrDefault("TACIT_PYTHON", "python3"));
    candidates.add("/usr/bin/python3"); // a distribution's, behind another one
    for (String candidate : candidates) {
      if (run(candidate, "import torch, numpy").contains("status 0")) {
        python = candidate;
      }
    }
    assumeTrue(python != null, "skipped: no Python with torch among " + candidates);
  }

  private static String run(String command, String program, String... arguments)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile(folder, "script", ".py"); // scripting reads its source
    Files.writeString(script, program);
    List<String> words = new ArrayList<>(List.of(command, script.toString()));
    words.addAll(List.of(arguments));
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return "no " + command;
    }
    assertTrue(process.waitFor(3, TimeUnit.MINUTES), "Python comes to an end");
    return Files.readString(said) + "status " + process.exitValue();
  }

  private static String block(int n) throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(GUIDE.resolve("pytorch.md")));
    for (int i = 0; i <= n; i++) {
      assertTrue(block.find());
    }
    return block.group(1);
  }

  private static Path onlyRun(Path place) throws IOException {
    assertEquals(1, Manifest.directories(place).size());
    return Manifest.directories(place).get(0);
  }

  @Test
  void whatATrainingScriptWroteHasItsNumbersHere() throws Exception {
    String said = run(python, BEFORE + block(0) + AFTER, GUIDE.toString());
    assertTrue(said.endsWith("status 0"), said);
    Matcher losses = Pattern.compile("losses (\\S+) (\\S+) (\\S+)").matcher(said);
    assertTrue(losses.find(), said);
    Path place = folder.resolve("analysed");
    int code =
        Tacit.execute(
            "analyse",
            "--module",
            folder.resolve("net.pt").toString(),
            "--weights",
            folder.resolve("weights").toString(),
            "--data",
            folder.resolve("data.npz").toString(),
            "--optimizer",
            "{rule: adam, lr: 0.01}",
            "--optimizer-state",
            folder.resolve("states").toString(),
            "--batch",
            "30",
            "--probes",
            "train/loss,test/error,implicit/rmsprop_frozen,curvature/lambda_max_preconditioned",
            "--out",
            place.toString());
    assertEquals(0, code);
    MetricRows rows = MetricRows.read(onlyRun(place).resolve(Run.METRICS));
    for (int epoch = 1; epoch <= 3; epoch++) {
      double expected = Double.parseDouble(losses.group(epoch));
      double found = rows.value(3L * epoch, "train/loss").orElseThrow();
      assertEquals(expected, found, 1e-6 * expected, "epoch " + epoch);
      assertTrue(rows.value(3L * epoch, "curvature/lambda_max_preconditioned").orElseThrow() > 0);
    }
  }

  @Test
  void weightsOfOursAreReadByTheFifteenLines() throws Exception {
    Path place = folder.resolve("ours");
    Path file = folder.resolve("ours.yaml");
    Files.writeString(
        file,
        """
        name: ours
        data: {name: mnist-20k, trainExamples: 100, testExamples: 10}
        train: {epochs: 1}
        optimizers: {sgd: {lr: 0.01}}
        probes: {preset: none, norm/l2: every epoch}
        """);
    assertEquals(0, Tacit.execute("run", file.toString(), "--out", place.toString()));
    assertEquals(
        0, Tacit.execute("export", place.toString(), "--to", "weights", "--out", folder + "/w"));
    Path run = onlyRun(place);
    Files.copy(
        folder.resolve("w").resolve(run.getFileName()).resolve("weights.safetensors"),
        folder.resolve("weights.safetensors"));
    String norm =
        "\nprint('norm', sum(float((p.double() ** 2).sum()) for p in model.parameters()) ** 0.5)\n";
    String said = run(python, block(1) + norm);
    assertTrue(said.endsWith("status 0"), said);
    Matcher found = Pattern.compile("norm (\\S+)").matcher(said);
    assertTrue(found.find(), said);
    double expected = MetricRows.read(run.resolve(Run.METRICS)).latest().get("norm/l2");
    assertEquals(expected, Double.parseDouble(found.group(1)), 1e-6 * expected);
  }
}
