package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.page.PackedCurves;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.study.Claims;
import dev.tacit.lab.study.LiveStudy;
import dev.tacit.lab.study.LiveStudy.Look;
import dev.tacit.lab.study.Study;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The page of what one command asked for, while its runs train: what {@code report.html} has inside
 * is asked for here, as of the last look at the files. Safe for use by several threads.
 */
public final class LivePage {
  private static final long SHARE = 50; // looks take at most so small a part of the time
  private static final long LEAST_NANOS = 200_000_000;
  private static final long MOST_NANOS = 700_000_000; // a point is shown within a second

  private final Path directory;
  private final LiveStudy live;
  private Look look;
  private long nextLook = System.nanoTime();
  private List<String> ids = List.of();
  private RunSettings settings;
  private ObjectNode data;
  private String structure = "";
  private long structureVersion;
  private byte[] whole;
  private long mainVersion = -1;
  private byte[] main;

  /**
   * Of an experiment's directory.
   *
   * @param number of the command, from 1
   */
  public LivePage(Path directory, int number) {
    this.directory = directory;
    live = new LiveStudy(directory, number);
  }

  /**
   * Looks at the files, unless that was done a moment ago; how long a moment is depends on how long
   * a look takes, so that a page that is watched leaves a training its time.
   *
   * @return the version, which rises with every change
   * @throws IOException when there is no experiment
   */
  public synchronized long look() throws IOException {
    long begun = System.nanoTime();
    boolean first = look == null;
    if (first || begun - nextLook >= 0) {
      Look now = live.look();
      if (look == null || now.version() != look.version()) {
        look = now;
        tell();
      }
      long took = first ? 0 : System.nanoTime() - begun; // the first reads everything
      nextLook = begun + Math.max(LEAST_NANOS, Math.min(MOST_NANOS, SHARE * took));
    }
    return look.version();
  }

  private void tell() {
    Study study = look.study();
    ids = PageData.ids(study);
    settings = RunSettings.of(study, settings);
    data = PageData.of(study, directory, look.faults(), settings);
    for (int i = 0; i < ids.size(); i++) {
      String directory = study.runs().get(i).directory();
      ((ObjectNode) data.get("runs").get(i)).put("version", look.changes().get(directory));
    }
    ObjectNode rest = JsonFiles.JSON.createObjectNode();
    data.properties().stream()
        .filter(part -> !part.getKey().equals("runs"))
        .forEach(part -> rest.set(part.getKey(), part.getValue()));
    String now = rest + " " + ids;
    if (!now.equals(structure)) {
      structure = now;
      structureVersion = look.version();
    }
    data.put("version", look.version());
    whole = null;
  }

  /** The title of the page. */
  public synchronized String title() throws IOException {
    look();
    return look.study().experiment().heading();
  }

  /**
   * What the page's script is told, as JSON.
   *
   * @param since the version that it knows, of which only runs that changed after it are told where
   *     nothing else changed; 0 for everything
   */
  public synchronized byte[] data(long since) throws IOException {
    look();
    if (since < structureVersion || since > look.version()) {
      if (whole == null) {
        whole = bytes(data.toString());
      }
      return whole;
    }
    ObjectNode some = JsonFiles.JSON.createObjectNode();
    some.put("version", look.version()).put("since", since);
    ArrayNode runs = some.putArray("runs");
    data.get("runs")
        .forEach(
            run -> {
              if (run.get("version").asLong() > since) {
                runs.add(run);
              }
            });
    return bytes(some.toString());
  }

  /**
   * Curves, packed as {@link PackedCurves#bytes} says.
   *
   * @param metrics those wanted; unknown ones have none
   * @param runs by what the page calls them; empty for all
   */
  public byte[] curves(Collection<String> metrics, Collection<String> runs) throws IOException {
    Study study;
    List<String> names;
    synchronized (this) {
      look();
      study = look.study();
      names = ids;
    }
    PackedCurves packed = new PackedCurves();
    Set<String> asked = Set.copyOf(runs.isEmpty() ? names : runs);
    for (String metric : metrics) {
      PageCurves.add(packed, study, directory, names, metric, asked);
    }
    return packed.bytes();
  }

  /** What stands within the page's main element, as HTML. */
  public byte[] main() throws IOException {
    Study study;
    long version;
    synchronized (this) {
      look();
      if (mainVersion == look.version()) {
        return main;
      }
      study = look.study();
      version = look.version();
    }
    String html =
        new Page(
                study,
                Claims.judge(study),
                List.of(),
                Figures.plan(study, false, List.of()),
                Landscapes.of(study, directory),
                Beside.of(directory),
                Map.of(),
                "")
            .mainHtml();
    synchronized (this) {
      if (version > mainVersion) {
        mainVersion = version;
        main = bytes(html);
      }
      return main;
    }
  }

  /**
   * All that a run's directory says of it but its measurements, as JSON; nothing if it is unknown.
   */
  public synchronized Optional<byte[]> run(String id) throws IOException {
    look();
    int at = ids.indexOf(id);
    if (at < 0) {
      return Optional.empty();
    }
    return Optional.of(bytes(PageData.details(look.study().runs().get(at), directory).toString()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
