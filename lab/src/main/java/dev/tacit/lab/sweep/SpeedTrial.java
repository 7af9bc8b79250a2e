package dev.tacit.lab.sweep;

import dev.tacit.data.Dataset;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Preparation;
import dev.tacit.lab.run.Folders;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.run.Turns;
import dev.tacit.lab.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Trains a run for a moment, in a place of its own that is deleted after, to see how fast its kind
 * is. The start is measured with everything that the run measures anywhere; the first half of what
 * is trained warms up and counts for the upper end alone.
 */
final class SpeedTrial implements BooleanSupplier, Turns {
  private static final double LONGEST = 1; // second of training, after which no step begins
  private static final int FEWEST = 2; // steps
  private static final double DOUBT = 0.25; // of what so short a look says

  private final List<Double> turns = new ArrayList<>(); // seconds of the start and of each epoch
  private final List<Long> asked = new ArrayList<>(); // when each step of the last epoch began
  private double training; // seconds since the first step, but for waiting
  private int steps;
  private long began;

  private SpeedTrial() {}

  static Speed of(PlannedRun run, Dataset data) throws IOException {
    Path place = Files.createTempDirectory("tacit-trial");
    try (PreparedRun prepared = Preparation.prepare(run, data)) {
      SpeedTrial trial = new SpeedTrial();
      RunStatus status =
          new Run(place, run.slug(), run.hash(), RunListener.SILENT, trial, trial)
              .execute(prepared);
      return trial.speed(prepared.stepsPerEpoch(), status);
    } finally {
      Folders.delete(place);
    }
  }

  @Override
  public void begin() {
    began = System.nanoTime();
    asked.clear();
  }

  /** Asked before every step, whether to stop. */
  @Override
  public boolean getAsBoolean() {
    long now = System.nanoTime();
    asked.add(now);
    steps++;
    return steps > FEWEST && training + (now - began) * 1e-9 >= LONGEST;
  }

  @Override
  public void end() {
    double seconds = (System.nanoTime() - began) * 1e-9;
    training += turns.isEmpty() ? 0 : seconds;
    turns.add(seconds);
  }

  private Speed speed(int stepsPerEpoch, RunStatus status) {
    double start = turns.get(0);
    int whole = status.epoch();
    if (whole > 0) {
      List<Double> epochs = turns.subList(1, 1 + whole);
      double warm = mean(epochs.subList(whole / 2, whole));
      double most = Math.max(warm, mean(epochs));
      double measuring = Math.max(0, status.measuringSeconds() - start) / whole;
      return speed(start, warm, warm, most, measuring);
    }
    List<Double> seconds = new ArrayList<>();
    for (int i = 1; i < asked.size(); i++) {
      seconds.add((asked.get(i) - asked.get(i - 1)) * 1e-9);
    }
    double warm = stepsPerEpoch * mean(seconds.subList(seconds.size() / 2, seconds.size()));
    double most = Math.max(warm, stepsPerEpoch * mean(seconds));
    // What is measured after each epoch has not been seen alone: something up to all of it.
    return speed(start, warm, warm + start / 2, most + start, 0);
  }

  private static Speed speed(
      double start, double least, double likely, double most, double measuring) {
    double rare = Math.max(0, start - measuring);
    return new Speed(
        new Span(0, start, start * (1 + DOUBT)),
        new Span(least * (1 - DOUBT), likely, most * (1 + DOUBT)),
        new Span(0, rare / 2, rare));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
