package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChromeTrace.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trace of a few calls against what is known of them. */
@SoftwareOnly("the software device records the trace")
class TraceTest {
  private static final int SIZE = 64;
  private static final long ELEMENTS = (long) SIZE * SIZE;

  private static Device device;
  @TempDir private static Path folder;

  private Memory a;
  private Memory b;
  private Memory c;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {
    device.close();
  }

  @BeforeEach
  void fill() {
    a = TestDevice.put(device, "a", TestDevice.random(1, ELEMENTS));
    b = TestDevice.put(device, "b", TestDevice.random(2, ELEMENTS));
    c = TestDevice.put(device, "c", TestDevice.random(3, ELEMENTS));
  }

  @AfterEach
  void free() {
    a.close();
    b.close();
    c.close();
  }

  /** A product, a kernel, a copy on the device. */
  private void work() {
    device
        .ranges()
        .in(
            "product",
            () ->
                device.blas().multiply(SIZE, SIZE, SIZE, a.pointer(), b.pointer(), c.pointer(), 0));
    device
        .ranges()
        .in(
            "relu",
            () ->
                device
                    .kernel("relu")
                    .launch(LaunchShape.forElements(ELEMENTS), c.pointer(), c.pointer(), ELEMENTS));
    device.stream().copy(c.pointer(), a.pointer(), c.bytes());
  }

  private static ChromeTrace record(String name, Runnable work) throws IOException {
    Path file = folder.resolve(name + ".json");
    try (Trace trace = device.startTrace(file)) {
      work.run();
      assertThat(trace.leftOut()).isZero();
    }
    ChromeTrace read = ChromeTrace.read(file);
    assertThat(read.leftOut()).isZero();
    assertThat(read.disorder()).isEmpty();
    assertThat(read.looseArrows()).isEmpty();
    return read;
  }

  @Test
  void everyCountedCallAndEveryCopiedByteIsInIt() throws IOException {
    ApiCounters counters = device.counters().orElseThrow();
    ChromeTrace trace =
        record(
            "calls",
            () -> {
              counters.reset();
              device.allocate(64, "more").close();
              device.stream().upload(new float[100], a.pointer());
              work();
              device.stream().download(c.pointer(), new float[50]);
              device.stream().synchronize();
            });

    assertThat(ChromeTrace.counts(trace.of("call"))).isEqualTo(counters.calls());
    assertThat(counters.calls()).containsEntry("cublasSgemm_v2", 1L);
    assertThat(trace.bytesCopied("host to device")).isEqualTo(counters.bytesUploaded());
    assertThat(trace.bytesCopied("device to host")).isEqualTo(counters.bytesDownloaded());
    assertThat(trace.bytesCopied("device to device")).isEqualTo(c.bytes());
  }

  @Test
  void operationsSayWhatTheyDid() throws IOException {
    ChromeTrace trace =
        record(
            "operations",
            () -> {
              work();
              device.stream().synchronize();
            });

    assertThat(trace.of("kernel", "operation"))
        .extracting(Slice::name)
        .containsExactly("cublasSgemm_v2", "relu", "cuMemcpyDtoDAsync_v2");
    Slice product = trace.of("operation").get(0);
    assertThat(product.args().get("flops").asDouble()).isEqualTo(2.0 * SIZE * SIZE * SIZE);
    assertThat(product.args().get("bytes_read").asLong()).isEqualTo(a.bytes() + b.bytes());
    assertThat(product.args().get("bytes_written").asLong()).isEqualTo(c.bytes());
    assertThat(product.args().get("range").asText()).isEqualTo("product");
    assertThat(product.end()).isGreaterThan(product.begin());
    Slice relu = trace.of("kernel").get(0);
    LaunchShape shape = LaunchShape.forElements(ELEMENTS);
    assertThat(relu.args().get("grid").asText()).isEqualTo(shape.gridX() + "x1x1");
    assertThat(relu.args().get("block").asText()).isEqualTo(shape.blockX() + "x1x1");
    assertThat(relu.args().get("stream").asLong()).isPositive();
    assertThat(relu.args().get("range").asText()).isEqualTo("relu");
  }

  @Test
  void nodesOfAReplayedGraphAreInTheRangesOfCaptureAndLaunch() throws IOException {
    work();
    ChromeTrace trace =
        record(
            "graph",
            () ->
                device
                    .ranges()
                    .in(
                        "run",
                        () -> {
                          try (Graph graph = device.stream().capture(this::work)) {
                            for (int i = 0; i < 3; i++) {
                              device.ranges().in("step", graph::launch);
                            }
                            device.stream().synchronize();
                          }
                        }));

    List<Slice> launches = trace.of("graph");
    assertThat(ChromeTrace.counts(launches)).isEqualTo(Map.of("cuGraphLaunch", 3L));
    assertThat(ChromeTrace.counts(trace.of("kernel", "operation")))
        .isEqualTo(Map.of("cublasSgemm_v2", 3L, "relu", 3L, "cuMemcpyDtoDAsync_v2", 3L));
    for (Slice node : trace.of("kernel")) {
      assertThat(node.args().get("range").asText()).isEqualTo("run/step/relu");
      assertThat(launches)
          .anyMatch(launch -> launch.begin() <= node.begin() && node.end() <= launch.end());
    }
    assertThat(ChromeTrace.counts(trace.hostRanges()))
        .isEqualTo(Map.of("run", 1L, "step", 3L, "product", 1L, "relu", 1L));
    assertThat(ChromeTrace.counts(trace.deviceRanges()))
        .isEqualTo(Map.of("run", 1L, "step", 3L, "product", 3L, "relu", 3L));
  }

  @Test
  void nothingIsRecordedBeforeAndAfter() throws IOException {
    work();
    ChromeTrace nothing = record("nothing", () -> {});
    work();
    ChromeTrace one = record("one", () -> device.stream().clear(a.pointer(), a.bytes()));

    assertThat(nothing.slices()).isEmpty();
    assertThat(ChromeTrace.counts(one.of("call"))).isEqualTo(Map.of("cuMemsetD8Async", 1L));
    assertThat(device.ranges().areOn()).isFalse();
  }

  @Test
  void aSecondTraceIsRefusedAndAFailedOneFreesThePlace() throws IOException {
    try (Trace trace = device.startTrace(folder.resolve("first.json"))) {
      assertThatThrownBy(() -> device.startTrace(folder.resolve("second.json")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a trace is being recorded already");
      assertThat(trace.file()).hasFileName("first.json");
    }
    Trace nowhere = device.startTrace(folder.resolve("no/such/folder.json"));
    assertThatThrownBy(nowhere::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("folder.json");
    assertThat(record("after", this::work).of("kernel")).hasSize(1);
    assertThat(Files.exists(folder.resolve("second.json"))).isFalse();
  }

  @Test
  void aFullTraceSaysHowMuchItLeftOut() throws IOException {
    Path file = folder.resolve("full.json");
    Trace trace = new Trace(device, file, 4);
    for (int i = 0; i < 5; i++) {
      work();
    }
    trace.close();

    // Each time 3 calls, 3 submissions, 3 operations and 2 ranges.
    assertThat(trace.events()).isEqualTo(4);
    assertThat(trace.leftOut()).isEqualTo(5 * 11 - 4);
    ChromeTrace read = ChromeTrace.read(file);
    assertThat(read.leftOut()).isEqualTo(5 * 11 - 4);
    assertThat(read.disorder()).isEmpty();
    assertThat(read.slices()).hasSizeBetween(1, 5);
  }

  @Test
  void profilerCallsEncloseTheWorkWithAnIdleDevice() throws IOException {
    ChromeTrace trace =
        record(
            "profile",
            () -> {
              work();
              device.profile(this::work);
              work();
              device.stream().synchronize();
            });

    long from = only(trace, "cuProfilerStart").end();
    long to = only(trace, "cuProfilerStop").begin();
    List<Slice> kernels = trace.of("kernel");
    assertThat(kernels).hasSize(3);
    assertThat(kernels.get(0).end()).isLessThanOrEqualTo(from);
    assertThat(kernels.get(1).begin()).isGreaterThanOrEqualTo(from);
    assertThat(kernels.get(1).end()).isLessThanOrEqualTo(to);
    assertThat(kernels.get(2).begin()).isGreaterThanOrEqualTo(to);
  }

  private static Slice only(ChromeTrace trace, String call) {
    List<Slice> found = trace.of("call").stream().filter(s -> s.name().equals(call)).toList();
    assertThat(found).as(call).hasSize(1);
    return found.get(0);
  }
}
