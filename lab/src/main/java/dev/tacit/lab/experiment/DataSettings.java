package dev.tacit.lab.experiment;

import dev.tacit.data.Datasets;
import dev.tacit.data.Holdout;
import dev.tacit.data.LabelNoise;
import dev.tacit.data.PixelNoise;
import dev.tacit.tensor.RandomStreams;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

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
 */
record DataSettings(
    String name,
    Map<String, Object> options,
    String dir,
    LabelNoise labelNoise,
    PixelNoise pixelNoise,
    boolean noiseOnTest,
    Long noiseSeed,
    Holdout validation) {
  /** The key of the seed of noise. */
  static final String NOISE_SEED = "noiseSeed";

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
          nameNode.where(), "the data set " + name + " needs data.dir, the directory of its files");
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
          data.where("dir"), "data.dir: there is no directory '" + Node.shown(dir) + "'");
    }
    Map<String, Object> options = data.check("", node, () -> Datasets.resolve(name, given));
    return new DataSettings(
        name, options, dir, labelNoise, pixelNoise, onTest, noiseSeed, validation);
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
    return map;
  }
}
