package graft.device.software;

import static graft.device.software.DriverCalls.GLOBAL;
import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.currentContext;
import static graft.device.software.DriverCalls.download;
import static graft.device.software.DriverCalls.end;
import static graft.device.software.DriverCalls.event;
import static graft.device.software.DriverCalls.instantiate;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.stream;
import static graft.device.software.DriverCalls.upload;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stream capture and graphs: what they do, and what CUDA forbids while a stream captures. */
@SoftwareOnly("it tests the software device")
class DriverCaptureTest {
  private static final int ILLEGAL_STATE = 401;
  private static final int UNSUPPORTED = 900;
  private static final int INVALIDATED = 901;
  private static final int MERGE = 902;
  private static final int UNMATCHED = 903;
  private static final int UNJOINED = 904;
  private static final int ISOLATION = 905;
  private static final int IMPLICIT = 906;
  private static final int CAPTURED_EVENT = 907;
  private static final int WRONG_THREAD = 908;

  @BeforeEach
  void start() {
    SoftwareDriver.start();
  }

  private static CUstream capturing() {
    return capturing(1);
  }

  private static CUstream capturing(int flags) {
    CUstream stream = stream(flags);
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    return stream;
  }

  /** Ends a capture that was spoiled, so that no other test meets it. */
  private static void endsInvalidated(CUstream stream) {
    assertThat(JCudaDriver.cuStreamEndCapture(stream, new CUgraph())).isEqualTo(INVALIDATED);
    ok(JCudaDriver.cuStreamDestroy(stream));
  }

  @Test
  void capturedWorkRunsAtEachLaunchAndNotBefore() {
    CUdeviceptr source = upload(7);
    CUdeviceptr target = upload(1, 2, 3);
    CUstream stream = capturing();
    ok(JCudaDriver.cuMemcpyDtoDAsync(target, source, 4, stream));
    ok(JCudaDriver.cuMemsetD32Async(target.withByteOffset(8), 9, 1, stream));
    CUgraph graph = end(stream);
    long[] nodes = new long[1];
    ok(JCudaDriver.cuGraphGetNodes(graph, null, nodes));
    assertThat(nodes[0]).isEqualTo(2);
    CUgraphExec executable = instantiate(graph);
    ok(JCudaDriver.cuGraphDestroy(graph));
    ok(JCudaDriver.cuCtxSynchronize());
    assertThat(download(target, 3)).containsExactly(1, 2, 3);

    ok(JCudaDriver.cuGraphLaunch(executable, stream));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertThat(download(target, 3)).containsExactly(7, 2, 9);

    ok(JCudaDriver.cuMemsetD32(source, 8, 1));
    ok(JCudaDriver.cuGraphLaunch(executable, stream));
    // What is queued still runs when its executable graph goes.
    ok(JCudaDriver.cuGraphExecDestroy(executable));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertThat(download(target, 3)).containsExactly(8, 2, 9);
    assertThat(JCudaDriver.cuGraphLaunch(executable, stream)).isEqualTo(DriverCalls.INVALID_VALUE);
    assertThat(JCudaDriver.cuGraphExecDestroy(executable)).isEqualTo(DriverCalls.INVALID_VALUE);
    assertThat(JCudaDriver.cuGraphDestroy(graph)).isEqualTo(DriverCalls.INVALID_VALUE);
    assertThat(
            JCudaDriver.cuGraphInstantiate(
                new CUgraphExec(), graph, new CUgraphNode(), new byte[64], 64))
        .isEqualTo(DriverCalls.INVALID_VALUE);
  }

  @Test
  void synchronisingTheCapturingStreamInvalidates() {
    CUstream stream = capturing();
    assertThat(JCudaDriver.cuStreamSynchronize(stream)).isEqualTo(UNSUPPORTED);
    int[] status = new int[1];
    ok(JCudaDriver.cuStreamIsCapturing(stream, status));
    assertThat(status[0]).isEqualTo(2);
    assertThat(JCudaDriver.cuMemsetD32Async(upload0(), 0, 1, stream)).isEqualTo(INVALIDATED);
    endsInvalidated(stream);

    CUstream queried = capturing();
    assertThat(JCudaDriver.cuStreamQuery(queried)).isEqualTo(UNSUPPORTED);
    endsInvalidated(queried);

    CUstream whole = capturing();
    assertThat(JCudaDriver.cuCtxSynchronize()).isEqualTo(UNSUPPORTED);
    endsInvalidated(whole);
  }

  private static final CUdeviceptr[] SCRATCH = new CUdeviceptr[1];

  /** Memory from before any capture: allocating during one would invalidate it. */
  private static CUdeviceptr upload0() {
    return SCRATCH[0];
  }

  @BeforeEach
  void allocateScratch() {
    if (SCRATCH[0] == null) {
      SCRATCH[0] = allocate(64);
    }
  }

  @Test
  void allocatingFreeingAndCopyingAtOnceInvalidate() {
    CUdeviceptr memory = allocate(64);
    CUstream stream = capturing();
    assertThat(JCudaDriver.cuMemAlloc(new CUdeviceptr(), 64)).isEqualTo(UNSUPPORTED);
    endsInvalidated(stream);

    CUstream freeing = capturing();
    assertThat(JCudaDriver.cuMemFree(memory)).isEqualTo(UNSUPPORTED);
    endsInvalidated(freeing);

    CUstream copying = capturing();
    assertThat(JCudaDriver.cuMemcpyDtoD(memory, upload0(), 4)).isEqualTo(UNSUPPORTED);
    endsInvalidated(copying);
    ok(JCudaDriver.cuMemFree(memory));
  }

  @Test
  void relaxedCaptureAllowsAllocation() {
    CUstream stream = stream();
    ok(JCudaDriver.cuStreamBeginCapture(stream, 2));
    CUdeviceptr memory = allocate(64);
    ok(JCudaDriver.cuMemsetD32Async(memory, 5, 1, stream));
    CUgraphExec executable = instantiate(end(stream));
    ok(JCudaDriver.cuGraphLaunch(executable, stream));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertThat(download(memory, 1)).containsExactly(5);
  }

  @Test
  void legacyStreamWorkInvalidatesBlockingCapturesOnly() {
    CUstream blocking = capturing(0);
    assertThat(JCudaDriver.cuMemsetD32Async(upload0(), 1, 1, null)).isEqualTo(IMPLICIT);
    endsInvalidated(blocking);

    CUstream nonBlocking = capturing();
    ok(JCudaDriver.cuMemsetD32Async(upload0(), 1, 1, null));
    ok(JCudaDriver.cuGraphDestroy(end(nonBlocking)));
  }

  @Test
  void beginAndEndMustMatch() {
    assertThat(JCudaDriver.cuStreamBeginCapture(new CUstream(), GLOBAL)).isEqualTo(UNSUPPORTED);
    CUstream stream = stream();
    assertThat(JCudaDriver.cuStreamEndCapture(stream, new CUgraph())).isEqualTo(ILLEGAL_STATE);
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    assertThat(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL)).isEqualTo(ILLEGAL_STATE);
    ok(JCudaDriver.cuGraphDestroy(end(stream)));
    ok(JCudaDriver.cuStreamDestroy(stream));
    assertThat(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL))
        .isEqualTo(DriverCalls.INVALID_HANDLE);
  }

  @Test
  void forkedStreamsMustJoin() {
    CUstream origin = capturing();
    CUstream fork = stream();
    CUevent begun = event();
    ok(JCudaDriver.cuEventRecord(begun, origin));
    ok(JCudaDriver.cuStreamWaitEvent(fork, begun, 0));
    ok(JCudaDriver.cuMemsetD32Async(upload0(), 3, 1, fork));
    assertThat(JCudaDriver.cuStreamEndCapture(origin, new CUgraph())).isEqualTo(UNJOINED);

    ok(JCudaDriver.cuStreamBeginCapture(origin, GLOBAL));
    ok(JCudaDriver.cuEventRecord(begun, origin));
    ok(JCudaDriver.cuStreamWaitEvent(fork, begun, 0));
    ok(JCudaDriver.cuMemsetD32Async(upload0(), 4, 1, fork));
    CUevent done = event();
    ok(JCudaDriver.cuEventRecord(done, fork));
    ok(JCudaDriver.cuStreamWaitEvent(origin, done, 0));
    CUgraphExec executable = instantiate(end(origin));
    ok(JCudaDriver.cuGraphLaunch(executable, origin));
    ok(JCudaDriver.cuStreamSynchronize(origin));
    assertThat(download(upload0(), 1)).containsExactly(4);
  }

  @Test
  void endInTheForkIsUnmatched() {
    CUstream origin = capturing();
    CUstream fork = stream();
    CUevent begun = event();
    ok(JCudaDriver.cuEventRecord(begun, origin));
    ok(JCudaDriver.cuStreamWaitEvent(fork, begun, 0));
    assertThat(JCudaDriver.cuStreamEndCapture(fork, new CUgraph())).isEqualTo(UNMATCHED);
    endsInvalidated(origin);
  }

  @Test
  void capturedEventsAreNoMomentsInTime() {
    CUstream stream = capturing();
    CUevent event = event();
    ok(JCudaDriver.cuEventRecord(event, stream));
    assertThat(JCudaDriver.cuEventSynchronize(event)).isEqualTo(CAPTURED_EVENT);
    assertThat(JCudaDriver.cuEventQuery(event)).isEqualTo(CAPTURED_EVENT);
    JCudaDriver.cuStreamEndCapture(stream, new CUgraph());
  }

  @Test
  void eventsDoNotCrossTheBordersOfACapture() {
    CUevent outside = event();
    CUstream other = stream();
    ok(JCudaDriver.cuEventRecord(outside, other));
    CUstream stream = capturing();
    assertThat(JCudaDriver.cuStreamWaitEvent(stream, outside, 0)).isEqualTo(ISOLATION);
    endsInvalidated(stream);

    CUstream first = capturing();
    CUstream second = capturing();
    CUevent inFirst = event();
    ok(JCudaDriver.cuEventRecord(inFirst, first));
    assertThat(JCudaDriver.cuStreamWaitEvent(second, inFirst, 0)).isEqualTo(MERGE);
    endsInvalidated(first);
    endsInvalidated(second);
  }

  @Test
  void anotherThreadMayNotEnd() throws InterruptedException {
    CUstream stream = capturing();
    CUcontext context = currentContext();
    int[] status = new int[1];
    Thread other =
        new Thread(
            () -> {
              JCudaDriver.cuCtxSetCurrent(context);
              status[0] = JCudaDriver.cuStreamEndCapture(stream, new CUgraph());
            });
    other.start();
    other.join();
    assertThat(status[0]).isEqualTo(WRONG_THREAD);
    ok(JCudaDriver.cuGraphDestroy(end(stream)));
  }
}
