package dev.tacit.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void countsAndNamesTheNumbersOfAnExample() {
    Shape image = Shape.of(3, 32, 32);
    assertEquals(3072, image.size());
    assertEquals("3×32×32", image.toString());
    assertTrue(image.isImage());
    assertArrayEquals(new long[] {5, 3, 32, 32}, image.batch(5));
    assertFalse(Shape.of(784).isImage());
  }

  @Test
  void refusesWhatHoldsNothing() {
    assertThrows(IllegalArgumentException.class, () -> new Shape(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(1, 0, 3));
    assertThrows(ArithmeticException.class, () -> Shape.of(70_000, 70_000).size());
  }
}
