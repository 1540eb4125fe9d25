package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private Device device;

  @BeforeEach
  void open() {
    device = TestDevice.open();
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void tooMuchMemorySaysHowMuchWasAskedByWhomAndWhatIsFree() {
    long tooMuch = 1L << 45;
    assertThatThrownBy(() -> device.allocate(tooMuch, "activations"))
        .isInstanceOfSatisfying(
            CudaException.class,
            e -> {
              assertThat(e.call()).isEqualTo("cuMemAlloc");
              assertThat(e.statusName()).isEqualTo("CUDA_ERROR_OUT_OF_MEMORY");
              assertThat(e.status()).isEqualTo(2);
            })
        .hasMessageMatching(
            "cuMemAlloc: CUDA_ERROR_OUT_OF_MEMORY \\(2\\) for activations: 32.0 TiB asked,"
                + " [0-9.]+ [GM]iB free of [0-9.]+ GiB.*");
    device.allocate(4096, "afterwards").close();
  }

  @Test
  void noBytesAreRefused() {
    assertThatThrownBy(() -> device.allocate(0, "nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void useAfterCloseNamesThePurpose() {
    Memory memory = device.allocate(64, "momentum");
    DevicePointer pointer = memory.pointer();
    memory.close();
    memory.close();
    assertThatThrownBy(memory::pointer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("memory 'momentum' of 64 bytes is used after it was closed");
    assertThatThrownBy(() -> device.stream().clear(pointer, 64))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("momentum");
  }

  @Test
  void placesOutsideAreRefused() {
    try (Memory memory = device.allocate(64, "small")) {
      assertThat(memory.at(64).toString()).contains("0 bytes left at offset 64");
      assertThatThrownBy(() -> memory.at(65)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.at(60).plus(5)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> DevicePointer.NULL.plus(1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> device.stream().clear(memory.at(60), 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs 5 bytes")
          .hasMessageContaining("small");
    }
  }

  @Test
  void leaksAreReportedAndFreed() {
    Memory kept = device.allocate(10 << 20, "forgotten block");
    Event event = device.stream().record();
    String log = StandardError.during(device::close);
    assertThat(log)
        .contains("not closed before its device: memory 'forgotten block' of 10.0 MiB")
        .contains("not closed before its device: event");
    kept.close();
    event.close();
    assertThatThrownBy(kept::pointer).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nothingIsReportedWhereAllIsClosed() {
    device.allocate(1024, "closed").close();
    assertThat(StandardError.during(device::close)).isEmpty();
  }

  @Test
  void aClosedDeviceIsNotUsed() {
    device.close();
    device.close();
    assertThatThrownBy(() -> device.allocate(64, "late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("device is used after it was closed");
    assertThatThrownBy(() -> device.stream().synchronize())
        .isInstanceOf(IllegalStateException.class);
  }
}
