package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.VarianceComponents.Component;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Crossed seeds against R (variance.R). */
class VarianceComponentsTest {
  /** Of an end of an interval: 20,001 stratified draws here, 2,000,000 there. */
  private static final double DRAWN = 0.04;

  @Test
  void agreesWithR() {
    List<String> rows = Rows.of("variance.csv");
    int at = 0;
    int designs = 0;
    while (at < rows.size()) {
      String data = rows.get(at++);
      List<String[]> expected = new ArrayList<>();
      while (at < rows.size() && rows.get(at).startsWith("component,")) {
        expected.add(rows.get(at++).split(",", -1));
      }
      compare(Rows.numbers(data.substring("data,".length())), expected);
      designs++;
    }
    assertEquals(3, designs);
  }

  private static void compare(double[] data, List<String[]> expected) {
    int k = expected.size() == 3 ? 2 : 3;
    List<String> factors = List.of("noise", "init", "order").subList(3 - k, 3);
    int[] sizes = Arrays.stream(data, 0, k).mapToInt(n -> (int) n).toArray();
    Map<List<Long>, Double> values = crossed(sizes, Arrays.copyOfRange(data, k, data.length));
    List<Component> found = VarianceComponents.of(factors, values);
    assertEquals(expected.size(), found.size());
    double scale = found.stream().mapToDouble(Component::meanSquare).max().orElseThrow();
    for (int i = 0; i < found.size(); i++) {
      Component component = found.get(i);
      String[] cells = expected.get(i);
      assertEquals(cells[1], component.name());
      assertEquals(Integer.parseInt(cells[2]), component.degrees());
      assertEquals(Double.parseDouble(cells[3]), component.meanSquare(), 1e-13 * scale);
      assertEquals(Double.parseDouble(cells[4]), component.variance(), 1e-13 * scale);
      double low = Double.parseDouble(cells[5]);
      double high = Double.parseDouble(cells[6]);
      assertEquals(low, component.low(), DRAWN * Math.max(low, component.meanSquare() / 10));
      assertEquals(high, component.high(), DRAWN * high);
    }
  }

  private static Map<List<Long>, Double> crossed(int[] sizes, double[] values) {
    Map<List<Long>, Double> crossed = new HashMap<>();
    for (int cell = 0; cell < values.length; cell++) {
      Long[] key = new Long[sizes.length];
      int rest = cell;
      for (int f = sizes.length - 1; f >= 0; f--) {
        key[f] = 10L + rest % sizes[f];
        rest /= sizes[f];
      }
      crossed.put(Arrays.asList(key), values[cell]);
    }
    return crossed;
  }

  /** y = 1, 2, 3 whatever the order: nothing is left for the order, and nothing is lost to init. */
  @Test
  void aFactorThatDecidesEverythingHasAllOfTheVariance() {
    Map<List<Long>, Double> values = crossed(new int[] {3, 2}, new double[] {1, 1, 2, 2, 3, 3});
    List<Component> found = VarianceComponents.of(List.of("init", "order"), values);
    assertEquals(1, found.get(0).variance(), 1e-15);
    assertEquals(0, found.get(1).variance(), 1e-15);
    assertEquals(0, found.get(2).variance(), 1e-15);
  }

  @Test
  void oneFactorHasTheSampleVariance() {
    Map<List<Long>, Double> values = crossed(new int[] {4}, new double[] {1, 2, 4, 7});
    Component only = VarianceComponents.of(List.of("init"), values).get(0);
    assertEquals(7, only.variance(), 1e-14);
    assertTrue(only.low() < 7 && 7 < only.high());
  }

  @Test
  void whatIsNotCrossedIsRefusedWithWhatIsMissing() {
    Map<List<Long>, Double> values = crossed(new int[] {2, 2}, new double[] {1, 2, 3, 4});
    values.remove(List.of(11L, 10L));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> VarianceComponents.of(List.of("init", "order"), values))
            .getMessage();
    assertEquals("the seeds are not crossed: no value of init 11, order 10", message);
    Map<List<Long>, Double> one = crossed(new int[] {2, 1}, new double[] {1, 2});
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> VarianceComponents.of(List.of("init", "order"), one))
            .getMessage()
            .startsWith("the variance over order needs two of its seeds"));
  }
}
