package dev.tacit.lab.experiment;

import dev.tacit.loss.Loss;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss in a file: a name, or a mapping with a name and options, as in {@code {name:
 * cross-entropy, smoothing: 0.1}}.
 */
final class LossSettings {
  private static final String KEY = "loss";
  private static final String SMOOTHING = "smoothing";

  private LossSettings() {}

  /** Takes {@code loss}; cross-entropy if it is not set. */
  static Loss read(Section common) {
    Node node = common.take(KEY);
    if (node == null) {
      return Loss.CROSS_ENTROPY;
    }
    if (!node.isMap()) {
      return common.check(KEY, node, () -> Loss.named(Section.asText(node)));
    }
    Section section = new Section(node, KEY);
    Node name = section.need("name");
    Loss loss = section.check("name", name, () -> Loss.named(Section.asText(name)));
    Node smoothing = section.take(SMOOTHING);
    section.done();
    return smoothing == null
        ? loss
        : section.check(
            SMOOTHING, smoothing, () -> Loss.smoothed(loss, Section.asNumber(smoothing)));
  }

  /** As a file could write it: the name where that says all. */
  static Object resolved(Loss loss) {
    if (Loss.smoothing(loss) == 0) {
      return loss.name();
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", loss.name());
    map.put(SMOOTHING, Loss.smoothing(loss));
    return map;
  }
}
