package dev.tacit.lab.fetch;

import dev.tacit.data.Sha256;
import dev.tacit.lab.fetch.PublicSet.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Members out of an archive, into files whose names are ours and not the archive's. */
final class Archives {
  private static final long MOST_BYTES = 1L << 30;
  private static final int BUFFER = 1 << 16;

  private Archives() {}

  /** Where a member goes. */
  interface Target {
    /**
     * A whole member.
     *
     * @param fresh a file that holds it, to be moved or deleted
     */
    void put(Member member, Path fresh, String sha256) throws IOException;
  }

  /** Unpacks all members that the set wants, each once. */
  static void unpack(Path archive, PublicSet set, Path directory, Target target)
      throws IOException {
    String name = archive.toString();
    Map<String, Member> wanted =
        set.members().stream()
            .collect(
                Collectors.toMap(Member::path, member -> member, (a, b) -> a, LinkedHashMap::new));
    if (name.endsWith(".zip")) {
      zip(archive, wanted, directory, target);
    } else {
      try (InputStream in = Files.newInputStream(archive)) {
        TarGz.read(
            name,
            in,
            java.util.Set.copyOf(wanted.keySet()),
            MOST_BYTES,
            (path, bytes, body) -> {
              Member member = wanted.remove(path);
              if (member == null) {
                throw new FetchException(name + ": expected " + path + " once, found it again");
              }
              take(name, member, body, directory, target);
            });
      }
    }
    if (!wanted.isEmpty()) {
      throw new FetchException(
          name + ": not in the archive: " + String.join(", ", wanted.keySet()));
    }
  }

  private static void zip(Path archive, Map<String, Member> wanted, Path directory, Target target)
      throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (Member member : java.util.List.copyOf(wanted.values())) {
        ZipEntry entry = zip.getEntry(member.path());
        if (entry != null && !entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            take(archive.toString(), member, in, directory, target);
          }
          wanted.remove(member.path());
        }
      }
    } catch (ZipException e) {
      throw new FetchException(archive + ": not a zip archive: " + e.getMessage(), e);
    }
  }

  private static void take(
      String archive, Member member, InputStream in, Path directory, Target target)
      throws IOException {
    Path fresh = directory.resolve(member.file() + ".part");
    MessageDigest digest = Sha256.digest();
    long bytes = 0;
    try (OutputStream file = open(fresh);
        OutputStream out = new DigestOutputStream(file, digest)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
        if (bytes > member.mostBytes()) {
          throw wrongSize(archive, member, "more");
        }
        try {
          out.write(buffer, 0, n);
        } catch (IOException e) {
          throw Places.cannotWrite(fresh, e);
        }
      }
      if (member.exact() && bytes != member.mostBytes()) {
        throw wrongSize(archive, member, Long.toString(bytes));
      }
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    target.put(member, fresh, HexFormat.of().formatHex(digest.digest()));
  }

  private static OutputStream open(Path fresh) throws IOException {
    try {
      Files.deleteIfExists(fresh);
      return Files.newOutputStream(fresh, java.nio.file.StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw Places.cannotWrite(fresh, e);
    }
  }

  private static FetchException wrongSize(String archive, Member member, String found) {
    return new FetchException(
        archive
            + ": expected "
            + (member.exact() ? "" : "at most ")
            + member.mostBytes()
            + " bytes of "
            + member.path()
            + ", found "
            + found);
  }
}
