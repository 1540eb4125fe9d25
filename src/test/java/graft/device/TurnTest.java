package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two threads and one device, really at the same time: one is inside while the other comes. */
class TurnTest {
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private Device device;

  @BeforeEach
  void open() {
    device = TestDevice.open();
  }

  @AfterEach
  void close() {
    device.close();
  }

  /** A thread that is inside the device until {@link #release}. */
  private Thread occupant(String name) throws InterruptedException {
    Thread thread =
        new Thread(
            () ->
                device.exclusively(
                    () -> {
                      inside.countDown();
                      await(done);
                    }),
            name);
    thread.start();
    await(inside);
    return thread;
  }

  private void release(Thread thread) throws InterruptedException {
    done.countDown();
    thread.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRefused(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("used by thread 'trainer'")
        .hasMessageContaining("thread '" + Thread.currentThread().getName() + "' cannot");
  }

  @Test
  void everyKindOfCallIsRefusedWhileAnotherThreadIsInside() throws InterruptedException {
    ConvolutionShape shape = new ConvolutionShape(1, 5, 5, 1, 1, 3, 3, 1, 1, 1, 1);
    Kernel relu = device.kernel("relu");
    try (Memory x = TestDevice.put(device, "x", new float[] {-1, 2, 3, 4})) {
      relu.launch(LaunchShape.single(), x.pointer(), x.pointer(), 0L);
      try (Graph graph =
          device.stream()
              .capture(() -> relu.launch(LaunchShape.single(), x.pointer(), x.pointer(), 4L))) {
        Thread trainer = occupant("trainer");
        try {
          assertRefused(graph::launch);
          assertRefused(() -> relu.launch(LaunchShape.single(), x.pointer(), x.pointer(), 4L));
          assertRefused(() -> device.stream().upload(new float[4], x.pointer()));
          assertRefused(() -> device.stream().download(x.pointer(), new float[4]));
          assertRefused(() -> device.stream().clear(x.pointer(), 16));
          assertRefused(() -> device.stream().synchronize());
          assertRefused(() -> device.stream().record());
          assertRefused(() -> device.stream().capture(() -> {}));
          assertRefused(
              () -> device.blas().multiply(1, 1, 1, x.pointer(), x.pointer(), x.at(8), 0));
          assertRefused(() -> device.dnn().planConvolution(shape));
          assertRefused(() -> device.allocate(16, "more"));
          assertRefused(() -> device.exclusively(() -> {}));
          assertRefused(x::close);
        } finally {
          release(trainer);
        }
        assertThat(TestDevice.get(device, x)).as("untouched").containsExactly(-1, 2, 3, 4);
        graph.launch();
        assertThat(TestDevice.get(device, x)).as("and usable").containsExactly(0, 2, 3, 4);
      }
    }
  }

  @Test
  void theDeviceStaysOpenWhileAnotherThreadUsesIt() throws InterruptedException {
    Memory x = TestDevice.put(device, "x", new float[] {1});
    Thread trainer = occupant("trainer");
    try {
      assertRefused(device::close);
    } finally {
      release(trainer);
    }
    assertThat(TestDevice.get(device, x)).containsExactly(1);
    x.close();
  }

  @Test
  void aCaptureKeepsOtherThreadsAway() throws InterruptedException {
    try (Memory x = TestDevice.put(device, "x", new float[] {1})) {
      Thread trainer =
          new Thread(
              () ->
                  device.stream()
                      .capture(
                          () -> {
                            device.stream().clear(x.pointer(), 4);
                            inside.countDown();
                            await(done);
                          })
                      .close(),
              "trainer");
      trainer.start();
      await(inside);
      try {
        assertRefused(() -> device.stream().clear(x.pointer(), 4));
      } finally {
        release(trainer);
      }
      assertThat(TestDevice.get(device, x)).as("captured, not run").containsExactly(1);
    }
  }

  @Test
  void afterwardsTheDeviceIsAnyones() throws InterruptedException {
    try (Memory x = TestDevice.put(device, "x", new float[] {1})) {
      release(occupant("trainer"));
      device.stream().clear(x.pointer(), 4);
      assertThat(TestDevice.get(device, x)).containsExactly(0);
    }
  }

  @Test
  void workMayUseTheDeviceThatItHolds() {
    float sum =
        device.exclusively(
            () -> {
              try (Memory x = TestDevice.put(device, "x", new float[] {1, 2})) {
                float[] read = TestDevice.get(device, x);
                return read[0] + read[1];
              }
            });
    assertThat(sum).isEqualTo(3);
  }

  @Test
  void workThatFailsGivesTheDeviceBack() throws InterruptedException {
    assertThatThrownBy(
            () ->
                device.exclusively(
                    (Runnable)
                        () -> {
                          throw new IllegalArgumentException("of the work");
                        }))
        .hasMessage("of the work");
    assertThatThrownBy(() -> device.allocate(0, "nothing"))
        .isInstanceOf(IllegalArgumentException.class);
    Thread other = occupant("trainer");
    release(other);
  }
}
