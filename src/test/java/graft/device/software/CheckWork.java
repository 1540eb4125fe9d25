package graft.device.software;

import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.function;
import static graft.device.software.DriverCalls.launch;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.upload;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;

/** What the cases do: mostly the launch of a kernel of src/test/cuda. */
final class CheckWork {
  private CheckWork() {}

  static Consumer<CUmodule> launches(
      String kernel, int grid, int block, Supplier<List<Pointer>> arguments) {
    return module -> {
      Pointer[] given = arguments.get().toArray(Pointer[]::new);
      ok(launch(function(module, kernel), grid, block, given));
    };
  }

  static void adds(CUdeviceptr x, CUdeviceptr y) {
    cublasHandle handle = new cublasHandle();
    ok(JCublas2.cublasCreate(handle));
    ok(JCublas2.cublasSaxpy(handle, 4, Pointer.to(new float[] {1}), x, 1, y, 1));
    ok(JCublas2.cublasDestroy(handle));
  }

  /** No call of ours writes past an allocation, so the host does, whose memory it is. */
  static void fillsPastTheEnd() {
    CUdeviceptr x = allocate(16);
    ok(JCudaDriver.cuMemcpyDtoH(x.withByteOffset(16), upload(1), 4));
    ok(JCudaDriver.cuMemsetD32(x, 0, 4));
  }

  /** So many words 0, 1, 2 ... */
  static Pointer written(int count) {
    return Pointer.to(upload(IntStream.range(0, count).toArray()));
  }

  static Pointer undefined(int count) {
    return Pointer.to(allocate(4L * count));
  }

  static Pointer number(int value) {
    return Pointer.to(new int[] {value});
  }

  static Pointer freed(int count) {
    CUdeviceptr pointer = allocate(4L * count);
    ok(JCudaDriver.cuMemFree(pointer));
    return Pointer.to(pointer);
  }

  static Pointer copied(CUdeviceptr words, int count) {
    CUdeviceptr copy = allocate(4L * count);
    ok(JCudaDriver.cuMemcpyDtoD(copy, words, 4L * count));
    return Pointer.to(copy);
  }
}
