package graft.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A machine with a GPU, in a folder, that is asked and tried as a real one is, in child processes.
 * Its libraries are the software device's, with the failures that GRAFT_SOFTWARE_FAIL plants.
 */
final class TriedMachine {
  private static final String BUILD = "graft.native.dir";
  private static final String LIMIT = "graft.probe.seconds";

  private final Path build;
  private final Path libraries;
  final FakeSystem system;

  TriedMachine(Path root) throws IOException {
    libraries = GpuStandIn.libraries();
    build = Files.createDirectories(root.resolve("build"));
    Files.write(build.resolve(KernelImage.FILE), KernelImage.forSoftware());
    system = new FakeSystem(root).file("/dev/nvidia0").variable("GRAFT_THREADS", "1");
    libraryPath("");
  }

  /** With a folder that is searched before that of the software device. */
  TriedMachine libraryPath(String first) {
    system.variable("LD_LIBRARY_PATH", first + ":" + libraries);
    return this;
  }

  TriedMachine failing(String planted) {
    system.variable("GRAFT_SOFTWARE_FAIL", planted);
    return this;
  }

  static Class<?> trial() {
    try {
      return Class.forName("graft.device.DeviceTrial");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a start of Graft decides by. */
  DeviceSelection.Facts facts(boolean anew, boolean named) {
    return within(BUILD, build.toString(), () -> memorising(anew, named));
  }

  private DeviceSelection.Facts memorising(boolean anew, boolean named) {
    DeviceSelection.Facts facts = DeviceSelection.Facts.of(system.view(), trial(), anew, named);
    return new DeviceSelection.Facts(
        facts.system(),
        driver -> within(BUILD, build.toString(), () -> facts.probe().apply(driver)),
        plan -> within(BUILD, build.toString(), () -> facts.trial().apply(plan)),
        facts.kernelsForGpu(),
        facts.compiler());
  }

  /** The line of a start under auto. */
  String auto() {
    return DeviceSelection.decide(DeviceChoice.AUTO, facts(false, false)).reason();
  }

  /** The message of a start that asks for a GPU; empty if it gets one. */
  String gpu(Optional<String> name) {
    try {
      DeviceSelection.decide(DeviceChoice.GPU, name, facts(false, name.isPresent()));
      return "";
    } catch (DeviceUnavailableException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Kills each child at once, so that what asks one does not get on. */
  static <T> T withoutChildren(Supplier<T> work) {
    return within(LIMIT, "0", work);
  }

  static <T> T limited(int seconds, Supplier<T> work) {
    return within(LIMIT, String.valueOf(seconds), work);
  }

  private static <T> T within(String property, String value, Supplier<T> work) {
    String before = System.getProperty(property);
    System.setProperty(property, value);
    try {
      return work.get();
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  /** The files with what was found. */
  Path[] remembered() {
    return SystemView.list(system.path("/cache/graft/probe"), "*").toArray(Path[]::new);
  }

  void replace(Path file, String what, String by) {
    try {
      Files.writeString(file, Files.readString(file).replace(what, by));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
