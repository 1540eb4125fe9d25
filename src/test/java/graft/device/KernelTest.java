package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static Device device;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {
    device.close();
  }

  @Test
  void pointersIntsAndLongsArrive() {
    try (Memory y = TestDevice.put(device, "y", new float[] {1, 2, 3, 4, 5, 6, 7});
        Memory bias = TestDevice.put(device, "bias", new float[] {10, 20, 30})) {
      device
          .kernel("add_bias")
          .launch(LaunchShape.forElements(6), y.pointer(), bias.pointer(), 2, 3);
      assertThat(TestDevice.get(device, y)).containsExactly(11, 22, 33, 14, 25, 36, 7);
    }
  }

  @Test
  void floatsArriveAndPointersMayHaveOffsets() {
    try (Memory out = TestDevice.put(device, "out", new float[] {9, 1, 2});
        Memory steps = TestDevice.put(device, "steps", new float[] {0, 0})) {
      device
          .kernel("dropout")
          .launch(
              LaunchShape.forElements(2),
              out.at(4),
              out.at(4),
              0,
              2L,
              7L,
              8L,
              steps.pointer(),
              0,
              0.5f);
      assertThat(TestDevice.get(device, out)).containsExactly(9, 0.5f, 1f);
    }
  }

  @Test
  void everyTypeIsPackedAsItsCType() {
    KernelArguments arguments = new KernelArguments();
    arguments.pack("k", new Object[] {-2, 3L, 0.5f, 0.25, DevicePointer.NULL});
    var values = arguments.values();
    assertThat(values.getInt(0)).isEqualTo(-2);
    assertThat(values.getLong(8)).isEqualTo(3);
    assertThat(values.getFloat(16)).isEqualTo(0.5f);
    assertThat(values.getDouble(24)).isEqualTo(0.25);
    assertThat(values.getLong(32)).isZero();
  }

  @Test
  void otherArgumentsThanDeclaredAreRefused() {
    Kernel relu = device.kernel("relu");
    DevicePointer none = DevicePointer.NULL;
    String expected = ", expected (DevicePointer x, DevicePointer y, Long n)";
    assertRefused(
        () -> relu.launch(LaunchShape.single(), none, (short) 3),
        "kernel relu: found arguments (DevicePointer, Short)" + expected);
    assertRefused(
        () -> relu.launch(LaunchShape.single(), none, none, 3),
        "kernel relu: found arguments (DevicePointer, DevicePointer, Integer)" + expected);
    assertRefused(
        () -> relu.launch(LaunchShape.single(), none, none, 3L, 1),
        "kernel relu: found arguments (DevicePointer, DevicePointer, Long, Integer)" + expected);
    assertRefused(
        () -> relu.launch(LaunchShape.single(), none, null, 3L),
        "kernel relu: found arguments (DevicePointer, null, Long)" + expected);
    assertRefused(
        () -> relu.launch(LaunchShape.single()), "kernel relu: found arguments ()" + expected);
  }

  private static void assertRefused(ThrowingCallable launch, String message) {
    assertThatThrownBy(launch).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void theDeclarationsOfAllKernelsAreRead() throws IOException {
    long kernels;
    try (Stream<Path> files = Files.list(Path.of("cuda-kernels"))) {
      kernels =
          files
              .filter(file -> file.toString().endsWith(".cu"))
              .flatMap(KernelTest::lines)
              .filter(line -> line.startsWith("extern \"C\""))
              .count();
    }
    assertThat(KernelSignature.names()).hasSize((int) kernels);
    assertThat(
            KernelSignature.of("batch_norm_statistics").orElseThrow().parameters().stream()
                .map(KernelSignature.Parameter::toString))
        .containsExactly(
            "DevicePointer sums",
            "Long elements",
            "Integer channels",
            "Integer wide",
            "Integer parts",
            "DevicePointer gamma",
            "DevicePointer beta",
            "Double epsilon",
            "Double momentum",
            "Integer update",
            "DevicePointer mean",
            "DevicePointer variance",
            "DevicePointer note");
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anUnknownKernelIsNamed() {
    assertThatThrownBy(() -> device.kernel("no_such_kernel"))
        .isInstanceOf(CudaException.class)
        .hasMessage("cuModuleGetFunction: CUDA_ERROR_NOT_FOUND (500) for kernel no_such_kernel");
  }

  @Test
  void launchShapesCoverTheirElements() {
    assertThat(LaunchShape.forElements(0)).isEqualTo(new LaunchShape(1, 256));
    assertThat(LaunchShape.forElements(256)).isEqualTo(new LaunchShape(1, 256));
    assertThat(LaunchShape.forElements(257)).isEqualTo(new LaunchShape(2, 256));
    assertThat(LaunchShape.forElements(Long.MAX_VALUE / 2).gridX()).isEqualTo(2048);
    assertThatThrownBy(() -> LaunchShape.forElements(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LaunchShape(1, 1025))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1025");
  }
}
