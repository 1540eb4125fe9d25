package graft.device.software;

import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.ok;

import jcuda.Pointer;
import jcuda.driver.CUDA_ARRAY_DESCRIPTOR;
import jcuda.driver.CUarray;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUgraph;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.runtime.cudaStream_t;

/**
 * A child process of {@link DriverProgramTest}: what the environment, stderr and the first use of a
 * library have part in.
 */
public final class DriverProgram {
  private DriverProgram() {}

  public static void main(String[] arguments) {
    SoftwareDriver.start();
    long[] free = new long[1];
    long[] total = new long[1];
    ok(JCudaDriver.cuMemGetInfo(free, total));
    CUdeviceptr big = allocate(free[0] / 2);
    int tooMuch = JCudaDriver.cuMemAlloc(new CUdeviceptr(), free[0] / 2 + 1024);
    ok(JCudaDriver.cuMemFree(big));
    ok(JCudaDriver.cuMemFree(allocate(free[0] / 2 + 1024)));
    int[] array = new int[2];
    for (int i = 0; i < 2; i++) {
      array[i] = JCudaDriver.cuArrayCreate(new CUarray(), new CUDA_ARRAY_DESCRIPTOR());
    }
    System.out.println(
        "total " + total[0] + ", too much " + tooMuch + ", array " + array[0] + " " + array[1]);
    firstUse();
  }

  private static void firstUse() {
    CUstream stream = DriverCalls.stream();
    cublasHandle blas = new cublasHandle();
    ok(JCublas2.cublasCreate(blas));
    ok(JCublas2.cublasSetStream(blas, new cudaStream_t(stream)));
    CUdeviceptr number = DriverCalls.upload(0);
    String first = captured(stream, blas, number);
    int loading = product(blas, number);
    System.out.println(
        "captured " + first + ", run " + loading + ", captured " + captured(stream, blas, number));
  }

  private static String captured(CUstream stream, cublasHandle blas, CUdeviceptr number) {
    ok(JCudaDriver.cuStreamBeginCapture(stream, DriverCalls.GLOBAL));
    int product = product(blas, number);
    return product + " " + JCudaDriver.cuStreamEndCapture(stream, new CUgraph());
  }

  /** 1 x 1 by 1 x 1, in place. */
  private static int product(cublasHandle blas, CUdeviceptr number) {
    Pointer one = Pointer.to(new float[] {1});
    return JCublas2.cublasSgemm(blas, 0, 0, 1, 1, 1, one, number, 1, number, 1, one, number, 1);
  }
}
