package dev.tacit.lab.store;

import dev.tacit.lab.statistics.Curve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a run's times were at the end of each epoch, as its {@code clock.csv} has them: {@code
 * epoch,step,flow_time,seconds,measuring_seconds}. Epoch 0 is the start, after it was measured.
 *
 * @param flowTime t = Σ η_k over the steps taken, η_k the learning rate in force at step k; it
 *     stands still where that is 0 and runs back where SWATS was let learn a negative one
 * @param seconds of training and measuring, over all sittings
 * @param measuringSeconds the part of them spent in probes
 */
public record Clock(Curve flowTime, Curve seconds, Curve measuringSeconds) {
  /** Name of its file in a run directory. */
  public static final String FILE = "clock.csv";

  static final String HEADER = "epoch,step,flow_time,seconds,measuring_seconds";

  private static final int CELLS = 5;

  /**
   * Reads the clock of a run. While the run has not ended, a last line that was cut is passed over.
   *
   * @return nothing if the run has none: not begun, or begun by a version that wrote none
   * @throws IOException naming the file, the line and what was expected there
   */
  public static Optional<Clock> read(Path runDirectory) throws IOException {
    Path file = runDirectory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    int length = linesIn(bytes);
    if (length == 0 || length < bytes.length) {
      if (!hasEnded(runDirectory)) {
        return Optional.of(
            length == 0 ? new Rows().clock() : parse(file, JsonFiles.text(file, bytes, 0, length)));
      }
      bytes = Files.readAllBytes(file); // it may have ended since
    }
    return Optional.of(parse(file, JsonFiles.text(file, bytes, 0, bytes.length)));
  }

  /** Whether flow time is the same, to the bit, at every epoch that both have. */
  public boolean hasFlowTimeOf(Clock other) {
    return IntStream.range(0, flowTime.size())
        .mapToDouble(i -> other.flowTime.measuredAt(flowTime.x(i)) - flowTime.y(i))
        .allMatch(difference -> difference == 0 || Double.isNaN(difference));
  }

  /** How many bytes those lines have that were written to their end. */
  private static int linesIn(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] != '\n') {
      length--;
    }
    return length;
  }

  private static boolean hasEnded(Path runDirectory) {
    RunStatus status = RunStatus.read(runDirectory);
    return status != null && status.state() != null && status.state().isEnd();
  }

  /**
   * The clock of whole lines.
   *
   * @param file to name in complaints
   */
  static Clock parse(Path file, String text) throws IOException {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw AddedRows.damaged(file, 1, "the header " + HEADER, lines.isEmpty() ? "" : lines.get(0));
    }
    Rows rows = new Rows();
    for (int line = 2; line <= lines.size(); line++) {
      String row = lines.get(line - 1);
      String wrong = rows.add(row.split(",", -1));
      if (wrong != null) {
        throw AddedRows.damaged(file, line, wrong, row);
      }
    }
    return rows.clock();
  }

  /** Rows as they come. */
  private static final class Rows {
    private static final String[] TIMES = {"flow time", "seconds", "measuring seconds"};

    private double[] epochs = new double[64]; // [n]
    private final double[][] times = {new double[64], new double[64], new double[64]}; // [3][n]
    private long step;
    private int n;

    /** Takes a row, or says what was expected instead. */
    String add(String[] cells) {
      if (cells.length != CELLS) {
        return "five cells, " + HEADER;
      }
      long epoch = count(cells[0]);
      if (epoch < 0 || epoch > Integer.MAX_VALUE) {
        return "an epoch (a whole number, not negative)";
      }
      if (n > 0 && epoch <= epochs[n - 1]) {
        return "a later epoch than the one before";
      }
      long steps = count(cells[1]);
      if (steps < 0) {
        return "a step (a whole number, not negative)";
      }
      if (n > 0 && steps <= step) {
        return "a later step than the one before";
      }
      if (n == epochs.length) {
        epochs = Arrays.copyOf(epochs, 2 * n);
        for (int i = 0; i < times.length; i++) {
          times[i] = Arrays.copyOf(times[i], 2 * n);
        }
      }
      for (int i = 0; i < times.length; i++) {
        double time = number(cells[2 + i]);
        if (!Double.isFinite(time)) {
          return TIMES[i] + " (a finite number)";
        }
        double least = i == 0 ? Double.NEGATIVE_INFINITY : n == 0 ? 0 : times[i][n - 1];
        if (time < least) {
          return TIMES[i] + " of at least " + least;
        }
        times[i][n] = time;
      }
      epochs[n++] = epoch;
      step = steps;
      return null;
    }

    private static long count(String cell) {
      try {
        return Long.parseLong(cell);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    private static double number(String cell) {
      try {
        return Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }

    Clock clock() {
      double[] places = Arrays.copyOf(epochs, n);
      return new Clock(curve(places, 0), curve(places, 1), curve(places, 2));
    }

    private Curve curve(double[] places, int time) {
      return Curve.keeping(places, Arrays.copyOf(times[time], n));
    }
  }
}
