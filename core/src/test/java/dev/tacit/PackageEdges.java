package dev.tacit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which rooms use which: a room is a package under {@code dev.tacit}, or under {@code
 * dev.tacit.lab}, {@code dev.tacit.theory}. A test compares the whole table, so that an edge nobody
 * uses any more is as much a failure as one that nobody allowed.
 */
public final class PackageEdges {
  /** What holds in every room but the command line's. */
  public static final ArchRule NOTHING_PRINTS =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("the library is silent; the command line speaks");

  private PackageEdges() {}

  /** One line for each room that uses another: {@code room -> those it uses}, in order. */
  public static String of(JavaClasses classes) {
    SortedMap<String, TreeSet<String>> edges = new TreeMap<>();
    for (JavaClass type : classes) {
      for (Dependency use : type.getDirectDependenciesFromSelf()) {
        String target = room(use.getTargetClass());
        if (target != null && !target.equals(room(type))) {
          edges.computeIfAbsent(room(type), any -> new TreeSet<>()).add(target);
        }
      }
    }
    return edges.entrySet().stream()
        .map(edge -> edge.getKey() + " -> " + String.join(", ", edge.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static String room(JavaClass type) {
    String[] names = type.getBaseComponentType().getPackageName().split("\\.", -1);
    if (names.length < 2 || !names[0].equals("dev") || !names[1].equals("tacit")) {
      return null;
    }
    if (names.length == 2) {
      return "";
    }
    boolean hasRooms = names[2].equals("lab") || names[2].equals("theory");
    return hasRooms && names.length > 3 ? names[2] + "." + names[3] : names[2];
  }
}
