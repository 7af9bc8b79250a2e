package dev.tacit.lab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tacit.data.Datasets;
import dev.tacit.optimizer.UpdateRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What makes a run the run it is: everything that decides its trajectory, and of that only what
 * differs from the defaults, so that a setting invented later orphans no run. What is measured on
 * the way is not in it, nor how far it goes where the learning rate does not depend on that, nor by
 * which rule it ends.
 */
final class Identity {
  /** The key of {@link TrainSettings#resolved} that may be left out. */
  static final String EPOCHS = "epochs";

  private static final String NAME = "name";
  private static final String TRAIN = "train";
  private static final Map<String, Map<String, Object>> STANDARDS = new ConcurrentHashMap<>();
  private static final ObjectMapper CANONICAL =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private Identity() {}

  /** Plain maps of what decides the trajectory, defaults left out. */
  static Map<String, Object> trajectory(RunSettings settings) {
    Map<String, Object> trajectory = plain(settings.deciding());
    map(trajectory, TRAIN).remove(UntilSettings.KEY);
    forgetRunSeed(map(trajectory, "data"), DataSettings.NOISE_SEED, settings.seed());
    forgetRunSeed(map(trajectory, TRAIN), TrainSettings.INIT_SEED, settings.seed());
    if (map(trajectory, "model").containsKey("sha256")) {
      map(trajectory, "model").remove("module"); // wherever the file is
    }
    if (settings.isAnalysis()) {
      trajectory.put(
          WeightsSettings.KEY,
          settings.weights().identity().stream().map(Identity::plain).toList());
    }
    trajectory.remove("loss", "cross-entropy");
    trajectory.remove(PenaltySettings.KEY);
    List<Map<String, Object>> penalties = settings.penalty().shortened();
    if (!penalties.isEmpty()) {
      trajectory.put(PenaltySettings.KEY, penalties.stream().map(Identity::plain).toList());
    }
    shorten(trajectory, "data", settings.data().name(), Identity::data);
    shorten(trajectory, "model", name(trajectory, "model"), Identity::model);
    shorten(trajectory, TRAIN, "", name -> train().resolved());
    shorten(
        trajectory,
        "optimizer",
        settings.optimizer().rule(),
        rule -> UpdateRules.all().get(rule).defaults());
    if (settings.train().schedule().dependsOnLength()) {
      map(trajectory, TRAIN).put(EPOCHS, (long) settings.epochs());
    } else {
      map(trajectory, TRAIN).remove(EPOCHS);
    }
    return trajectory;
  }

  /** A seed of its own that is the run's draws the same numbers as none. */
  private static void forgetRunSeed(Map<String, Object> section, String key, long seed) {
    section.remove(key, seed);
  }

  private static Map<String, Object> data(String name) {
    Map<String, Object> defaults = new LinkedHashMap<>(Datasets.all().get(name).defaults());
    defaults.put("noiseOnTest", false);
    defaults.put("validationSeed", 0);
    defaults.put("patch", Map.of("size", 4, "cue", "brightness", "seed", 0));
    return defaults;
  }

  private static TrainSettings train() {
    return TrainSettings.read(new Section(Node.of(Map.of(), TRAIN), TRAIN));
  }

  private static Map<String, Object> model(String name) {
    return ModelSettings.read(Node.of(name, "model")).resolved();
  }

  private static String name(Map<String, Object> trajectory, String section) {
    return String.valueOf(map(trajectory, section).get(NAME));
  }

  /**
   * Leaves out of a section what is as it would be without being said; its name stays.
   *
   * @param name that the defaults belong to
   */
  private static void shorten(
      Map<String, Object> trajectory,
      String section,
      String name,
      Function<String, Map<String, Object>> standard) {
    Map<String, Object> standards =
        STANDARDS.computeIfAbsent(section + " " + name, key -> standards(name, standard));
    trajectory.put(section, difference(map(trajectory, section), standards));
  }

  private static Map<String, Object> difference(
      Map<String, Object> given, Map<String, Object> standard) {
    Map<String, Object> difference = new LinkedHashMap<>();
    for (String key : given.keySet()) {
      if (given.get(key) instanceof Map<?, ?> && standard.get(key) instanceof Map<?, ?>) {
        Map<String, Object> below = difference(map(given, key), map(standard, key));
        if (!below.isEmpty()) {
          difference.put(key, below);
        }
      } else if (!Objects.equals(given.get(key), standard.get(key))) {
        difference.put(key, given.get(key));
      }
    }
    return difference;
  }

  /** With whole numbers as such, however they were written: 1.0 is 1. */
  private static Map<String, Object> plain(Map<String, Object> map) {
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach((key, value) -> plain.put(key, plainValue(value)));
    return plain;
  }

  @SuppressWarnings("unchecked")
  private static Object plainValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return plain((Map<String, Object>) map);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Identity::plainValue).toList();
    }
    if (value instanceof Number number) {
      double as = number.doubleValue();
      return as == Math.rint(as) && Math.abs(as) < 1e15 ? (Object) (long) as : number;
    }
    return value;
  }

  /** Where a name alone says too little, nothing is a default. */
  private static Map<String, Object> standards(
      String name, Function<String, Map<String, Object>> standard) {
    try {
      Map<String, Object> standards = plain(standard.apply(name));
      standards.remove(NAME);
      return standards;
    } catch (SettingsException e) {
      return Map.of();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> trajectory, String section) {
    return (Map<String, Object>) trajectory.get(section);
  }

  /**
   * SHA-256, 64 hexadecimal digits.
   *
   * @param files SHA-256 of the files that a user brought, by name; empty without
   */
  static String hash(Map<String, Object> trajectory, Map<String, String> files) {
    Map<String, Object> whole = new LinkedHashMap<>(trajectory);
    if (!files.isEmpty()) {
      whole.put("files", files);
    }
    try {
      byte[] text = CANONICAL.writeValueAsString(whole).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
