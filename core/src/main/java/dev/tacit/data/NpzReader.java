package dev.tacit.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads NumPy's {@code .npz}, a zip archive of {@code .npy} files, packed or not. Only the arrays
 * that are asked for are kept; of the others no more than {@link #MOST_SKIPPED} bytes are unpacked.
 */
public final class NpzReader {
  private static final long MOST_SKIPPED = 1L << 34;
  private static final String SUFFIX = ".npy";

  private NpzReader() {}

  /**
   * Reads arrays; their checksum is that of the whole archive.
   *
   * @param name the file, for messages
   * @param in its bytes; left open
   * @param wanted names of arrays, without {@code .npy}
   * @param maxValues more values than this in an array are refused before any is read
   * @return each wanted array by its name
   * @throws DataException for a damaged archive, or one that lacks an array (listing those it has)
   */
  public static Map<String, NumberArray> read(
      String name, InputStream in, Set<String> wanted, int maxValues) throws DataException {
    MessageDigest digest = Sha256.digest();
    InputStream content = new DigestInputStream(in, digest);
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    Set<String> met = new LinkedHashSet<>();
    long skipped = 0;
    byte[] head;
    try {
      PushbackInputStream start = new PushbackInputStream(content, Content.PEEKED);
      head = start.readNBytes(Content.PEEKED);
      start.unread(head);
      ZipInputStream zip = new ZipInputStream(start);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String file = entry.getName();
        String array =
            file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
        met.add(array);
        if (wanted.contains(array)) {
          arrays.put(array, NpyReader.read(name + "/" + file, zip, maxValues));
        } else {
          skipped += skip(zip, MOST_SKIPPED - skipped, name);
        }
      }
      content.transferTo(
          OutputStream.nullOutputStream()); // the archive's directory, for the digest
    } catch (DataException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) { // of a name that is no text
      throw new DataException(name, "a zip archive of arrays", String.valueOf(e.getMessage()));
    }
    if (met.isEmpty()) {
      String foreign = Content.foreign(head);
      throw new DataException(
          name, "a zip archive of arrays (.npz)", foreign == null ? "no entry" : foreign);
    }
    for (String array : wanted) {
      if (!arrays.containsKey(array)) {
        throw new DataException(name, "an array '" + array + "'", "only " + String.join(", ", met));
      }
    }
    String sha256 = Sha256.hex(digest);
    arrays.replaceAll(
        (key, a) -> new NumberArray(a.name(), a.type(), a.shape(), a.values(), sha256));
    return arrays;
  }

  private static long skip(InputStream entry, long most, String name) throws IOException {
    byte[] buffer = new byte[1 << 13];
    long skipped = 0;
    for (int n = entry.read(buffer); n >= 0; n = entry.read(buffer)) {
      skipped += n;
      if (skipped > most) {
        throw new DataException(name, "at most " + MOST_SKIPPED + " bytes of other arrays", "more");
      }
    }
    return skipped;
  }
}
