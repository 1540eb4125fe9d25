package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void otherTypesAreRefused() {
    Kernel relu = device.kernel("relu");
    assertThatThrownBy(() -> relu.launch(LaunchShape.single(), DevicePointer.NULL, (short) 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "kernel relu, argument 1: expected DevicePointer, Integer, Long, Float or Double,"
                + " found Short");
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
