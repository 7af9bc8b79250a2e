package dev.tacit.lab.export;

import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Event files that grow while runs train. A thread looks at the runs' {@code metrics.csv} every two
 * seconds, or as much more rarely as keeps it to half a percent of a core, and adds the rows that
 * are new; training knows nothing of it. What a file of events holds already, from this process or
 * one that was killed, is not added again. In the end {@link #complete} writes what {@link Export}
 * would.
 */
public final class LiveTensorBoard implements AutoCloseable {
  private static final long LEAST_MILLIS = 2000; // between two looks
  private static final long MOST_MILLIS = 30_000; // rows cost the same whenever they are taken
  private static final int SHARE = 200; // of the time between looks, what two looks both take
  private static final int BLOCK = 1 << 22; // bytes of a metrics.csv at a time

  /** Of what this thread computes, however busy the others keep the cores. */
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  /** How far the rows of a run were taken. */
  private static final class Place {
    long bytes;
    Path events; // the file that holds what lies before; null while that is not known
  }

  private final Path directory;
  private final Path out;
  private final Consumer<String> notes;
  private DirectoryLock lock; // null while another process writes there
  private final Map<Path, Place> places = new HashMap<>();
  private final Thread thread = new Thread(this::follow, "tacit-tensorboard");
  private boolean closing;

  private LiveTensorBoard(Path directory, Path out, Consumer<String> notes, DirectoryLock lock) {
    this.directory = directory;
    this.out = out;
    this.notes = notes;
    this.lock = lock;
  }

  /**
   * Begins to follow the runs of an experiment into {@code export/tensorboard} of its directory.
   * Where another process does so already, nothing is done.
   *
   * @param directory that exists
   * @param notes are told what a person should know
   * @throws IOException if nothing can be written there
   */
  public static LiveTensorBoard follow(Path directory, Consumer<String> notes) throws IOException {
    Path out = WholeFile.directory(Export.place(directory, Export.Form.TENSORBOARD));
    Optional<DirectoryLock> lock = DirectoryLock.write(out);
    if (lock.isEmpty()) {
      notes.accept("Another process writes " + out + "; it is left to that one");
    }
    LiveTensorBoard live = new LiveTensorBoard(directory, out, notes, lock.orElse(null));
    live.thread.setDaemon(true);
    if (lock.isPresent()) {
      live.thread.start();
    }
    return live;
  }

  /** The log directory. */
  public Path place() {
    return out;
  }

  private void follow() {
    try {
      boolean last = false;
      long before = 0; // the first look is long, since much is loaded and read for it
      while (!last) {
        long start = CLOCK.getCurrentThreadCpuTime();
        last = look();
        long took = (CLOCK.getCurrentThreadCpuTime() - start) / 1_000_000;
        last = last || pause(pace(Math.min(took, before)));
        before = took;
      }
    } catch (IOException | RuntimeException e) {
      notes.accept(
          out + " is not kept up while it trains: " + e.getMessage() + "; training goes on");
    }
  }

  private static long pace(long lookMillis) {
    return Math.min(MOST_MILLIS, Math.max(LEAST_MILLIS, SHARE * lookMillis));
  }

  /** Whether this was the last look, begun after everything was written. */
  private boolean look() throws IOException {
    boolean last = isClosing();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (places.containsKey(child) || Files.isRegularFile(child.resolve(Manifest.FILE))) {
          look(child);
        }
      }
    }
    return last;
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  /** Waits, or not so long if this is closed; never whether to stop. */
  private synchronized boolean pause(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; !closing && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void look(Path run) throws IOException {
    Path metrics = WrittenRows.file(run);
    long size;
    try {
      size = Files.size(metrics);
    } catch (NoSuchFileException e) {
      return; // not begun, or deleted just now
    }
    Place place = places.get(run);
    if (place == null) {
      place = new Place();
      places.put(run, place);
      RunStatus status = RunStatus.read(run);
      if (status != null && status.state() != null && status.state().isEnd()) {
        place.bytes = size; // complete() writes it, unless it goes on
      }
    }
    if (size > place.bytes) {
      add(run, metrics, place);
    }
  }

  /** Adds the rows that lie after a place. */
  private void add(Path run, Path metrics, Place place) throws IOException {
    try (FileChannel rows = FileChannel.open(metrics, StandardOpenOption.READ)) {
      if (place.events != null && isEndOfRow(rows, place.bytes)) {
        try (EventFile events = EventFile.goingOn(place.events)) {
          addAll(rows, place, (tag, step, value) -> events.scalar(now(), step, tag, value));
        }
      } else {
        Path folder = WholeFile.directory(out.resolve(run.getFileName().toString()));
        double started = StoredRun.started(Manifest.read(run));
        Path events = TensorBoard.file(folder, started);
        addMissing(events, rows, place, started);
        place.events = events;
      }
    }
  }

  private static double now() {
    return System.currentTimeMillis() * 1e-3;
  }

  private static boolean isEndOfRow(FileChannel rows, long bytes) throws IOException {
    ByteBuffer before = ByteBuffer.allocate(1);
    return bytes > 0 && rows.read(before, bytes - 1) == 1 && before.get(0) == '\n';
  }

  /** All rows of a run but those whose events are there; a file of other numbers is replaced. */
  private static void addMissing(Path file, FileChannel rows, Place place, double started)
      throws IOException {
    TensorBoard.removeOthers(file);
    WrittenEvents there = WrittenEvents.read(file);
    place.bytes = 0;
    boolean[] other = {false};
    addAll(
        rows,
        place,
        (tag, step, value) -> {
          Float before = there.scalars().getOrDefault(tag, Map.of()).get(step);
          other[0] |= before != null && before != (float) value;
        });
    boolean anew = there.bytes() == 0 || other[0];
    if (!anew) {
      try (FileChannel whole = FileChannel.open(file, StandardOpenOption.WRITE)) {
        whole.truncate(there.bytes());
      }
    }
    place.bytes = 0;
    try (EventFile events = anew ? new EventFile(file, started) : EventFile.goingOn(file)) {
      addAll(
          rows,
          place,
          (tag, step, value) -> {
            if (anew || !there.scalars().getOrDefault(tag, Map.of()).containsKey(step)) {
              events.scalar(now(), step, tag, value);
            }
          });
    }
  }

  /** Takes a finite number. */
  private interface Taker {
    void take(String tag, long step, double value) throws IOException;
  }

  /** Takes the whole rows after a place, which moves behind them. */
  private static void addAll(FileChannel rows, Place place, Taker taker) throws IOException {
    ByteBuffer block =
        ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(0, rows.size() - place.bytes)));
    while (true) {
      block.clear();
      while (block.hasRemaining() && rows.read(block, place.bytes + block.position()) > 0) {
        // until it is full or the file ends
      }
      int end = block.position();
      while (end > 0 && block.get(end - 1) != '\n') {
        end--;
      }
      if (end == 0) {
        return;
      }
      String text = new String(block.array(), 0, end, StandardCharsets.UTF_8);
      for (String row : (Iterable<String>) text.lines()::iterator) {
        List<String> cells = List.of(row.split(",", -1));
        if (cells.size() == WrittenRows.CELLS && !row.equals(WrittenRows.HEADER)) {
          take(cells, taker);
        }
      }
      place.bytes += end;
    }
  }

  /** A row that is damaged is passed over here: {@link #complete} says what is wrong. */
  private static void take(List<String> cells, Taker taker) throws IOException {
    try {
      double value = Double.parseDouble(cells.get(3));
      if (Double.isFinite(value)) {
        taker.take(cells.get(2), Long.parseLong(cells.get(0)), value);
      }
    } catch (NumberFormatException e) {
      return;
    }
  }

  /**
   * Stops following and writes everything as {@link Export} does.
   *
   * @throws IOException if a file is damaged or cannot be written
   */
  public void complete() throws IOException {
    stop();
    if (lock == null) {
      lock = DirectoryLock.write(out).orElse(null); // else whoever has it ends complete, too
    }
    if (lock != null) {
      TensorBoard.write(directory, StoredRun.all(directory), out);
    }
  }

  private void stop() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** Stops after a last look. */
  @Override
  public void close() throws IOException {
    stop();
    if (lock != null) {
      lock.close();
    }
  }
}
