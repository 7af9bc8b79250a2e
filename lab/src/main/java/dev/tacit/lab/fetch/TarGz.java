package dev.tacit.lab.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Plain files out of a gzipped tar archive (POSIX.1-1988 "ustar" and older). Only members whose
 * whole path is asked for are given out, so that no path of the archive ever names a file here;
 * everything else is passed over. A link or a device under such a path is refused, and so are an
 * archive that unpacks to more than it may and one that is cut off.
 */
public final class TarGz {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE = 124;
  private static final int SUM = 148;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int NUMBER = 12;
  private static final int SUM_LENGTH = 8;

  private TarGz() {}

  /** Takes a member. */
  public interface Taker {
    /** Reads all of it. */
    void take(String path, long bytes, InputStream in) throws IOException;
  }

  /**
   * Reads an archive.
   *
   * @param archive its name, for messages
   * @param wanted paths of plain files in it
   * @param most bytes that it may unpack to
   * @throws IOException if it is damaged, cut off, too large or has something else under a wanted
   *     path, saying which
   */
  public static void read(
      String archive, InputStream gzip, Set<String> wanted, long most, Taker taker)
      throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(gzip, 1 << 16)) {
      long total = 0;
      byte[] header = new byte[BLOCK];
      while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        checkSum(archive, header);
        String path = path(header);
        long size = number(archive, header, SIZE, NUMBER);
        total += BLOCK + size;
        if (total > most) {
          throw new FetchException(
              archive + ": expected an archive of at most " + most + " bytes, found more");
        }
        Body body = new Body(archive, in, size);
        if (wanted.contains(path)) {
          if (header[TYPE] != '0' && header[TYPE] != 0) {
            throw new FetchException(
                archive + ": expected a plain file at " + path + ", found a link or the like");
          }
          taker.take(path, size, body);
        }
        body.skipRest((BLOCK - size % BLOCK) % BLOCK);
      }
    } catch (EOFException e) {
      throw new FetchException(archive + ": the archive is cut off", e);
    } catch (ZipException e) {
      throw new FetchException(archive + ": not a gzipped tar archive: " + e.getMessage(), e);
    }
  }

  private static String path(byte[] header) {
    String name = text(header, 0, NAME);
    String prefix =
        text(header, MAGIC, 5).equals("ustar") && header[MAGIC + 5] == 0
            ? text(header, PREFIX, PREFIX_LENGTH)
            : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int from, int most) {
    int end = from;
    while (end < from + most && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
  }

  private static long number(String archive, byte[] header, int from, int length)
      throws FetchException {
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]{1,11}")) {
      throw new FetchException(archive + ": not a tar archive (a size of '" + digits + "')");
    }
    return Long.parseLong(digits, 8);
  }

  private static void checkSum(String archive, byte[] header) throws FetchException {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM && i < SUM + SUM_LENGTH ? ' ' : Byte.toUnsignedInt(header[i]);
    }
    String digits = text(header, SUM, SUM_LENGTH).strip();
    if (!digits.matches("[0-7]{1,7}") || Integer.parseInt(digits, 8) != sum) {
      throw new FetchException(archive + ": not a tar archive, or a damaged one");
    }
  }

  /** One member. */
  private static final class Body extends InputStream {
    private final String archive;
    private final InputStream in;
    private long left;

    Body(String archive, InputStream in, long size) {
      this.archive = archive;
      this.in = in;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(into, from, (int) Math.min(length, left));
      if (n < 0) {
        throw new EOFException(archive);
      }
      left -= n;
      return n;
    }

    void skipRest(long padding) throws IOException {
      in.skipNBytes(left + padding);
      left = 0;
    }
  }
}
