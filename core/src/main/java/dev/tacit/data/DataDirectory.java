package dev.tacit.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The files of a set in a directory that a user named; nothing outside it is opened. */
final class DataDirectory {
  private static final int BUFFER = 1 << 16;
  private static final String PACKED = ".gz";

  private final Path path;

  /**
   * @param set its name, for messages
   */
  DataDirectory(Path path, String set) throws DataException {
    if (!Files.isDirectory(path)) {
      throw new DataException(
          path.toString(), "a directory with the files of " + set, "no directory");
    }
    this.path = path;
  }

  /** What is made of a file's bytes. */
  interface Reader<T> {
    /**
     * Reads one.
     *
     * @param name the file, for messages
     */
    T read(String name, InputStream in) throws DataException;
  }

  /** Reads {@code file.gz} or {@code file}; either may be packed. */
  <T> T read(String file, Reader<T> reader) throws DataException {
    return read(file, null, reader);
  }

  /**
   * Reads {@code file.gz} or {@code file}; either may be packed, whatever it is called.
   *
   * @param md5 that {@code file.gz} was published with; null for none
   */
  <T> T read(String file, String md5, Reader<T> reader) throws DataException {
    Path found = found(file, md5 != null);
    String name = found.toString();
    MessageDigest digest = md5();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(found), BUFFER)) {
      DigestInputStream packed = new DigestInputStream(in, digest);
      T result = reader.read(name, Content.unpacked(name, packed, "data"));
      if (md5 != null && name.endsWith(PACKED)) {
        packed.transferTo(OutputStream.nullOutputStream());
        String sum = HexFormat.of().formatHex(digest.digest());
        if (!md5.equals(sum)) {
          throw new DataException(name, "the published file, with MD5 " + md5, sum);
        }
      }
      return result;
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw new DataException(name, "a readable file", e);
    }
  }

  /**
   * Where a file is looked for, in this order: under its name, or with the dot that some copies of
   * MNIST have: train-images.idx3.
   */
  static List<String> names(String file, boolean packedFirst) {
    String dotted = file.replace("-idx", ".idx");
    return packedFirst
        ? List.of(file + PACKED, file, dotted + PACKED, dotted)
        : List.of(file, file + PACKED, dotted, dotted + PACKED);
  }

  private Path found(String file, boolean packedFirst) throws DataException {
    for (String name : names(file, packedFirst)) {
      Path candidate = inside(name);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    throw new DataException(path.toString(), file + PACKED + " or " + file, "neither");
  }

  private Path inside(String file) throws DataException {
    try {
      Path root = path.toAbsolutePath().normalize();
      Path resolved = root.resolve(file).normalize();
      if (resolved.startsWith(root) && !resolved.equals(root)) {
        return path.resolve(file);
      }
    } catch (InvalidPathException e) {
      throw new DataException(path.toString(), "the name of a file", "'" + file + "'");
    }
    throw new DataException(path.toString(), "a file inside this directory", "'" + file + "'");
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
