package dev.tacit.lab.store;

import dev.tacit.probe.Measurements;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code metrics.csv}: one row a measurement, {@code step,epoch,metric,value,error}. Rows of one
 * snapshot are collected and written at once; numbers are written so that reading gives the same
 * bits.
 */
public final class MetricsFile implements Measurements, AutoCloseable {
  static final String HEADER = "step,epoch,metric,value,error\n";

  private final Path file;
  private final FileChannel channel;
  private final StringBuilder rows = new StringBuilder();
  private final Map<String, Double> latest = new LinkedHashMap<>();
  private long step;
  private int epoch;

  /**
   * @param keepBytes how much of an existing file stays; 0 starts a new one
   */
  public MetricsFile(Path file, long keepBytes) throws IOException {
    this.file = file;
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (keepBytes > channel.size()) {
      long found = channel.size();
      channel.close();
      throw new IOException(
          file + " is shorter than its checkpoint says: " + found + " bytes, not " + keepBytes);
    }
    channel.truncate(keepBytes);
    channel.position(keepBytes);
    if (keepBytes == 0) {
      rows.append(HEADER);
      flush();
    } else {
      try {
        latest.putAll(MetricsReader.latest(file));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  /** Says where the following measurements are taken. */
  public void at(long step, int epoch) {
    this.step = step;
    this.epoch = epoch;
  }

  @Override
  public void record(String metric, double value, double error) {
    rows.append(step).append(',').append(epoch).append(',').append(metric).append(',');
    rows.append(value).append(',');
    if (!Double.isNaN(error)) {
      rows.append(error);
    }
    rows.append('\n');
    if (Double.isFinite(value)) {
      latest.put(metric, value);
    }
  }

  /** The last finite value of each metric. */
  public Map<String, Double> latest() {
    return latest;
  }

  /** Writes what was collected. */
  public void flush() throws IOException {
    AddedRows.write(channel, file, rows);
    rows.setLength(0);
  }

  /** The length of the file. */
  public long bytes() throws IOException {
    return channel.position();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
