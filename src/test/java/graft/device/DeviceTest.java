package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import graft.platform.DeviceChoice;
import graft.platform.DeviceUnavailableException;
import org.junit.jupiter.api.Test;

class DeviceTest {
  @Test
  void theHeaderLineNamesTheDevice() {
    try (Device device = TestDevice.open()) {
      assumeTrue(device.isSoftware());
      assertThat(device.description())
          .matches("software device \\((AVX-512|AVX2|SSE2), [0-9]+ threads?\\)");
      assertThat(device.name()).isNotBlank();
      assertThat(device.reason()).isEqualTo("asked for");
      assertThat(device.math()).isEqualTo(MathMode.FP32);
      assertThat(device.algorithms()).isEqualTo(AlgorithmPolicy.defaults());
    }
  }

  @Test
  void versionsAreThoseOfTheLibraries() {
    try (Device device = TestDevice.open()) {
      assertThat(device.versions().keySet()).containsExactly("driver", "cuBLAS", "cuDNN", "JCuda");
      assertThat(device.versions().get("driver")).matches("1[0-9]\\.[0-9]");
      assertThat(device.versions().get("cuBLAS")).startsWith("11.");
      assertThat(device.versions().get("cuDNN")).startsWith("8.");
      assertThat(device.versions()).containsEntry("JCuda", "11.7.0");
      assertThat(device.libraries().keySet())
          .contains("libcuda.so.1", "libcublas.so.11", "libcudnn.so.8");
    }
  }

  @Test
  void aJvmHasOneKindOfDevice() {
    try (Device device = TestDevice.open()) {
      assumeTrue(device.isSoftware());
      assertThatThrownBy(() -> Device.open(DeviceOptions.defaults().withChoice(DeviceChoice.GPU)))
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessageContaining("already computes on the software device");
      Device.open(DeviceOptions.defaults()).close();
    }
  }

  @Test
  void tf32IsTheSameOnTheSoftwareDeviceButAskedFor() {
    try (Device device = Device.open(TestDevice.options().withMath(MathMode.TF32));
        Convolution plan =
            device.dnn().planConvolution(new ConvolutionShape(2, 5, 5, 4, 4, 3, 3, 1, 1, 1, 1))) {
      assertThat(device.math()).isEqualTo(MathMode.TF32);
      assertThat(plan.description()).contains("CUDNN_CONVOLUTION_FWD_ALGO_");
    }
  }

  @Test
  void callsAndBytesAreCounted() {
    try (Device device = TestDevice.open();
        Memory x = device.allocate(64, "x")) {
      assumeTrue(device.isSoftware());
      ApiCounters counters = device.counters().orElseThrow();
      counters.reset();
      device.stream().upload(new float[16], x.pointer());
      device.stream().download(x.pointer(), new float[4]);
      device.kernel("relu").launch(LaunchShape.single(), x.pointer(), 4L);
      device.kernel("relu").launch(LaunchShape.single(), x.pointer(), 4L);
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
      assumeTrue(device.isSoftware());
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
