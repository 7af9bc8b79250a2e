package dev.tacit.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.ZipException;

/** What a file really is, by its first bytes: downloads bring web pages and archives, too. */
final class Content {
  /** Bytes that are looked at, and put back. */
  static final int PEEKED = 64;

  private static final int SHOWN = 16;

  private Content() {}

  /** Whether it begins as a gzip file does. */
  static boolean isGzip(PushbackInputStream in, String name) throws DataException {
    byte[] head = peek(in, name, 2);
    return head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
  }

  /** In words, something that is plainly no data: a web page, an archive; null for all else. */
  static String foreign(PushbackInputStream in, String name) throws DataException {
    if (peek(in, name, 2).length == 2 && peek(in, name, 2)[0] == 0) {
      return null; // read no further than the format says
    }
    byte[] head = peek(in, name, PEEKED);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String start = text.strip().toLowerCase(Locale.ROOT);
    if (start.startsWith("<") || start.startsWith("http")) {
      return "a web page, which begins '" + shown(text) + "'; download the file again";
    }
    if (start.startsWith("version https://git-lfs")) {
      return "a pointer to a large file ('" + shown(text) + "'); fetch the file itself";
    }
    if (text.startsWith("PK")) {
      return "a zip archive; unpack it";
    }
    if (text.startsWith("\u00fd7zXZ") || text.startsWith("BZh")) {
      return "an archive of another kind than gzip; unpack it";
    }
    return null;
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
