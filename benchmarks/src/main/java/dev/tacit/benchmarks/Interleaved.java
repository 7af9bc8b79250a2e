package dev.tacit.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times several programs in turns, so that whatever else the machine does falls on all of them
 * alike, and reports medians: of the times, and of the ratios to the first program within a turn.
 */
final class Interleaved {
  private final List<String> names = new ArrayList<>();
  private final List<Runnable> programs = new ArrayList<>();
  private double[][] seconds; // [programs][rounds]

  /** Adds a program; the first is what the others are compared with. */
  Interleaved add(String name, Runnable program) {
    names.add(name);
    programs.add(program);
    return this;
  }

  /** Runs all of them, some rounds for nothing first. */
  Interleaved run(int warmUp, int rounds) {
    seconds = new double[programs.size()][rounds];
    for (int round = -warmUp; round < rounds; round++) {
      for (int i = 0; i < programs.size(); i++) {
        long start = System.nanoTime();
        programs.get(i).run();
        if (round >= 0) {
          seconds[i][round] = (System.nanoTime() - start) * 1e-9;
        }
      }
    }
    return this;
  }

  /** The median time of a program in seconds. */
  double time(int program) {
    return median(seconds[program]);
  }

  /** The median over rounds of a program's time by the first program's. */
  double ratio(int program) {
    double[] ratios = new double[seconds[program].length];
    Arrays.setAll(ratios, round -> seconds[program][round] / seconds[0][round]);
    return median(ratios);
  }

  /** One line a program. */
  void print() {
    for (int i = 0; i < programs.size(); i++) {
      System.out.printf("%-52s %9.2f ms %8.3f x%n", names.get(i), 1e3 * time(i), ratio(i));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
  }
}
