package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class ViridisTest {
  /** Matplotlib 3: viridis(0), viridis(0.5), viridis(1.0) as hexadecimal. */
  @Test
  void viridisHasMatplotlibsColours() {
    assertEquals(new Color(0x440154), Viridis.at(0));
    assertEquals(new Color(0x21918C), Viridis.at(0.5));
    assertEquals(new Color(0xFDE725), Viridis.at(1));
    assertEquals(new Color(0xFDE725), Viridis.at(7));
  }
}
