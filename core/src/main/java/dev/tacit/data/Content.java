package dev.tacit.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, and what it really is by the first of them: downloads bring web pages and
 * archives, too.
 */
final class Content {
  /** Bytes that are looked at, and put back. */
  static final int PEEKED = 64;

  private static final int SHOWN = 16;
  private static final int BUFFER = 1 << 16;

  private Content() {}

  /** Whether it begins as a gzip file does. */
  static boolean isGzip(PushbackInputStream in, String name) throws DataException {
    byte[] head = peek(in, name, 2);
    return head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
  }

  /**
   * What a gzip file holds, the stream itself if it is none.
   *
   * @param what the content is, for messages
   */
  static PushbackInputStream unpacked(String name, InputStream in, String what)
      throws DataException {
    PushbackInputStream content = new PushbackInputStream(in, PEEKED);
    if (!isGzip(content, name)) {
      return content;
    }
    try {
      content = new PushbackInputStream(new GZIPInputStream(content, BUFFER), PEEKED);
    } catch (IOException e) {
      throw damaged(name, e);
    }
    if (isGzip(content, name)) {
      throw new DataException(
          name,
          what + " in a gzip file",
          "a gzip file in the gzip file; it was packed twice, unpack it once");
    }
    return content;
  }

  /** In words, something that is plainly no data: a web page, an archive; null for all else. */
  static String foreign(PushbackInputStream in, String name) throws DataException {
    byte[] two = peek(in, name, 2);
    // where it begins with 0, read no further than the format says
    return two.length == 2 && two[0] == 0 ? null : foreign(peek(in, name, PEEKED));
  }

  /** The same of a file's first bytes. */
  static String foreign(byte[] start) {
    String text =
        new String(
            Arrays.copyOf(start, Math.min(start.length, PEEKED)), StandardCharsets.ISO_8859_1);
    String words = text.strip().toLowerCase(Locale.ROOT);
    if (words.startsWith("<") || words.startsWith("http")) {
      return "a web page, which begins '" + shown(text) + "'; download the file again";
    }
    if (words.startsWith("version https://git-lfs")) {
      return "a pointer to a large file ('" + shown(text) + "'); fetch the file itself";
    }
    if (text.startsWith("PK")) {
      return "a zip archive; unpack it";
    }
    if (text.startsWith("\u00fd7zXZ") || text.startsWith("BZh")) {
      return "an archive of another kind than gzip; unpack it";
    }
    return text.startsWith("\u0093NUMPY") ? "a NumPy file" : null;
  }

  /** In words, whatever it is. */
  static String words(PushbackInputStream in, String name) throws DataException {
    String foreign = foreign(in, name);
    if (foreign != null) {
      return foreign;
    }
    byte[] head = peek(in, name, 4);
    if (head.length == 0) {
      return "an empty file";
    }
    if (head.length == 4 && head[0] == 0 && head[1] == 0 && head[2] != 0) {
      return "IDX that is not packed; take '.gz' off its name";
    }
    StringBuilder bytes = new StringBuilder();
    for (byte b : head) {
      bytes.append(String.format(" %02x", b));
    }
    return "a file that begins with the bytes" + bytes;
  }

  /** What to say when reading fails in the middle. */
  static DataException damaged(String name, IOException e) {
    if (e instanceof EOFException) {
      return new DataException(
          name, "a whole gzip file", "its end in the middle; it was cut off, get it again");
    }
    return e instanceof ZipException
        ? new DataException(name, "an undamaged gzip file", e)
        : new DataException(name, "readable content", e);
  }

  /**
   * Exactly n bytes; memory follows what really arrives.
   *
   * @param what they are, for messages
   */
  static byte[] exactly(String name, InputStream in, int n, String what) throws DataException {
    byte[] bytes = upTo(name, in, n);
    if (bytes.length < n) {
      throw new DataException(
          name, what + " (" + n + " bytes)", "the file's end after " + bytes.length);
    }
    return bytes;
  }

  /** Up to n bytes, fewer only at the end. */
  static byte[] upTo(String name, InputStream in, int n) throws DataException {
    try {
      return in.readNBytes(n);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /** Refuses anything more. */
  static void end(String name, InputStream in, String after) throws DataException {
    if (upTo(name, in, 1).length > 0) {
      throw new DataException(name, "the end after " + after, "more");
    }
  }

  private static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ").replaceAll("[^ -~]", "?");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }

  private static byte[] peek(PushbackInputStream in, String name, int n) throws DataException {
    try {
      byte[] head = in.readNBytes(n);
      in.unread(head);
      return head;
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }
}
