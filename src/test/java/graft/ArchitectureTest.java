package graft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import graft.device.SoftwareOnly;
import org.junit.jupiter.api.Test;

/** The rooms and the one direction in which they may use each other. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("graft");

  @Test
  void roomsDependUpwardsOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("graft..")
        .layer("cli")
        .definedBy("graft.cli..")
        .layer("selftest")
        .definedBy("graft.selftest..")
        .layer("experiment")
        .definedBy("graft.experiment..")
        .layer("train")
        .definedBy("graft.train..")
        .layer("net2net")
        .definedBy("graft.net2net..")
        .layer("nn")
        .definedBy("graft.nn..")
        .layer("data")
        .definedBy("graft.data..")
        .layer("reference")
        .definedBy("graft.reference..")
        .layer("random")
        .definedBy("graft.random..")
        .layer("tensor")
        .definedBy("graft.tensor..")
        .layer("device")
        .definedBy("graft.device..")
        .layer("fetch")
        .definedBy("graft.fetch..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("experiment")
        .mayOnlyBeAccessedByLayers("selftest", "cli")
        .whereLayer("selftest")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("reference")
        .mayOnlyBeAccessedByLayers("selftest")
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("experiment", "selftest", "cli")
        .whereLayer("net2net")
        .mayOnlyBeAccessedByLayers("experiment", "selftest", "cli")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers("train", "experiment", "selftest", "cli")
        .whereLayer("nn")
        .mayOnlyBeAccessedByLayers("reference", "net2net", "train", "experiment", "selftest", "cli")
        .whereLayer("tensor")
        .mayOnlyBeAccessedByLayers(
            "reference", "nn", "net2net", "train", "experiment", "selftest", "cli")
        .whereLayer("device")
        .mayOnlyBeAccessedByLayers("tensor", "nn", "train", "experiment", "selftest", "cli")
        .whereLayer("random")
        .mayOnlyBeAccessedByLayers("nn", "net2net", "train", "experiment", "selftest", "cli")
        .whereLayer("fetch")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void jcudaStaysBehindTheDevice() {
    noClasses()
        .that()
        .resideOutsideOfPackage("graft.device..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jcuda..")
        .check(CLASSES);
  }

  @Test
  void transformsKnowNoDevice() {
    noClasses()
        .that()
        .resideInAnyPackage("graft.net2net..", "graft.data..", "graft.random..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("graft.device..")
        .check(CLASSES);
  }

  @Test
  void testsOfTheSoftwareDeviceAreLeftOutOnAGpu() {
    classes()
        .that()
        .resideInAPackage("graft.device.software..")
        .and()
        .haveSimpleNameEndingWith("Test")
        .should()
        .beAnnotatedWith(SoftwareOnly.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("graft"));
  }
}
