package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static final int SIZE = 37;

  private static Device device;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {
    device.close();
  }

  /** c = relu(a b + c), then a copy: a kernel, a library call, a fill and a copy. */
  private static void step(Memory a, Memory b, Memory c, Memory d) {
    device.blas().multiply(SIZE, SIZE, SIZE, a.pointer(), b.pointer(), c.pointer(), 1);
    long n = (long) SIZE * SIZE;
    device.kernel("relu").launch(LaunchShape.forElements(n), c.pointer(), c.pointer(), n);
    device.stream().clear(d.pointer(), d.bytes());
    device.stream().copy(c.pointer(), d.pointer(), d.bytes() / 2);
  }

  private static Memory matrix(long seed) {
    return TestDevice.put(device, "matrix", TestDevice.random(seed, (long) SIZE * SIZE));
  }

  @Test
  void aReplayedGraphGivesTheBitsOfItsCalls() {
    try (Memory a = matrix(1);
        Memory b = matrix(2);
        Memory eagerC = matrix(3);
        Memory eagerD = matrix(4);
        Memory c = matrix(3);
        Memory d = matrix(4)) {
      for (int i = 0; i < 3; i++) {
        step(a, b, eagerC, eagerD);
      }
      try (Graph graph = device.stream().capture(() -> step(a, b, c, d))) {
        assertThat(TestDevice.get(device, c))
            .as("capturing runs nothing")
            .isEqualTo(TestDevice.random(3, (long) SIZE * SIZE));
        assertThat(graph.nodeCount()).isGreaterThanOrEqualTo(4);
        for (int i = 0; i < 3; i++) {
          graph.launch();
        }
        assertThat(TestDevice.get(device, c)).isEqualTo(TestDevice.get(device, eagerC));
        assertThat(TestDevice.get(device, d)).isEqualTo(TestDevice.get(device, eagerD));
      }
    }
  }

  @Test
  void kernelArgumentsAreThoseOfTheCapture() {
    try (Memory x = TestDevice.put(device, "x", new float[] {-1, -2, -3});
        Graph graph =
            device.stream()
                .capture(
                    () ->
                        device
                            .kernel("relu")
                            .launch(LaunchShape.single(), x.pointer(), x.pointer(), 2L))) {
      // Overwrites the buffer that the captured launch was packed in.
      try (Memory y = TestDevice.put(device, "y", new float[] {-5})) {
        device.kernel("relu").launch(LaunchShape.single(), y.pointer(), y.pointer(), 1L);
      }
      graph.launch();
      assertThat(TestDevice.get(device, x)).containsExactly(0, 0, -3);
    }
  }

  @Test
  void whatNeedsTheHostIsRefusedWhileCapturingAndTheCaptureEnds() {
    try (Memory memory = device.allocate(16, "x")) {
      for (Runnable work :
          java.util.List.<Runnable>of(
              () -> device.stream().synchronize(),
              () -> device.stream().upload(new float[4], memory.pointer()),
              () -> device.stream().download(memory.pointer(), new float[4]),
              () -> device.stream().record(),
              () -> device.stream().capture(() -> {}))) {
        assertThatThrownBy(() -> device.stream().capture(work))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("while a graph is captured");
        device.stream().synchronize();
      }
    }
  }

  @Test
  void memoryCannotBeFreedWhileCapturing() {
    Memory memory = device.allocate(64, "kept");
    assertThatThrownBy(() -> device.stream().capture(memory::close))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("memory 'kept' of 64 bytes cannot be freed");
    memory.close();
  }

  @Test
  void memoryCannotBeMadeWhileCapturing() {
    assertThatThrownBy(() -> device.stream().capture(() -> device.allocate(64, "inside").close()))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("CUDA_ERROR_STREAM_CAPTURE_");
    device.stream().synchronize();
  }

  @Test
  void aGraphOfNothingIsLaunched() {
    try (Graph graph = device.stream().capture(() -> {})) {
      assertThat(graph.nodeCount()).isZero();
      graph.launch();
      device.stream().synchronize();
    }
  }

  @Test
  void aClosedGraphIsNotLaunched() {
    Graph graph = device.stream().capture(() -> {});
    graph.close();
    graph.close();
    assertThatThrownBy(graph::launch)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("graph of 0 nodes");
  }

  @Test
  void eventsAreNodesOfACaptureOnly() {
    try (Event event = device.stream().createEvent()) {
      assertThatThrownBy(() -> device.stream().recordInGraph(event))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no graph is captured that an event could be a node of");
      assertThatThrownBy(() -> device.stream().capture(() -> device.stream().createEvent()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("cannot create an event while a graph is captured");
    }
  }
}
