package dev.tacit.lab.store;

import dev.tacit.probe.MetricDescription;
import java.util.Locale;

/**
 * What a metric is, in words, as {@code manifest.json} carries it. Everything may be missing: then
 * the metric goes by its name.
 *
 * @param title in words
 * @param quantity a formula or a unit, for an axis
 * @param how it is measured: sentences for under a figure
 * @param kind {@code share} for a number in [0, 1], {@code size} for any other
 * @param parts what follows its name in others': {@code none}, {@code named}, or {@code layers}
 */
public record MetricRecord(String title, String quantity, String how, String kind, String parts) {

  /** The words of a probe. */
  public static MetricRecord of(MetricDescription words) {
    return new MetricRecord(
        words.title(),
        words.quantity(),
        words.how(),
        words.kind().name().toLowerCase(Locale.ROOT),
        words.parts().name().toLowerCase(Locale.ROOT));
  }
}
