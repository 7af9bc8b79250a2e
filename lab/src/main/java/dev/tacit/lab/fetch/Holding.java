package dev.tacit.lab.fetch;

import dev.tacit.data.PublishedFile;
import dev.tacit.data.Sha256;
import dev.tacit.lab.fetch.PublicSet.Member;
import dev.tacit.lab.fetch.PublicSet.RemoteFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** What a directory has of a set. */
public final class Holding {
  /** Sums of the files that were taken out of a verified archive, as {@code sha256sum} has them. */
  static final String SUMS = "SHA256SUMS";

  /** How a file compares with what was published. */
  public enum State {
    /** It is not there. */
    MISSING,
    /** Its SHA-256 is the published one, or the one it had in the published archive. */
    RIGHT,
    /** It is there, and there is nothing to compare it with. */
    UNKNOWN,
    /** It is another file. */
    WRONG
  }

  /**
   * A file of the set.
   *
   * @param name as published, unpacked
   * @param path where it is; null if it is missing
   * @param words what was found, in words
   */
  public record Held(String name, Path path, State state, String words) {}

  private Holding() {}

  /**
   * Looks at the names only.
   *
   * @return how many of the set's files are there
   */
  public static int count(PublicSet set, Path directory) {
    return (int) set.files().stream().filter(file -> find(file, directory) != null).count();
  }

  /** Reads and compares every file of a set. */
  public static List<Held> verify(PublicSet set, Path directory) throws IOException {
    Map<String, String> sums = sums(directory);
    List<Held> held = new ArrayList<>();
    for (PublishedFile file : set.files()) {
      Path path = find(file, directory);
      held.add(
          path == null
              ? new Held(file.name(), null, State.MISSING, "missing")
              : compare(set, file, path, sums));
    }
    return held;
  }

  static Path find(PublishedFile file, Path directory) {
    return file.names().stream()
        .map(directory::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElse(null);
  }

  private static Held compare(
      PublicSet set, PublishedFile file, Path path, Map<String, String> sums) throws IOException {
    if (!Files.isRegularFile(path)) {
      return new Held(file.name(), path, State.WRONG, "expected a file, found something else");
    }
    String sum = Sha256.of(path);
    for (RemoteFile remote : set.remote()) {
      if (!set.packed() && remote.name().equals(file.name() + ".gz")) {
        if (remote.sha256().equals(sum)) {
          return new Held(file.name(), path, State.RIGHT, "the published file");
        }
        if (file.sha256().isEmpty()) {
          return path.toString().endsWith(".gz")
              ? wrong(file, path, remote.sha256(), sum)
              : new Held(
                  file.name(),
                  path,
                  State.UNKNOWN,
                  "is unpacked, and only its packed form has a published checksum");
        }
      }
    }
    if (!file.sha256().isEmpty()) {
      String unpacked = unpackedSum(path);
      return file.sha256().equals(unpacked)
          ? new Held(file.name(), path, State.RIGHT, "the published content")
          : wrong(file, path, file.sha256() + " unpacked", unpacked);
    }
    String recorded = sums.get(path.getFileName().toString());
    if (recorded != null) {
      return recorded.equals(sum)
          ? new Held(file.name(), path, State.RIGHT, "as it was in the published archive")
          : wrong(file, path, recorded + " (" + SUMS + ")", sum);
    }
    for (Member member : set.members()) {
      if (member.exact()
          && member.file().equals(path.getFileName().toString())
          && Files.size(path) != member.mostBytes()) {
        return new Held(
            file.name(),
            path,
            State.WRONG,
            "expected " + member.mostBytes() + " bytes, found " + Files.size(path));
      }
    }
    return new Held(
        file.name(), path, State.UNKNOWN, "no checksum of the single file is published");
  }

  private static Held wrong(PublishedFile file, Path path, String expected, String found) {
    return new Held(
        file.name(), path, State.WRONG, "expected SHA-256 " + expected + ", found " + found);
  }

  /** Whatever the file is called, as the program reads it. */
  private static String unpackedSum(Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      in.mark(2);
      boolean packed = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      if (!packed) {
        return Sha256.of(in);
      }
      try (InputStream unpacked = new GZIPInputStream(in, 1 << 16)) {
        return Sha256.of(unpacked);
      } catch (java.util.zip.ZipException | java.io.EOFException e) {
        return "a damaged gzip file";
      }
    }
  }

  private static Map<String, String> sums(Path directory) throws IOException {
    Path file = directory.resolve(SUMS);
    Map<String, String> sums = new HashMap<>();
    if (Files.isRegularFile(file) && Files.size(file) < 1 << 20) {
      String text =
          new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
      text.lines()
          .filter(line -> line.matches("[0-9a-f]{64} [ *][^/\\\\]+"))
          .forEach(line -> sums.put(line.substring(66), line.substring(0, 64)));
    }
    return sums;
  }
}
