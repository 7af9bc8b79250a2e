package dev.tacit.lab.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tacit.lab.statistics.Curve;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class PackedCurvesTest {
  private static final double[] X = {0, 1, 2.5};
  private static final double[] Y = {1.0 / 3, 1e-300, -4.9e12};
  private static final double[] ERRORS = {0.25, 0.5, 1};

  private static PackedCurves packed() {
    PackedCurves packed = new PackedCurves();
    packed.add("run", "a", new Curve(X, Y), new Curve(X, ERRORS));
    packed.add("other \u202e", "b", new Curve(new double[] {7}, new double[] {8}), null);
    packed.add("run", "c", new Curve(X, ERRORS), null);
    return packed;
  }

  /** The numbers of a curve as the page's script finds them: places, values, errors. */
  private static double[][] curve(JsonNode head, double[] numbers, int i) {
    JsonNode curve = head.get("curves").get(i);
    JsonNode places = head.get("places").get(curve.get(2).asInt());
    int n = places.get(1).asInt();
    double[][] found = new double[3][];
    int[] offsets = {places.get(0).asInt(), curve.get(3).asInt(), curve.get(4).asInt()};
    for (int part = 0; part < 3; part++) {
      found[part] =
          offsets[part] < 0 ? null : Arrays.copyOfRange(numbers, offsets[part], offsets[part] + n);
    }
    return found;
  }

  @Test
  void aServerGivesNumbersOutToTheBit() throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(packed().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    assertEquals(0, bytes.position() % 8, "numbers lie where a view of them may begin");
    JsonNode head = new ObjectMapper().readTree(text);
    double[] numbers = new double[bytes.remaining() / 8];
    bytes.asDoubleBuffer().get(numbers);
    assertArrayEquals(new double[][] {X, Y, ERRORS}, curve(head, numbers, 0));
    assertArrayEquals(new double[][] {{7}, {8}, null}, curve(head, numbers, 1));
    assertArrayEquals(new double[][] {X, ERRORS, null}, curve(head, numbers, 2));
    assertEquals("other \u202e", head.get("curves").get(1).get(0).asText());
    assertEquals(2, head.get("places").size(), "curves of the same places share them");
  }

  @Test
  void aFileHasSevenDigitsOfThem() throws Exception {
    JsonNode json = packed().json();
    int count = json.get("count").asInt();
    byte[] planes = new byte[8 * count];
    Inflater inflater = new Inflater(true);
    inflater.setInput(Base64.getDecoder().decode(json.get("numbers").asText()));
    assertEquals(planes.length, inflater.inflate(planes));
    inflater.end();
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      long bits = 0;
      for (int b = 0; b < 8; b++) {
        bits |= (planes[b * count + i] & 0xFFL) << (8 * b);
      }
      numbers[i] = Double.longBitsToDouble(bits);
    }
    double[][] found = curve(json, numbers, 0);
    assertArrayEquals(X, found[0]);
    for (int i = 0; i < Y.length; i++) {
      assertEquals(Y[i], found[1][i], Math.abs(Y[i]) * 6e-8);
    }
    assertTrue(found[1][1] > 0, "a number too small for float32");
  }
}
