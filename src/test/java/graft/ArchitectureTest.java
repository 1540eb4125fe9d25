package graft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import graft.device.SoftwareOnly;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rooms and the one direction in which they may use each other. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("graft");

  /** From the bottom to the top; what a room may use stands in {@link #MAY_USE}. */
  private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

  static {
    MAY_USE.put("settings", List.of());
    MAY_USE.put("fetch", List.of());
    MAY_USE.put("tensor", List.of());
    MAY_USE.put("random", List.of());
    MAY_USE.put("page", List.of());
    MAY_USE.put("platform", List.of("fetch", "settings"));
    MAY_USE.put("device", List.of("platform", "fetch", "tensor"));
    MAY_USE.put("model", List.of("tensor", "random"));
    MAY_USE.put("files", List.of("model", "fetch", "tensor"));
    MAY_USE.put("exchange", List.of("files", "model", "fetch", "tensor"));
    MAY_USE.put("net2net", List.of("model", "tensor", "random"));
    MAY_USE.put("reference", List.of("model", "tensor", "random"));
    MAY_USE.put("data", List.of("fetch", "settings", "tensor", "random"));
    MAY_USE.put("nn", List.of("model", "device", "settings", "tensor", "random"));
    MAY_USE.put(
        "train",
        List.of("nn", "files", "model", "data", "fetch", "device", "platform", "tensor", "random"));
    MAY_USE.put(
        "predict",
        List.of("train", "nn", "model", "data", "fetch", "device", "platform", "tensor"));
    MAY_USE.put("config", List.of("train", "nn", "data", "files", "model", "tensor"));
    MAY_USE.put(
        "job",
        List.of(
            "config", "predict", "train", "net2net", "nn", "files", "model", "data", "fetch",
            "device", "tensor", "random"));
    MAY_USE.put(
        "experiment",
        List.of(
            "job", "train", "net2net", "nn", "files", "model", "data", "fetch", "device", "tensor",
            "random"));
    MAY_USE.put(
        "selftest",
        List.of(
            "experiment",
            "train",
            "net2net",
            "nn",
            "model",
            "reference",
            "data",
            "page",
            "fetch",
            "device",
            "platform",
            "settings",
            "tensor",
            "random"));
    MAY_USE.put(
        "report",
        List.of(
            "page",
            "experiment",
            "job",
            "predict",
            "train",
            "net2net",
            "files",
            "model",
            "data",
            "fetch",
            "tensor"));
    MAY_USE.put(
        "cli",
        List.of(
            "report",
            "page",
            "selftest",
            "experiment",
            "job",
            "config",
            "predict",
            "train",
            "net2net",
            "nn",
            "exchange",
            "files",
            "model",
            "data",
            "fetch",
            "device",
            "platform",
            "settings",
            "tensor",
            "random"));
  }

  @Test
  void roomsUseOnlyWhatIsBelowThem() {
    var rooms = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("graft..");
    for (String room : MAY_USE.keySet()) {
      rooms = rooms.layer(room).definedBy("graft." + room + "..");
    }
    for (Map.Entry<String, List<String>> room : MAY_USE.entrySet()) {
      rooms =
          room.getValue().isEmpty()
              ? rooms.whereLayer(room.getKey()).mayNotAccessAnyLayer()
              : rooms
                  .whereLayer(room.getKey())
                  .mayOnlyAccessLayers(room.getValue().toArray(String[]::new));
    }
    rooms.check(CLASSES);
  }

  @Test
  void jcudaStaysBehindDeviceAndPlatform() {
    noClasses()
        .that()
        .resideOutsideOfPackages("graft.device..", "graft.platform..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jcuda..")
        .check(CLASSES);
  }

  /** Whoever calls Graft from Java decides when the process ends and what signals do. */
  @Test
  void onlyTheCommandLineEndsTheProcessOrListensToSignals() {
    noClasses()
        .that()
        .resideOutsideOfPackage("graft.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .callMethod(Runtime.class, "addShutdownHook", Thread.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("graft.cli..", "sun.misc..", "jdk.internal..")
        .check(CLASSES);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("graft.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void networksOnTheHostReachNoDeviceEvenThroughOthers() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "graft.model..",
            "graft.files..",
            "graft.exchange..",
            "graft.net2net..",
            "graft.reference..")
        .should()
        .transitivelyDependOnClassesThat()
        .resideInAnyPackage("graft.device..", "graft.platform..", "jcuda..")
        .check(CLASSES);
  }

  @Test
  void dataKnowsNoDevice() {
    noClasses()
        .that()
        .resideInAnyPackage("graft.data..", "graft.random..", "graft.tensor..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("graft.device..", "graft.platform..")
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
