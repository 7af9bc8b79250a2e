package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Settled;
import dev.tacit.lab.store.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person types and what comes back. */
class CommandLineTest {
  private static final String SMALL =
      """
      name: small
      data:   {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200,
               testExamples: 100, labelNoise: {rate: 0.3}}
      model:  {name: mlp, depth: 3, width: 12}
      train:  {batch: 32, epochs: 3}
      optimizers:
        sgd:     {lr: 0.05}
        adam:    {lr: 0.001}
      claims:
        - {metric: norm/l2, at: final, less: sgd, than: adam, says: "SGD ends nearer."}
      """;

  private static final String PROBES =
      "probes: {preset: none, train/loss: every epoch, norm/l2: every epoch}\n";

  /** The same with a report that is quickly drawn. */
  private static final String BRIEF = SMALL + PROBES;

  @TempDir Path folder;

  private record Answer(int code, String out, String err) {}

  private static synchronized Answer type(String... words) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      int code = Tacit.execute(words);
      return new Answer(
          code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), text).toString();
  }

  @Test
  void saysWhichDataFilesAreThereAndWhichToPlace() throws IOException {
    String place = Files.createDirectories(folder.resolve("in/cifar-10")).toString();
    Files.write(folder.resolve("in/cifar-10/test_batch.bin"), new byte[] {1});
    Answer list = type("data", "list", "--in", folder.resolve("in").toString());
    assertEquals(0, list.code());
    assertTrue(list.out().contains("1 of 6 files"), list.out());
    Answer wrong = type("data", "verify", "cifar-10", "--dir", place);
    assertEquals(1, wrong.code());
    assertTrue(wrong.out().contains("expected 30730000 bytes, found 1"), wrong.out());
    Files.delete(folder.resolve("in/cifar-10/test_batch.bin"));
    Answer missing = type("data", "verify", "cifar-10", "--dir", place);
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("put cifar-10-binary.tar.gz (from https://"), missing.err());
    Answer offline =
        type("data", "fetch", "kmnist", "--dir", place, "--mirror", "http://127.0.0.1:1/");
    assertEquals(1, offline.code());
    assertTrue(offline.err().contains("cannot be reached"), offline.err());
    assertTrue(offline.err().contains("Without a network: put train-images"), offline.err());
    assertEquals(2, type("data", "fetch", "svhn").code());
    assertEquals(2, type("data", "fetch", "mnist", "--mirror", "file:///tmp").code());
  }

  @Test
  void runsAFileAndReportsWhatItFound() throws IOException {
    String out = folder.resolve("out").toString();
    Answer answer = type("run", file(SMALL), "--out", out, "--workers", "2");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.out().contains("sgd-seed0") && answer.out().contains("finished"));
    assertTrue(answer.err().contains("2 runs, 2 at a time"), answer.err());
    assertTrue(answer.out().contains("Claims: 0 supported, 0 refuted, 1 open"), answer.out());
    assertTrue(answer.out().contains("norm/l2, epoch 3: SGD < Adam: ratio 0."), answer.out());
    assertTrue(answer.out().contains("1 of 1 seed as claimed; a verdict at 5 % needs 10"));
    String page = Files.readString(folder.resolve("out/report.html"));
    assertTrue(page.contains("SGD ends nearer."));
    assertTrue(page.contains("Eq. (1) for all optimizers"), "the words of the manifest");
    try (Stream<Path> figures = Files.list(folder.resolve("out/figures"))) {
      assertTrue(figures.count() > 20);
    }
    Answer again = type("run", file(SMALL), "--out", out);
    assertEquals(0, again.code());
    assertTrue(again.err().contains("Nothing to do: all runs have ended already"), again.err());
    assertTrue(again.out().contains("sgd-seed0") && again.out().contains("report.html"));
    Answer exported = type("export", out, "--to", "csv");
    assertEquals(0, exported.code(), exported.err());
    assertTrue(Files.exists(folder.resolve("out/export/csv/measurements.csv")));
    Answer unknown = type("export", out, "--to", "xml");
    assertEquals(2, unknown.code());
    assertTrue(
        unknown.err().contains("'xml'; known: csv, tensorboard, weights, mlflow"), unknown.err());
    assertEquals(0, type("export", out, "--to", "weights").code());
    try (Stream<Path> weights = Files.walk(folder.resolve("out/export/weights"))) {
      assertEquals(2, weights.filter(w -> w.endsWith("weights.safetensors")).count());
    }
    Answer wrong = type("report", out, "--scatter", "norm/l3,test/error");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("measures 'norm/l3'; there are: "), wrong.err());
    Answer redrawn = type("report", out);
    assertEquals(0, redrawn.code(), redrawn.err());
    assertEquals(page, Files.readString(folder.resolve("out/report.html")));
  }

  @Test
  void eventFilesAreThereWhenTrainingEnds() throws IOException {
    String out = folder.resolve("out").toString();
    Answer run = type("run", file(BRIEF), "--out", out, "--tensorboard");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("Event files: tensorboard --logdir " + out), run.err());
    try (Stream<Path> files = Files.walk(folder.resolve("out/export/tensorboard"))) {
      assertEquals(3, files.filter(f -> f.toString().endsWith(".tacit")).count());
    }
  }

  @Test
  void nothingToDoIsSaidInTheSameWordsFromAllFilesAndFromTheNoteOfThem() throws Exception {
    String file = file(BRIEF.substring(0, BRIEF.indexOf("claims:")) + PROBES + "seeds: 100\n");
    Path out = folder.resolve("out");
    Experiment experiment = Experiment.read(Path.of(file), List.of(), null);
    ExperimentDirectory.open(out, experiment).close();
    for (PlannedRun run : experiment.runs()) {
      Path place = Files.createDirectories(out.resolve(run.directoryName()));
      Files.writeString(
          place.resolve("manifest.json"),
          """
          {"format": 2, "hash": "%s", "optimizer": "%s", "probes": {
             "train/loss": {"every": 1, "metrics": []}, "norm/l2": {"every": 1, "metrics": []}}}
          """
              .formatted(run.hash(), run.optimizer()));
      Map<String, Double> last = Map.of("train/loss", 0.5 + run.settings().seed());
      boolean blown = run.settings().seed() == 7;
      new RunStatus(
              blown ? RunStatus.State.diverged : RunStatus.State.finished,
              21,
              blown ? 2 : 3,
              blown ? "the weights are no longer finite" : "",
              last,
              1,
              0,
              Map.of())
          .write(place);
    }
    Files.writeString(out.resolve("report.html"), "drawn");
    Files.setLastModifiedTime(
        out.resolve("report.html"), FileTime.fromMillis(System.currentTimeMillis() + 5_000));
    assertFalse(Files.exists(out.resolve(Settled.FILE)));
    Answer first = type("run", file, "--out", out.toString());
    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().contains("Nothing to do: all runs have ended already"), first.err());
    assertTrue(first.out().contains("sgd-seed7 diverged: the weights"), first.out());
    assertTrue(Files.exists(out.resolve(Settled.FILE)));
    assertEquals(first, type("run", file, "--out", out.toString()));
  }

  @Test
  void aClaimThatNoRunCouldShowIsAWrongRequest() throws IOException {
    for (String at : new String[] {"epoch 4", "best test/error", "matched train/loss", "end"}) {
      Answer answer = type("run", file(SMALL.replace("at: final", "at: " + at)), "--dry-run");
      assertEquals(2, answer.code(), at);
      assertTrue(answer.err().contains("small.yaml:"), answer.err());
      assertTrue(answer.err().contains("claims.at: "), answer.err());
      assertFalse(answer.err().contains("\tat "), "no stack trace");
    }
  }

  @Test
  void drawsTheLandscapeOfARunAndBetweenTwo() throws IOException {
    String out = folder.resolve("out").toString();
    type("run", file(BRIEF), "--out", out, "--set", "train.keepWeightsEvery=1");
    String sgd;
    String adam;
    try (Stream<Path> runs = Files.list(folder.resolve("out"))) {
      List<String> names = runs.map(Path::toString).filter(p -> p.contains("-seed0-")).toList();
      sgd = names.stream().filter(p -> p.contains("sgd")).findFirst().orElseThrow();
      adam = names.stream().filter(p -> p.contains("adam")).findFirst().orElseThrow();
    }
    Answer one = type("landscape", sgd, "--points", "3", "--grid", "3");
    assertEquals(0, one.code(), one.err());
    assertTrue(one.out().contains("plane of the trajectory"), one.out());
    assertTrue(Files.exists(Path.of(sgd, "landscape", "trajectory-plane.png")));
    Answer two = type("landscape", sgd, adam, "--points", "3", "--curve-epochs", "1");
    assertEquals(0, two.code(), two.err());
    assertTrue(two.out().contains("curve: train/loss"), two.out());
    assertTrue(Files.exists(Path.of(sgd, "landscape-adam-seed0", "interpolation.svg")));
    for (String[] words :
        new String[][] {
          {"landscape"},
          {"landscape", out},
          {"landscape", out + "/nowhere"},
          {"landscape", sgd, "--grid", "1"},
          {"landscape", sgd, "--curve-epochs", "-1"}
        }) {
      Answer answer = type(words);
      assertEquals(2, answer.code(), String.join(" ", words) + ": " + answer.err());
      assertFalse(answer.err().contains("\tat "), "no stack trace");
    }
  }

  @Test
  void overwritesOnlyWhenAsked() throws IOException {
    String out = folder.resolve("out").toString();
    type("run", file(BRIEF), "--out", out);
    Files.writeString(folder.resolve("out/notes.txt"), "mine");
    Answer answer = type("run", file(BRIEF), "--out", out, "--overwrite");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.err().contains("starts, 3 epochs"), answer.err());
    assertEquals("mine", Files.readString(folder.resolve("out/notes.txt")));
  }

  @Test
  void anotherCommandKeepsItsOwnReportAndTheSameOneRedrawsIts() throws IOException {
    String out = folder.resolve("out").toString();
    type("run", file(BRIEF), "--out", out);
    String first = Files.readString(folder.resolve("out/report.html"));
    Answer longer = type("run", file(BRIEF), "--out", out, "--set", "train.epochs=4");
    assertEquals(0, longer.code(), longer.err());
    assertTrue(longer.err().contains("resumes after epoch 3"), longer.err());
    assertTrue(longer.out().contains("report-2.html (of this command"), longer.out());
    assertEquals(first, Files.readString(folder.resolve("out/report.html")));
    assertTrue(Files.exists(folder.resolve("out/figures-2/norm-l2.svg")));
    Answer again = type("run", file(BRIEF), "--out", out);
    assertTrue(again.err().contains("has gone on to epoch 4"), again.err());
    Answer idle = type("run", file(BRIEF), "--out", out);
    assertTrue(idle.err().contains("2 went on beyond this command's epochs"), idle.err());
    assertFalse(Files.exists(folder.resolve("out/report-3.html")));
    assertTrue(type("report", out).out().contains("report-2.html"));
  }

  @Test
  void twoLabelsOfOneComputationAreComparedToOne() throws IOException {
    String out = folder.resolve("out").toString();
    Answer answer =
        type("run", file(BRIEF), "--out", out, "--set", "optimizers.adam={rule: sgd, lr: 0.05}");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.err().contains("1 run under 2 names"), answer.err());
    assertTrue(answer.out().contains("adam-seed0"), answer.out());
    String page = Files.readString(folder.resolve("out/report.html"));
    assertTrue(page.contains("ratio 1.000, n = 1"), "an A/A check");
    assertTrue(page.contains("sgd-seed0 = adam-seed0"));
  }

  @Test
  void whatAnEarlierVersionWroteIsDrawnButNotGoneOnWith() throws IOException {
    String out = folder.resolve("out").toString();
    type("run", file(BRIEF), "--out", out);
    Path record = folder.resolve("out/experiment.json");
    String old = Files.readString(record).replace("\"format\" : 2", "\"format\" : 1");
    Files.writeString(record, old);
    Answer answer = type("run", file(BRIEF), "--out", out);
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains("earlier Tacit"), answer.err());
    assertEquals(0, type("report", out).code());
  }

  @Test
  void aDryRunListsTheRunsAndWritesNothing() throws IOException {
    Answer answer = type("run", file(SMALL), "--dry-run", "--seeds", "3", "--out", folder + "/out");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.out().contains("6 runs"), answer.out());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void manyRunsAreCountedAndGrouped() throws IOException {
    String out = folder.resolve("out").toString();
    Answer answer =
        type("run", file(BRIEF), "--out", out, "--seeds", "12", "--set", "train.epochs=1");
    assertEquals(0, answer.code(), answer.err());
    assertFalse(answer.err().contains("epoch 1/1"), answer.err());
    assertTrue(answer.err().contains("24 of 24 runs done"), answer.err());
    assertTrue(answer.out().lines().anyMatch(l -> l.matches("sgd +12 +12 +0 +0 +0 .*")));
    assertTrue(answer.out().lines().anyMatch(l -> l.matches("all +24 +24 +0 +0 +0 .*")));
    assertFalse(answer.out().contains("sgd-seed3"), answer.out());
  }

  /** A file lies where the first run's directory is to be. */
  @Test
  void aFailureEndsTheOthersOnlyWhereThatIsAsked() throws IOException {
    Path out = folder.resolve("out");
    Answer listed = type("run", file(BRIEF), "--dry-run", "--seeds", "3", "--out", out.toString());
    String first = listed.out().lines().findFirst().orElseThrow().split(" ", -1)[0];
    assertEquals(0, type("run", file(BRIEF), "--out", out.toString(), "--seeds", "1").code());
    try (Stream<Path> files = Files.walk(out.resolve(first))) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    Files.writeString(out.resolve(first), "in the way");
    String[] command = {"run", file(BRIEF), "--out", out.toString(), "--seeds", "3"};
    Answer fast = type(with(command, "--fail-fast", "--workers", "1"));
    assertEquals(1, fast.code());
    assertTrue(fast.out().contains("Stopped, since a run failed."), fast.out());
    assertTrue(fast.out().contains("interrupted"), fast.out());
    Answer slow = type(command);
    assertEquals(1, slow.code());
    assertTrue(slow.out().contains("sgd-seed0 failed: "), slow.out());
    assertFalse(slow.out().contains("interrupted"), slow.out());
    assertTrue(slow.out().contains("Report: "), slow.out());
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void tunesThenReports() throws IOException {
    String tuned =
        BRIEF
                .replace("labelNoise", "validation: 60, labelNoise")
                .replace("{lr: 0.05}", "{lr: [0.01, 0.1, 1]}")
                .replace("{lr: 0.001}", "{lr: 1e-4..1e-2 x 3}")
            + "tune: {by: validation/error, seeds: [100, 101]}\n";
    String out = folder.resolve("out").toString();
    Answer answer = type("run", file(tuned), "--out", out, "--seeds", "2");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.err().contains("Tuning: 12 runs"), answer.err());
    assertTrue(answer.err().contains("sgd: lr "), answer.err());
    assertTrue(answer.err().contains(" is the best of 3 settings (mean 0."), answer.err());
    assertTrue(answer.err().contains("Reporting: 4 runs"), answer.err());
    assertTrue(answer.out().contains("norm/l2, epoch 3: SGD < Adam: "), answer.out());
    String page = Files.readString(folder.resolve("out/report.html"));
    assertTrue(page.contains("The tuned comparison"));
    assertTrue(Files.exists(folder.resolve("out/figures/tuning-optimizers-lr.png")));
    Answer again = type("run", file(tuned), "--out", out, "--seeds", "2");
    assertEquals(0, again.code(), again.err());
    assertTrue(again.err().contains("Tuning: 12 runs, 12 finished already"), again.err());
    assertEquals(0, type("report", out).code());
    assertEquals(2, type("run", file(tuned), "--out", out, "--seeds", "200").code());
  }

  @Test
  void aWrongRequestEndsWithTwoAndOneLine() throws IOException {
    for (String[] words :
        new String[][] {
          {"run", file(SMALL), "--set", "optimizers.sgd.lr=0"},
          {"run", file(SMALL), "--set", "train.batch=500"},
          {"run", file(SMALL), "--set", "data={name: mnist, dir: nowhere}"},
          {"run", file(SMALL), "--set", "nonsense"},
          {"run", file(SMALL), "--set", "train.batch=3000000000"},
          {"run", file(SMALL), "--set", "train.batch=[1"},
          {"run", file(SMALL), "--set", "a={x: &a [*a]}"},
          {"run", file(SMALL), "--set", "data.dir=" + folder},
          {"run", folder.toString()},
          {"run", "a\0b"},
          {"run", file(SMALL), "--workers", "0"},
          {"run", file(SMALL), "--seeds", "many"},
          {"run", file(SMALL), "--resume", "--overwrite"},
          {"run", folder.resolve("nowhere.yaml").toString()},
          {"run"},
          {"export", folder.resolve("nowhere").toString(), "--to", "csv"},
          {"export", folder.toString(), "--to", "weights"},
          {"export", folder.toString(), "--to", "mlflow"},
          {"export", folder.toString(), "--to", "mlflow", "--uri", "127.0.0.1:5000"},
          {"export", folder.toString(), "--to", "mlflow", "--uri", "file:///runs"},
          {"export", folder.toString(), "--to", "mlflow", "--uri", "http://a b"},
          {"export", folder.toString(), "--to", "mlflow", "--uri", "http://me:me@localhost"},
          {"export", folder.toString(), "--to", "csv", "--uri", "http://127.0.0.1:5000"},
          {"rnu"},
          {}
        }) {
      Answer answer = type(words);
      assertEquals(2, answer.code(), String.join(" ", words) + ": " + answer.err());
      assertFalse(answer.err().contains("\tat "), "no stack trace");
      assertFalse(Files.exists(folder.resolve("runs")));
    }
  }

  /** The file and line that name a data file, then its own line and column. */
  @Test
  void aWrongDataFileIsAWrongRequest() throws IOException {
    String header = "length,species\n";
    Map<String, String> contents =
        Map.of(
            header + "1,a\nlong,b\n",
            ":3: expected a finite number in column 'length', found 'long'",
            header + "1,0.5\n2,1\n",
            ":2: expected a class, a word or a whole number, in column 's",
            "1,0.5\n2,1\n",
            ":1: expected the columns' names (if there are none, say header: fal",
            header + "NaN,a\n1,b\n",
            ":2: expected a finite number in column 'length', found 'NaN'");
    String experiment =
        file(
            """
            name: table
            data: {name: csv, dir: %s, testExamples: 1}
            model: {name: mlp, widths: [4]}
            train: {batch: 1, epochs: 1}
            optimizers: {sgd: {lr: 0.1}}
            """
                .formatted(folder));
    Path table = folder.resolve("train.csv");
    String out = folder.resolve("out").toString();
    for (Map.Entry<String, String> content : contents.entrySet()) {
      Files.writeString(table, content.getKey());
      Answer answer = type("run", experiment, "--out", out);
      assertEquals(2, answer.code(), answer.err());
      String says = experiment + ":2: data: " + table + content.getValue();
      assertTrue(answer.err().contains(says), answer.err());
      assertFalse(answer.err().contains("\tat "), "no stack trace");
    }
    assertFalse(Files.exists(folder.resolve("out")), "nothing is written");
    Files.writeString(table, header + "1,a\n2,b\n3,a\n");
    assertEquals(0, type("run", experiment, "--out", out).code());
  }

  @Test
  void saysWhatIsNotThereAndWhatIs() throws IOException {
    Answer answer = type("run", folder.resolve("nowhere.yaml").toString());
    assertTrue(answer.err().contains("no such file") && answer.err().contains("paper"));
    Answer data = type("run", file(SMALL), "--set", "data={name: mnist, dir: nowhere}");
    assertTrue(data.err().contains("nowhere"), data.err());
    Answer batch = type("run", file(SMALL), "--dry-run", "--set", "train.batch=500");
    assertTrue(batch.err().contains("--set train.batch: train.batch: batch must"), batch.err());
    Answer line = type("run", file(SMALL.replace("batch: 32", "batch: 201")), "--dry-run");
    assertTrue(line.err().contains("small.yaml:5: train.batch: batch must be"), line.err());
    Answer report = type("report", folder.toString());
    assertEquals(1, report.code());
    assertTrue(report.err().contains("experiment.json"), report.err());
  }

  @Test
  void aPlaceThatCannotBeWrittenEndsWithOne() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("taken"), "a file");
    Answer answer = type("run", file(SMALL), "--out", inTheWay.resolve("out").toString());
    assertEquals(1, answer.code(), answer.err());
    assertTrue(answer.err().contains("taken"), answer.err());
  }

  @Test
  void anotherExperimentsDirectoryIsRefused() throws IOException {
    String out = folder.resolve("out").toString();
    type("run", file(BRIEF), "--out", out);
    Answer answer = type("run", file(BRIEF), "--set", "name=other", "--out", out);
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains("'small'"), answer.err());
  }

  @Test
  void aDivergedRunIsAResult() throws IOException {
    Answer answer =
        type("run", file(BRIEF), "--set", "optimizers.sgd.lr=1e30", "--out", folder + "/out");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.out().contains("diverged"), answer.out());
    assertTrue(Files.readString(folder.resolve("out/report.html")).contains("diverged"));
  }

  @Test
  void saysAtTheStartWhatCannotBeMeasuredOnceForAllSeeds() throws IOException {
    String out = folder.resolve("out").toString();
    Answer answer =
        type(
            "run",
            file(SMALL),
            "--out",
            out,
            "--seeds",
            "2",
            "--set",
            "train.epochs=1",
            "--set",
            "probes={preset: none, norm/l2: every epoch, train/memorised: every epoch,"
                + " curvature/lambda_max_preconditioned: every epoch}");
    assertEquals(0, answer.code(), answer.err());
    String rule =
        "Not measured, since the rule sgd has no preconditioner:"
            + " curvature/lambda_max_preconditioned";
    assertEquals(1, answer.err().split(rule, -1).length - 1, answer.err());
    assertTrue(answer.err().indexOf(rule) < answer.err().indexOf("sgd-seed0"), answer.err());
  }

  @Test
  void listsWhatProbesNeedAndCost() {
    String text = type("list", "probes").out();
    assertTrue(text.contains("curvature/lambda_max  [standard, every 10 epochs]"), text);
    assertTrue(text.contains("      curvature/threshold: Stability threshold; eigenvalue"), text);
    assertTrue(text.contains("needs an adaptive rule; costs about 14 gradients of the subset"));
    assertTrue(text.contains("A gradient is that of the whole training set"));
  }

  @Test
  void listsEverythingAFileMayName() {
    Answer answer = type("list");
    assertEquals(0, answer.code(), answer.err());
    for (String name : new String[] {"rmsprop", "implicit/sgd", "mnist-20k", "mlp", "paper"}) {
      assertTrue(answer.out().contains("  " + name), name);
    }
  }

  @Test
  void theDoctorShowsWhatIsInEffect() {
    Answer answer = type("doctor");
    assertEquals(0, answer.code(), answer.err());
    for (String row : new String[] {"CPU", "BLAS kernels", "GFLOP/s", "Memory", "Device"}) {
      assertTrue(answer.out().contains(row), row);
    }
  }

  @Test
  void putsTheTheoryToTheTest() throws IOException {
    String out = folder.resolve("theory").toString();
    Answer answer = type("theory", "rmsprop/slopes", "A22", "--out", out);
    assertEquals(0, answer.code(), answer.out());
    assertTrue(answer.out().contains("derived (4.1)"), answer.out());
    assertTrue(answer.out().contains("fails, as it must"), answer.out());
    assertTrue(answer.err().contains("2/2"), answer.err());
    assertTrue(Files.exists(folder.resolve("theory/figures/rmsprop-candidates.svg")));
    Answer own =
        type(
            "theory",
            "--rule",
            "sgd",
            "--activation",
            "softplus",
            "--time",
            "0.1",
            "--steps",
            "0.002,0.001,0.0005",
            "--out",
            out);
    assertEquals(0, own.code(), own.out() + own.err());
    Answer list = type("theory", "--list", "sgd");
    assertTrue(list.out().contains("sgd/all-orders"), list.out());
  }

  @Test
  void refusesWhatTheoryDoesNotCover() throws IOException {
    List<List<String>> requests =
        List.of(
            List.of("adm"),
            List.of("--rule", "sgd", "--activation", "relu"),
            List.of("--rule", "sgd", "--time", "1", "--steps", "0.5,0.25"),
            List.of("--rule", "adam", "--time", "0.2", "--steps", "0.002,0.001"),
            List.of("--rule", "adagrad"),
            List.of("--workers", "0"));
    for (List<String> request : requests) {
      Answer answer =
          type(Stream.concat(Stream.of("theory"), request.stream()).toArray(String[]::new));
      assertEquals(2, answer.code(), String.join(" ", request));
      assertFalse(answer.err().contains("Exception"), answer.err());
    }
    assertTrue(type("theory", "adm").err().contains("known: gd, sgd"));
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "mine");
    Answer elsewhere = type("theory", "A1", "--out", other.toString());
    assertEquals(1, elsewhere.code());
    assertTrue(elsewhere.err().contains("holds other files"), elsewhere.err());
  }

  /** Nobody pays for a cluster that he does not use. */
  @Test
  void noClassOfSparkIsOnTheClassPath() {
    assertThrows(
        ClassNotFoundException.class, () -> Class.forName("org.apache.spark.SparkContext"));
  }

  @Test
  void anEngineThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
    Path file = Files.writeString(folder.resolve("small.yaml"), SMALL);
    String out = folder.resolve("out").toString();
    Answer unknown = type("run", file.toString(), "--engine", "abacus", "--out", out);
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().contains("unknown engine 'abacus'"), unknown.err());
    assertTrue(unknown.err().contains("local"), unknown.err());
    Answer here = type("run", file.toString(), "--master", "spark://host:7077", "--out", out);
    assertEquals(2, here.code());
    assertTrue(here.err().contains("local takes no settings, found master"), here.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void aPageIsGivenOutOnlyWhereThatCanBe() throws IOException {
    String none = folder.resolve("none").toString();
    Answer missing = type("serve", none);
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("none") && missing.err().contains("no such directory"));
    Answer port = type("serve", folder.toString(), "--port", "70000");
    assertEquals(2, port.code());
    assertTrue(port.err().contains("--port") && port.err().contains("70000"), port.err());
    Answer alone = type("run", file(BRIEF), "--out", none, "--port", "9000");
    assertEquals(2, alone.code());
    assertTrue(alone.err().contains("--live"), alone.err());
    Answer other = type("serve", folder.toString(), "--bind", "203.0.113.1", "--port", "0");
    assertEquals(1, other.code());
    assertTrue(other.err().contains("203.0.113.1"), other.err());
  }

  @Test
  void aPageIsThereWhileRunsTrain() throws IOException {
    String place = folder.resolve("seen").toString();
    Answer answer = type("run", file(BRIEF), "--out", place, "--live", "--port", "0");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.err().contains("http://127.0.0.1:"), answer.err());
  }

  @Test
  void analyseSaysWhatIsMissingOrWrong() throws IOException {
    Answer nothing = type("analyse");
    assertEquals(2, nothing.code());
    assertTrue(nothing.err().contains("either --module or --model"), nothing.err());
    Answer data = type("analyse", "--module", "m.pt");
    assertEquals(2, data.code());
    assertTrue(data.err().contains("--data"), data.err());
    Answer module = type("analyse", "--module", folder + "/m.pt", "--data", "mnist-20k");
    assertEquals(2, module.code());
    assertTrue(module.err().contains("there is no file"), module.err());
    Answer weights = type("analyse", "--model", "mlp", "--data", "mnist-20k");
    assertEquals(2, weights.code());
    assertTrue(weights.err().contains("--weights"), weights.err());
    Path pickled = Files.write(folder.resolve("m.pth"), new byte[] {(byte) 0x80, 2});
    Answer pickle = type("analyse", "--module", pickled.toString(), "--data", "mnist-20k");
    assertEquals(2, pickle.code());
    assertTrue(pickle.err().contains("torch.jit.script"), pickle.err());
    Answer run = type("analyse", "--run", folder.toString(), "--probes", "norm/l2");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("is no run's directory"), run.err());
    Answer probes = type("analyse", "--run", folder.toString());
    assertEquals(2, probes.code());
    assertTrue(probes.err().contains("--probes"), probes.err());
  }
}
