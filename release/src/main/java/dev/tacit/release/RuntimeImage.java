package dev.tacit.release;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Links a Java that has what a folder of jars needs and no more, out of the JDK that runs this. Of
 * the modules, {@code jdeps} finds those that classes name; the rest stand in {@link #UNNAMED}.
 */
public final class RuntimeImage {
  /**
   * What no class names: elliptic curves for https, and archives as file systems, both found as
   * services.
   */
  static final List<String> UNNAMED = List.of("jdk.crypto.ec", "jdk.zipfs");

  /**
   * A JDK without jmods can link from its own files since Java 24, if it was built so (JEP 493).
   */
  private static final int LINKS_ITSELF = 24;

  private RuntimeImage() {}

  /**
   * Links.
   *
   * @param args the folder of jars; the folder to make, which is replaced; a file
   *     fontconfig.properties and the font that it names
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      Path image = Path.of(args[1]);
      link(Path.of(args[0]), image);
      bringLetters(image, Path.of(args[2]), Path.of(args[3]));
    } catch (Unable e) {
      System.err.println("tacit: " + e.getMessage());
      System.exit(1);
    }
  }

  /** This JDK cannot link; the message says why and what to do. */
  static final class Unable extends Exception {
    private static final long serialVersionUID = 1;

    Unable(String message) {
      super(message);
    }
  }

  private static void link(Path jars, Path image) throws IOException, InterruptedException, Unable {
    Path jdk = Path.of(System.getProperty("java.home"));
    int version = Runtime.version().feature();
    ToolProvider jdeps = tool("jdeps", jdk);
    ToolProvider jlink = tool("jlink", jdk);
    boolean jmods = Files.isDirectory(jdk.resolve("jmods"));
    if (!jmods && version < LINKS_ITSELF) {
      throw new Unable(withoutJmods(jdk, version));
    }
    Set<String> modules = modules(jdeps, jars);
    delete(image);
    List<String> words = words(modules, version, image);
    try {
      run(jlink, words);
    } catch (Unable e) {
      throw jmods ? e : new Unable(e.getMessage() + "\n" + withoutJmods(jdk, version));
    }
    shareClasses(image);
    System.out.printf(
        "%s: Java %s, %d MB (%d MB of them classes ready to map), from %s %s jmods: %s%n",
        image.getFileName(),
        Runtime.version(),
        size(image) >> 20,
        size(sharedClasses(image)) >> 20,
        jdk,
        jmods ? "with" : "without",
        String.join(" ", modules));
    if (!image.resolve("lib/libfreetype.so").toFile().exists()
        && image.resolve("lib/libfontmanager.so").toFile().exists()) {
      System.out.println(
          "tacit: this JDK takes zlib, FreeType, HarfBuzz, Little CMS, libjpeg and libpng from the"
              + " system, and so will the archive: it is for machines that have them. A JDK that"
              + " has lib/libfreetype.so makes an archive that needs none of them.");
    }
  }

  /** On Linux Java has no font of its own, and fails without one. */
  private static void bringLetters(Path image, Path configuration, Path font) throws IOException {
    Path library = image.resolve("lib");
    if (Files.exists(library.resolve("libfontmanager.so"))) {
      Path fonts = Files.createDirectories(library.resolve("fonts"));
      Files.copy(configuration, library.resolve(configuration.getFileName()));
      Files.copy(font, fonts.resolve(font.getFileName()));
    }
  }

  private static ToolProvider tool(String name, Path jdk) throws Unable {
    return ToolProvider.findFirst(name)
        .orElseThrow(
            () ->
                new Unable(
                    jdk
                        + " has no "
                        + name
                        + ": the archive is linked by a whole JDK, 17 or newer; set JAVA_HOME to"
                        + " one"));
  }

  static String withoutJmods(Path jdk, int version) {
    return jdk
        + " is a JDK "
        + version
        + " without the folder jmods"
        + (version < LINKS_ITSELF
            ? ", out of which jlink links"
            : ", and jlink could not link it from its own files (a JDK "
                + version
                + " can if it was built with --enable-linkable-runtime and no file of it has"
                + " changed)")
        + ". Install its jmods (Debian: openjdk-"
        + version
        + "-jdk-headless has them; Fedora: java-"
        + version
        + "-openjdk-jmods) or set JAVA_HOME to a JDK that has them.";
  }

  static List<String> words(Set<String> modules, int version, Path image) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--add-modules", String.join(",", modules)));
    words.addAll(List.of("--strip-debug", "--no-header-files", "--no-man-pages"));
    words.add(version < 21 ? "--compress=2" : "--compress=zip-6");
    if (version >= 24) { // which would warn of JavaCPP at every start
      words.add("--add-options=--enable-native-access=ALL-UNNAMED");
    }
    words.addAll(List.of("--output", image.toString()));
    return words;
  }

  /** What the classes of some jars need of Java, taken together. */
  static Set<String> modules(ToolProvider jdeps, Path jars) throws IOException, Unable {
    Path classes = Files.createTempDirectory("tacit-classes");
    try {
      try (Stream<Path> files = Files.list(jars)) {
        for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
          unpack(jar, classes);
        }
      }
      String named =
          run(jdeps, List.of("--print-module-deps", "--ignore-missing-deps", classes.toString()));
      Set<String> modules = new TreeSet<>(List.of(named.strip().split(",")));
      modules.addAll(UNNAMED);
      modules.removeIf(module -> ModuleFinder.ofSystem().find(module).isEmpty());
      return modules;
    } finally {
      delete(classes);
    }
  }

  /** Classes alone: jars of modules would want each other, and versions for newer Javas repeat. */
  private static void unpack(Path jar, Path folder) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        String name = entry.getName();
        if (name.endsWith(".class")
            && !name.endsWith("module-info.class")
            && !name.startsWith("META-INF/")) {
          Path target = folder.resolve(name).normalize();
          Files.createDirectories(target.getParent());
          Files.write(target, file.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private static String run(ToolProvider tool, List<String> words) throws Unable {
    StringWriter out = new StringWriter();
    StringWriter complaints = new StringWriter();
    int code =
        tool.run(new PrintWriter(out), new PrintWriter(complaints), words.toArray(String[]::new));
    if (code != 0) {
      throw new Unable(
          String.format(
              "%s %s ended with code %d:%n%s%s",
              tool.name(), String.join(" ", words), code, out, complaints));
    }
    return out.toString();
  }

  /**
   * Writes Java's own classes as they lie in memory, so that a start maps instead of reading them.
   */
  private static void shareClasses(Path image) throws IOException, InterruptedException, Unable {
    Process dump =
        new ProcessBuilder(image.resolve("bin/java").toString(), "-XX:+UseG1GC", "-Xshare:dump")
            .redirectErrorStream(true)
            .start();
    String said = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (dump.waitFor() != 0 || !Files.isRegularFile(sharedClasses(image))) {
      throw new Unable("java -Xshare:dump ended with code " + dump.exitValue() + ":\n" + said);
    }
  }

  private static Path sharedClasses(Path image) {
    Path windows = image.resolve("bin/server/classes.jsa");
    return Files.exists(windows) ? windows : image.resolve("lib/server/classes.jsa");
  }

  private static long size(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> files = Files.walk(tree)) {
        files
            .sorted(Comparator.reverseOrder())
            .forEach(
                file -> {
                  try {
                    Files.delete(file);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
      }
    }
  }
}
