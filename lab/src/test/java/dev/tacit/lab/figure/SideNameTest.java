package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SideNameTest {
  @Test
  void theQuantityIsWhatANameEndsWith() {
    assertEquals(26, SideName.quantity("Eq. (1) for all optimizers ((η/4m) Σ‖∇Ĉₖ‖²)"));
    assertEquals(13, SideName.quantity("Testing error (share misclassified)"));
    assertEquals(-1, SideName.quantity("Eq. (1) for all"));
    assertEquals(-1, SideName.quantity("C(w)"));
    assertEquals(-1, SideName.quantity(""));
  }
}
