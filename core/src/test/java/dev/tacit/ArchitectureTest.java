package dev.tacit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may use which, as docs/architecture.md draws it. */
@AnalyzeClasses(locations = OwnClasses.class)
class ArchitectureTest {

  @ArchTest
  static void theRoomsAreConnectedAsDrawn(JavaClasses classes) {
    assertEquals(
        """
        curvature -> objective, tensor
        data -> tensor
        measure -> loss, network, objective, risk, tensor, training
        network -> tensor
        objective -> tensor
        optimizer -> tensor
        penalty -> network, objective, optimizer, risk, tensor, training
        probe -> curvature, measure, network, objective, optimizer, risk, tensor, training
        risk -> loss, network, objective, tensor
        training -> loss, network, objective, optimizer, risk, tensor
        """,
        PackageEdges.of(classes));
  }

  @ArchTest static final ArchRule NOTHING_PRINTS = PackageEdges.NOTHING_PRINTS;

  @ArchTest
  static final ArchRule NO_GLOBAL_RANDOMNESS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .callMethod(Math.class, "random")
          .because("every number drawn comes from a named stream");
}
