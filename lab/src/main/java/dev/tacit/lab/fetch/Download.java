package dev.tacit.lab.fetch;

import dev.tacit.data.Sha256;
import dev.tacit.lab.fetch.PublicSet.RemoteFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One file from one host into {@code NAME.part}, going on where an earlier attempt ended. It is
 * renamed only when its length and SHA-256 are those that were published, so that what a host says
 * of itself is never believed. Redirections are followed by hand: five at most, to http and https
 * alone, and never from https back to http.
 */
final class Download implements AutoCloseable {
  private static final int MOST_REDIRECTS = 5;
  private static final int BUFFER = 1 << 16;
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int BEYOND_THE_END = 416;

  /**
   * What to have patience for.
   *
   * @param tries attempts without a byte's progress, or failures of the server itself, in a row
   * @param pause between them, doubled each time
   * @param silence after which a connection is given up
   */
  record Patience(int tries, Duration pause, Duration silence) {
    static final Patience USUAL = new Patience(4, Duration.ofSeconds(2), Duration.ofSeconds(60));
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .proxy(ProxySelector.getDefault())
          .build();
  private final ScheduledExecutorService watchman =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "silence");
            thread.setDaemon(true);
            return thread;
          });
  private final Patience patience;
  private final FetchListener listener;

  Download(Patience patience, FetchListener listener) {
    this.patience = patience;
    this.listener = listener;
  }

  /** An attempt that broke off and may be taken up again. */
  private static final class BrokenOff extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOff(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Fetches a file.
   *
   * @throws FetchException if the host cannot be reached or gives out something else
   * @throws IOException if it cannot be written
   */
  void fetch(URI uri, RemoteFile file, Path target) throws IOException, InterruptedException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    long found = length(part);
    if (found > file.bytes()) {
      Files.delete(part);
      found = 0;
    }
    if (found > 0 && found < file.bytes()) {
      listener.onNote(file.name() + ": going on after " + found + " of " + file.bytes() + " bytes");
    }
    whole(uri, file, part);
    String sum = Sha256.of(part);
    if (!sum.equals(file.sha256()) && found > 0) {
      Files.delete(part);
      listener.onNote(
          file.name()
              + ": what an earlier fetch left does not belong to the published file; from the"
              + " start again");
      whole(uri, file, part);
      sum = Sha256.of(part);
    }
    if (!sum.equals(file.sha256())) {
      Files.delete(part);
      throw new FetchException(
          uri
              + ": expected the published file, with SHA-256 "
              + file.sha256()
              + ", found "
              + sum
              + "; nothing of it was kept. Try another host (--mirror URL)");
    }
    Places.move(part, target);
  }

  /** Takes the file up as often as it breaks off on the way. */
  private void whole(URI uri, RemoteFile file, Path part) throws IOException, InterruptedException {
    int vain = 0;
    while (length(part) < file.bytes()) {
      long before = length(part);
      try {
        attempt(uri, file, part, before);
      } catch (BrokenOff e) {
        long now = length(part);
        vain = now > before ? 1 : vain + 1;
        if (vain >= patience.tries()) {
          throw new FetchException(
              uri
                  + ": "
                  + e.getMessage()
                  + (now == 0
                      ? ""
                      : "; "
                          + now
                          + " of "
                          + file.bytes()
                          + " bytes are kept in "
                          + part
                          + ", and the same command goes on from there"),
              e);
        }
        listener.onNote(file.name() + ": " + e.getMessage() + "; trying again");
        Thread.sleep(patience.pause().toMillis() << (vain - 1));
      }
    }
  }

  private void attempt(URI uri, RemoteFile file, Path part, long from)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response = answer(uri, from);
    try (InputStream in = response.body()) {
      int status = response.statusCode();
      if (status == BEYOND_THE_END && from > 0) {
        Files.delete(part);
        throw new BrokenOff(
            "the host has less than " + from + " bytes; from the start again", null);
      }
      if (status >= 500 || status == 429 || status == 408) {
        throw new BrokenOff("the host answers " + status, null);
      }
      boolean goesOn = status == PARTIAL && from > 0;
      if (status != OK && !goesOn) {
        throw new FetchException(
            uri + ": expected the file " + file.name() + ", found the answer " + status);
      }
      check(uri, file, response, goesOn ? from : 0);
      if (!goesOn && from > 0) {
        listener.onNote(
            file.name() + ": this host cannot go on in the middle; from the start again");
      }
      write(uri, file, part, goesOn ? from : 0, in);
    }
  }

  /** What the host says of the file must agree with what was published. */
  private static void check(URI uri, RemoteFile file, HttpResponse<InputStream> response, long from)
      throws FetchException {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
      throw new FetchException(
          uri
              + ": expected the file "
              + file.name()
              + ", found a page of HTML (a login or an error, perhaps)");
    }
    String range = response.headers().firstValue("Content-Range").orElse("");
    String due = "bytes " + from + "-" + (file.bytes() - 1) + "/" + file.bytes();
    if (from > 0 && !range.equals(due)) {
      throw new FetchException(
          uri + ": expected the rest of the file, '" + due + "', found '" + range + "'");
    }
    String length = response.headers().firstValue("Content-Length").orElse("");
    if (!length.isEmpty() && !length.equals(Long.toString(file.bytes() - from))) {
      throw new FetchException(
          uri
              + ": expected "
              + (file.bytes() - from)
              + " bytes of "
              + file.name()
              + " as published, found "
              + length);
    }
  }

  private void write(URI uri, RemoteFile file, Path part, long from, InputStream in)
      throws IOException {
    AtomicLong heard = new AtomicLong(System.nanoTime());
    long silence = patience.silence().toNanos();
    var watch =
        watchman.scheduleAtFixedRate(
            () -> {
              if (System.nanoTime() - heard.get() > silence) {
                close(in);
              }
            },
            silence / 4,
            silence / 4,
            TimeUnit.NANOSECONDS);
    try (OutputStream out = open(part, from)) {
      byte[] buffer = new byte[BUFFER];
      long done = from;
      listener.onProgress(file.name(), done, file.bytes());
      while (true) {
        int n = read(in, buffer, done, file.bytes());
        heard.set(System.nanoTime());
        if (n < 0) {
          break;
        }
        if (done + n > file.bytes()) {
          out.close();
          Files.delete(part);
          throw new FetchException(
              uri + ": expected " + file.bytes() + " bytes as published, found more");
        }
        try {
          out.write(buffer, 0, n);
        } catch (IOException e) {
          throw Places.cannotWrite(part, e);
        }
        done += n;
        listener.onProgress(file.name(), done, file.bytes());
      }
      if (done < file.bytes()) {
        throw new BrokenOff(brokenOff(done, file.bytes()), null);
      }
    } finally {
      watch.cancel(false);
    }
  }

  private static int read(InputStream in, byte[] buffer, long done, long bytes) throws BrokenOff {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new BrokenOff(brokenOff(done, bytes), e);
    }
  }

  private static String brokenOff(long done, long bytes) {
    return "the connection broke off after " + done + " of " + bytes + " bytes";
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      return; // the reader hears of it
    }
  }

  private static OutputStream open(Path part, long from) throws IOException {
    try {
      return Files.newOutputStream(
          part,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw Places.cannotWrite(part, e);
    }
  }

  /** The first answer that is no redirection. */
  private HttpResponse<InputStream> answer(URI uri, long from)
      throws IOException, InterruptedException {
    URI at = uri;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpResponse<InputStream> response = send(at, from);
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      at = next(at, response.headers().firstValue("Location").orElse(""));
    }
    throw new FetchException(
        uri + ": expected the file, found more than " + MOST_REDIRECTS + " redirections");
  }

  private URI next(URI at, String location) throws FetchException {
    if (location.isEmpty()) {
      throw new FetchException(at + ": redirects without saying where to");
    }
    URI to;
    try {
      to = at.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new FetchException(at + ": redirects to '" + location + "', which is no address", e);
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean safe =
        scheme.equals("https") || (scheme.equals("http") && !"https".equals(at.getScheme()));
    if (!safe || to.getHost() == null) {
      throw new FetchException(
          at
              + ": redirects to "
              + to
              + ", which is not followed (http and https are, but not from https to http)");
    }
    if (!to.getHost().equals(at.getHost())) {
      listener.onNote(at.getHost() + " redirects to " + to.getHost());
    }
    return to;
  }

  private HttpResponse<InputStream> send(URI at, long from)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at)
            .timeout(patience.silence())
            .header("User-Agent", "tacit")
            .header("Accept-Encoding", "identity");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      boolean unknown = hasUnresolved(e);
      throw new FetchException(
          at
              + ": cannot be reached ("
              + (unknown
                  ? "unknown host " + at.getHost()
                  : e.getMessage() == null ? "no connection" : e.getMessage())
              + ")",
          e);
    } catch (HttpTimeoutException e) {
      throw new BrokenOff("no answer within " + patience.silence().toSeconds() + " s", e);
    } catch (IOException e) {
      throw new BrokenOff("the connection broke off before an answer (" + e.getMessage() + ")", e);
    }
  }

  private static boolean hasUnresolved(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static long length(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  @Override
  public void close() {
    watchman.shutdownNow();
  }
}
