package graft.device.software;

import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasSgemm;
import static jcuda.jcudnn.JCudnn.cudnnCreate;
import static jcuda.jcudnn.JCudnn.cudnnScaleTensor;

import jcuda.Pointer;
import jcuda.jcublas.cublasHandle;
import jcuda.jcudnn.cudnnHandle;

/**
 * A program that hands a library memory which is not there, or launches a kernel that cannot end;
 * its context does not recover.
 */
public final class DeadOperands {
  private DeadOperands() {}

  /** Prints the status of the call, of the next synchronisation, and of a correct call after it. */
  public static void main(String[] arguments) {
    SoftwareDriver.start();
    cublasHandle blas = new cublasHandle();
    cudnnHandle dnn = new cudnnHandle();
    cublasCreate(blas);
    cudnnCreate(dnn);
    Pointer factor = Pointer.to(new float[] {1});
    DeviceFloats memory = DeviceFloats.filled(64, 1);
    Pointer data = memory.pointer();
    int call =
        switch (arguments[0]) {
          case "freed" -> {
            memory.close();
            yield cublasSgemm(blas, 0, 0, 4, 4, 4, factor, data, 4, data, 4, factor, data, 4);
          }
          case "beyond" ->
              cublasSgemm(blas, 0, 0, 4, 4, 4, factor, data, 400, data, 4, factor, data, 4);
          case "kernel" -> {
            memory.close();
            yield DriverCalls.launch(
                DriverCalls.function(DriverCalls.testModule(), "block_sum"),
                1,
                1,
                Pointer.to(data),
                Pointer.to(data));
          }
          case "barrier" ->
              DriverCalls.launch(
                  DriverCalls.function(DriverCalls.testModule(), "broken_barrier"),
                  1,
                  64,
                  Pointer.to(data));
          case "dnn" -> cudnnScaleTensor(dnn, DnnTensors.tensor(1, 1, 1000, 1, 1), data, factor);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    int synchronised = cuCtxSynchronize();
    int after = cudnnScaleTensor(dnn, DnnTensors.tensor(1, 1, 4, 1, 1), data, factor);
    System.out.println("statuses " + call + " " + synchronised + " " + after);
  }
}
