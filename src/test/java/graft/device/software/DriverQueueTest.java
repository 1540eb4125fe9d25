package graft.device.software;

import static graft.device.software.DriverCalls.GLOBAL;
import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.download;
import static graft.device.software.DriverCalls.end;
import static graft.device.software.DriverCalls.event;
import static graft.device.software.DriverCalls.function;
import static graft.device.software.DriverCalls.instantiate;
import static graft.device.software.DriverCalls.launch;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.stream;
import static graft.device.software.DriverCalls.testModule;
import static graft.device.software.DriverCalls.upload;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When queued work runs, in which order, and with which arguments. */
@SoftwareOnly("it tests the software device")
class DriverQueueTest {
  private static final int NOT_READY = 600;

  /** A tenth of a second or so; a test that queues it has done so long before. */
  private static final long SLOW_TURNS = 50_000_000;

  private CUmodule module;
  private CUstream stream;
  private CUdeviceptr x;

  @BeforeEach
  void start() {
    SoftwareDriver.start();
    module = testModule();
    stream = stream();
    x = upload(1, 0);
  }

  @AfterEach
  void free() {
    ok(JCudaDriver.cuStreamDestroy(stream));
    ok(JCudaDriver.cuMemFree(x));
    ok(JCudaDriver.cuModuleUnload(module));
  }

  private void launchOn(CUstream where, String kernel, Pointer... arguments) {
    CUfunction function = function(module, kernel);
    ok(
        JCudaDriver.cuLaunchKernel(
            function, 1, 1, 1, 1, 1, 1, 0, where, Pointer.to(arguments), null));
  }

  private void slow(CUstream where) {
    launchOn(where, "slow", Pointer.to(x), Pointer.to(new long[] {SLOW_TURNS}));
  }

  private void affine(CUstream where, int factor, int term) {
    launchOn(
        where,
        "affine",
        Pointer.to(x),
        Pointer.to(new int[] {factor}),
        Pointer.to(new int[] {term}),
        Pointer.to(new int[] {1}));
  }

  private int result() {
    ok(JCudaDriver.cuStreamSynchronize(stream));
    return download(x, 1)[0];
  }

  @Test
  void launchesReturnBeforeTheyAreDone() {
    CUevent before = event();
    CUevent after = event();
    long begun = System.nanoTime();
    ok(JCudaDriver.cuEventRecord(before, stream));
    slow(stream);
    ok(JCudaDriver.cuEventRecord(after, stream));
    assertThat(JCudaDriver.cuEventQuery(after)).isEqualTo(NOT_READY);
    assertThat(JCudaDriver.cuStreamQuery(stream)).isEqualTo(NOT_READY);
    float[] milliseconds = new float[1];
    assertThat(JCudaDriver.cuEventElapsedTime(milliseconds, before, after)).isEqualTo(NOT_READY);
    ok(JCudaDriver.cuEventSynchronize(after));
    double passed = (System.nanoTime() - begun) * 1e-6;
    ok(JCudaDriver.cuEventQuery(after));
    ok(JCudaDriver.cuStreamQuery(stream));
    ok(JCudaDriver.cuEventElapsedTime(milliseconds, before, after));
    assertThat((double) milliseconds[0]).isBetween(10.0, passed);
    assertThat(result()).isEqualTo(2);
    ok(JCudaDriver.cuEventDestroy(before));
    ok(JCudaDriver.cuEventDestroy(after));
  }

  @Test
  void workOfOneStreamRunsInOrder() {
    int expected = 1;
    for (int i = 0; i < 2000; i++) {
      affine(stream, 3, i);
      expected = 3 * expected + i;
    }
    assertThat(result()).isEqualTo(expected);
  }

  @Test
  void aStreamWaitsForAnEventOfAnother() {
    CUstream other = stream();
    CUevent done = event();
    slow(other);
    ok(JCudaDriver.cuEventRecord(done, other));
    ok(JCudaDriver.cuStreamWaitEvent(stream, done, 0));
    affine(stream, 10, 0);
    assertThat(result()).isEqualTo(20);
    ok(JCudaDriver.cuEventQuery(done));
    // Destroying a stream lets its work be.
    slow(other);
    ok(JCudaDriver.cuStreamDestroy(other));
    ok(JCudaDriver.cuCtxSynchronize());
    assertThat(result()).isEqualTo(21);
    ok(JCudaDriver.cuEventDestroy(done));
  }

  @Test
  void synchronousCopiesWaitForTheStreams() {
    CUstream blocking = stream(0);
    slow(blocking);
    assertThat(download(x, 1)).containsExactly(2);
    ok(JCudaDriver.cuStreamDestroy(blocking));
  }

  @Test
  void asynchronousCopiesStayInOrderWithKernels() {
    Pointer pinned = new Pointer();
    ok(JCudaDriver.cuMemAllocHost(pinned, 8));
    IntBuffer host = pinned.getByteBuffer(0, 8).order(ByteOrder.nativeOrder()).asIntBuffer();
    host.put(0, 5).put(1, 0);
    slow(stream);
    ok(JCudaDriver.cuMemcpyHtoDAsync(x, pinned, 4, stream));
    affine(stream, 2, 1);
    ok(JCudaDriver.cuMemcpyDtoDAsync(x.withByteOffset(4), x, 4, stream));
    ok(JCudaDriver.cuMemcpyDtoHAsync(pinned.withByteOffset(4), x, 4, stream));
    affine(stream, 0, 7);
    assertThat(host.get(1)).as("the stream is still busy").isZero();
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertThat(host.get(1)).isEqualTo(11);
    assertThat(download(x, 2)).containsExactly(7, 11);
    ok(JCudaDriver.cuMemFreeHost(pinned));
  }

  /** Java arrays move: their copies are done, or their contents taken, when the call is back. */
  @Test
  void pageableMemoryIsDoneWithAtTheCall() {
    int[] source = {42};
    slow(stream);
    ok(JCudaDriver.cuMemcpyHtoDAsync(x, Pointer.to(source), 4, stream));
    source[0] = -1;
    int[] array = {0};
    ok(JCudaDriver.cuMemcpyDtoHAsync(Pointer.to(array), x, 4, stream));
    assertThat(array).containsExactly(42);
    ByteBuffer direct = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
    slow(stream);
    ok(JCudaDriver.cuMemcpyDtoHAsync(Pointer.to(direct), x, 4, stream));
    assertThat(direct.getInt(0)).isEqualTo(43);
  }

  @Test
  void pageableCopiesAreRefusedInACapture() {
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    assertThat(JCudaDriver.cuMemcpyDtoHAsync(Pointer.to(new int[1]), x, 4, stream)).isEqualTo(900);
    assertThat(JCudaDriver.cuStreamEndCapture(stream, new CUgraph())).isEqualTo(901);
  }

  /** The addresses of the parameters, and what lies there, are looked at in the call only. */
  @Test
  void argumentsAreCopiedAtTheLaunch() {
    IntBuffer numbers =
        ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder()).asIntBuffer().put(0, 1);
    Pointer[] arguments = {
      Pointer.to(x),
      Pointer.to(numbers.slice(0, 1)),
      Pointer.to(numbers.slice(1, 1)),
      Pointer.to(numbers.slice(2, 1))
    };
    numbers.put(1, 100).put(2, 1);
    slow(stream);
    launchOn(stream, "affine", arguments);
    numbers.put(1, -1);
    assertThat(result()).isEqualTo(102);

    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    launchOn(stream, "affine", arguments);
    numbers.put(1, 1000);
    launchOn(stream, "affine", arguments);
    numbers.put(0, 0).put(1, 0).put(2, 0);
    CUgraphExec executable = instantiate(end(stream));
    assertThat(result()).as("nothing runs while it is captured").isEqualTo(102);
    for (int replay = 1; replay <= 50; replay++) {
      ok(JCudaDriver.cuGraphLaunch(executable, stream));
    }
    assertThat(result()).isEqualTo(102 + 50 * 999);
    ok(JCudaDriver.cuGraphExecDestroy(executable));
  }

  @Test
  void queuedReplaysOutliveTheirGraph() {
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    slow(stream);
    affine(stream, 2, 0);
    CUgraphExec executable = instantiate(end(stream));
    CUevent done = event();
    ok(JCudaDriver.cuGraphLaunch(executable, stream));
    ok(JCudaDriver.cuGraphLaunch(executable, stream));
    ok(JCudaDriver.cuEventRecord(done, stream));
    ok(JCudaDriver.cuGraphExecDestroy(executable));
    assertThat(JCudaDriver.cuEventQuery(done)).isEqualTo(NOT_READY);
    assertThat(result()).isEqualTo(10);
    ok(JCudaDriver.cuEventDestroy(done));
  }

  @Test
  void freeingWaitsForTheWorkThatUsesTheMemory() {
    CUdeviceptr other = allocate(4);
    ok(JCudaDriver.cuMemsetD32(other, 0, 1));
    launchOn(stream, "slow", Pointer.to(other), Pointer.to(new long[] {SLOW_TURNS}));
    ok(JCudaDriver.cuMemFree(other));
    ok(JCudaDriver.cuStreamQuery(stream));
    ok(launch(function(module, "nothing"), 1, 1));
    ok(JCudaDriver.cuCtxSynchronize());
  }
}
