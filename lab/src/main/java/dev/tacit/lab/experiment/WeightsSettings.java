package dev.tacit.lab.experiment;

import dev.tacit.data.Sha256;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Weights that are measured instead of trained: files of another program, one for each epoch that
 * their names tell.
 *
 * @param given in the order of their epochs; none for a training
 */
record WeightsSettings(List<Given> given) {
  /** The key. */
  static final String KEY = "weights";

  /** What stands for the parameters that a module came with. */
  static final String OWN = "module";

  /** A training's: none. */
  static final WeightsSettings NONE = new WeightsSettings(List.of());

  private static final String EPOCH = "epoch";
  private static final String FILE = "file";
  private static final String FILES = "files";
  private static final String SHA256 = "sha256";
  private static final String STATE = "optimizer";
  private static final String STATE_SHA256 = "optimizerSha256";
  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})[^0-9]*$");
  private static final Pattern PATTERN = Pattern.compile(".*[*?\\[{].*");
  private static final int MOST_NAMES = 3; // that a message shows

  /**
   * One epoch's.
   *
   * @param epoch that the file's name tells
   * @param file where it is; not part of a run's identity (the checksum is). Empty for the
   *     parameters that a module came with
   * @param sha256 of the file
   * @param state the optimizer's, or null
   * @param stateSha256 of that file, or null
   */
  record Given(int epoch, String file, String sha256, String state, String stateSha256) {
    /** Whether they are what the module came with. */
    boolean isOwn() {
      return file.isEmpty();
    }

    private Map<String, Object> resolved() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put(EPOCH, epoch);
      map.put(FILE, file);
      map.put(SHA256, sha256);
      if (state != null) {
        map.put(STATE, state);
        map.put(STATE_SHA256, stateSha256);
      }
      return map;
    }

    private Map<String, Object> identity() {
      Map<String, Object> map = resolved();
      map.remove(FILE);
      map.remove(STATE);
      return map;
    }
  }

  /** Copies the list. */
  WeightsSettings {
    given = List.copyOf(given);
  }

  /** From what a file says, or a manifest; none where it says nothing. */
  static WeightsSettings read(Section common) {
    Node node = common.take(KEY);
    if (node == null) {
      return NONE;
    }
    if (node.isList() && node.items().stream().allMatch(Node::isMap)) {
      return new WeightsSettings(node.items().stream().map(WeightsSettings::entry).toList());
    }
    if (OWN.equals(node.value())) {
      return new WeightsSettings(List.of(new Given(1, "", "", null, null)));
    }
    Node files = node;
    Node states = null;
    if (node.isMap()) {
      Section section = new Section(node, KEY);
      files = section.need(FILES);
      states = section.take(STATE);
      section.done();
    }
    SortedMap<Integer, Path> weights = numbered(files);
    SortedMap<Integer, Path> memories = states == null ? new TreeMap<>() : numbered(states);
    boolean single = weights.size() == 1 && memories.size() == 1;
    List<Given> given = new ArrayList<>();
    for (Map.Entry<Integer, Path> file : weights.entrySet()) {
      Path state = single ? memories.get(memories.firstKey()) : memories.remove(file.getKey());
      given.add(
          new Given(
              file.getKey(),
              file.getValue().toString(),
              digest(files, file.getValue()),
              state == null ? null : state.toString(),
              state == null ? null : digest(states, state)));
    }
    if (!single && !memories.isEmpty()) {
      throw new SettingsException(
          states.where(),
          KEY
              + "."
              + STATE
              + ": "
              + memories.get(memories.firstKey())
              + " belongs to no weights; there are those of epochs "
              + epochs(weights));
    }
    return new WeightsSettings(given);
  }

  private static String epochs(SortedMap<Integer, Path> weights) {
    return String.join(", ", weights.keySet().stream().map(String::valueOf).toList());
  }

  private static Given entry(Node node) {
    Section entry = new Section(node, KEY);
    Given given =
        new Given(
            entry.integer(EPOCH, 0),
            entry.text(FILE, ""),
            entry.text(SHA256, ""),
            entry.text(STATE, null),
            entry.text(STATE_SHA256, null));
    entry.done();
    return given;
  }

  private static String digest(Node node, Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new SettingsException(
          node.where(), KEY + ": " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** Files by the numbers in their names. */
  private static SortedMap<Integer, Path> numbered(Node node) {
    List<Node> items = node.isList() ? node.items() : List.of(node);
    List<Path> files = new ArrayList<>();
    for (Node item : items) {
      String text = Section.checked(KEY, item, () -> Section.asText(item));
      files.addAll(Section.checked(KEY, item, () -> files(text)));
    }
    if (files.size() == 1) {
      Integer epoch = number(files.get(0));
      return new TreeMap<>(Map.of(epoch == null ? 1 : epoch, files.get(0)));
    }
    SortedMap<Integer, Path> numbered = new TreeMap<>();
    for (Path file : files) {
      Integer epoch = number(file);
      if (epoch == null) {
        throw new SettingsException(
            node.where(),
            KEY
                + ": "
                + file
                + " has no number of an epoch in its name, as epoch12.safetensors has; files that are"
                + " no trajectory are runs of their own: grid: {weights: [a.safetensors,"
                + " b.safetensors]}");
      }
      Path other = numbered.put(epoch, file);
      if (other != null) {
        throw new SettingsException(
            node.where(), KEY + ": " + other + " and " + file + " are both of epoch " + epoch);
      }
    }
    return numbered;
  }

  /** The last whole number of a name before its extension; null without. */
  private static Integer number(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    Matcher number = NUMBER.matcher(dot > 0 ? name.substring(0, dot) : name);
    return number.find() ? Integer.valueOf(number.group(1)) : null;
  }

  /** Whether the name of a file, or what a pattern stands for, tells an epoch. */
  static boolean hasNumber(String text) {
    Path path = ModuleFile.path(text.replaceAll("[*?\\[\\]{}]", "0"));
    return Files.isDirectory(path) || number(path) != null;
  }

  /** What is wrong with a file, in words. */
  static String said(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no file " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  /** A file, all files of weights in a directory, or those that a pattern names. */
  private static List<Path> files(String text) {
    boolean pattern = PATTERN.matcher(text).matches();
    Path path = ModuleFile.path(pattern ? text.replaceAll("[*?\\[\\]{}]", "x") : text);
    try {
      if (Files.isDirectory(path)) {
        return some(path, "{*.safetensors,*.npz}", text);
      }
      if (Files.isRegularFile(path)) {
        return List.of(path);
      }
      if (pattern) {
        int slash = text.lastIndexOf('/');
        Path directory = ModuleFile.path(slash < 0 ? "." : text.substring(0, slash + 1));
        if (Files.isDirectory(directory)) {
          return some(directory, text.substring(slash + 1), text);
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "'" + Node.shown(text) + "' cannot be read: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "there is no file of weights '" + Node.shown(text) + "' (safetensors or npz)");
  }

  private static List<Path> some(Path directory, String pattern, String text) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> children = Files.list(directory)) {
      List<Path> found =
          children
              .filter(Files::isRegularFile)
              .filter(child -> matcher.matches(child.getFileName()))
              .sorted()
              .map(Path::normalize)
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "no file of weights is called as '" + Node.shown(text) + "' says");
      }
      return found;
    }
  }

  /** Whether there are none: the run is trained. */
  boolean isNone() {
    return given.isEmpty();
  }

  /** The last epoch. */
  int last() {
    return given.get(given.size() - 1).epoch();
  }

  /** The file of an epoch, as in {@code epoch3.safetensors}; null without. */
  Given at(int epoch) {
    return given.stream().filter(g -> g.epoch() == epoch).findFirst().orElse(null);
  }

  /** The same where another process works, in another directory. */
  WeightsSettings absolute() {
    return new WeightsSettings(
        given.stream()
            .map(
                g ->
                    new Given(
                        g.epoch(),
                        g.isOwn() ? g.file() : absolute(g.file()),
                        g.sha256(),
                        g.state() == null ? null : absolute(g.state()),
                        g.stateSha256()))
            .toList());
  }

  private static String absolute(String file) {
    return ModuleFile.path(file).toAbsolutePath().toString();
  }

  List<Map<String, Object>> resolved() {
    return given.stream().map(Given::resolved).toList();
  }

  /** What decides the numbers: not where the files are. */
  List<Map<String, Object>> identity() {
    return given.stream().map(Given::identity).toList();
  }

  /** As in "epochs 1 to 40, without 7, 9". */
  String inWords() {
    int first = given.get(0).epoch();
    if (given.size() == 1) {
      return "epoch " + first;
    }
    List<String> missing = new ArrayList<>();
    for (int epoch = first; epoch <= last() && missing.size() <= MOST_NAMES; epoch++) {
      if (at(epoch) == null) {
        missing.add(String.valueOf(epoch));
      }
    }
    int holes = last() - first + 1 - given.size();
    String epochs =
        String.format(Locale.ROOT, "%d files, epochs %d to %d", given.size(), first, last());
    if (holes == 0) {
      return epochs;
    }
    return epochs
        + " without "
        + String.join(", ", missing.subList(0, Math.min(MOST_NAMES, missing.size())))
        + (holes > MOST_NAMES ? " and " + (holes - MOST_NAMES) + " more" : "");
  }

  /** The states that are given, by epoch. */
  Map<Integer, String> states() {
    Map<Integer, String> states = new LinkedHashMap<>();
    given.stream().filter(g -> g.state() != null).forEach(g -> states.put(g.epoch(), g.state()));
    return Collections.unmodifiableMap(states);
  }
}
