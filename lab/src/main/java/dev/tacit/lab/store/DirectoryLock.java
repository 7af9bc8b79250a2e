package dev.tacit.lab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Who does what in a directory, among all processes of this machine: one may write, any number may
 * use what is there, and only who is alone may delete. Held on the file {@value #FILE}, which stays
 * when the directory is emptied; the system lets go of it when a process ends, in whatever way.
 */
public final class DirectoryLock implements AutoCloseable {
  /** The file in the directory. */
  public static final String FILE = "lock";

  /** What somebody holds, as bytes of the file. */
  private enum Kind {
    WRITE(0, 1, false),
    USE(1, 1, true),
    ALONE(0, 2, false);

    final long from;
    final long size;
    final boolean shared;

    Kind(long from, long size, boolean shared) {
      this.from = from;
      this.size = size;
      this.shared = shared;
    }
  }

  /**
   * A directory in which this process holds something. A system's lock is the process's: closing
   * any channel to the file would end all of them, so that there is one channel.
   */
  private static final class Place {
    final FileChannel channel; // null where there is nothing to lock
    final IOException readOnly; // why nothing may be changed here; null if it may
    final Map<Kind, FileLock> locks = new EnumMap<>(Kind.class);
    final Map<Kind, Integer> holders = new EnumMap<>(Kind.class);

    Place(FileChannel channel, IOException readOnly) {
      this.channel = channel;
      this.readOnly = readOnly;
    }

    /** Who may not change a directory needs no lock that cannot be had there. */
    static Place open(Path file) throws IOException {
      IOException readOnly;
      try {
        return new Place(
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            null);
      } catch (IOException e) {
        readOnly = WholeFile.cannotWrite(file, e);
      } catch (ReadOnlyFileSystemException e) {
        readOnly = WholeFile.cannotWrite(file, e);
      }
      return new Place(
          Files.isReadable(file) ? FileChannel.open(file, StandardOpenOption.READ) : null,
          readOnly);
    }

    /** Whether another part of this process stands in the way. */
    boolean excludes(Kind kind) {
      return switch (kind) {
        case WRITE -> holders.containsKey(Kind.WRITE) || holders.containsKey(Kind.ALONE);
        case USE -> holders.containsKey(Kind.ALONE);
        case ALONE -> !holders.isEmpty();
      };
    }

    boolean lock(Kind kind) throws IOException {
      if (!holders.containsKey(kind) && channel != null) {
        FileLock lock = tryLock(kind);
        if (lock == null) {
          return false;
        }
        locks.put(kind, lock);
      }
      holders.merge(kind, 1, Integer::sum);
      return true;
    }

    private FileLock tryLock(Kind kind) throws IOException {
      try {
        return channel.tryLock(kind.from, kind.size, kind.shared);
      } catch (OverlappingFileLockException e) {
        return null; // this process, by other means
      }
    }

    void release(Kind kind) throws IOException {
      if (holders.merge(kind, -1, Integer::sum) == 0) {
        holders.remove(kind);
        FileLock lock = locks.remove(kind);
        if (lock != null) {
          lock.release();
        }
      }
    }
  }

  private static final long NANOS = 100_000_000; // between two looks

  private static final Map<Path, Place> PLACES = new HashMap<>();

  private final Path directory;
  private final Kind kind;
  private boolean closed;

  private DirectoryLock(Path directory, Kind kind) {
    this.directory = directory;
    this.kind = kind;
  }

  /**
   * To train or draw into an existing directory.
   *
   * @return nothing if somebody else writes or deletes there
   */
  public static Optional<DirectoryLock> write(Path directory) throws IOException {
    return take(directory, Kind.WRITE);
  }

  /**
   * The same, waiting for who writes or deletes there.
   *
   * @param most how long
   * @return nothing if that was not long enough
   */
  public static Optional<DirectoryLock> writeWithin(Path directory, Duration most)
      throws IOException {
    long end = System.nanoTime() + most.toNanos();
    while (true) {
      Optional<DirectoryLock> lock = write(directory);
      if (lock.isPresent() || System.nanoTime() >= end) {
        return lock;
      }
      LockSupport.parkNanos(NANOS);
    }
  }

  /**
   * To rely on what is in an existing directory; others may add to it.
   *
   * @return nothing if somebody deletes there
   */
  public static Optional<DirectoryLock> use(Path directory) throws IOException {
    return take(directory, Kind.USE);
  }

  /**
   * To delete what is in an existing directory.
   *
   * @return nothing if somebody writes there or uses it
   */
  public static Optional<DirectoryLock> alone(Path directory) throws IOException {
    return take(directory, Kind.ALONE);
  }

  private static Optional<DirectoryLock> take(Path directory, Kind kind) throws IOException {
    Path real = directory.toRealPath();
    synchronized (PLACES) {
      Place place = PLACES.get(real);
      if (place == null) {
        place = Place.open(real.resolve(FILE));
        PLACES.put(real, place);
      }
      try {
        if (place.readOnly != null && !kind.shared) {
          throw place.readOnly;
        }
        boolean taken = !place.excludes(kind) && place.lock(kind);
        return taken ? Optional.of(new DirectoryLock(real, kind)) : Optional.empty();
      } finally {
        leaveIfUnused(real);
      }
    }
  }

  private static void leaveIfUnused(Path directory) throws IOException {
    Place place = PLACES.get(directory);
    if (place.holders.isEmpty()) {
      PLACES.remove(directory);
      if (place.channel != null) {
        place.channel.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (PLACES) {
      if (!closed) {
        closed = true;
        PLACES.get(directory).release(kind);
        leaveIfUnused(directory);
      }
    }
  }
}
