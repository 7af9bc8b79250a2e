package dev.tacit.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is where they say it is. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern CLASS = Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w*)");
  private static final Pattern FOREIGN = Pattern.compile("(java|nn|torch)\\..*");

  @Test
  void classesAreInTheirPackages() throws IOException {
    List<String> classes;
    try (Stream<Path> files = Files.walk(ROOT)) {
      classes =
          files
              .map(file -> "/" + ROOT.relativize(file).toString().replace('\\', '/'))
              .filter(file -> file.contains("/src/main/java/") && file.endsWith(".java"))
              .toList();
    }
    assertTrue(classes.size() > 300, "the sources were found");
    List<String> lost = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      Matcher matcher = CLASS.matcher(Files.readString(document));
      while (matcher.find()) {
        String name = matcher.group(1);
        if (!FOREIGN.matcher(name).matches()) {
          named++;
          String file = "/" + name.replace('.', '/') + ".java";
          if (classes.stream().noneMatch(path -> path.endsWith(file))) {
            lost.add(document.getFileName() + ": " + name);
          }
        }
      }
    }
    assertEquals(List.of(), lost, "named in a document, and not there");
    assertTrue(named > 50, "the names were found");
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }
}
