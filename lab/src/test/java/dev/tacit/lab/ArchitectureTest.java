package dev.tacit.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tacit.OwnClasses;
import dev.tacit.PackageEdges;

/** Which package of the laboratory may use which, as docs/architecture.md draws it. */
@AnalyzeClasses(locations = OwnClasses.class)
class ArchitectureTest {

  @ArchTest
  static void theRoomsAreConnectedAsDrawn(JavaClasses classes) {
    assertEquals(
        """
        lab.experiment -> data, lab.run, lab.statistics, lab.store, loss, network, optimizer, penalty, probe, risk, tensor, training
        lab.export -> lab.statistics, lab.store, lab.study
        lab.fetch -> data, lab.store
        lab.figure -> lab.store
        lab.landscape -> curvature, data, lab.experiment, lab.figure, lab.run, lab.store, measure, network, objective, optimizer, risk, tensor, training
        lab.page -> lab.statistics, lab.store
        lab.report -> lab.figure, lab.page, lab.statistics, lab.store, lab.study
        lab.run -> lab.store, network, optimizer, probe, risk, tensor, training
        lab.store -> data, lab.statistics, network, optimizer, probe, tensor
        lab.study -> lab.figure, lab.statistics, lab.store
        lab.sweep -> data, lab.experiment, lab.run, lab.statistics, lab.store
        lab.weights -> lab.experiment, lab.store
        """,
        PackageEdges.of(classes));
  }

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.tacit.lab.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule REPORTS_ARE_DRAWN_FROM_FILES =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.tacit.lab.export..",
              "dev.tacit.lab.page..",
              "dev.tacit.lab.report..",
              "dev.tacit.lab.study..",
              "dev.tacit.lab.statistics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tacit.curvature..",
              "dev.tacit.data..",
              "dev.tacit.loss..",
              "dev.tacit.measure..",
              "dev.tacit.network..",
              "dev.tacit.objective..",
              "dev.tacit.optimizer..",
              "dev.tacit.probe..",
              "dev.tacit.risk..",
              "dev.tacit.tensor..",
              "dev.tacit.training..",
              "dev.tacit.lab.experiment..",
              "dev.tacit.lab.sweep..",
              "org.bytedeco..")
          .because("a report can be redrawn years later from files alone");

  @ArchTest
  static final ArchRule RUNS_KNOW_NO_FILE_FORMAT_OF_EXPERIMENTS =
      noClasses()
          .that()
          .resideInAPackage("dev.tacit.lab.run..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tacit.lab.experiment..", "dev.tacit.lab.sweep..", "dev.tacit.lab.report..");

  @ArchTest static final ArchRule NOTHING_PRINTS = PackageEdges.NOTHING_PRINTS;
}
