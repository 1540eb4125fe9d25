package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What only the software device tells: its counters, and memory that nobody else takes of. */
@SoftwareOnly("it counts, and nobody else takes memory of it")
class SoftwareDeviceTest {
  @Test
  void theHeaderLineNamesTheDevice() {
    try (Device device = TestDevice.open()) {
      assertThat(device.description())
          .matches("software device \\((AVX-512|AVX2|SSE2), [0-9]+ threads?\\)");
      assertThat(device.name()).isNotBlank();
      assertThat(device.reason()).isEqualTo("asked for");
      assertThat(device.math()).isEqualTo(MathMode.FP32);
      assertThat(device.algorithms()).isEqualTo(AlgorithmPolicy.defaults());
    }
  }

  @Test
  void callsAndBytesAreCounted() {
    try (Device device = TestDevice.open();
        Memory x = device.allocate(64, "x")) {
      ApiCounters counters = device.counters().orElseThrow();
      counters.reset();
      device.stream().upload(new float[16], x.pointer());
      device.stream().download(x.pointer(), new float[4]);
      device.kernel("relu").launch(LaunchShape.single(), x.pointer(), x.pointer(), 4L);
      device.kernel("relu").launch(LaunchShape.single(), x.pointer(), x.pointer(), 4L);
      device.stream().synchronize();
      assertThat(counters.bytesUploaded()).isEqualTo(64);
      assertThat(counters.bytesDownloaded()).isEqualTo(16);
      assertThat(counters.calls())
          .containsEntry("cuLaunchKernel", 2L)
          .containsEntry("cuMemcpyHtoDAsync_v2", 1L)
          .containsEntry("cuMemcpyDtoHAsync_v2", 1L)
          .containsEntry("cuStreamSynchronize", 3L)
          .doesNotContainKey("cuMemAlloc_v2");
    }
  }

  @Test
  void openingAndClosingLeavesNothing() {
    long[] free = new long[2];
    try (Device device = TestDevice.open()) {
      for (int i = 0; i < 20; i++) {
        Device other = TestDevice.open();
        Memory forgotten = other.allocate(1 << 20, "forgotten");
        StandardError.during(other::close);
        assertThatThrownBy(forgotten::pointer).isInstanceOf(IllegalStateException.class);
        free[i == 0 ? 0 : 1] = device.freeBytes();
      }
    }
    assertThat(free[1]).isEqualTo(free[0]);
  }
}
