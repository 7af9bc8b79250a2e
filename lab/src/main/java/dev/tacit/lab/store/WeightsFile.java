package dev.tacit.lab.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tacit.data.DataException;
import dev.tacit.data.NpyReader;
import dev.tacit.data.NumberType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Named arrays of another program: a safetensors file of any size, or NumPy's {@code .npz}. The
 * names and shapes are known at once; numbers are read array by array when they are asked for, and
 * never more than was promised.
 */
public final class WeightsFile implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_HEADER = 100_000_000; // as the format has it
  private static final int MOST_EXTENTS = 8;
  private static final String METADATA = "__metadata__";
  private static final String SUFFIX = ".npy";
  private static final Map<String, NumberType> TYPES =
      Map.of(
          "F64", NumberType.FLOAT64,
          "F32", NumberType.FLOAT32,
          "F16", NumberType.FLOAT16,
          "BF16", NumberType.BFLOAT16,
          "I64", NumberType.INT64,
          "I32", NumberType.INT32,
          "I16", NumberType.INT16,
          "I8", NumberType.INT8,
          "U8", NumberType.UINT8,
          "BOOL", NumberType.UINT8);

  /**
   * One array.
   *
   * @param type of its numbers
   * @param shape its extents, row-major
   */
  public record Entry(NumberType type, List<Long> shape) {
    /** Copies the shape. */
    public Entry {
      shape = List.copyOf(shape);
    }

    /** How many numbers. */
    public long size() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  /** Where an array's numbers come from. */
  @FunctionalInterface
  private interface Reading {
    double[] numbers() throws IOException;
  }

  private final Path file;
  private final Closeable source;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Reading> readings = new LinkedHashMap<>();

  private WeightsFile(Path file, Closeable source) {
    this.file = file;
    this.source = source;
  }

  /**
   * Opens a file and reads what it says of its arrays.
   *
   * @throws IOException if it is neither, or damaged, saying what was found
   */
  public static WeightsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, start, 0);
      start.flip();
      boolean zip = start.remaining() >= 2 && start.get(0) == 'P' && start.get(1) == 'K';
      if (zip) {
        channel.close();
        return npz(file);
      }
      WeightsFile weights = new WeightsFile(file, channel);
      weights.safetensors(channel, start);
      return weights;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        return;
      }
      at += n;
    }
  }

  private void safetensors(FileChannel channel, ByteBuffer start) throws IOException {
    long whole = channel.size();
    long length = start.remaining() < 8 ? -1 : start.getLong();
    if (!(length >= 2 && length <= LONGEST_HEADER && length <= whole - 8)) {
      throw new IOException(
          file
              + " is no file of weights: expected safetensors or an .npz archive, found "
              + what(start)
              + "; docs/guide/pytorch.md shows how to write one");
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    readFully(channel, text, 8);
    JsonNode header;
    try {
      header = JSON.readTree(new String(text.array(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: its header is not JSON", e);
    }
    if (!header.isObject()) {
      throw new IOException(file + " is damaged: its header is no JSON object");
    }
    long data = 8 + length;
    for (Map.Entry<String, JsonNode> array : header.properties()) {
      if (!array.getKey().equals(METADATA)) {
        add(channel, array.getKey(), array.getValue(), data, whole - data);
      }
    }
  }

  private static String what(ByteBuffer start) {
    byte[] bytes = new byte[Math.max(1, start.limit())];
    start.duplicate().rewind().get(bytes, 0, start.limit());
    if (start.limit() == 0) {
      return "an empty file";
    }
    if (bytes[0] == (byte) 0x80) {
      return "a pickle of Python objects, which only Python reads";
    }
    return bytes[0] == '<' ? "a web page" : "other bytes, or a file that was cut off";
  }

  private void add(FileChannel channel, String name, JsonNode node, long data, long bytes)
      throws IOException {
    String type = node.path("dtype").asText();
    NumberType number = TYPES.get(type);
    long start = node.path("data_offsets").path(0).asLong(-1);
    long end = node.path("data_offsets").path(1).asLong(-1);
    List<Long> shape = shape(node.path("shape"), bytes);
    if (number == null) {
      throw new IOException(
          file + ": the array '" + name + "' is of type " + type + "; expected one of " + known());
    }
    Entry entry = shape == null ? null : new Entry(number, shape);
    if (!(entry != null
        && start >= 0
        && end <= bytes
        && start <= end
        && end - start == entry.size() * number.bytes())) {
      throw new IOException(
          file
              + " is damaged: the array '"
              + name
              + "' must lie within "
              + bytes
              + " bytes, found "
              + node);
    }
    entries.put(name, entry);
    readings.put(
        name,
        () -> {
          ByteBuffer values = ByteBuffer.allocate(Math.toIntExact(end - start));
          readFully(channel, values, data + start);
          if (values.hasRemaining()) {
            throw new IOException(file + " was cut off while it was read");
          }
          return number.doubles(values.flip().order(ByteOrder.LITTLE_ENDIAN));
        });
  }

  private static String known() {
    return String.join(", ", TYPES.keySet().stream().sorted().toList());
  }

  /** Null if it is none whose product may be within bytes. */
  private static List<Long> shape(JsonNode node, long bytes) {
    Long[] shape = new Long[node.size()];
    long size = 1;
    for (int i = 0; i < shape.length; i++) {
      long extent = node.path(i).isIntegralNumber() ? node.path(i).asLong(-1) : -1;
      if (!(extent >= 0 && extent <= bytes && size * extent <= bytes && i < MOST_EXTENTS)) {
        return null;
      }
      shape[i] = extent;
      size *= extent;
    }
    return node.isArray() ? List.of(shape) : null;
  }

  private static WeightsFile npz(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new IOException(file + " is a damaged zip archive: " + e.getMessage(), e);
    }
    WeightsFile weights = new WeightsFile(file, zip);
    try {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.getName().endsWith(SUFFIX)) {
          throw new IOException(
              file
                  + " is no archive of NumPy arrays: it holds '"
                  + entry.getName()
                  + "'"
                  + (entry.getName().endsWith(".pkl")
                      ? ", a pickle of torch.save, which only Python reads; docs/guide/pytorch.md"
                          + " shows how to write weights"
                      : ""));
        }
        weights.add(zip, entry);
      }
      return weights;
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private void add(ZipFile zip, ZipEntry entry) throws IOException {
    String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
    String full = file + "/" + entry.getName();
    try (InputStream in = zip.getInputStream(entry)) {
      NpyReader.Head head = NpyReader.head(full, in, Integer.MAX_VALUE - 8);
      Long[] shape = new Long[head.shape().length];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = (long) head.shape()[i];
      }
      entries.put(name, new Entry(head.type(), List.of(shape)));
    } catch (DataException e) {
      throw new IOException(e.getMessage(), e);
    }
    readings.put(name, () -> numbers(zip, entry, name));
  }

  private double[] numbers(ZipFile zip, ZipEntry entry, String name) throws IOException {
    String full = file + "/" + entry.getName();
    try (InputStream in = zip.getInputStream(entry)) {
      NpyReader.Head head = NpyReader.head(full, in, Integer.MAX_VALUE - 8);
      int promised = Math.toIntExact(entries.get(name).size() * head.type().bytes());
      byte[] bytes = in.readNBytes(promised);
      if (bytes.length < promised) {
        throw new IOException(
            full + " ends after " + bytes.length + " bytes of values, expected " + promised);
      }
      return head.type().doubles(ByteBuffer.wrap(bytes).order(head.order()));
    } catch (DataException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The arrays by name, in the order of the file. */
  public Map<String, Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /**
   * The numbers of an array, widened to float64, row-major.
   *
   * @throws IOException if they cannot be read
   */
  public double[] read(String name) throws IOException {
    Reading reading = readings.get(name);
    if (reading == null) {
      throw new IOException(file + " has no array '" + name + "'");
    }
    return reading.numbers();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
