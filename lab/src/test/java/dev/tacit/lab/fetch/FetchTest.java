package dev.tacit.lab.fetch;

import static dev.tacit.lab.fetch.LyingHost.brokenOff;
import static dev.tacit.lab.fetch.LyingHost.chunks;
import static dev.tacit.lab.fetch.LyingHost.file;
import static dev.tacit.lab.fetch.LyingHost.html;
import static dev.tacit.lab.fetch.LyingHost.redirect;
import static dev.tacit.lab.fetch.LyingHost.status;
import static dev.tacit.lab.fetch.LyingHost.wholeOnly;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.PublishedFile;
import dev.tacit.lab.fetch.Holding.State;
import dev.tacit.lab.fetch.PublicSet.RemoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One small set, from a host that breaks off, lies and redirects. */
@Timeout(60)
class FetchTest {
  private static final Download.Patience LITTLE =
      new Download.Patience(3, Duration.ofMillis(1), Duration.ofMillis(800));

  /** 256 KiB of the bytes k² mod 251, whose sum sha256sum computed, too. */
  private static final byte[] BYTES = bytes();

  private static final String SHA256 =
      "2dd85a106c074b424ea681ddca5240ea8e22455653b6d2c21407d8c85b540a09";

  @TempDir Path folder;
  private final LyingHost host = new LyingHost();
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    host.close();
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[1 << 18];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) ((long) k * k % 251);
    }
    return bytes;
  }

  private PublicSet set() {
    return new PublicSet(
        "small",
        List.of(host.address()),
        List.of(new RemoteFile("x.gz", BYTES.length, SHA256)),
        List.of(),
        List.of(new PublishedFile("x", "", List.of("x", "x.gz"))));
  }

  private int fetch(boolean overwrite) throws IOException, InterruptedException {
    FetchListener listener =
        new FetchListener() {
          @Override
          public void onNote(String sentence) {
            notes.add(sentence);
          }

          @Override
          public void onProgress(String file, long done, long bytes) {
            assertTrue(done <= bytes && bytes == BYTES.length);
          }

          @Override
          public void onFetched(String file) {
            notes.add(file);
          }
        };
    return new Fetch(set(), folder, null, overwrite, listener, LITTLE).run();
  }

  private Path there() {
    return folder.resolve("x.gz");
  }

  private Path part() {
    return folder.resolve("x.gz.part");
  }

  private String refused() {
    IOException e = assertThrows(FetchException.class, () -> fetch(false));
    assertFalse(Files.exists(there()), "nothing is put in place");
    return e.getMessage();
  }

  private void arrives() throws Exception {
    assertEquals(1, fetch(false));
    assertArrayEquals(BYTES, Files.readAllBytes(there()));
    assertFalse(Files.exists(part()));
  }

  private void says(String words, String message) {
    assertTrue(message.contains(words), message);
  }

  @Test
  void whatIsPublishedArrivesAndIsNotFetchedAgain() throws Exception {
    host.gives("/x.gz", file(BYTES));
    arrives();
    assertEquals(0, fetch(false));
    assertEquals(List.of("/x.gz"), host.asked);
  }

  @Test
  void aBodyThatBreaksOffIsTakenUpWhereItEnded() throws Exception {
    host.gives("/x.gz", brokenOff(BYTES, 100_000), brokenOff(BYTES, 50_000), file(BYTES));
    arrives();
    assertEquals(3, host.asked.size());
    assertEquals("/x.gz", host.asked.get(0));
    assertTrue(host.asked.get(2).startsWith("/x.gz bytes="), host.asked.toString());
  }

  @Test
  void aLaterFetchGoesOnWhereAnEarlierOneWasKilled() throws Exception {
    Files.write(part(), Arrays.copyOf(BYTES, 1000));
    host.gives("/x.gz", file(BYTES));
    arrives();
    assertEquals(List.of("/x.gz bytes=1000-"), host.asked);
  }

  @Test
  void aPartThatIsWholeNeedsNoHost() throws Exception {
    Files.write(part(), BYTES);
    arrives();
    assertEquals(List.of(), host.asked);
  }

  @Test
  void aPartOfAnotherFileIsThrownAway() throws Exception {
    Files.write(part(), new byte[1000]);
    host.gives("/x.gz", file(BYTES));
    arrives();
    assertEquals(List.of("/x.gz bytes=1000-", "/x.gz"), host.asked);
    Files.delete(there());
    Files.write(part(), new byte[BYTES.length + 1]);
    arrives();
  }

  @Test
  void aHostThatIgnoresRangesOrHasLessIsAskedFromTheStart() throws Exception {
    Files.write(part(), Arrays.copyOf(BYTES, 1000));
    host.gives("/x.gz", wholeOnly(BYTES));
    arrives();
    Files.delete(there());
    Files.write(part(), Arrays.copyOf(BYTES, 1000));
    host.gives("/x.gz", status(416), file(BYTES));
    arrives();
  }

  @Test
  void aRestOfAnotherLengthIsRefused() throws Exception {
    Files.write(part(), Arrays.copyOf(BYTES, 1000));
    host.gives("/x.gz", file(Arrays.copyOf(BYTES, 5000)));
    says("found 'bytes 1000-4999/5000'", refused());
  }

  @Test
  void otherBytesAreRefusedAndNotKept() {
    byte[] other = BYTES.clone();
    other[7]++;
    host.gives("/x.gz", file(other));
    String message = refused();
    says("with SHA-256 " + SHA256, message);
    says("--mirror", message);
    assertFalse(Files.exists(part()));
  }

  @Test
  void anotherLengthIsRefusedBeforeAByteIsWritten() {
    host.gives("/x.gz", file(Arrays.copyOf(BYTES, 99)));
    says("expected 262144 bytes of x.gz as published, found 99", refused());
    assertFalse(Files.exists(part()));
  }

  @Test
  void moreThanWasPublishedIsRefused() {
    host.gives("/x.gz", chunks(Arrays.copyOf(BYTES, BYTES.length + 1)));
    says("found more", refused());
    assertFalse(Files.exists(part()));
  }

  @Test
  void lessInChunksIsSaidAndKept() throws IOException {
    host.gives("/x.gz", chunks(Arrays.copyOf(BYTES, 500)), status(503));
    String message = refused();
    says("503", message);
    says("500 of 262144 bytes are kept", message);
    assertEquals(500, Files.size(part()));
  }

  @Test
  void aPageOfHtmlIsNoFile() {
    host.gives("/x.gz", html(BYTES.length));
    says("a page of HTML", refused());
  }

  @Test
  void whatTheHostLacksIsSaidAtOnceAndItsFailuresAreTriedAgain() throws Exception {
    says("found the answer 404", refused());
    assertEquals(1, host.asked.size());
    host.gives("/x.gz", status(500), status(503), file(BYTES));
    arrives();
    Files.delete(there());
    host.asked.clear();
    host.gives("/x.gz", status(500));
    says("the host answers 500", refused());
    assertEquals(LITTLE.tries(), host.asked.size());
  }

  @Test
  void silenceIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    host.gives(
        "/x.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, BYTES.length);
          exchange.getResponseBody().write(BYTES, 0, 10);
          exchange.getResponseBody().flush();
          await(never);
        },
        status(404));
    says("found the answer 404", refused());
    assertTrue(notes.get(0).contains("broke off after 10 of 262144 bytes"), notes.toString());
    never.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void redirectionsAreFollowedOnOneHostAndToAnother() throws Exception {
    host.gives("/x.gz", redirect("/here/x.gz")).gives("/here/x.gz", file(BYTES));
    arrives();
    Files.delete(there());
    try (LyingHost other = new LyingHost()) {
      String elsewhere = other.address().toString().replace("127.0.0.1", "localhost") + "y";
      host.gives("/x.gz", redirect(elsewhere));
      other.gives("/y", file(BYTES));
      arrives();
      assertTrue(notes.contains("127.0.0.1 redirects to localhost"), notes.toString());
    }
  }

  @Test
  void redirectionsInACircleAndToOtherSchemesAreRefused() throws IOException {
    host.gives("/x.gz", redirect("/x.gz"));
    says("more than 5 redirections", refused());
    assertEquals(6, host.asked.size());
    Path bait = Files.write(folder.resolve("bait"), BYTES);
    for (String to :
        List.of(bait.toUri().toString(), "ftp://127.0.0.1/x.gz", "mailto:x", "http:///")) {
      host.gives("/x.gz", redirect(to));
      says("which is not followed", refused());
    }
    host.gives("/x.gz", redirect("http://a b/"));
    says("which is no address", refused());
    host.gives("/x.gz", status(302));
    says("without saying where to", refused());
  }

  @Test
  void aHostThatIsNotThereIsSaid() {
    host.close();
    says("cannot be reached", refused());
  }

  @Test
  void theNextHostIsTried() throws Exception {
    try (LyingHost first = new LyingHost()) {
      first.gives("/x.gz", html(10));
      host.gives("/x.gz", file(BYTES));
      PublicSet two =
          new PublicSet(
              "small",
              List.of(first.address(), host.address()),
              set().remote(),
              List.of(),
              set().files());
      FetchListener silent = new Quiet();
      assertEquals(1, new Fetch(two, folder, null, false, silent, LITTLE).run());
      assertArrayEquals(BYTES, Files.readAllBytes(there()));
    }
  }

  @Test
  void anotherFileInItsPlaceIsLeftAloneUnlessToldOtherwise() throws Exception {
    Files.writeString(there(), "mine");
    host.gives("/x.gz", file(BYTES));
    IOException e = assertThrows(IOException.class, () -> fetch(false));
    says("--overwrite", e.getMessage());
    assertEquals("mine", Files.readString(there()));
    assertEquals(List.of(), host.asked);
    assertEquals(1, fetch(true));
    assertArrayEquals(BYTES, Files.readAllBytes(there()));
  }

  @Test
  void whatCannotBeComparedIsNotFetchedOver() throws Exception {
    Files.writeString(folder.resolve("x"), "unpacked");
    assertEquals(0, fetch(false));
    assertEquals(State.UNKNOWN, Holding.verify(set(), folder).get(0).state());
  }

  @Test
  void twoFetchesInOneDirectoryDoNotMeet() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch on = new CountDownLatch(1);
    host.gives(
        "/x.gz",
        exchange -> {
          begun.countDown();
          await(on);
          LyingHost.send(exchange, 200, BYTES);
        });
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Download.Patience much = new Download.Patience(1, Duration.ZERO, Duration.ofSeconds(40));
      var first =
          thread.submit(() -> new Fetch(set(), folder, null, false, new Quiet(), much).run());
      await(begun);
      IOException e = assertThrows(IOException.class, () -> fetch(false));
      says("another fetch is at work", e.getMessage());
      on.countDown();
      assertEquals(1, first.get());
      assertArrayEquals(BYTES, Files.readAllBytes(there()));
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aPlaceThatCannotBeADirectoryIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "");
    IOException e =
        assertThrows(
            IOException.class,
            () -> new Fetch(set(), file.resolve("d"), null, false, new Quiet(), LITTLE).run());
    says("cannot write", e.getMessage());
    says("--dir", e.getMessage());
  }

  @Test
  void aMirrorIsAFolderOfTheWeb() {
    assertEquals("http://a/b/", Fetch.mirror("http://a/b").toString());
    for (String wrong :
        List.of(
            "file:///etc/",
            "ftp://a/",
            "a/b",
            "",
            "http://me:word@a/",
            "http://a/?b",
            "http://a b")) {
      assertThrows(IllegalArgumentException.class, () -> Fetch.mirror(wrong), wrong);
    }
  }

  /** Says nothing. */
  static final class Quiet implements FetchListener {
    @Override
    public void onNote(String sentence) {}

    @Override
    public void onProgress(String file, long done, long bytes) {}

    @Override
    public void onFetched(String file) {}
  }
}
