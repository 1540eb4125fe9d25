package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Other code of this process that uses CUDA with a context of its own, on the same thread. */
class ForeignContextTest {
  private final CUcontext theirs = new CUcontext();
  private Device device;

  @BeforeEach
  void makeAnother() {
    device = TestDevice.open();
    assertThat(JCudaDriver.cuCtxCreate(theirs, 0, new CUdevice())).isZero();
    assertThat(current()).isEqualTo(theirs);
  }

  @AfterEach
  void close() {
    device.close();
    assertThat(JCudaDriver.cuCtxDestroy(theirs)).isZero();
  }

  private static CUcontext current() {
    CUcontext current = new CUcontext();
    assertThat(JCudaDriver.cuCtxGetCurrent(current)).isZero();
    return current;
  }

  @Test
  void itsContextIsCurrentAgainAfterEachCall() {
    try (Memory x = TestDevice.put(device, "x", new float[] {-1, 2})) {
      assertThat(current()).isEqualTo(theirs);
      device.kernel("relu").launch(LaunchShape.single(), x.pointer(), x.pointer(), 2L);
      assertThat(TestDevice.get(device, x)).containsExactly(0, 2);
    }
    assertThat(current()).isEqualTo(theirs);
  }

  @Test
  void itMayComeBetweenTwoCallsOfOneStretchOfWork() {
    try (Memory x = TestDevice.put(device, "x", new float[] {-1, 2})) {
      device.exclusively(
          () -> {
            assertThat(JCudaDriver.cuCtxPushCurrent(theirs)).isZero();
            device.stream().clear(x.pointer(), 4);
            assertThat(current()).isEqualTo(theirs);
            assertThat(JCudaDriver.cuCtxPopCurrent(new CUcontext())).isZero();
          });
      assertThat(TestDevice.get(device, x)).containsExactly(0, 2);
    }
  }

  @Test
  void devicesComeAndGoBesideIt() {
    try (Device other = TestDevice.open();
        Memory x = TestDevice.put(other, "x", new float[] {3})) {
      assertThat(current()).isEqualTo(theirs);
      assertThat(TestDevice.get(other, x)).containsExactly(3);
    }
    assertThat(current()).isEqualTo(theirs);
  }
}
