package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void anOldKernelOfTheShellIsNamedWhereTheProcessorHasANewer() {
    Map<String, String> old = Map.of("OPENBLAS_CORETYPE", "Haswell", "OPENBLAS_L2_SIZE", "512");
    String advice = Machine.blasAdvice(old, true);
    assertTrue(advice.contains("OPENBLAS_CORETYPE=Haswell"), advice);
    assertEquals("", Machine.blasAdvice(Map.of("OPENBLAS_CORETYPE", "Haswell"), false));
    assertEquals("", Machine.blasAdvice(Map.of("OPENBLAS_CORETYPE", "SKYLAKEX"), true));
    assertEquals("", Machine.blasAdvice(Map.of(), true));
    String size = Machine.blasAdvice(Map.of("OPENBLAS_L2_SIZE", "512"), false);
    assertTrue(size.contains("OPENBLAS_L2_SIZE=512"), size);
  }
}
