package dev.tacit.lab.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.JsonFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Curves as the page's script takes them: what they are as JSON, and all their numbers in one array
 * of float64. {@code places} holds [offset, count] of each distinct list of places, {@code curves}
 * holds [run, metric, places, offset of values, offset of standard errors or -1]; run and metric
 * are names, offsets count numbers.
 */
public final class PackedCurves {
  private static final int LOOK_BACK = 8; // lists of places that the next curve may share
  private static final int KEPT_BITS =
      24; // of a mantissa, in a file: as float32, with any exponent

  private final List<Curve> shared = new ArrayList<>(); // one of each list of places
  private final ArrayNode places = JsonFiles.JSON.createArrayNode();
  private final ArrayNode curves = JsonFiles.JSON.createArrayNode();
  private double[] numbers = new double[1024];
  private int count;

  /**
   * Adds a metric of a run.
   *
   * @param errors its standard errors, or null
   */
  public void add(String run, String metric, Curve values, Curve errors) {
    ArrayNode curve = curves.addArray().add(run).add(metric).add(places(values));
    curve.add(count);
    append(values, false);
    if (errors != null && errors.isAlong(values)) {
      curve.add(count);
      append(errors, false);
    } else {
      curve.add(-1);
    }
  }

  /** How many numbers there are. */
  public int size() {
    return count;
  }

  private int places(Curve curve) {
    for (int i = shared.size() - 1; i >= Math.max(0, shared.size() - LOOK_BACK); i--) {
      if (shared.get(i).isAlong(curve)) {
        return i;
      }
    }
    shared.add(curve);
    places.addArray().add(count).add(curve.size());
    append(curve, true);
    return shared.size() - 1;
  }

  private void append(Curve curve, boolean across) {
    if (count + curve.size() > numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(2 * numbers.length, count + curve.size()));
    }
    for (int i = 0; i < curve.size(); i++) {
      numbers[count++] = across ? curve.x(i) : curve.y(i);
    }
  }

  private ObjectNode head() {
    ObjectNode head = JsonFiles.JSON.createObjectNode();
    head.set("places", places);
    head.set("curves", curves);
    return head;
  }

  /**
   * For a server: the length of the head as int32, the head as UTF-8 filled with spaces to a
   * multiple of 8 less 4, and the numbers, all little-endian.
   */
  public byte[] bytes() {
    byte[] head = head().toString().getBytes(StandardCharsets.UTF_8);
    int length = (head.length + 4 + 7) / 8 * 8 - 4;
    ByteBuffer all =
        ByteBuffer.allocate(4 + length + 8 * count).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
    all.put(head);
    while (all.position() < 4 + length) {
      all.put((byte) ' ');
    }
    all.asDoubleBuffer().put(numbers, 0, count);
    return all.array();
  }

  /**
   * For a file: the head with {@code numbers}, the numbers at 24 bits of mantissa (7 digits), byte
   * by byte (all first bytes, then all second ones …), deflated, in Base64.
   */
  public ObjectNode json() {
    byte[] planes = new byte[8 * count];
    for (int i = 0; i < count; i++) {
      long bits = Double.doubleToLongBits(rounded(numbers[i]));
      for (int b = 0; b < 8; b++) {
        planes[b * count + i] = (byte) (bits >>> (8 * b));
      }
    }
    ObjectNode head = head();
    head.put("count", count);
    head.put("numbers", deflated(planes));
    return head;
  }

  private static double rounded(double value) {
    int dropped = 53 - KEPT_BITS;
    long bits = Double.doubleToLongBits(value);
    double rounded = Double.longBitsToDouble((bits + (1L << (dropped - 1))) >> dropped << dropped);
    return Double.isFinite(rounded) ? rounded : value;
  }

  /** Bytes deflated, in Base64. */
  public static String deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] out = new byte[bytes.length / 2 + 1024];
      int length = 0;
      while (!deflater.finished()) {
        if (length == out.length) {
          out = Arrays.copyOf(out, 2 * length);
        }
        length += deflater.deflate(out, length, out.length - length);
      }
      return Base64.getEncoder().encodeToString(Arrays.copyOf(out, length));
    } finally {
      deflater.end();
    }
  }
}
