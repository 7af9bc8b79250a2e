package dev.tacit.lab.experiment;

import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which probe is taken after how many epochs.
 *
 * @param every epochs between two measurements, by probe name, in the registry's order
 */
record ProbeSettings(Map<String, Integer> every) {
  private static final Pattern EVERY = Pattern.compile("every (?:([0-9]{1,6}) )?epochs?");

  static ProbeSettings read(Section section) {
    String presetName = section.text("preset", Preset.CHEAP.toString());
    Map<String, Integer> chosen = new LinkedHashMap<>();
    if (!presetName.equals("none")) {
      Preset preset =
          Arrays.stream(Preset.values())
              .filter(p -> p.toString().equals(presetName))
              .findFirst()
              .orElseThrow(
                  () ->
                      new SettingsException(
                          section.where("preset"),
                          "unknown preset '"
                              + presetName
                              + "'; known: none, cheap, standard, full"));
      Probes.of(preset).forEach(probe -> chosen.put(probe.name(), probe.defaultInterval()));
    }
    section
        .restNodes()
        .forEach(
            (name, value) -> {
              Probe probe = section.check("", value, () -> Probes.named(name));
              int interval = interval(name, value);
              if (interval == 0) {
                chosen.remove(probe.name());
              } else {
                chosen.put(probe.name(), interval);
              }
            });
    Map<String, Integer> ordered = new LinkedHashMap<>();
    for (String name : Probes.all().keySet()) {
      if (chosen.containsKey(name)) {
        ordered.put(name, chosen.get(name));
      }
    }
    return new ProbeSettings(ordered);
  }

  private static int interval(String name, Node value) {
    Object plain = value.value();
    if (Boolean.FALSE.equals(plain) || "off".equals(plain)) { // YAML reads off as false
      return 0;
    }
    if (plain instanceof String text) {
      Matcher matcher = EVERY.matcher(text);
      if (matcher.matches()) {
        int n = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        if (n >= 1) {
          return n;
        }
      }
    }
    throw new SettingsException(
        value.where(),
        "probes."
            + name
            + ": a schedule is 'every epoch', 'every N epochs' or 'off', found "
            + value);
  }

  Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("preset", "none");
    every.forEach((name, n) -> map.put(name, n == 1 ? "every epoch" : "every " + n + " epochs"));
    return map;
  }
}
