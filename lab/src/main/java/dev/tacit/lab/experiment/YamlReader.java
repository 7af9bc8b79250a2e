package dev.tacit.lab.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML 1.2 into a tree that knows its lines. Aliases and merge keys ({@code <<: *base}) are
 * followed; what they unfold to is bounded, so that no small file becomes a large tree. Reads once.
 */
final class YamlReader {
  private static final int LONGEST = 1 << 20;
  private static final int DEEPEST = 32;
  private static final int MOST_VALUES = 100_000;
  private static final String MERGE = "<<";
  private static final String CORE = "tag:yaml.org,2002:";

  private final String text;
  private final IntFunction<String> place;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private final Set<Anchor> open = new HashSet<>();
  private Iterator<Event> events;
  private int values;

  /** What an anchor names, how many values that is, and how deep. */
  private record Anchored(Node node, int values, int depth) {}

  /**
   * A reader of one document.
   *
   * @param place what messages call a line, counted from 0
   */
  YamlReader(String text, IntFunction<String> place) {
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text; // a byte order mark
    this.place = place;
  }

  /**
   * The document; null if there is none.
   *
   * @throws SettingsException saying where and why the text is not one document of YAML
   */
  Node read() {
    if (text.length() > LONGEST) {
      throw new SettingsException(
          place.apply(0),
          "at most " + LONGEST + " characters are expected, found " + text.length());
    }
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(2 * LONGEST).setParseComments(false).build();
    try {
      events = new Parse(settings).parseString(text).iterator();
      events.next(); // the stream's start
      if (!(events.next() instanceof DocumentStartEvent)) {
        return null;
      }
      Node root = node(events.next(), 0);
      events.next(); // the document's end
      Event behind = events.next();
      if (behind instanceof DocumentStartEvent) {
        throw new SettingsException(
            where(behind), "a second document ('---') begins here; one file is one experiment");
      }
      return root;
    } catch (YamlEngineException e) {
      throw YamlFault.of(e, text).at(place);
    }
  }

  private String where(Event event) {
    return place.apply(event.getStartMark().map(Mark::getLine).orElse(0));
  }

  private Node node(Event event, int depth) {
    if (depth > DEEPEST) {
      throw new SettingsException(where(event), "nested more than " + DEEPEST + " deep");
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias, depth);
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    anchor.ifPresent(open::add);
    int before = values;
    count(1, event);
    Node node =
        event instanceof ScalarEvent scalar
            ? scalar(scalar)
            : event instanceof SequenceStartEvent list
                ? list(list, depth)
                : mapping((MappingStartEvent) event, depth);
    if (anchor.isPresent()) {
      open.remove(anchor.get());
      anchors.put(anchor.get(), new Anchored(node, values - before, depth(node)));
    }
    return node;
  }

  private void count(int more, Event event) {
    values += more;
    if (values > MOST_VALUES) {
      throw new SettingsException(
          where(event),
          "more than " + MOST_VALUES + " values, with what aliases (*name) stand for");
    }
  }

  private Node aliased(AliasEvent alias, int depth) {
    Anchored anchored = anchors.get(alias.getAlias());
    if (open.contains(alias.getAlias())) {
      throw new SettingsException(
          where(alias), "the alias *" + alias.getAlias() + " stands inside the value it names");
    }
    if (anchored == null) {
      throw new SettingsException(
          where(alias),
          "the alias *"
              + alias.getAlias()
              + " names no value above it; a value is named by &"
              + alias.getAlias());
    }
    if (depth + anchored.depth > DEEPEST) {
      throw new SettingsException(
          where(alias), "nested more than " + DEEPEST + " deep with what the alias stands for");
    }
    count(anchored.values, alias);
    return anchored.node;
  }

  private static int depth(Node node) {
    return node.isMap()
        ? 1 + node.entries().values().stream().mapToInt(YamlReader::depth).max().orElse(0)
        : node.isList() ? 1 + node.items().stream().mapToInt(YamlReader::depth).max().orElse(0) : 0;
  }

  private Node scalar(ScalarEvent event) {
    String where = where(event);
    String tag = event.getTag().orElse("");
    boolean quoted =
        switch (tag) {
          case "" -> !event.isPlain();
          case "!", CORE + "str" -> true;
          case CORE + "null", CORE + "bool", CORE + "int", CORE + "float" -> false;
          default -> throw unknownTag(tag, where);
        };
    boolean unset = !quoted && CoreSchema.isNull(event.getValue());
    return new Node(unset ? null : event.getValue(), quoted, where);
  }

  private static SettingsException unknownTag(String tag, String where) {
    return new SettingsException(
        where, "the tag '" + Node.shown(tag) + "' has no meaning here; leave it out");
  }

  private Node list(SequenceStartEvent start, int depth) {
    checkTag(start.getTag(), "seq", start);
    List<Node> items = new ArrayList<>();
    for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; ) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    return new Node(items, where(start));
  }

  private void checkTag(Optional<String> tag, String kind, Event event) {
    String name = tag.orElse("!");
    if (!name.equals("!") && !name.equals(CORE + kind)) {
      throw unknownTag(name, where(event));
    }
  }

  private Node mapping(MappingStartEvent start, int depth) {
    checkTag(start.getTag(), "map", start);
    Map<String, Node> entries = new LinkedHashMap<>();
    Set<String> written = new HashSet<>();
    for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; ) {
      String where = where(event);
      String key = key(event);
      boolean merge = event instanceof ScalarEvent scalar && scalar.isPlain() && key.equals(MERGE);
      Node value = node(events.next(), depth + 1);
      if (!written.add(key)) {
        throw new SettingsException(
            where,
            "the key '"
                + Node.shown(key)
                + "' stands twice in one mapping"
                + (merge ? "; merge several with <<: [*a, *b]" : ""));
      }
      if (merge) {
        merge(value, where, entries);
      } else {
        entries.put(key, new Node(value.value(), value.quoted(), where));
      }
      event = events.next();
    }
    return new Node(entries, where(start));
  }

  private String key(Event event) {
    Node key = event instanceof ScalarEvent scalar ? plainKey(scalar) : null;
    if (event instanceof AliasEvent alias) {
      key = aliased(alias, 0);
    }
    if (key == null || !(key.value() instanceof String text)) {
      throw new SettingsException(
          where(event), "a key must be plain text, found " + (key == null ? "a list" : key));
    }
    return text;
  }

  /** A key is text whatever it looks like. */
  private Node plainKey(ScalarEvent event) {
    node(event, 0); // for its anchor and tag
    if (event.getValue().isEmpty() && event.isPlain()) {
      throw new SettingsException(where(event), "a key is expected before ':', found nothing");
    }
    return new Node(event.getValue(), where(event));
  }

  /**
   * Keys written in the mapping itself win over merged ones, and earlier merged ones over later.
   */
  private static void merge(Node value, String where, Map<String, Node> entries) {
    List<Node> sources = value.isList() ? value.items() : List.of(value);
    for (Node source : sources) {
      if (!source.isMap() && !value.isNull()) {
        throw new SettingsException(
            where, "'<<' merges a mapping, or a list of mappings, found " + source);
      }
      if (source.isMap()) {
        source.entries().forEach(entries::putIfAbsent);
      }
    }
  }
}
