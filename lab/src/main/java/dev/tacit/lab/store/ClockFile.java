package dev.tacit.lab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes the {@code clock.csv} of a run, a row at the end of each epoch; {@link Clock} reads it.
 * Numbers are written so that reading gives the same bits.
 */
public final class ClockFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel; // null: the run has no clock
  private double flowTime;
  private double seconds;
  private double measuringSeconds;

  private ClockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** A new one, whatever is there. */
  public static ClockFile begin(Path directory) throws IOException {
    ClockFile clock = open(directory.resolve(Clock.FILE), 0);
    try {
      AddedRows.write(clock.channel, clock.file, Clock.HEADER + "\n");
    } catch (IOException e) {
      clock.close();
      throw e;
    }
    return clock;
  }

  /**
   * The one that is there, cut to its rows up to an epoch. Where there is none, none is begun: what
   * the time was is not known any more.
   *
   * @param epoch of the checkpoint with which the run goes on
   * @throws IOException if it has no row of that epoch or is damaged before it
   */
  public static ClockFile resume(Path directory, int epoch) throws IOException {
    Path file = directory.resolve(Clock.FILE);
    if (!Files.exists(file)) {
      return new ClockFile(file, null);
    }
    String kept = until(file, epoch);
    Clock before = Clock.parse(file, kept);
    ClockFile clock = open(file, kept.getBytes(StandardCharsets.UTF_8).length);
    clock.flowTime = before.flowTime().measuredAt(epoch);
    clock.seconds = before.seconds().measuredAt(epoch);
    clock.measuringSeconds = before.measuringSeconds().measuredAt(epoch);
    return clock;
  }

  private static String until(Path file, int epoch) throws IOException {
    String text = JsonFiles.text(file);
    int row = text.indexOf("\n" + epoch + ",");
    int end = row < 0 ? -1 : text.indexOf('\n', row + 1);
    if (end < 0) {
      throw new IOException(
          file
              + ": expected a whole row of epoch "
              + epoch
              + ", which the checkpoint is of, found none; without this file the run goes on"
              + " without a clock");
    }
    return text.substring(0, end + 1);
  }

  private static ClockFile open(Path file, long keepBytes) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(keepBytes);
    channel.position(keepBytes);
    return new ClockFile(file, channel);
  }

  /** Seconds at the last row, or 0. */
  public double seconds() {
    return seconds;
  }

  /** The part of them that was spent in probes. */
  public double measuringSeconds() {
    return measuringSeconds;
  }

  /**
   * Writes the row of an epoch that is over.
   *
   * @param step steps taken
   * @param epochTime Σ η_k over the steps of this epoch
   * @param seconds of training and measuring, over all sittings
   * @param measuringSeconds the part of them spent in probes
   */
  public void add(int epoch, long step, double epochTime, double seconds, double measuringSeconds)
      throws IOException {
    if (channel == null) {
      return;
    }
    flowTime += epochTime;
    this.seconds = seconds;
    this.measuringSeconds = measuringSeconds;
    String times = flowTime + "," + seconds + "," + measuringSeconds;
    AddedRows.write(channel, file, epoch + "," + step + "," + times + "\n");
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
