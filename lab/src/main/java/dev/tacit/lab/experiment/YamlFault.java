package dev.tacit.lab.experiment;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * Why a text is not YAML, in words for somebody who writes experiments: the parser's own sentences
 * speak of tokens and block ends.
 *
 * @param line counted from 0
 * @param words what is wrong and what would be allowed
 * @param found the line itself
 */
record YamlFault(int line, String words, String found) {

  /** The parser's complaint about a text, translated. */
  static YamlFault of(YamlEngineException e, String text) {
    if (e instanceof MarkedYamlEngineException marked) {
      return of(marked, text);
    }
    if (e instanceof ReaderException reader) {
      int at = text.offsetByCodePoints(0, Math.min(reader.getPosition(), codePoints(text)));
      return fault(
          (int) text.substring(0, at).chars().filter(c -> c == '\n').count(),
          String.format(
              "the character U+%04X cannot stand in a text file", Math.abs(reader.getCodePoint())),
          text);
    }
    return fault(
        0,
        e instanceof YamlVersionException
            ? "YAML 1.2 is expected; leave the directive %YAML out"
            : "it cannot be read",
        text);
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static YamlFault of(MarkedYamlEngineException e, String text) {
    String problem = String.valueOf(e.getProblem());
    String context = String.valueOf(e.getContext());
    int at = line(e.getProblemMark(), 0);
    int opened = line(e.getContextMark(), at);
    if (problem.contains("TAB")) {
      return fault(at, "a tab stands where YAML takes spaces only; indent with spaces", text);
    }
    if (context.contains("quoted scalar") && problem.startsWith("found unexpected")) {
      return fault(opened, "a quote is opened here and not closed", text);
    }
    if (context.contains("flow mapping") || context.contains("flow sequence")) {
      String bracket = context.contains("mapping") ? "{" : "[";
      String closing = bracket.equals("{") ? "}" : "]";
      return fault(
          opened,
          "'"
              + bracket
              + "' is opened here; ',' or '"
              + closing
              + "' is expected in line "
              + (at + 1)
              + ", found '"
              + shownLine(text, at)
              + "'",
          text);
    }
    if (problem.contains("could not find expected ':'")) {
      return fault(opened, "'key: value' is expected, with ':' and a space behind the key", text);
    }
    return fault(at, words(problem, context), text);
  }

  private static String words(String problem, String context) {
    for (Meaning meaning : MEANINGS) {
      if (problem.contains(meaning.problem) || context.contains(meaning.problem)) {
        return meaning.words;
      }
    }
    return "'key: value' is expected, or '- item' for a list";
  }

  private record Meaning(String problem, String words) {}

  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(
              "mapping values are not allowed here",
              "a second ': ' stands in one entry; begin a new line, or put text with ': ' into"
                  + " quotes"),
          new Meaning(
              "cannot start any token",
              "a value may not begin with this character; put the text into quotes"),
          new Meaning(
              "sequence entries are not allowed here",
              "an item ('- ') may not stand here; begin it on a line of its own below its key"),
          new Meaning(
              "block end",
              "the line does not fit the lines above it; keys of one mapping, and items of one"
                  + " list, begin in the same column"),
          new Meaning(
              "escape", "in double quotes '\\' begins an escape; write '\\\\', or single quotes"),
          new Meaning("node content", "a value is expected here"),
          new Meaning("while scanning an alias", "a name is expected behind '*', as in *base"),
          new Meaning("while scanning an anchor", "a name is expected behind '&', as in &base"),
          new Meaning(
              "block scalar", "behind '|' or '>' the text begins on the next line, indented"),
          new Meaning("directive", "'%' begins a directive; put the text into quotes"),
          new Meaning("tag", "'!' begins a tag; put the text into quotes"),
          new Meaning("DEL", "the character U+007F cannot stand in a text file"),
          new Meaning("document start", "'---' is expected here, or nothing more"));

  private static int line(Optional<Mark> mark, int otherwise) {
    return mark.map(Mark::getLine).orElse(otherwise);
  }

  private static YamlFault fault(int line, String words, String text) {
    return new YamlFault(line, words, shownLine(text, line));
  }

  private static String shownLine(String text, int line) {
    return Node.shown(text.lines().skip(line).findFirst().orElse("the end of the file"));
  }

  /** The complaint, with the line's name. */
  SettingsException at(IntFunction<String> place) {
    return new SettingsException(
        place.apply(line), "not YAML: " + words + "; found '" + found + "'");
  }
}
