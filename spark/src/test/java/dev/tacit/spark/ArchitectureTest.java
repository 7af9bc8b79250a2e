package dev.tacit.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tacit.PackageEdges;

/** Spark is in one room, which uses the laboratory and nothing that computes. */
@AnalyzeClasses(packages = "dev.tacit.spark", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static void theRoomIsConnectedAsDrawn(JavaClasses classes) {
    assertEquals(
        "spark -> lab.experiment, lab.run, lab.store, lab.sweep\n", PackageEdges.of(classes));
  }

  @ArchTest static final ArchRule NOTHING_PRINTS = PackageEdges.NOTHING_PRINTS;

  /** It is loaded where there may be no other class of Tacit, and must get as far as saying so. */
  @ArchTest
  static final ArchRule THE_ERRAND_KNOWS_NO_CLASS_THAT_MAY_BE_MISSING =
      noClasses()
          .that()
          .haveSimpleName("Errand")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tacit.lab..");
}
