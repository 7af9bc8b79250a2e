package dev.tacit.lab.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;

/**
 * Flat vectors, or arrays in their shapes, in a safetensors file: eight bytes with the header's
 * length (little-endian), the header in JSON, then the numbers. Any tool that reads safetensors
 * reads these files; the checksum in the metadata is ours, since the format has none.
 */
final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_HEADER = 1 << 20;
  private static final int MOST_EXTENTS = 8;
  private static final String CHECKSUM = "crc32c";

  private Safetensors() {}

  /** Named vectors with text beside them. */
  record Content(Map<String, Tensor> vectors, Map<String, String> metadata)
      implements AutoCloseable {
    @Override
    public void close() {
      vectors.values().forEach(Tensor::close);
    }
  }

  /** Writes each tensor as a flat vector; forced to the disk before this returns. */
  static void write(Path file, Map<String, Tensor> vectors, Map<String, String> metadata)
      throws IOException {
    write(file, vectors, metadata, vector -> new long[] {vector.numel()});
  }

  /** The same with the tensors' own shapes. */
  static void writeShaped(Path file, Map<String, Tensor> arrays, Map<String, String> metadata)
      throws IOException {
    write(file, arrays, metadata, array -> array.sizes().vec().get());
  }

  private static void write(
      Path file,
      Map<String, Tensor> vectors,
      Map<String, String> metadata,
      Function<Tensor, long[]> shape)
      throws IOException {
    ByteBuffer data = data(vectors);
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject("__metadata__");
    metadata.forEach(texts::put);
    texts.put(CHECKSUM, checksum(data));
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : vectors.entrySet()) {
      Precision precision = Precision.of(entry.getValue());
      long p = entry.getValue().numel();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", precision == Precision.FLOAT32 ? "F32" : "F64");
      ArrayNode extents = node.putArray("shape");
      LongStream.of(shape.apply(entry.getValue())).forEach(extents::add);
      node.putArray("data_offsets").add(offset).add(offset + p * precision.bytes());
      offset += p * precision.bytes();
    }
    byte[] text = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8; // so that the numbers are aligned
    ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(text);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      head.flip();
      while (head.hasRemaining()) {
        channel.write(head);
      }
      while (data.hasRemaining()) {
        channel.write(data);
      }
      channel.force(true);
    }
  }

  /**
   * Reads a file onto the CPU.
   *
   * @throws IOException if the file is not what {@link #write} wrote, saying what is wrong
   */
  static Content read(Path file) throws IOException {
    return read(file, 1);
  }

  /** The same for what {@link #writeShaped} wrote. */
  static Content readShaped(Path file) throws IOException {
    return read(file, MOST_EXTENTS);
  }

  private static Content read(Path file, int mostExtents) throws IOException {
    if (Files.size(file) > Integer.MAX_VALUE - 8) {
      throw new IOException(file + " is too large: " + Files.size(file) + " bytes, at most 2 GiB");
    }
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long length = all.remaining() < 8 ? -1 : all.getLong();
    if (!(length >= 2 && length <= LONGEST_HEADER && length <= all.remaining())) {
      throw new IOException(file + " is no checkpoint: its header says it is " + length + " bytes");
    }
    byte[] text = new byte[(int) length];
    all.get(text);
    ByteBuffer data = all.slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Tensor> vectors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try {
      JsonNode header = JSON.readTree(new String(text, StandardCharsets.UTF_8));
      header
          .path("__metadata__")
          .properties()
          .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      if (!checksum(data).equals(metadata.get(CHECKSUM))) {
        throw new IOException(file + " is damaged: its checksum does not match its content");
      }
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          vectors.put(entry.getKey(), array(entry.getKey(), entry.getValue(), data, mostExtents));
        }
      }
      return new Content(vectors, metadata);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: its header is not JSON", e);
    } catch (IllegalArgumentException e) {
      vectors.values().forEach(Tensor::close);
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** One array; what its header promises is checked before anything is allocated. */
  private static Tensor array(String name, JsonNode node, ByteBuffer data, int mostExtents) {
    String type = node.path("dtype").asText();
    boolean single = type.equals("F32");
    long[] shape = shape(node.path("shape"), data.capacity());
    long p = LongStream.of(shape).reduce(1, (a, b) -> a * b);
    long start = node.path("data_offsets").path(0).asLong(-1);
    long end = node.path("data_offsets").path(1).asLong(-1);
    if (!((single || type.equals("F64"))
        && shape.length >= 1
        && shape.length <= mostExtents
        && start >= 0
        && end <= data.capacity()
        && p <= data.capacity()
        && end - start == p * (single ? 4 : 8))) {
      throw new IllegalArgumentException(
          "'"
              + name
              + (mostExtents == 1 ? "' must be a vector" : "' must be an array")
              + " of F32 or F64 within "
              + data.capacity()
              + " bytes, found "
              + node);
    }
    ByteBuffer bytes = data.slice((int) start, (int) (end - start)).order(ByteOrder.LITTLE_ENDIAN);
    Tensor vector = Vectors.zeros(p, single ? Placement.CPU_FLOAT32 : Placement.CPU_FLOAT64);
    if (single) {
      Vectors.floats(vector).put(bytes.asFloatBuffer());
    } else {
      Vectors.doubles(vector).put(bytes.asDoubleBuffer());
    }
    if (shape.length == 1) {
      return vector;
    }
    try (vector) {
      return vector.view(shape);
    }
  }

  /** The extents of an array; none if they are not numbers whose product may be within bytes. */
  private static long[] shape(JsonNode node, long bytes) {
    long[] shape = new long[node.size()];
    long p = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path(i).asLong(-1);
      if (!(shape[i] >= 0 && shape[i] <= bytes && p * shape[i] <= bytes)) {
        return new long[0];
      }
      p *= shape[i];
    }
    return shape;
  }

  private static ByteBuffer data(Map<String, Tensor> vectors) {
    long bytes = 0;
    for (Tensor vector : vectors.values()) {
      bytes += vector.numel() * Precision.of(vector).bytes();
    }
    ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    for (Tensor vector : vectors.values()) {
      try (Tensor host = vector.cpu()) {
        int p = Math.toIntExact(host.numel());
        if (Precision.of(host) == Precision.FLOAT32) {
          data.asFloatBuffer().put(Vectors.floats(host));
          data.position(data.position() + 4 * p);
        } else {
          data.asDoubleBuffer().put(Vectors.doubles(host));
          data.position(data.position() + 8 * p);
        }
      }
    }
    return data.flip();
  }

  private static String checksum(ByteBuffer data) {
    CRC32C crc = new CRC32C();
    crc.update(data.duplicate());
    return Long.toHexString(crc.getValue());
  }
}
