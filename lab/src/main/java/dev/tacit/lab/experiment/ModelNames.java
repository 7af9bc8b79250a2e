package dev.tacit.lab.experiment;

import dev.tacit.network.Models;
import dev.tacit.network.Network;
import dev.tacit.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every model that a file may name, for people. */
public final class ModelNames {
  private static final Shape DIGIT = Shape.of(1, 28, 28);
  private static final int CLASSES = 10;

  private ModelNames() {}

  /**
   * What is said of one model.
   *
   * @param name as a file writes it
   * @param description one line
   * @param options with their defaults, as a file would write them
   * @param size what it has on images of 28×28 with ten classes
   */
  public record Line(String name, String description, String options, String size) {}

  /** All models in a fixed order. */
  public static List<Line> all() {
    List<Line> lines = new ArrayList<>();
    for (Models.Entry entry : Models.all().values()) {
      Network network = Models.make(entry.name(), Map.of(), DIGIT, CLASSES);
      lines.add(
          new Line(
              entry.name(),
              entry.description(),
              entry.options().toString(),
              String.format(
                  Locale.ROOT,
                  "%d layers with parameters, %,d parameters, %,d multiplications an example",
                  network.depth(),
                  network.layout().dimension(),
                  network.multiplications())));
    }
    return lines;
  }
}
