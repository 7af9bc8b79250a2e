package dev.tacit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may use which, as docs/architecture.md draws it. */
@AnalyzeClasses(packages = "dev.tacit", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule EDGES =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("tensor")
          .definedBy("dev.tacit.tensor")
          .layer("objective")
          .definedBy("dev.tacit.objective..")
          .layer("data")
          .definedBy("dev.tacit.data..")
          .layer("model")
          .definedBy("dev.tacit.model..")
          .layer("loss")
          .definedBy("dev.tacit.loss..")
          .layer("risk")
          .definedBy("dev.tacit.risk..")
          .layer("optimizer")
          .definedBy("dev.tacit.optimizer..")
          .optionalLayer("curvature")
          .definedBy("dev.tacit.curvature..")
          .layer("flow")
          .definedBy("dev.tacit.flow..")
          .layer("probe")
          .definedBy("dev.tacit.probe..")
          .whereLayer("tensor")
          .mayNotAccessAnyLayer()
          .whereLayer("objective")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("data")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("model")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("loss")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("risk")
          .mayOnlyAccessLayers("tensor", "objective", "data", "model", "loss")
          .whereLayer("optimizer")
          .mayOnlyAccessLayers("tensor", "objective")
          .whereLayer("curvature")
          .mayOnlyAccessLayers("tensor", "objective")
          .whereLayer("flow")
          .mayOnlyAccessLayers("tensor", "objective", "optimizer", "curvature")
          .whereLayer("probe")
          .mayOnlyAccessLayers(
              "tensor", "objective", "optimizer", "curvature", "flow", "risk", "model", "loss");

  @ArchTest
  static final ArchRule NOTHING_PRINTS =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("the library is silent; the command line speaks");

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
