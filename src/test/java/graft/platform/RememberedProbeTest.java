package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went well is remembered, as long as all that it rests on stays as it was. */
@SoftwareOnly("the software device stands for the GPU")
class RememberedProbeTest {
  private static final String GOOD = "found: devices 1";

  @TempDir Path root;
  private TriedMachine machine;

  @BeforeEach
  void start() throws IOException {
    machine = new TriedMachine(root);
    machine.system.file("/proc/sys/kernel/random/boot_id", "11-22\n");
    // A library that may be touched.
    Path own = Files.createDirectories(machine.system.path("/own"));
    Files.copy(GpuStandIn.libraries().resolve("libcudnn.so.8"), own.resolve("libcudnn.so.8"));
    machine.libraryPath(own.toString());
  }

  private String withoutChildren() {
    return TriedMachine.withoutChildren(machine::auto);
  }

  private void assertForgotten() {
    assertThat(withoutChildren()).contains(" gave no answer in 0 s");
    assertThat(machine.auto()).isEqualTo(GOOD);
    assertThat(withoutChildren()).isEqualTo(GOOD);
  }

  @Test
  void aSecondStartAsksNobodyUntilSomethingChanges() throws IOException {
    assertForgotten();
    assertThat(machine.remembered()).hasSize(2);
    for (Path file : machine.remembered()) {
      machine.replace(file, "11-22", "11-23");
      assertForgotten();
      Files.write(file, new byte[] {1, 2, 3});
      assertForgotten();
      Files.write(file, new byte[0]);
      assertForgotten();
    }
    machine.system.file("/proc/sys/kernel/random/boot_id", "33-44\n");
    assertForgotten();
    machine.system.file("/proc/driver/nvidia/version", "NVRM version: 580.65.06\n");
    assertForgotten();
    Files.setLastModifiedTime(
        machine.system.path("/own/libcudnn.so.8"), FileTime.fromMillis(1_000_000));
    assertForgotten();
    assertThat(machine.remembered()).as("in place of what was there").hasSize(2);
    machine.system.variable("CUDA_VISIBLE_DEVICES", "0");
    assertForgotten();
    assertThat(machine.remembered()).as("beside it").hasSize(4);
    TriedMachine.withoutChildren(
        () -> {
          DeviceSelection.Facts anew = machine.facts(true, false);
          assertThat(GpuSearch.of(anew, Optional.empty()).obstacle())
              .as("graft info asks")
              .isPresent();
          return true;
        });
  }

  /** As in a container of applications that keeps Graft's classes to itself. */
  @Test
  void theChildHasTheClassesOfAnyLoader() throws Exception {
    List<URL> urls = new ArrayList<>();
    String path = System.getProperty("java.class.path");
    for (String entry : path.split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    System.setProperty("java.class.path", "nowhere.jar");
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> view = loader.loadClass(SystemView.class.getName());
      Class<?> probe = loader.loadClass(DriverProbe.class.getName());
      assertThat(probe).isNotSameAs(DriverProbe.class);
      Method ask = probe.getDeclaredMethod("ask", view, Path.class);
      ask.setAccessible(true);
      Object finding =
          ask.invoke(
              null,
              view.getMethod("real").invoke(null),
              GpuStandIn.libraries().resolve("libcuda.so.1"));
      assertThat(finding.toString()).contains("usable=true, finding=devices 1");
    } finally {
      System.setProperty("java.class.path", path);
    }
  }
}
