package graft.device.software;

import static graft.device.software.DriverCalls.GLOBAL;
import static graft.device.software.DriverCalls.download;
import static graft.device.software.DriverCalls.end;
import static graft.device.software.DriverCalls.event;
import static graft.device.software.DriverCalls.instantiate;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.stream;
import static graft.device.software.DriverCalls.upload;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Captures over several streams: who has joined, and what becomes of streams and events. */
@SoftwareOnly("it tests the software device")
class DriverForkTest {
  private static final int INVALIDATED = 901;
  private static final int UNJOINED = 904;
  private static final int IMPLICIT = 906;
  private static final int CAPTURED_EVENT = 907;

  private CUdeviceptr x;
  private CUstream origin;
  private CUstream fork;
  private CUstream third;
  private CUstream blocking;

  @BeforeEach
  void capture() {
    SoftwareDriver.start();
    x = upload(0, 0, 0);
    origin = stream();
    fork = stream();
    third = stream();
    blocking = stream(0);
    ok(JCudaDriver.cuStreamBeginCapture(origin, GLOBAL));
  }

  @AfterEach
  void free() {
    for (CUstream stream : new CUstream[] {origin, fork, third, blocking}) {
      JCudaDriver.cuStreamDestroy(stream);
    }
    ok(JCudaDriver.cuMemFree(x));
  }

  /** {@code later} goes on after what {@code earlier} has been given so far. */
  private static CUevent follow(CUstream earlier, CUstream later) {
    CUevent event = event();
    ok(JCudaDriver.cuEventRecord(event, earlier));
    ok(JCudaDriver.cuStreamWaitEvent(later, event, 0));
    return event;
  }

  private void write(CUstream stream, int index, int value) {
    ok(JCudaDriver.cuMemsetD32Async(x.withByteOffset(4L * index), value, 1, stream));
  }

  private int endStatus() {
    return JCudaDriver.cuStreamEndCapture(origin, new CUgraph());
  }

  @Test
  void workAfterTheJoinIsUnjoined() {
    follow(origin, fork);
    write(fork, 0, 1);
    CUevent done = event();
    ok(JCudaDriver.cuEventRecord(done, fork));
    write(fork, 1, 2);
    ok(JCudaDriver.cuStreamWaitEvent(origin, done, 0));
    assertThat(endStatus()).isEqualTo(UNJOINED);
  }

  @Test
  void aForkWithoutWorkIsUnjoinedToo() {
    follow(origin, fork);
    assertThat(endStatus()).isEqualTo(UNJOINED);
    int[] status = {-1};
    ok(JCudaDriver.cuStreamIsCapturing(fork, status));
    assertThat(status[0]).as("the capture has let its streams go").isZero();
  }

  @Test
  void aForkOfAForkMayJoinThroughIt() {
    follow(origin, fork);
    follow(fork, third);
    write(third, 0, 1);
    write(fork, 1, 2);
    follow(third, fork);
    follow(fork, origin);
    write(origin, 2, 3);
    CUgraphExec executable = instantiate(end(origin));
    ok(JCudaDriver.cuGraphLaunch(executable, third));
    ok(JCudaDriver.cuStreamSynchronize(third));
    assertThat(download(x, 3)).containsExactly(1, 2, 3);
    ok(JCudaDriver.cuGraphExecDestroy(executable));
  }

  @Test
  void aJoinOfTheSecondForkDoesNotJoinTheFirst() {
    follow(origin, fork);
    follow(origin, third);
    write(fork, 0, 1);
    write(third, 1, 2);
    follow(third, origin);
    assertThat(endStatus()).isEqualTo(UNJOINED);
  }

  @Test
  void aForkIntoABlockingStreamForbidsLegacyWork() {
    follow(origin, blocking);
    assertThat(JCudaDriver.cuMemsetD32Async(x, 1, 1, null)).isEqualTo(IMPLICIT);
    assertThat(endStatus()).isEqualTo(INVALIDATED);
  }

  /** As the documentation of cuStreamIsCapturing says. */
  @Test
  void askingTheLegacyStreamDoesNotInvalidate() {
    ok(JCudaDriver.cuGraphDestroy(end(origin)));
    ok(JCudaDriver.cuStreamBeginCapture(blocking, GLOBAL));
    assertThat(JCudaDriver.cuStreamIsCapturing(new CUstream(), new int[1])).isEqualTo(IMPLICIT);
    ok(JCudaDriver.cuGraphDestroy(end(blocking)));
  }

  @Test
  void waitingForACapturedEventInvalidates() {
    CUevent event = event();
    ok(JCudaDriver.cuEventRecord(event, origin));
    assertThat(JCudaDriver.cuEventSynchronize(event)).isEqualTo(CAPTURED_EVENT);
    assertThat(endStatus()).isEqualTo(INVALIDATED);
    // Recorded anew, outside, it is a moment in time again.
    ok(JCudaDriver.cuEventRecord(event, origin));
    ok(JCudaDriver.cuEventSynchronize(event));
    ok(JCudaDriver.cuEventDestroy(event));
  }

  @Test
  void eventsOutliveTheirCaptureAndItsStreams() {
    CUevent event = follow(origin, fork);
    follow(fork, origin);
    ok(JCudaDriver.cuGraphDestroy(end(origin)));
    ok(JCudaDriver.cuStreamDestroy(origin));
    assertThat(JCudaDriver.cuStreamWaitEvent(fork, event, 0)).isEqualTo(CAPTURED_EVENT);
    ok(JCudaDriver.cuEventDestroy(event));
  }

  @Test
  void destroyingAForkInvalidates() {
    follow(origin, fork);
    ok(JCudaDriver.cuStreamDestroy(fork));
    assertThat(endStatus()).isEqualTo(INVALIDATED);
  }

  @Test
  void destroyingTheOriginLetsTheForkGo() {
    follow(origin, fork);
    ok(JCudaDriver.cuStreamDestroy(origin));
    write(fork, 0, 9);
    ok(JCudaDriver.cuStreamSynchronize(fork));
    assertThat(download(x, 1)).containsExactly(9);
  }
}
