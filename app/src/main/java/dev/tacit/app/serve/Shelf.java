package dev.tacit.app.serve;

import dev.tacit.lab.report.LivePage;
import dev.tacit.lab.store.ExperimentRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The experiments that are given out: the one in a directory, or those in its subdirectories. A
 * request names one of them and never a path, so that nothing else can be reached; a subdirectory
 * that is a link out of the directory is none of them.
 */
final class Shelf {
  private final Path directory;
  private final Map<Place, Watched> pages = new ConcurrentHashMap<>();

  /**
   * A page.
   *
   * @param experiment its name
   * @param number of the command, from 1
   */
  record Place(String experiment, int number) {}

  Shelf(Path directory) {
    this.directory = directory;
  }

  /** The numbers of the commands of each experiment, by its name. */
  SortedMap<String, SortedMap<Integer, Path>> experiments() throws IOException {
    SortedMap<String, SortedMap<Integer, Path>> found = new TreeMap<>();
    SortedMap<Integer, Path> own = ExperimentRecord.all(directory);
    if (!own.isEmpty()) {
      found.put(name(directory), own);
      return found;
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + ": no such directory");
    }
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child :
          children.filter(c -> Files.isDirectory(c, LinkOption.NOFOLLOW_LINKS)).toList()) {
        SortedMap<Integer, Path> commands = ExperimentRecord.all(child);
        if (!commands.isEmpty()) {
          found.put(name(child), commands);
        }
      }
    }
    return found;
  }

  private static String name(Path directory) {
    Path name = directory.toAbsolutePath().normalize().getFileName();
    return name == null ? "experiment" : name.toString();
  }

  /** The page that is asked for; empty if there is none. */
  Optional<Watched> page(Place place) throws IOException {
    Watched known = pages.get(place);
    if (known != null) {
      return Optional.of(known);
    }
    SortedMap<Integer, Path> commands = experiments().get(place.experiment());
    if (commands == null || !commands.containsKey(place.number())) {
      return Optional.empty();
    }
    Path where = commands.get(place.number()).toAbsolutePath().getParent();
    return Optional.of(
        pages.computeIfAbsent(place, key -> new Watched(new LivePage(where, place.number()))));
  }

  /** Reads the runs of the only experiment, so that they are there when somebody asks for them. */
  void read() {
    try {
      SortedMap<String, SortedMap<Integer, Path>> all = experiments();
      if (all.size() == 1) {
        String name = all.firstKey();
        Optional<Watched> page = page(new Place(name, all.get(name).firstKey()));
        if (page.isPresent()) {
          page.get().page().main();
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // who asks for it is told
    }
  }

  /** Lets go of everybody who watches. */
  void close() {
    pages.values().forEach(Watched::close);
  }
}
