package dev.tacit.benchmarks;

import dev.tacit.benchmarks.PyTorchOptimizers.Convention;
import dev.tacit.benchmarks.PyTorchOptimizers.Found;
import dev.tacit.benchmarks.PyTorchOptimizers.Job;
import dev.tacit.benchmarks.PyTorchOptimizers.Row;
import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.DiagramPainter;
import dev.tacit.lab.figure.Look;
import dev.tacit.lab.figure.Scale;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link PyTorchOptimizers} found: two figures with their numbers, and tables in Markdown. */
final class PyTorchFigures {
  private static final Map<String, String> HEADINGS =
      Map.of(
          "mlp", "MLP 784-64-64-10, ReLU",
          "lenet5", "LeNet-5, tanh",
          "cnn-group", "Convolutions with group normalisation");
  private static final double SAME = 1e-12; // rounding, in float64
  private static final List<String> NETWORKS = List.of("mlp", "lenet5", "cnn-group");

  private final Found found;

  PyTorchFigures(Found found) {
    this.found = found;
  }

  void write(Path out) throws IOException {
    writeDifferences(out);
    writeConventions(out);
    table(found.rows());
  }

  /** Of the steps, those that are drawn. */
  private static boolean isDrawn(int step) {
    return step <= 20 || step % 5 == 0;
  }

  private void writeDifferences(Path out) throws IOException {
    List<Row> rows = found.rows().stream().filter(row -> isDrawn(row.step())).toList();
    StringBuilder csv = new StringBuilder("network,optimizer,precision,step,relative,largest,");
    csv.append("rounding\n");
    for (Row row : rows) {
      String numbers =
          String.join(",", shown(row.relative()), shown(row.largest()), shown(row.rounding()));
      csv.append(row.job()).append(',').append(row.step()).append(',').append(numbers).append('\n');
    }
    DiagramPainter.write(
        new Diagram(
            "optimizers",
            "Tacit’s parameters against those of PyTorch " + found.version(),
            "‖w − w′‖ / ‖w′‖; solid: float32, dashed: float64",
            new Diagram.Across("step", Kind.STRAIGHT),
            NETWORKS.stream().map(network -> panel(network, rows)).toList(),
            false,
            false,
            Diagram.Size.of(NETWORKS.size())),
        out,
        csv.toString());
  }

  private static Diagram.Panel panel(String network, List<Row> rows) {
    List<Diagram.Line> lines = new ArrayList<>();
    for (String rule : PyTorchOptimizers.COMMON) {
      Color colour = Look.PALETTE.get(PyTorchOptimizers.COMMON.indexOf(rule));
      for (String precision : List.of("float32", "float64")) {
        List<Row> own = of(rows, network, rule, precision);
        BasicStroke stroke =
            precision.equals("float32") ? Look.stroke(1.6f) : Look.stroke(1.6f, 5, 3);
        lines.add(line(rule, colour, stroke, points(own)));
      }
    }
    return new Diagram.Panel(HEADINGS.get(network), new Scale.Log(), false, lines);
  }

  private static List<Row> of(List<Row> rows, String network, String rule, String precision) {
    Job job = new Job(network, rule, precision);
    return rows.stream().filter(row -> row.job().equals(job)).toList();
  }

  private static Diagram.Line line(
      String label, Color colour, BasicStroke stroke, List<Diagram.Point> points) {
    return new Diagram.Line(label, colour, stroke, Look.stroke(2), 0, true, points, false);
  }

  private static List<Diagram.Point> points(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.relative() > 0)
        .map(row -> new Diagram.Point(row.step(), row.relative()))
        .toList();
  }

  private void writeConventions(Path out) throws IOException {
    StringBuilder csv = new StringBuilder("case;step;relative\n");
    Map<String, List<Convention>> cases = new LinkedHashMap<>();
    for (Convention row : found.conventions()) {
      cases.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
      if (isDrawn(row.step())) {
        csv.append(row.name()).append(';').append(row.step()).append(';');
        csv.append(shown(row.relative())).append('\n');
      }
    }
    List<Diagram.Line> lines = new ArrayList<>();
    System.out.println("| by two conventions | step 1 | step 10 | last step |\n|---|---|---|---|");
    cases.forEach(
        (name, rows) -> {
          List<Diagram.Point> points =
              rows.stream()
                  .filter(row -> isDrawn(row.step()) && row.relative() > SAME)
                  .map(row -> new Diagram.Point(row.step(), row.relative()))
                  .toList();
          lines.add(line(name, Look.PALETTE.get(lines.size()), Look.stroke(2), points));
          System.out.printf(
              "| %s | %s | %s | %s |%n",
              name,
              shown(rows.get(1).relative()),
              shown(rows.get(10).relative()),
              shown(rows.get(rows.size() - 1).relative()));
        });
    DiagramPainter.write(
        new Diagram(
            "conventions",
            "The same settings by two programs’ formulas",
            "‖w − w′‖ / ‖w′‖, MLP, float64",
            new Diagram.Across("step", Kind.STRAIGHT),
            List.of(new Diagram.Panel("", new Scale.Log(), false, lines)),
            false,
            false,
            new Diagram.Size(820, 1, 380)),
        out,
        csv.toString());
  }

  private static void table(List<Row> rows) {
    System.out.println(
        "| network | rule | float64: step 1 | last | largest difference of a parameter | float32:"
            + " step 1 | last | largest | PyTorch in float32 from itself in float64, last |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (String network : NETWORKS) {
      for (String rule : PyTorchOptimizers.RULES.keySet()) {
        List<Row> exact = of(rows, network, rule, "float64");
        List<Row> single = of(rows, network, rule, "float32");
        if (!exact.isEmpty() && !single.isEmpty()) {
          Row last = single.get(single.size() - 1);
          System.out.printf(
              "| %s | %s | %s | %s | %s | %s | %s |%n",
              network,
              rule,
              shown(exact.get(1).relative()),
              shown(exact.get(exact.size() - 1).relative()),
              shown(largest(exact)),
              shown(single.get(1).relative()) + " | " + shown(last.relative()),
              shown(largest(single)) + " | " + shown(last.rounding()));
        }
      }
    }
  }

  private static double largest(List<Row> rows) {
    return rows.stream().mapToDouble(Row::largest).max().orElseThrow();
  }

  private static String shown(double value) {
    return String.format("%.1e", value).replace("e-0", "e-");
  }
}
