package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class YamlReaderTest {
  private static Node read(String text) {
    return Node.parse(text, "f.yaml");
  }

  private static String complaint(String text) {
    return assertThrows(SettingsException.class, () -> read(text)).getMessage();
  }

  /** The examples of the core schema's tables in the YAML 1.2.2 specification, and their like. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "unset",
      value = {
        "null, unset",
        "~, unset",
        "Null, unset",
        "true, true",
        "FALSE, false",
        "0, 0",
        "010, 10",
        "0o14, 12",
        "0xC, 12",
        "-19, -19",
        "1e3, 1000.0",
        "1e-3, 0.001",
        "0.010, 0.01",
        ".5, 0.5",
        "+12e03, 12000.0",
        "-2E+05, -200000.0",
        ".inf, Infinity",
        "-.INF, -Infinity",
        ".nan, NaN",
        "8e12345, Infinity",
        "3000000000, 3000000000",
        "9223372036854775808, 9223372036854775808",
        "no, no",
        "off, off",
        "1_000, 1_000",
        "12:30, 12:30",
        "2026-07-30, 2026-07-30",
        "1.2.3e4, 1.2.3e4",
        "0b11, 0b11",
        "'\"1e-3\"', 1e-3"
      })
  void scalarsMeanWhatYaml12Says(String written, String meaning) {
    Object plain = read("a: " + written).entries().get("a").plain();
    assertEquals(meaning, plain == null ? null : String.valueOf(plain));
  }

  @Test
  void quotesMakeText() {
    for (String written : List.of("'12'", "\"12\"", "!!str 12", "! 12", "|-\n  12", ">-\n  12")) {
      assertEquals("12", read("a: " + written).entries().get("a").plain(), written);
    }
    assertEquals(12, read("a: !!int '12'").entries().get("a").plain());
    assertEquals("", read("a: ''").entries().get("a").plain(), "empty text is set");
  }

  @Test
  void keysAreTextAndKeepTheirLine() {
    Node root = read("1e-1: a\nno: b\n~: c\nnull: d\n8e12345: e\n");
    assertEquals(
        List.of("1e-1", "no", "~", "null", "8e12345"), List.copyOf(root.entries().keySet()));
    assertEquals("f.yaml:5", root.entries().get("8e12345").where());
  }

  @Test
  void mergesMappingsAndWhatIsWrittenWins() {
    Node root =
        read(
            """
            base: &base {lr: 0.1, beta: 0.9}
            more: &more {lr: 0.5, epsilon: 1}
            one: {<<: *base, lr: 0.2}
            two: {lr: 0.2, <<: *base}
            both: {<<: [*base, *more]}
            none: {<<: ~, lr: 3}
            quoted: {"<<": 3}
            inline: {<<: {lr: 7}}
            chain: &chain {<<: *base, gamma: 2}
            last: {<<: *chain}
            """);
    Map<String, Node> entries = root.entries();
    assertEquals(Map.of("lr", 0.2, "beta", 0.9), entries.get("one").plain());
    assertEquals(Map.of("lr", 0.2, "beta", 0.9), entries.get("two").plain());
    assertEquals(Map.of("lr", 0.1, "beta", 0.9, "epsilon", 1), entries.get("both").plain());
    assertEquals(Map.of("lr", 3), entries.get("none").plain());
    assertEquals(Map.of("<<", 3), entries.get("quoted").plain());
    assertEquals(Map.of("lr", 7), entries.get("inline").plain());
    assertEquals(Map.of("lr", 0.1, "beta", 0.9, "gamma", 2), entries.get("last").plain());
    assertEquals("f.yaml:1", entries.get("one").entries().get("beta").where());
    assertEquals("f.yaml:3", entries.get("one").entries().get("lr").where());
  }

  @Test
  void aliasesStandForWhatTheyName() {
    Node root = read("a: &x [1, &y two]\nb: *x\nc: *y\n*y : d\n");
    assertEquals(List.of(1, "two"), root.entries().get("b").plain());
    assertEquals("two", root.entries().get("c").plain());
    assertEquals("d", root.entries().get("two").plain());
    assertEquals("f.yaml:2", root.entries().get("b").where());
    String many = "a: &x {lr: 0.1}\n" + lines(60, i -> "b" + i + ": *x\n");
    assertEquals(61, read(many).entries().size());
  }

  private static String lines(int n, java.util.function.IntFunction<String> line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < n; i++) {
      text.append(line.apply(i));
    }
    return text.toString();
  }

  @Test
  void aByteOrderMarkAndForeignLineEndsAreRead() {
    assertEquals(Map.of("a", 1, "b", "c"), read("\uFEFFa: 1\r\nb: c\r\n").plain());
    assertEquals("f.yaml:2", read("\uFEFFa: 1\r\nb: c\r\n").entries().get("b").where());
  }

  static Stream<Arguments> faults() {
    String bomb =
        "a0: &a0 [1,1,1,1,1,1,1,1,1]\n"
            + lines(
                7,
                i -> "a" + (i + 1) + ": &a" + (i + 1) + " [" + ("*a" + i + ",").repeat(9) + "]\n");
    return Stream.of(
        Arguments.of("", ": the file is empty; an experiment is expected"),
        Arguments.of("# only a comment\n", ": the file is empty"),
        Arguments.of("a: 1\n---\nb: 2\n", ":2: a second document ('---') begins here"),
        Arguments.of("a: 1\nb: 2\na: 3\n", ":3: the key 'a' stands twice in one mapping"),
        Arguments.of("a: {<<: {b: 1}, <<: {c: 1}}\n", ":1: the key '<<' stands twice"),
        Arguments.of("a: {<<: 3}\n", ":1: '<<' merges a mapping, or a list of mappings, found '3'"),
        Arguments.of("a:\n\tb: 1\n", ":2: not YAML: a tab stands where YAML takes spaces only"),
        Arguments.of("a: 1\nb: 'x\nc: 2\n", ":2: not YAML: a quote is opened here and not closed"),
        Arguments.of("a: 1\nb: \"x\n", ":2: not YAML: a quote is opened here and not closed"),
        Arguments.of(
            "a: {b: 1\nc: 2\n", ":1: not YAML: '{' is opened here; ',' or '}' is expected"),
        Arguments.of(
            "a: [1, 2\nb: 2\n", ":1: not YAML: '[' is opened here; ',' or ']' is expected"),
        Arguments.of("a: b: c\n", ":1: not YAML: a second ': ' stands in one entry"),
        Arguments.of("a: 1\nb\n", ":2: not YAML: 'key: value' is expected"),
        Arguments.of("a: 1\n b: 2\n", ":2: not YAML: "),
        Arguments.of("a:\n  b: 1\n c: 2\n", ":3: not YAML: the line does not fit the lines above"),
        Arguments.of("a: @b\n", ":1: not YAML: a value may not begin with this character"),
        Arguments.of("a: `b`\n", ":1: not YAML: a value may not begin with this character"),
        Arguments.of("a: %b\n", ":1: not YAML: "),
        Arguments.of("a: \"\\q\"\n", ":1: not YAML: in double quotes '\\' begins an escape"),
        Arguments.of("a: 1\nb: \u0001\n", ":2: not YAML: the character U+0001 cannot stand"),
        Arguments.of("a: *\n", ":1: not YAML: a name is expected behind '*'"),
        Arguments.of("a: *b\n", ":1: the alias *b names no value above it"),
        Arguments.of("a: &x [1, *x]\n", ":1: the alias *x stands inside the value it names"),
        Arguments.of("&x a: {b: &y {c: *y}}\n", ":1: the alias *y stands inside the value"),
        Arguments.of(bomb, ": more than 100000 values, with what aliases (*name) stand for"),
        Arguments.of("a: " + "[".repeat(100_000), ":1: nested more than 32 deep"),
        Arguments.of("a: " + "{b: ".repeat(5_000), ":1: nested more than 32 deep"),
        Arguments.of("- ".repeat(5_000), ":1: nested more than 32 deep"),
        Arguments.of("#".repeat(1_100_000), ":1: at most 1048576 characters are expected"),
        Arguments.of("[" + "1,".repeat(100_001) + "]", ":1: more than 100000 values"),
        Arguments.of("a: !!binary aGk=\n", ":1: the tag 'tag:yaml.org,2002:binary' has no meaning"),
        Arguments.of("a: !!set {b, c}\n", ":1: the tag 'tag:yaml.org,2002:set' has no meaning"),
        Arguments.of("a: !java/object x\n", ":1: the tag '!java/object' has no meaning here"),
        Arguments.of("? [1, 2]\n: a\n", ":1: a key must be plain text, found a list"),
        Arguments.of("? {b: c}\n: a\n", ":1: a key must be plain text"),
        Arguments.of("? \n: a\n", ":1: a key is expected before ':', found nothing"),
        Arguments.of("{: a}\n", ":1: not YAML: a value is expected here; found '{: a}'"),
        Arguments.of("%YAML 3.0\n---\na: 1\n", ": not YAML: YAML 1.2 is expected"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void saysInItsOwnWordsWhatIsWrongAndWhere(String text, String words) {
    String message = complaint(text);
    assertTrue(message.startsWith("f.yaml"), message);
    assertTrue(message.contains(words), message);
    for (String foreign : List.of("token", "block end", "scanning", "parsing", "stream", "null")) {
      assertFalse(message.contains(foreign), message);
    }
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void oneValueIsReadByTheSameRules() {
    assertEquals("010", Node.parseValue("010", "--set name").value());
    assertTrue(Node.parseValue("", "--set a").isNull());
    assertTrue(Node.parseValue(" null ", "--set a").isNull());
    assertEquals(List.of(1, 2), Node.parseValue("[1, 2]", "--set a").plain());
    String message =
        assertThrows(SettingsException.class, () -> Node.parseValue("[1", "--set a")).getMessage();
    assertTrue(message.startsWith("--set a: not YAML: '[' is opened here"), message);
  }

  @Test
  void plainValuesComeBackTheSame() {
    Map<String, Object> plain =
        Map.of(
            "list", Arrays.asList(1, 2.5, true, null, "1e-3", 1e-8, 1L << 40),
            "map", Map.of("a", Double.NaN, "b", Double.NEGATIVE_INFINITY, "c", 1e300));
    assertEquals(plain, Node.of(plain, "m.json").plain());
  }
}
