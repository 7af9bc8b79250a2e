package dev.tacit.lab.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.PublishedFile;
import dev.tacit.data.Sha256;
import dev.tacit.lab.fetch.PublicSet.Member;
import dev.tacit.lab.fetch.PublicSet.RemoteFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out of archives, and what is not. */
class ArchivesTest {
  private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

  /** A member as POSIX describes it. */
  private ArchivesTest with(String path, char type, byte[] content) throws IOException {
    byte[] header = new byte[512];
    put(header, 0, path);
    put(header, 100, "0000644");
    put(header, 124, String.format(Locale.ROOT, "%011o", content.length));
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    put(header, 157, "/etc/passwd");
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte b : header) {
      sum += Byte.toUnsignedInt(b);
    }
    put(header, 148, String.format(Locale.ROOT, "%06o", sum) + "\0");
    tar.write(header);
    tar.write(content);
    tar.write(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private byte[] gzip(int cut) throws IOException {
    tar.write(new byte[1024]);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(tar.toByteArray(), 0, tar.size() - cut);
    }
    return packed.toByteArray();
  }

  private static PublicSet set(String archive, byte[] bytes) throws IOException {
    return new PublicSet(
        "small",
        List.of(URI.create("http://127.0.0.1:1/")),
        List.of(
            new RemoteFile(
                archive, bytes.length, Sha256.of(new java.io.ByteArrayInputStream(bytes)))),
        List.of(new Member("in/a.bin", "a.bin", TEN.length, true)),
        List.of(new PublishedFile("a.bin", "", List.of("a.bin"))));
  }

  private int fetch(String archive, byte[] bytes, boolean overwrite)
      throws IOException, InterruptedException {
    Files.write(folder.resolve(archive), bytes);
    return new Fetch(set(archive, bytes), folder, null, overwrite, new FetchTest.Quiet()).run();
  }

  private void refused(String words, byte[] bytes) throws IOException {
    IOException e = assertThrows(IOException.class, () -> fetch("a.tar.gz", bytes, false));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(".fetch.lock", "a.tar.gz"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void anArchivePlacedByHandIsUnpackedAndOnlyWhatIsWanted() throws Exception {
    with("in", '5', new byte[0])
        .with("../outside", '0', TEN)
        .with("/absolute", '0', TEN)
        .with("in/link", '2', new byte[0])
        .with("in/a.bin", '0', TEN)
        .with("in/../a.bin", '0', "other".getBytes(StandardCharsets.US_ASCII));
    assertEquals(1, fetch("a.tar.gz", gzip(0), false));
    assertArrayEquals(TEN, Files.readAllBytes(folder.resolve("a.bin")));
    assertEquals(
        "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882  a.bin\n",
        Files.readString(folder.resolve("SHA256SUMS")),
        "sha256sum's own number");
    assertTrue(Files.exists(folder.resolve("a.tar.gz")), "an archive of the user's stays");
    assertFalse(Files.exists(folder.resolveSibling("outside")));
    PublicSet set = set("a.tar.gz", TEN);
    assertEquals(Holding.State.RIGHT, Holding.verify(set, folder).get(0).state());
    Files.writeString(folder.resolve("a.bin"), "9876543210");
    assertEquals(Holding.State.WRONG, Holding.verify(set, folder).get(0).state());
  }

  @Test
  void linksUnderAWantedNameAreRefused() throws IOException {
    refused("found a link", with("in/a.bin", '2', new byte[0]).gzip(0));
  }

  @Test
  void moreOrLessThanPublishedIsRefused() throws IOException {
    refused("found more", with("in/a.bin", '0', new byte[1 << 16]).gzip(0));
    tar.reset();
    refused("found 3", with("in/a.bin", '0', new byte[3]).gzip(0));
  }

  @Test
  void anArchiveThatLacksAFileOrIsCutOffIsRefused() throws IOException {
    refused("not in the archive: in/a.bin", with("in/b.bin", '0', TEN).gzip(0));
    tar.reset();
    refused("cut off", with("in/a.bin", '0', TEN).gzip(1024 + 510));
    refused("not a gzipped tar", TEN);
    tar.reset();
    tar.write(new byte[] {'x', 0, 1});
    tar.write(new byte[600]);
    refused("not a tar archive", gzip(0));
  }

  @Test
  void aTarThatUnpacksToMoreThanItMayIsRefused() throws IOException {
    byte[] bytes = with("in/b.bin", '0', new byte[1 << 20]).gzip(0);
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                TarGz.read(
                    "bomb",
                    new java.io.ByteArrayInputStream(bytes),
                    java.util.Set.of(),
                    1 << 19,
                    (path, size, in) -> {}));
    assertTrue(e.getMessage().contains("at most 524288 bytes"), e.getMessage());
  }

  @Test
  void aZipGivesWhatIsWantedAndNoMore() throws Exception {
    assertEquals(1, fetch("a.zip", zip("in/a.bin", TEN), false));
    assertArrayEquals(TEN, Files.readAllBytes(folder.resolve("a.bin")));
    assertFalse(Files.exists(folder.resolveSibling("outside")));
    Files.delete(folder.resolve("a.bin"));
    byte[] bomb = zip("in/a.bin", new byte[1 << 20]);
    IOException e = assertThrows(IOException.class, () -> fetch("a.zip", bomb, false));
    assertTrue(e.getMessage().contains("found more"), e.getMessage());
  }

  private static byte[] zip(String path, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String each : List.of("../outside", path)) {
        zip.putNextEntry(new ZipEntry(each));
        zip.write(content);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void anArchiveThatIsNotThePublishedOneIsLeftAlone() throws IOException {
    byte[] published = with("in/a.bin", '0', TEN).gzip(0);
    Files.write(folder.resolve("a.tar.gz"), TEN);
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                new Fetch(set("a.tar.gz", published), folder, null, false, new FetchTest.Quiet())
                    .run());
    assertTrue(e.getMessage().contains("--overwrite"), e.getMessage());
    assertArrayEquals(TEN, Files.readAllBytes(folder.resolve("a.tar.gz")));
  }
}
