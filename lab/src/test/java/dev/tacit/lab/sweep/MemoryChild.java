package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.run.RunListener;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/**
 * A process of its own that trains the runs of files, each file twice, and says after every epoch
 * how many native objects are alive and how many MB are resident.
 */
final class MemoryChild {
  /** How the name of a file begins in whose epochs a vector is left behind. */
  static final String LEAKING = "leaking";

  private static final int LEFT = 50_000; // numbers

  private MemoryChild() {}

  /**
   * Runs it; the arguments are an empty folder, how many numbers to leave behind in every epoch,
   * and the files.
   */
  public static void main(String[] arguments) throws Exception {
    Path out = Path.of(arguments[0]);
    String[] file = new String[1]; // that is trained
    RunListener listener =
        new RunListener() {
          @Override
          public void onProgress(String run, int epoch, int epochs, Map<String, Double> latest) {
            if (file[0].startsWith(LEAKING)) {
              Vectors.zeros(LEFT, Placement.CPU_FLOAT32).zero_();
            }
            say("epoch " + run + " of " + file[0]);
          }

          @Override
          public void onMeasurementFailed(String run, String probe, String why) {
            throw new IllegalStateException(probe + ": " + why);
          }
        };
    DataCache cache = new DataCache();
    for (int i = 1; i < arguments.length; i++) {
      Path path = Path.of(arguments[i]);
      file[0] = path.getFileName().toString();
      for (String pass : List.of("first", "second")) {
        Experiment experiment =
            Experiment.read(Files.readString(path), path.toString(), List.of(), null);
        try (ExperimentDirectory place =
            ExperimentDirectory.open(out.resolve(pass + i), experiment)) {
          new LocalEngine(1, cache, listener, () -> false).execute(place);
        }
        say("end " + file[0]);
      }
    }
  }

  private static void say(String what) {
    System.out.println(
        "AT " + Pointer.totalCount() + " " + Pointer.physicalBytes() / 1e6 + " " + what);
  }
}
