package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.HeatMap.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatMapPainterTest {
  @TempDir Path directory;

  /** One row of cells. */
  private HeatMapPainter.Drawn drawn(Scale scale, double... values) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      cells.add(new Cell(i, 0, values[i], Double.isNaN(values[i]), i == 0));
    }
    List<String> columns = IntStream.range(0, values.length).mapToObj(i -> "c" + i).toList();
    HeatMap.Panel panel = new HeatMap.Panel("", "lr", columns, "batch", List.of("64"), cells);
    HeatMap map = new HeatMap("map", "Title", "quantity", scale, "lowest", List.of(panel));
    return HeatMapPainter.write(map, directory, "a,b\n");
  }

  /** The lowest is dark, the highest bright, and 10 lies halfway from 1 to 100 in the logarithm. */
  @Test
  void coloursFollowTheScale() throws IOException {
    String svg = drawn(new Scale.Log(), 1, 10, 100).svg();
    for (String color : List.of("#440154", "#21918c", "#fde725")) {
      assertTrue(svg.contains("fill='" + color + "'"), color);
    }
    assertFalse(drawn(new Scale.Linear(), 1, 10, 100).svg().contains("fill='#21918c'"));
  }

  @Test
  void aValueIsWrittenWhereThereIsRoom() throws IOException {
    assertTrue(drawn(new Scale.Linear(), 0.1234, 0.5).svg().contains(">0.123<"));
    double[] many = IntStream.range(0, 40).mapToDouble(i -> 0.1234 + i).toArray();
    assertFalse(drawn(new Scale.Linear(), many).svg().contains(">0.12"));
  }

  @Test
  void theLegendSaysWhatIsSeenAlone() throws IOException {
    String svg = drawn(new Scale.Linear(), 0.1, Double.NaN).svg();
    for (String text : List.of("lowest", "a run diverged", "no run has a value")) {
      assertTrue(svg.contains(text), text);
    }
    assertFalse(drawn(new Scale.Linear(), 0.1, 0.2).svg().contains("diverged"));
  }

  @Test
  void oneValueAndNoneAreMapsToo() throws IOException {
    assertTrue(drawn(new Scale.Linear(), 0.25).svg().contains(">0.250<"));
    assertEquals(1, drawn(new Scale.Log(), Double.NaN).areas().size());
    assertTrue(Files.exists(directory.resolve("map.png")));
  }
}
