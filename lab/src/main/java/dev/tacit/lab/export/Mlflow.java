package dev.tacit.lab.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.export.MlflowServer.Refusal;
import dev.tacit.lab.store.JsonFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Runs on an MLflow tracking server: settings as parameters, measurements as metrics over steps,
 * what a run is as tags. A request that brings measurements brings their number and checksum as
 * tags, too. So a run that the server has is known by its hash, is sent once, and goes on after the
 * rows that came before, if these are still the first ones of its {@code metrics.csv}.
 */
public final class Mlflow {
  /**
   * What came of it.
   *
   * @param experiment its name there
   * @param runs that were new or went on
   * @param already runs that were there as they are
   * @param measurements sent
   */
  public record Sent(String experiment, int runs, int already, long measurements) {}

  private final MlflowServer server;
  private final String experiment;
  private final Consumer<String> notes;
  private final TreeSet<String> unchanged = new TreeSet<>();

  private Mlflow(MlflowServer server, String experiment, Consumer<String> notes) {
    this.server = server;
    this.experiment = experiment;
    this.notes = notes;
  }

  /**
   * Sends all runs that lie in a directory.
   *
   * @param directory of an experiment
   * @param uri the server's, as in {@code http://127.0.0.1:5000}
   * @param name of the experiment there; null for its own
   * @param notes are told what a person should know on the way
   * @throws IOException if a file is damaged, the server refuses something, or does not answer in
   *     several tries; the same call goes on
   */
  public static Sent send(Path directory, URI uri, String name, Consumer<String> notes)
      throws IOException, InterruptedException {
    return send(directory, new MlflowServer(uri, MlflowServer.FIRST_WAIT, notes), name, notes);
  }

  static Sent send(Path directory, MlflowServer server, String name, Consumer<String> notes)
      throws IOException, InterruptedException {
    List<StoredRun> runs = StoredRun.all(directory);
    String known = name == null ? StoredRun.experiment(directory) : name;
    Mlflow mlflow = new Mlflow(server, experiment(server, known), notes);
    int sent = 0;
    long measurements = 0;
    for (StoredRun run : runs) {
      long rows = mlflow.send(run);
      sent += rows < 0 ? 0 : 1;
      measurements += Math.max(0, rows);
    }
    if (!mlflow.unchanged.isEmpty()) {
      notes.accept(
          "MLflow changes no parameter; as they were first sent stay: "
              + String.join(", ", mlflow.unchanged));
    }
    return new Sent(known, sent, runs.size() - sent, measurements);
  }

  /** The experiment's number there; it is made if there is none. */
  private static String experiment(MlflowServer server, String name)
      throws IOException, InterruptedException {
    Optional<JsonNode> found = find(server, name);
    if (found.isEmpty()) {
      try {
        return server
            .post("experiments/create", JsonFiles.JSON.createObjectNode().put("name", name))
            .path("experiment_id")
            .asText();
      } catch (Refusal e) { // made in a try whose answer was lost, or by somebody else
        if (!e.code().equals("RESOURCE_ALREADY_EXISTS")) {
          throw e;
        }
        found = find(server, name);
      }
    }
    JsonNode experiment = found.orElseThrow(() -> new IOException("no experiment '" + name + "'"));
    if (experiment.path("lifecycle_stage").asText().equals("deleted")) {
      throw new IOException(
          "the experiment '"
              + name
              + "' is deleted there; restore it, or name another with --experiment");
    }
    return experiment.path("experiment_id").asText();
  }

  private static Optional<JsonNode> find(MlflowServer server, String name)
      throws IOException, InterruptedException {
    try {
      return Optional.of(
          server.get("experiments/get-by-name", "experiment_name", name).path("experiment"));
    } catch (Refusal e) {
      if (e.code().equals("RESOURCE_DOES_NOT_EXIST")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** How many rows of a run were sent; -1 if it was there as it is. */
  private long send(StoredRun run) throws IOException, InterruptedException {
    List<String> rows = new ArrayList<>();
    WrittenRows.each(run, rows::add);
    MlflowRun there = ours(run, rows);
    boolean cut = there.rows() > rows.size(); // what is missing is being written again
    if (cut || (there.rows() == rows.size() && there.wasSent(run.state()))) {
      return -1;
    }
    int before = there.rows();
    unchanged.addAll(there.parameters(run));
    there.measurements(run, rows);
    there.finish(run);
    return (long) rows.size() - before;
  }

  /** The server's run that this one continues, or a new one. */
  private MlflowRun ours(StoredRun run, List<String> rows)
      throws IOException, InterruptedException {
    Duration wait = server.firstWait();
    for (int t = 1; ; t++) {
      List<MlflowRun> all = MlflowRun.find(server, experiment, run);
      Optional<MlflowRun> best =
          all.stream()
              .filter(there -> there.begins(rows, run))
              .max(Comparator.comparingInt(MlflowRun::rows));
      if (best.isPresent()) {
        return best.get();
      }
      if (!all.isEmpty()) {
        notes.accept(
            run.name()
                + " is there with other measurements than its first ones are now; it is sent as a"
                + " new run");
      }
      try {
        return MlflowRun.create(server, experiment, run);
      } catch (Refusal e) {
        throw e;
      } catch (IOException e) { // it may be there all the same: look before another try
        if (t >= MlflowServer.TRIES) {
          throw e;
        }
        wait = server.pause(wait, Duration.ZERO, e.getMessage());
      }
    }
  }
}
