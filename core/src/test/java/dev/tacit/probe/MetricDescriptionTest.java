package dev.tacit.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricDescriptionTest {
  private static final MetricDescription NORM =
      MetricDescription.size("norm/l2", "Parameter norm", "‖w‖₂", "Euclidean.");

  @Test
  void coversItselfAndItsParts() {
    assertTrue(NORM.covers("norm/l2"));
    assertFalse(NORM.covers("norm/l2/layer1.weight"));
    assertTrue(NORM.byLayer().covers("norm/l2/layer1.weight"));
    assertTrue(NORM.inParts().covers("norm/l2/half"));
    assertFalse(NORM.inParts().covers("norm/l2squared"));
  }

  @Test
  void whatNobodyDescribesGoesByItsName() {
    List<MetricDescription> needed =
        MetricDescription.of(
            List.of("norm/l2", "optimizer/phase_of_two"),
            List.of(NORM, MetricDescription.share("test/error", "Testing error", "share", "")));
    assertEquals(List.of(NORM, MetricDescription.unnamed("optimizer/phase_of_two")), needed);
    assertEquals("phase of two", needed.get(1).quantity());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "loss", "/loss", "train/"})
  void aNameHasAFamily(String name) {
    assertThrows(IllegalArgumentException.class, () -> MetricDescription.unnamed(name));
  }
}
