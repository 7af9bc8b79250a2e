package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterUrlTest {

  @Test
  void oneMasterOrSeveralOrThisProcess() {
    assertEquals(1, MasterUrl.of("spark://host-1.example:7077", false).masters().size());
    MasterUrl several = MasterUrl.of("spark://a:7077,[::1]:7078", false);
    assertEquals("[::1]", several.masters().get(1).getHostString());
    assertEquals(7078, several.masters().get(1).getPort());
    assertFalse(several.isHere());
    assertTrue(MasterUrl.of("local[2]", false).isHere());
    assertTrue(MasterUrl.of("local", false).isHere());
    assertFalse(MasterUrl.of("yarn", true).isHere()); // as spark-submit has read it
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yarn",
        "localhost:7077",
        "spark://",
        "spark://host",
        "spark://host:",
        "spark://host:0",
        "spark://host:70777",
        "spark://host:99999999999",
        "spark://a b:7077",
        "spark://a:7077,",
        "spark://a:7077/x",
        "http://host:8080",
        "local[0]",
        "local[x]"
      })
  void whatIsNoAddressOfAMasterIsRefusedWithAnExample(String text) {
    SettingsException refused =
        assertThrows(SettingsException.class, () -> MasterUrl.of(text, false));
    assertTrue(refused.getMessage().startsWith("--master: "), refused.getMessage());
    assertTrue(refused.getMessage().contains("spark://HOST:7077"), refused.getMessage());
    assertTrue(refused.getMessage().endsWith("found '" + text + "'"), refused.getMessage());
  }

  @Test
  void whereNobodyListensIsSaidAtOnce() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MasterUrl.of("spark://127.0.0.1:1,127.0.0.1:" + socket.getLocalPort(), false).reach();
    }
    IOException e =
        assertThrows(IOException.class, () -> MasterUrl.of("spark://127.0.0.1:1", false).reach());
    assertTrue(e.getMessage().contains("spark://127.0.0.1:1"), e.getMessage());
    MasterUrl.of("local[2]", false).reach(); // this process is there
  }
}
