package dev.tacit.lab.fetch;

import dev.tacit.data.Sha256;
import dev.tacit.lab.fetch.Holding.Held;
import dev.tacit.lab.fetch.Holding.State;
import dev.tacit.lab.fetch.PublicSet.RemoteFile;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Brings a published set into a directory. What is there and right stays; what is there and wrong
 * stays, too, unless it may be overwritten. One fetch at a time works in a directory.
 */
public final class Fetch {
  private static final String LOCK = ".fetch.lock";

  private final PublicSet set;
  private final Path directory;
  private final List<URI> hosts;
  private final boolean overwrite;
  private final FetchListener listener;
  private final Download.Patience patience;

  /**
   * @param mirror a folder with the same files; null for the set's own hosts
   */
  public Fetch(
      PublicSet set, Path directory, URI mirror, boolean overwrite, FetchListener listener) {
    this(set, directory, mirror, overwrite, listener, Download.Patience.USUAL);
  }

  Fetch(
      PublicSet set,
      Path directory,
      URI mirror,
      boolean overwrite,
      FetchListener listener,
      Download.Patience patience) {
    this.set = set;
    this.directory = directory;
    this.hosts = mirror == null ? set.hosts() : List.of(mirror(mirror.toString()));
    this.overwrite = overwrite;
    this.listener = listener;
    this.patience = patience;
  }

  /**
   * The address of a mirror.
   *
   * @throws IllegalArgumentException for anything but a folder that http or https gives out
   */
  public static URI mirror(String text) {
    URI uri;
    try {
      uri = URI.create(text.endsWith("/") ? text : text + "/");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is no address: " + e.getMessage(), e);
    }
    boolean web =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!web
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "expected the address of a folder, as in http://HOST/FOLDER/, found '" + text + "'");
    }
    return uri;
  }

  /**
   * Fetches what is missing.
   *
   * @return how many files were missing or wrong before; zero if there was nothing to do
   * @throws FetchException if no host gives out what was published
   * @throws IOException if the directory is in use or cannot be written, or holds other files
   */
  public int run() throws IOException, InterruptedException {
    Places.directory(directory);
    Path lock = directory.resolve(LOCK);
    try (FileChannel channel = open(lock)) {
      FileLock held = lock(channel);
      if (held == null) {
        throw new IOException(
            directory
                + ": another fetch is at work in this directory; wait for it, or name another"
                + " directory (--dir)");
      }
      List<Held> before = Holding.verify(set, directory);
      List<String> due =
          before.stream()
              .filter(file -> file.state() == State.MISSING || file.state() == State.WRONG)
              .map(Held::name)
              .toList();
      if (!overwrite) {
        refuseWrong(before);
      }
      if (!due.isEmpty()) {
        if (set.packed()) {
          unpack();
        } else {
          fetch(due);
        }
        removeWrong(before);
      }
      return due.size();
    }
  }

  private static FileChannel open(Path lock) throws IOException {
    try {
      return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw Places.cannotWrite(lock, e);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process
    }
  }

  private static void refuseWrong(List<Held> files) throws IOException {
    String wrong =
        files.stream()
            .filter(file -> file.state() == State.WRONG)
            .map(file -> file.path() + ": " + file.words())
            .collect(Collectors.joining("\n"));
    if (!wrong.isEmpty()) {
      throw new IOException(
          wrong + "\nIt was left as it is; --overwrite puts the published file in its place");
    }
  }

  /** A wrong file under another name would still be read first. */
  private void removeWrong(List<Held> before) throws IOException {
    for (Held file : before) {
      if (file.state() == State.WRONG
          && Holding.verify(set, directory).stream()
              .anyMatch(now -> file.path().equals(now.path()) && now.state() == State.WRONG)) {
        Files.delete(file.path());
        listener.onNote(file.path() + ": removed, since it would be read instead");
      }
    }
  }

  private void fetch(List<String> due) throws IOException, InterruptedException {
    for (RemoteFile file : set.remote()) {
      if (due.contains(file.name().substring(0, file.name().lastIndexOf('.')))) {
        fetch(file);
      }
    }
  }

  private void fetch(RemoteFile file) throws IOException, InterruptedException {
    Path target = directory.resolve(file.name());
    room(file);
    try (Download download = new Download(patience, listener)) {
      for (int i = 0; i < hosts.size(); i++) {
        try {
          download.fetch(hosts.get(i).resolve(file.name()), file, target);
          listener.onFetched(file.name());
          return;
        } catch (FetchException e) {
          if (i == hosts.size() - 1) {
            throw e;
          }
          listener.onNote(e.getMessage() + "; trying the next host");
        }
      }
    }
  }

  private void room(RemoteFile file) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    long due = set.packed() ? 2 * file.bytes() + (file.bytes() >> 3) : file.bytes();
    Path part = directory.resolve(file.name() + ".part");
    long left = due - (Files.exists(part) ? Files.size(part) : 0);
    if (free < left) {
      throw new IOException(
          directory
              + ": "
              + free / 1_000_000
              + " MB are free, and "
              + (left / 1_000_000 + 1)
              + " MB are needed; make room there or name another directory (--dir)");
    }
  }

  private void unpack() throws IOException, InterruptedException {
    RemoteFile remote = set.remote().get(0);
    Path archive = directory.resolve(remote.name());
    boolean given = Files.exists(archive);
    if (given) {
      String sum = Sha256.of(archive);
      if (!sum.equals(remote.sha256())) {
        if (!overwrite) {
          throw new IOException(
              archive
                  + ": expected the published archive, with SHA-256 "
                  + remote.sha256()
                  + ", found "
                  + sum
                  + "\nIt was left as it is; --overwrite fetches the published one in its place");
        }
        given = false;
      }
    }
    if (given) {
      listener.onNote(archive + " is there and is the published archive");
    } else {
      fetch(remote);
    }
    listener.onNote("Unpacking " + remote.name());
    Map<String, String> sums = new TreeMap<>();
    Archives.unpack(
        archive,
        set,
        directory,
        (member, fresh, sum) -> {
          Path target = directory.resolve(member.file());
          if (Files.exists(target) && !overwrite && !Sha256.of(target).equals(sum)) {
            Files.delete(fresh);
            throw new IOException(
                target
                    + ": is not the file of the published archive\nIt was left as it is;"
                    + " --overwrite puts the published file in its place");
          }
          Places.move(fresh, target);
          sums.put(member.file(), sum);
        });
    WholeFile.write(
        directory.resolve(Holding.SUMS),
        sums.entrySet().stream()
            .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
            .collect(Collectors.joining()));
    if (!given) {
      Files.delete(archive);
      listener.onNote(remote.name() + " is deleted: its files are there, and " + Holding.SUMS);
    }
  }
}
