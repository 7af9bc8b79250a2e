package dev.tacit.theory;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tacit.OwnClasses;
import dev.tacit.PackageEdges;

/** Which package of the theory bench may use which, as docs/architecture.md draws it. */
@AnalyzeClasses(locations = OwnClasses.class)
class ArchitectureTest {

  @ArchTest
  static void theRoomsAreConnectedAsDrawn(JavaClasses classes) {
    assertEquals(
        """
        theory -> lab.figure, lab.store, theory.check, theory.exact, theory.order
        theory.exact -> loss, network, objective, optimizer, risk, tensor, theory.check, theory.objective
        theory.flow -> objective, optimizer, tensor, theory.objective
        theory.objective -> objective, tensor
        theory.order -> data, loss, network, objective, optimizer, penalty, risk, tensor, theory.check, theory.flow, theory.objective, training
        """,
        PackageEdges.of(classes));
  }

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.tacit.theory.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule NOTHING_PRINTS = PackageEdges.NOTHING_PRINTS;
}
