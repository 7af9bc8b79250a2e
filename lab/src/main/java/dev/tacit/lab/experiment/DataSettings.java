package dev.tacit.lab.experiment;

import dev.tacit.data.ClassGroups;
import dev.tacit.data.CornerPatch;
import dev.tacit.data.Dataset;
import dev.tacit.data.Datasets;
import dev.tacit.data.Holdout;
import dev.tacit.data.LabelNoise;
import dev.tacit.data.PixelNoise;
import dev.tacit.data.PublishedFile;
import dev.tacit.tensor.RandomStreams;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Which data set, from where, and what noise is put on it.
 *
 * @param name as in {@code mnist-20k}
 * @param options the data set's own options, defaults filled in
 * @param dir the directory of files, or null; not part of a run's identity (checksums are)
 * @param labelNoise on the labels, or null
 * @param pixelNoise on the inputs, or null
 * @param noiseOnTest whether the test set is disturbed too
 * @param noiseSeed of both kinds of noise alone; null for the run's seed
 * @param validation training examples that are not trained on
 * @param groups classes taken together, or null
 * @param patch put on every image, or null
 */
record DataSettings(
    String name,
    Map<String, Object> options,
    String dir,
    LabelNoise labelNoise,
    PixelNoise pixelNoise,
    boolean noiseOnTest,
    Long noiseSeed,
    Holdout validation,
    ClassGroups groups,
    CornerPatch patch) {
  /** The key of the seed of noise. */
  static final String NOISE_SEED = "noiseSeed";

  /** The setting that it is. */
  static final String NOISE_PATH = "data." + NOISE_SEED;

  /** The key of the seed of the subset. */
  static final String SUBSET_SEED = "subsetSeed";

  /** The setting that decides which examples are taken. */
  static final String SUBSET_PATH = "data." + SUBSET_SEED;

  private static final String GROUPS = "groups";
  private static final String PATCH = "patch";
  private static final String VALIDATION = "validation";
  private static final String VALIDATION_SEED = "validationSeed";

  static DataSettings read(Node node) {
    if (!node.isMap()) {
      return read(new Node(Map.of("name", node), node.where()));
    }
    Section data = new Section(node, "data");
    Node nameNode = data.need("name");
    String name = data.check("name", nameNode, () -> Section.asText(nameNode));
    Datasets.Entry entry = Datasets.all().get(name);
    if (entry == null) {
      throw new SettingsException(
          nameNode.where(),
          "data.name: unknown data set '"
              + Node.shown(name)
              + "'; known: "
              + String.join(", ", Datasets.all().keySet()));
    }
    String dir = data.text("dir", null);
    LabelNoise labelNoise = data.has("labelNoise") ? labels(data.section("labelNoise")) : null;
    PixelNoise pixelNoise = data.has("pixelNoise") ? pixels(data.section("pixelNoise")) : null;
    boolean onTest = data.bool("noiseOnTest", false);
    Long noiseSeed = data.seed(NOISE_SEED);
    int examples = data.integer(VALIDATION, 0);
    Long validationSeed = data.seed(VALIDATION_SEED);
    Holdout validation =
        data.check(
            VALIDATION,
            null,
            () -> new Holdout(examples, validationSeed == null ? 0 : validationSeed));
    Node groupsNode = data.take(GROUPS);
    ClassGroups groups =
        groupsNode == null ? null : data.check(GROUPS, groupsNode, () -> groups(groupsNode));
    CornerPatch patch = data.has(PATCH) ? patch(data.section(PATCH)) : null;
    Map<String, Object> given = new LinkedHashMap<>();
    for (String key : entry.defaults().keySet()) {
      Node value = data.take(key);
      if (value != null) {
        Object plain = Section.asKindOf(entry.defaults().get(key), value);
        data.check(
            key,
            value,
            () -> {
              Datasets.checkOption(name, key, plain);
              return plain;
            });
        given.put(key, plain);
      }
    }
    data.done();
    if (entry.needsDirectory() && dir == null) {
      throw new SettingsException(
          nameNode.where(),
          "the data set "
              + name
              + " needs data.dir, the directory of its files"
              + fetched(name, null));
    }
    if (dir != null && !entry.needsDirectory()) {
      throw new SettingsException(
          data.where("dir"),
          "data.dir: the data set "
              + name
              + " reads no directory, found '"
              + Node.shown(dir)
              + "'; leave it out");
    }
    if (dir != null && !isDirectory(dir)) {
      throw new SettingsException(
          data.where("dir"),
          "data.dir: there is no directory '" + Node.shown(dir) + "'" + fetched(name, dir));
    }
    Map<String, Object> options = data.check("", node, () -> Datasets.resolve(name, given));
    return new DataSettings(
        name, options, dir, labelNoise, pixelNoise, onTest, noiseSeed, validation, groups, patch);
  }

  /** How one comes by the files of a set, where they are published. */
  private static String fetched(String name, String dir) {
    String into = dir == null ? "" : " --dir " + Node.shown(dir);
    return PublishedFile.isSet(name)
        ? "; ‘tacit data fetch " + name + into + "’ gets its files"
        : "";
  }

  private static ClassGroups groups(Node node) {
    return new ClassGroups(
        node.items().stream()
            .map(group -> group.isList() ? group.items() : List.of(group))
            .map(group -> group.stream().map(Section::asInt).toList())
            .toList());
  }

  private static CornerPatch patch(Section section) {
    int size = section.integer("size", 4);
    String name = section.text("cue", CornerPatch.Cue.BRIGHTNESS.toString());
    Node train = section.need("train");
    Node test = section.need("test");
    long seed = section.integerLong("seed", 0);
    section.done();
    CornerPatch.Cue cue = section.check("cue", null, () -> CornerPatch.Cue.named(name));
    double shareOfTrain = section.check("train", train, () -> share(train));
    double shareOfTest = section.check("test", test, () -> share(test));
    return section.check(
        "size", null, () -> new CornerPatch(size, cue, shareOfTrain, shareOfTest, seed));
  }

  private static double share(Node node) {
    double share = Section.asNumber(node);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share must be in [0, 1], found " + share);
    }
    return share;
  }

  /**
   * A set as it is to be learnt: classes taken together, then the patch put on.
   *
   * @throws SettingsException for what does not fit the set
   */
  Dataset transformed(Dataset set) {
    Dataset grouped = groups == null ? set : fitting(GROUPS, () -> groups.apply(set));
    return patch == null ? grouped : fitting(PATCH, () -> patch.apply(grouped));
  }

  private static Dataset fitting(String key, Supplier<Dataset> transform) {
    try {
      return transform.get();
    } catch (IllegalArgumentException e) {
      throw new SettingsException("data." + key, e.getMessage());
    }
  }

  private static LabelNoise labels(Section noise) {
    double rate = noise.number("rate", 0);
    String name = noise.text("kind", "flip");
    noise.done();
    LabelNoise.Kind kind = noise.check("kind", null, () -> LabelNoise.Kind.named(name));
    LabelNoise labelNoise = noise.check("rate", null, () -> new LabelNoise(rate, kind));
    return rate == 0 ? null : labelNoise;
  }

  private static PixelNoise pixels(Section noise) {
    double amount = noise.number("amount", 0);
    String name = noise.text("kind", "gaussian");
    noise.done();
    PixelNoise.Kind kind = noise.check("kind", null, () -> PixelNoise.Kind.named(name));
    PixelNoise pixelNoise = noise.check("amount", null, () -> new PixelNoise(kind, amount));
    return amount == 0 ? null : pixelNoise;
  }

  /**
   * The same with seeds of their own.
   *
   * @param own by their settings
   */
  DataSettings seeded(Map<String, Long> own) {
    Map<String, Object> others = new LinkedHashMap<>(options);
    if (own.containsKey(SUBSET_PATH)) {
      if (!options.containsKey(SUBSET_SEED)) {
        throw new SettingsException(
            Seeds.KEY, "seeds.subset: the data set " + name + " takes no random subset");
      }
      others.put(SUBSET_SEED, own.get(SUBSET_PATH));
    }
    if (own.containsKey(NOISE_PATH) && !noisy()) {
      throw new SettingsException(
          Seeds.KEY, "seeds.noise: nothing is disturbed; give data.labelNoise or data.pixelNoise");
    }
    return new DataSettings(
        name,
        own.containsKey(SUBSET_PATH) ? Datasets.resolve(name, others) : options,
        dir,
        labelNoise,
        pixelNoise,
        noiseOnTest,
        own.getOrDefault(NOISE_PATH, noiseSeed),
        validation,
        groups,
        patch);
  }

  /** Whether anything is disturbed. */
  private boolean noisy() {
    return labelNoise != null || pixelNoise != null;
  }

  /** Where noise is drawn from. */
  RandomStreams noiseStreams(long runSeed) {
    return new RandomStreams(noiseSeed == null ? runSeed : noiseSeed);
  }

  private static boolean isDirectory(String dir) {
    try {
      return Files.isDirectory(Path.of(dir));
    } catch (InvalidPathException e) {
      return false; // no directory can be called that
    }
  }

  /** What makes a run what it is, in a fixed order. */
  Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.putAll(options);
    if (labelNoise != null) {
      Map<String, Object> noise = new LinkedHashMap<>();
      noise.put("rate", labelNoise.rate());
      noise.put("kind", labelNoise.kind().toString());
      map.put("labelNoise", noise);
    }
    if (pixelNoise != null) {
      Map<String, Object> noise = new LinkedHashMap<>();
      noise.put("amount", pixelNoise.amount());
      noise.put("kind", pixelNoise.kind().toString());
      map.put("pixelNoise", noise);
    }
    map.put("noiseOnTest", noiseOnTest);
    if (noiseSeed != null && noisy()) {
      map.put(NOISE_SEED, noiseSeed);
    }
    if (!validation.isNone()) {
      map.put(VALIDATION, validation.examples());
      map.put(VALIDATION_SEED, validation.seed());
    }
    if (groups != null) {
      map.put(GROUPS, groups.groups());
    }
    if (patch != null) {
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("size", patch.size());
      of.put("cue", patch.cue().toString());
      of.put("seed", patch.seed());
      of.put("train", patch.train());
      of.put("test", patch.test());
      map.put(PATCH, of);
    }
    return map;
  }
}
