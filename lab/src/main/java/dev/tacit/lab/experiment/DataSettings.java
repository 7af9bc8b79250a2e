package dev.tacit.lab.experiment;

import dev.tacit.data.Datasets;
import dev.tacit.data.LabelNoise;
import dev.tacit.data.PixelNoise;
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
 */
record DataSettings(
    String name,
    Map<String, Object> options,
    String dir,
    LabelNoise labelNoise,
    PixelNoise pixelNoise,
    boolean noiseOnTest) {

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
    LabelNoise labelNoise = null;
    if (data.has("labelNoise")) {
      Section noise = data.section("labelNoise");
      double rate = noise.number("rate", 0);
      String kind = noise.text("kind", "flip");
      noise.done();
      LabelNoise.Kind labelKind = noise.check("kind", null, () -> LabelNoise.Kind.named(kind));
      labelNoise = noise.check("rate", null, () -> new LabelNoise(rate, labelKind));
      labelNoise = rate == 0 ? null : labelNoise;
    }
    PixelNoise pixelNoise = null;
    if (data.has("pixelNoise")) {
      Section noise = data.section("pixelNoise");
      double amount = noise.number("amount", 0);
      String kind = noise.text("kind", "gaussian");
      noise.done();
      PixelNoise.Kind pixelKind = noise.check("kind", null, () -> PixelNoise.Kind.named(kind));
      pixelNoise = noise.check("amount", null, () -> new PixelNoise(pixelKind, amount));
      pixelNoise = amount == 0 ? null : pixelNoise;
    }
    boolean onTest = data.bool("noiseOnTest", false);
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
    return new DataSettings(name, options, dir, labelNoise, pixelNoise, onTest);
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
    return map;
  }
}
