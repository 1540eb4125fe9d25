package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.platform.DeviceChoice;
import graft.platform.DeviceUnavailableException;
import org.junit.jupiter.api.Test;

class DeviceTest {
  @Test
  void versionsAreThoseOfTheLibraries() {
    try (Device device = TestDevice.open()) {
      assertThat(device.versions().keySet()).containsExactly("driver", "cuBLAS", "cuDNN", "JCuda");
      assertThat(device.versions().get("driver")).matches("1[0-9]\\.[0-9]");
      String blas = major(device, "cuBLAS");
      String dnn = major(device, "cuDNN");
      assertThat(blas + " with " + dnn).matches("11 with 8|1[23] with 9");
      assertThat(device.versions()).containsEntry("JCuda", "11.7.0");
      assertThat(device.libraries().keySet())
          .contains("libcuda.so.1", "libcublas.so." + blas, "libcudnn.so." + dnn);
    }
  }

  private static String major(Device device, String library) {
    return String.valueOf(device.versions().get(library)).replaceFirst("\\..*", "");
  }

  @Test
  void aJvmHasOneKindOfDevice() {
    try (Device device = TestDevice.open()) {
      DeviceChoice other = device.isSoftware() ? DeviceChoice.GPU : DeviceChoice.SOFTWARE;
      assertThatThrownBy(() -> Device.open(DeviceOptions.defaults().withChoice(other)))
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessageContaining("this JVM already computes on the ");
      Device.open(DeviceOptions.defaults()).close();
    }
  }

  @Test
  void tf32IsAskedFor() {
    try (Device device = Device.open(TestDevice.options().withMath(MathMode.TF32));
        Convolution plan =
            device.dnn().planConvolution(new ConvolutionShape(2, 5, 5, 4, 4, 3, 3, 1, 1, 1, 1))) {
      assertThat(device.math()).isEqualTo(MathMode.TF32);
      assertThat(plan.description()).contains("CUDNN_CONVOLUTION_FWD_ALGO_");
    }
  }
}
