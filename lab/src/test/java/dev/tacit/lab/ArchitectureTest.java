package dev.tacit.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of the laboratory may use which, as docs/architecture.md draws it. */
@AnalyzeClasses(packages = "dev.tacit.lab", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.tacit.lab.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule REPORTS_ARE_DRAWN_FROM_FILES =
      noClasses()
          .that()
          .resideInAnyPackage("dev.tacit.lab.report..", "dev.tacit.lab.statistics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tacit.risk..",
              "dev.tacit.model..",
              "dev.tacit.tensor..",
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

  @ArchTest
  static final ArchRule NOTHING_PRINTS =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("the library is silent; the command line speaks");
}
