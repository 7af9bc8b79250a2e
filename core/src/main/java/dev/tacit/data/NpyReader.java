package dev.tacit.data;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads NumPy's {@code .npy} (format 1.0 to 3.0, as NumPy's documentation of {@code
 * numpy.lib.format} has it): a magic string, a version, the length of a header, the header as a
 * Python dictionary with {@code descr}, {@code fortran_order} and {@code shape}, then the values.
 *
 * <p>Read are float16, float32, float64, uint8, int8, int16, int32 and int64 in either byte order,
 * row-major (C order), 1 to 4 dimensions. Memory follows the bytes that really arrive.
 */
public final class NpyReader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int MOST_EXTENTS_OF_DATA = 4;
  private static final int MOST_EXTENTS = 8;
  private static final int MOST_DIGITS = 18; // of a long, whatever they are
  private static final Map<String, NumberType> TYPES =
      Map.of(
          "u1", NumberType.UINT8,
          "i1", NumberType.INT8,
          "i2", NumberType.INT16,
          "i4", NumberType.INT32,
          "i8", NumberType.INT64,
          "f2", NumberType.FLOAT16,
          "f4", NumberType.FLOAT32,
          "f8", NumberType.FLOAT64);
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[))");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(\\s*((?:\\d{1,18}\\s*,?\\s*)*)\\)");

  private NpyReader() {}

  /**
   * Reads a file.
   *
   * @param name the file, for messages
   * @param in its bytes; left open
   * @param maxValues more values than this are refused before any is read
   * @throws DataException for any departure from the format
   */
  public static NumberArray read(String name, InputStream in, int maxValues) throws DataException {
    MessageDigest digest = Sha256.digest();
    DigestInputStream content = new DigestInputStream(in, digest);
    Head head = head(name, content, 1, MOST_EXTENTS_OF_DATA, maxValues);
    int size = Arrays.stream(head.shape).reduce(head.type.bytes(), Math::multiplyExact);
    String values = IdxArray.text(head.shape) + " values of " + head.type;
    ByteBuffer bytes = ByteBuffer.wrap(Content.exactly(name, content, size, values));
    Content.end(name, content, values);
    bytes.order(head.order);
    return new NumberArray(name, head.type, head.shape, bytes, Sha256.hex(digest));
  }

  /**
   * What a header promises.
   *
   * @param type of each number
   * @param order of its bytes
   * @param shape the extents; none for a single number
   */
  @SuppressWarnings("ArrayRecordComponent") // made here, never compared
  public record Head(NumberType type, ByteOrder order, int[] shape) {}

  /**
   * Reads the header of an array of any number of dimensions; its numbers come next in the stream.
   *
   * @param maxValues more bytes of values than this are refused
   * @throws DataException for any departure from the format
   */
  public static Head head(String name, InputStream in, int maxValues) throws DataException {
    return head(name, in, 0, MOST_EXTENTS, maxValues);
  }

  private static Head head(String name, InputStream in, int fewest, int most, int maxValues)
      throws DataException {
    String header = header(name, in);
    Matcher descr = find(name, header, DESCR, "descr");
    if (descr.group(2) != null) {
      throw new DataException(name, "an array of plain numbers", "one of records");
    }
    String code = descr.group(1);
    NumberType type = type(name, code);
    if (find(name, header, ORDER, "fortran_order").group(1).equals("True")) {
      throw new DataException(
          name,
          "C order (numpy.save(file, numpy.ascontiguousarray(a)) writes it)",
          "Fortran order");
    }
    String extents = find(name, header, SHAPE, "shape").group(1);
    return new Head(
        type,
        code.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        shape(name, extents, type, fewest, most, maxValues));
  }

  private static String header(String name, InputStream in) throws DataException {
    byte[] start = Content.exactly(name, in, 8, "the start of a NumPy file");
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      String foreign = Content.foreign(start);
      throw new DataException(
          name, "a NumPy file (0x93 and NUMPY)", foreign == null ? "other bytes" : foreign);
    }
    int version = start[6];
    if (!(version >= 1 && version <= 3)) {
      throw new DataException(name, "NumPy's format 1 to 3", "version " + version);
    }
    int digits = version == 1 ? 2 : 4;
    ByteBuffer length =
        ByteBuffer.wrap(Content.exactly(name, in, digits, "the length of a header"))
            .order(ByteOrder.LITTLE_ENDIAN);
    long bytes =
        version == 1
            ? Short.toUnsignedInt(length.getShort())
            : Integer.toUnsignedLong(length.getInt());
    if (bytes > LONGEST_HEADER) {
      throw new DataException(name, "a header of at most " + LONGEST_HEADER + " bytes", bytes + "");
    }
    return new String(
        Content.exactly(name, in, (int) bytes, "a header"),
        version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  private static Matcher find(String name, String header, Pattern pattern, String key)
      throws DataException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new DataException(name, "a header with '" + key + "'", shown(header));
    }
    return matcher;
  }

  private static NumberType type(String name, String code) throws DataException {
    boolean ordered = code.length() > 1 && "<>|=".indexOf(code.charAt(0)) >= 0;
    NumberType type = ordered ? TYPES.get(code.substring(1)) : null;
    if (type == null) {
      throw new DataException(
          name,
          "numbers of float16, float32, float64, uint8, int8, int16, int32 or int64",
          code.endsWith("O") ? "Python objects" : "NumPy's type '" + shown(code) + "'");
    }
    return type;
  }

  private static int[] shape(
      String name, String text, NumberType type, int fewest, int mostExtents, int maxValues)
      throws DataException {
    String[] parts = text.isBlank() ? new String[0] : text.strip().split("[\\s,]+", -1);
    long[] lengths =
        Arrays.stream(parts).filter(part -> !part.isEmpty()).mapToLong(NpyReader::length).toArray();
    if (!(lengths.length >= fewest && lengths.length <= mostExtents)) {
      throw new DataException(
          name,
          "an array of " + fewest + " to " + mostExtents + " dimensions",
          lengths.length + "");
    }
    long most = maxValues / type.bytes();
    long size = 1;
    for (long length : lengths) {
      if (!(length >= 1 && length <= most && size * length <= most)) {
        throw new DataException(
            name,
            "extents of 1 or more with a product of at most " + most,
            "shape (" + shown(text) + ")");
      }
      size *= length;
    }
    return Arrays.stream(lengths).mapToInt(length -> (int) length).toArray();
  }

  /** What digits say; beyond all bounds where they are too many for a number. */
  private static long length(String digits) {
    return digits.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static String shown(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
    return line.length() <= 80 ? line : line.substring(0, 80) + "…";
  }
}
