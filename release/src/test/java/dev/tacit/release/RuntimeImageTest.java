package dev.tacit.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeImageTest {
  @TempDir Path folder;

  @Test
  void modulesAreThoseThatClassesNameAndThoseThatNoneNames() throws Exception {
    compile("Names", "public class Names { javax.naming.Name name; java.sql.Connection sql; }");
    Set<String> modules =
        RuntimeImage.modules(ToolProvider.findFirst("jdeps").orElseThrow(), folder);
    Set<String> expected = new TreeSet<>(Set.of("java.base", "java.naming", "java.sql"));
    expected.addAll(RuntimeImage.UNNAMED);
    assertEquals(expected, modules);
  }

  /** A class in a jar, which claims to be a module that needs another one. */
  private void compile(String name, String text) throws IOException {
    Path source = Files.writeString(folder.resolve(name + ".java"), text);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertEquals(0, javac.run(System.out, System.err, source.toString()));
    try (OutputStream out = Files.newOutputStream(folder.resolve("some.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(name + ".class"));
      jar.write(Files.readAllBytes(folder.resolve(name + ".class")));
      jar.putNextEntry(new JarEntry("module-info.class"));
      jar.write(0); // no class at all: nobody should look
    }
  }

  @Test
  void eachJavaIsAskedInItsWords() {
    assertTrue(words(17).contains("--compress=2"), "zip-6 came with 21");
    assertTrue(words(25).contains("--compress=zip-6"), "2 goes");
    assertFalse(words(17).toString().contains("native-access"), "17 would refuse to start");
    assertTrue(words(25).toString().contains("native-access"), "25 would warn at each start");
  }

  private static Set<String> words(int version) {
    return Set.copyOf(RuntimeImage.words(Set.of("java.base"), version, Path.of("image")));
  }

  @Test
  void aJdkWithoutJmodsIsToldWhatToDo() {
    String old = RuntimeImage.withoutJmods(Path.of("jdk"), 21);
    assertTrue(old.startsWith("jdk is a JDK 21 without the folder jmods, out of which"), old);
    assertTrue(old.contains("openjdk-21-jdk-headless") && old.contains("JAVA_HOME"), old);
    String young = RuntimeImage.withoutJmods(Path.of("jdk"), 25);
    assertTrue(young.contains("--enable-linkable-runtime"), young);
  }
}
