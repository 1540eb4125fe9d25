package graft.device.software;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * The driver API's calls as its tests make them: what must succeed is asserted, handles are
 * returned.
 */
final class DriverCalls {
  static final int SUCCESS = 0;
  static final int INVALID_VALUE = 1;
  static final int INVALID_HANDLE = 400;

  /** CU_STREAM_CAPTURE_MODE_GLOBAL. */
  static final int GLOBAL = 0;

  private DriverCalls() {}

  static void ok(int status) {
    assertThat(status).isEqualTo(SUCCESS);
  }

  static CUdeviceptr allocate(long bytes) {
    CUdeviceptr pointer = new CUdeviceptr();
    ok(JCudaDriver.cuMemAlloc(pointer, bytes));
    return pointer;
  }

  static CUdeviceptr upload(int... numbers) {
    CUdeviceptr pointer = allocate(4L * numbers.length);
    ok(JCudaDriver.cuMemcpyHtoD(pointer, Pointer.to(numbers), 4L * numbers.length));
    return pointer;
  }

  static int[] download(CUdeviceptr pointer, int count) {
    int[] numbers = new int[count];
    ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(numbers), pointer, 4L * count));
    return numbers;
  }

  /** A stream that does not synchronise with the legacy one. */
  static CUstream stream() {
    return stream(1);
  }

  static CUstream stream(int flags) {
    CUstream stream = new CUstream();
    ok(JCudaDriver.cuStreamCreate(stream, flags));
    return stream;
  }

  static CUevent event() {
    CUevent event = new CUevent();
    ok(JCudaDriver.cuEventCreate(event, 0));
    return event;
  }

  static CUgraph end(CUstream stream) {
    CUgraph graph = new CUgraph();
    ok(JCudaDriver.cuStreamEndCapture(stream, graph));
    return graph;
  }

  static CUgraphExec instantiate(CUgraph graph) {
    CUgraphExec executable = new CUgraphExec();
    ok(JCudaDriver.cuGraphInstantiate(executable, graph, new CUgraphNode(), new byte[256], 256));
    return executable;
  }

  static CUcontext currentContext() {
    CUcontext context = new CUcontext();
    ok(JCudaDriver.cuCtxGetCurrent(context));
    return context;
  }

  /** The kernels of src/test/cuda. */
  static CUmodule testModule() {
    Path natives = Path.of(System.getProperty("graft.native.dir"));
    CUmodule module = new CUmodule();
    ok(
        JCudaDriver.cuModuleLoad(
            module, natives.resolveSibling("test-native/libgraft-test-kernels.so").toString()));
    return module;
  }

  static CUfunction function(CUmodule module, String name) {
    CUfunction function = new CUfunction();
    ok(JCudaDriver.cuModuleGetFunction(function, module, name));
    return function;
  }

  static int launch(CUfunction function, int grid, int block, Pointer... arguments) {
    return JCudaDriver.cuLaunchKernel(
        function, grid, 1, 1, block, 1, 1, 0, null, Pointer.to(arguments), null);
  }
}
