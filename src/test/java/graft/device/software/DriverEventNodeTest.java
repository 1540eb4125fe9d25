package graft.device.software;

import static graft.device.software.DriverCalls.GLOBAL;
import static graft.device.software.DriverCalls.INVALID_HANDLE;
import static graft.device.software.DriverCalls.INVALID_VALUE;
import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.end;
import static graft.device.software.DriverCalls.event;
import static graft.device.software.DriverCalls.instantiate;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.stream;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_record_flags;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that are nodes of a graph: each launch records them anew. */
@SoftwareOnly("it tests the software device")
class DriverEventNodeTest {
  private static final int EXTERNAL = CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL;
  private static final int UNKNOWN_FLAG = 2;
  private static final int BYTES = 1 << 24;

  @BeforeEach
  void start() {
    SoftwareDriver.start();
  }

  private static float millis(CUevent from, CUevent to) {
    float[] millis = new float[1];
    ok(JCudaDriver.cuEventElapsedTime(millis, from, to));
    return millis[0];
  }

  @Test
  void eachLaunchRecordsThemAnew() {
    CUdeviceptr memory = allocate(BYTES);
    CUevent begun = event();
    CUevent done = event();
    CUevent between = event();
    CUstream stream = stream();
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    ok(JCudaDriver.cuEventRecordWithFlags(begun, stream, EXTERNAL));
    ok(JCudaDriver.cuMemsetD8Async(memory, (byte) 1, BYTES, stream));
    ok(JCudaDriver.cuEventRecordWithFlags(done, stream, EXTERNAL));
    CUgraph graph = end(stream);
    long[] nodes = new long[1];
    ok(JCudaDriver.cuGraphGetNodes(graph, null, nodes));
    assertThat(nodes[0]).isEqualTo(3);
    CUgraphExec executable = instantiate(graph);
    ok(JCudaDriver.cuGraphDestroy(graph));
    assertThat(JCudaDriver.cuEventElapsedTime(new float[1], begun, done))
        .as("before the first launch")
        .isEqualTo(INVALID_HANDLE);

    ok(JCudaDriver.cuGraphLaunch(executable, stream));
    ok(JCudaDriver.cuEventSynchronize(done));
    float fill = millis(begun, done);
    assertThat(fill).isPositive();
    ok(JCudaDriver.cuEventRecord(between, stream));
    ok(JCudaDriver.cuEventSynchronize(between));
    assertThat(millis(done, between)).isNotNegative();

    ok(JCudaDriver.cuGraphLaunch(executable, stream));
    ok(JCudaDriver.cuEventSynchronize(done));
    assertThat(millis(between, begun)).as("recorded by the second launch").isPositive();
    assertThat(millis(begun, done)).isPositive();
    ok(JCudaDriver.cuGraphExecDestroy(executable));
  }

  @Test
  void flagsAreChecked() {
    CUevent event = event();
    CUstream stream = stream();
    assertThat(JCudaDriver.cuEventRecordWithFlags(event, stream, EXTERNAL))
        .as("outside of a capture")
        .isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuEventRecordWithFlags(event, stream, UNKNOWN_FLAG))
        .isEqualTo(INVALID_VALUE);
    ok(JCudaDriver.cuEventRecordWithFlags(event, stream, 0));
    ok(JCudaDriver.cuEventSynchronize(event));
    assertThat(millis(event, event)).isZero();
  }

  @Test
  void aGraphIsNotLaunchedWithoutItsEvents() {
    CUevent event = event();
    CUstream stream = stream();
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    ok(JCudaDriver.cuEventRecordWithFlags(event, stream, EXTERNAL));
    CUgraphExec executable = instantiate(end(stream));
    ok(JCudaDriver.cuEventDestroy(event));
    // May take the place of the destroyed one.
    CUevent other = event();
    assertThat(JCudaDriver.cuGraphLaunch(executable, stream)).isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuEventElapsedTime(new float[1], other, other))
        .isEqualTo(INVALID_HANDLE);
  }

  @Test
  void aGraphLaunchedIntoACaptureBringsItsEvents() {
    CUevent event = event();
    CUstream stream = stream();
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    ok(JCudaDriver.cuEventRecordWithFlags(event, stream, EXTERNAL));
    CUgraphExec inner = instantiate(end(stream));
    ok(JCudaDriver.cuStreamBeginCapture(stream, GLOBAL));
    ok(JCudaDriver.cuGraphLaunch(inner, stream));
    CUgraphExec outer = instantiate(end(stream));
    assertThat(JCudaDriver.cuEventElapsedTime(new float[1], event, event))
        .isEqualTo(INVALID_HANDLE);
    ok(JCudaDriver.cuGraphLaunch(outer, stream));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertThat(millis(event, event)).isZero();
  }
}
