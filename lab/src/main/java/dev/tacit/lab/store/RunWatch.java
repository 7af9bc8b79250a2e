package dev.tacit.lab.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A run's directory, read again whenever something in it has changed. Of {@code metrics.csv} only
 * what was added is read; a file that was cut, replaced or removed is read afresh. Not safe for use
 * by several threads.
 */
public final class RunWatch {
  private static final int REMEMBERED = 64; // bytes before the place up to which rows were taken

  private final Path directory;
  private Seen manifestSeen = Seen.NOTHING;
  private Seen statusSeen = Seen.NOTHING;
  private Seen metricsSeen = Seen.NOTHING;
  private FileTime quietSince; // the directory's time, once the run has ended
  private Manifest manifest;
  private RunStatus status;
  private MetricsReader reader;
  private long taken; // of metrics.csv, in bytes
  private byte[] end = {}; // of what was taken
  private RunRecord run;
  private String fault = "";

  /** A file as it was when it was read last. */
  private record Seen(Object key, FileTime time, long size) {
    static final Seen NOTHING = new Seen(null, FileTime.fromMillis(0), -1);

    static Seen of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return found.isRegularFile()
            ? new Seen(found.fileKey(), found.lastModifiedTime(), found.size())
            : NOTHING;
      } catch (IOException e) {
        return NOTHING;
      }
    }
  }

  /** Of a directory that need not be there yet. */
  public RunWatch(Path directory) {
    this.directory = directory;
  }

  /**
   * Looks at the files.
   *
   * @return whether the run is another than before
   */
  public boolean refresh() {
    FileTime time = time();
    if (time != null && time.equals(quietSince)) {
      return false;
    }
    quietSince = null;
    String faultBefore = fault;
    boolean another = false;
    try {
      another = look();
      fault = "";
    } catch (IOException e) {
      fault = e.getMessage() == null ? e.toString() : e.getMessage();
      forgetMetrics();
      metricsSeen = Seen.NOTHING;
    }
    if (fault.isEmpty() && run != null && run.state().isEnd()) {
      quietSince = time; // taken before the files were read
      reader = null;
      end = new byte[0];
      taken = -1;
    }
    return another || !fault.equals(faultBefore);
  }

  private FileTime time() {
    try {
      return Files.getLastModifiedTime(directory);
    } catch (IOException e) {
      return null;
    }
  }

  private boolean look() throws IOException {
    Seen manifestNow = Seen.of(directory.resolve(Manifest.FILE));
    if (manifestNow.equals(Seen.NOTHING)) {
      boolean was = run != null;
      forget();
      return was;
    }
    boolean changed = false;
    if (!manifestNow.equals(manifestSeen)) {
      Manifest other = Manifest.read(directory);
      if (manifest == null || other.stepsPerEpoch() != manifest.stepsPerEpoch()) {
        forgetMetrics();
        metricsSeen = Seen.NOTHING;
      }
      manifest = other;
      manifestSeen = manifestNow;
      changed = true;
    }
    Seen statusNow = Seen.of(directory.resolve(RunStatus.FILE));
    if (!statusNow.equals(statusSeen)) {
      status = statusNow.equals(Seen.NOTHING) ? null : RunStatus.read(directory);
      statusSeen = statusNow;
      changed = true;
    }
    Path metrics = directory.resolve("metrics.csv");
    Seen metricsNow = Seen.of(metrics);
    boolean grown = !metricsNow.equals(metricsSeen);
    if (grown) {
      take(metrics, metricsNow);
      metricsSeen = metricsNow;
    }
    boolean another = changed || grown || run == null;
    if (another) {
      MetricsReader.Metrics all =
          grown || run == null
              ? reader == null ? new MetricsReader.Metrics(Map.of(), Map.of()) : reader.metrics()
              : new MetricsReader.Metrics(run.metrics(), run.errors());
      run =
          new RunRecord(
              directory.getFileName().toString(), manifest, status, all.values(), all.errors());
    }
    return another;
  }

  /** Takes the rows that were added, or all of a file that is another. */
  private void take(Path file, Seen now) throws IOException {
    if (now.equals(Seen.NOTHING)) {
      forgetMetrics();
      return;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      boolean goesOn =
          reader != null
              && Objects.equals(now.key, metricsSeen.key)
              && now.size >= taken
              && Arrays.equals(end, bytes(channel, taken - end.length, end.length));
      if (!goesOn) {
        forgetMetrics();
        reader = new MetricsReader(file, manifest.stepsPerEpoch());
      }
      byte[] added = bytes(channel, taken, (int) Math.min(now.size - taken, Integer.MAX_VALUE - 8));
      int rows = reader.rows(added, false);
      if (rows > 0) {
        int kept = Math.min(end.length, Math.max(0, REMEMBERED - rows));
        byte[] both = Arrays.copyOfRange(end, end.length - kept, end.length - kept + REMEMBERED);
        int last = Math.min(rows, REMEMBERED);
        System.arraycopy(added, rows - last, both, kept, last);
        end = Arrays.copyOf(both, kept + last);
        taken += rows;
      }
    } catch (NoSuchFileException e) {
      forgetMetrics(); // removed meanwhile
    }
  }

  private static byte[] bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
    return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
  }

  private void forgetMetrics() {
    reader = null;
    taken = 0;
    end = new byte[0];
  }

  private void forget() {
    forgetMetrics();
    manifestSeen = Seen.NOTHING;
    statusSeen = Seen.NOTHING;
    metricsSeen = Seen.NOTHING;
    manifest = null;
    status = null;
    run = null;
  }

  /** The run as it stood at the last look; nothing if it has not been started. */
  public Optional<RunRecord> run() {
    return Optional.ofNullable(run);
  }

  /** Why its files could not be read at the last look; else empty. What was read before stays. */
  public String fault() {
    return fault;
  }
}
