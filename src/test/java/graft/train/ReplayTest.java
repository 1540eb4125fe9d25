package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ApiCounters;
import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.nn.Call;
import graft.nn.Cost;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Cost COST = new Cost("relu", 1, 1);

  private final Device device = SharedDevice.get();

  private Call relu(DevicePointer values) {
    return Call.of(
        COST, () -> device.kernel("relu").launch(LaunchShape.single(), values, values, 4L));
  }

  /** Libraries load code at first use, which must not be while a stream captures. */
  @SoftwareOnly("it counts calls")
  @Test
  void runsOnceBeforeItIsCaptured() {
    ApiCounters counters = device.counters().orElseThrow();
    try (Memory memory = device.allocate(16, "values")) {
      device.stream().upload(new float[] {-1, 2, -3, 4}, memory.pointer());
      counters.reset();
      try (Replay step = Replay.captured(device, List.of(relu(memory.pointer())))) {
        step.warmUp();
        Map<String, Long> calls = counters.calls();
        assertThat(calls).containsEntry("cuLaunchKernel", 2L);
        float[] values = new float[4];
        device.stream().download(memory.pointer(), values);
        assertThat(values).as("after the run before the capture").containsExactly(0, 2, 0, 4);
        assertThat(step.isGraph()).isTrue();
      }
    }
  }

  /** What no capture takes still trains, call by call. */
  @Test
  void whatCannotBeCapturedIsLaunchedCallByCall() {
    Call allocating =
        Call.of(
            COST,
            () -> {
              CUdeviceptr pointer = new CUdeviceptr();
              if (JCudaDriver.cuMemAlloc(pointer, 64) == 0) {
                JCudaDriver.cuMemFree(pointer);
              }
            });
    try (Memory memory = device.allocate(16, "values")) {
      device.stream().upload(new float[] {1, 1, 1, 1}, memory.pointer());
      try (Replay step = Replay.captured(device, List.of(allocating, relu(memory.pointer())))) {
        step.warmUp();
        assertThat(step.isGraph()).isFalse();
        device.stream().upload(new float[] {-1, 2, -3, 4}, memory.pointer());
        step.enqueue();
        float[] values = new float[4];
        device.stream().download(memory.pointer(), values);
        assertThat(values).containsExactly(0, 2, 0, 4);
      }
    }
  }

  @Test
  void aGraphNeedsItsWarmUp() {
    try (Memory memory = device.allocate(16, "values");
        Replay step = Replay.captured(device, List.of(relu(memory.pointer())))) {
      assertThatThrownBy(step::enqueue)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a step was to be replayed before its warm-up");
    }
  }

  @SoftwareOnly("it counts calls")
  @Test
  void callByCallNeedsNone() {
    try (Memory memory = device.allocate(16, "values");
        Replay step = Replay.eager(device, List.of(relu(memory.pointer())))) {
      device.stream().upload(new float[] {-1, 2, -3, 4}, memory.pointer());
      ApiCounters counters = device.counters().orElseThrow();
      counters.reset();
      step.warmUp();
      assertThat(counters.calls()).isEmpty();
      step.enqueue();
      assertThat(counters.calls()).containsEntry("cuLaunchKernel", 1L);
      assertThat(step.isGraph()).isFalse();
    }
  }
}
