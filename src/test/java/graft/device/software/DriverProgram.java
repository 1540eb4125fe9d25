package graft.device.software;

import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.ok;

import jcuda.driver.CUDA_ARRAY_DESCRIPTOR;
import jcuda.driver.CUarray;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** A child process of {@link DriverProgramTest}: what the environment and stderr have part in. */
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
  }
}
