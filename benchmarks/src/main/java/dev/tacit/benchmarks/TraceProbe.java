package dev.tacit.benchmarks;

import dev.tacit.probe.Measurements;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes w at the start and after every step, and each step's batch; one training at a time. */
final class TraceProbe implements Probe {
  private final Path folder;
  private OutputStream weights;
  private OutputStream batches;

  TraceProbe(Path folder) {
    this.folder = folder;
  }

  void open() throws IOException {
    weights = Files.newOutputStream(folder.resolve("w.bin"));
    batches = Files.newOutputStream(folder.resolve("batches.csv"));
  }

  void close() throws IOException {
    weights.close();
    batches.close();
  }

  @Override
  public String name() {
    return "witness/weights";
  }

  @Override
  public String cost() {
    return "a copy of w";
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    long step = snapshot.state().step();
    try {
      if (step == 0) {
        writeExamples(snapshot.problem().loss());
      } else {
        Partition partition = snapshot.partition();
        int k = (int) ((step - 1) % partition.size());
        String batch =
            IntStream.range(0, partition.batchSize(k))
                .mapToObj(i -> Integer.toString(partition.example(k, i)))
                .collect(Collectors.joining(",", "", "\n"));
        batches.write(batch.getBytes(StandardCharsets.US_ASCII));
      }
      weights.write(PyTorchOptimizers.bytes(snapshot.w()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.record(name(), (double) step);
  }

  private void writeExamples(EmpiricalRisk risk) throws IOException {
    Path inputs = folder.resolve("inputs.bin");
    if (Files.exists(inputs)) {
      return;
    }
    int[] labels = risk.labels();
    ByteBuffer buffer =
        ByteBuffer.allocate(Long.BYTES * labels.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int label : labels) {
      buffer.putLong(label);
    }
    Files.write(inputs, PyTorchOptimizers.bytes(risk.inputs()));
    Files.write(folder.resolve("labels.bin"), buffer.array());
  }
}
