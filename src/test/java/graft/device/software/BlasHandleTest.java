package graft.device.software;

import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasDestroy;
import static jcuda.jcublas.JCublas2.cublasGetMathMode;
import static jcuda.jcublas.JCublas2.cublasGetPointerMode;
import static jcuda.jcublas.JCublas2.cublasGetStream;
import static jcuda.jcublas.JCublas2.cublasGetVersion;
import static jcuda.jcublas.JCublas2.cublasSetMathMode;
import static jcuda.jcublas.JCublas2.cublasSetPointerMode;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSetWorkspace;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_INVALID_VALUE;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_NOT_INITIALIZED;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.driver.CUstream;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** cuBLAS handles and their settings. */
@SoftwareOnly("it tests the software device")
class BlasHandleTest {
  @RegisterExtension static final BlasLibrary blas = new BlasLibrary();

  @Test
  void handlesLiveUntilDestroyed() {
    cublasHandle handle = new cublasHandle();
    assertThat(cublasCreate(handle)).isZero();
    assertThat(cublasDestroy(handle)).isZero();
    assertThat(cublasDestroy(handle)).isEqualTo(CUBLAS_STATUS_NOT_INITIALIZED);
    assertThat(cublasSetMathMode(handle, 0)).isEqualTo(CUBLAS_STATUS_NOT_INITIALIZED);
    assertThat(cublasDestroy(new cublasHandle())).isEqualTo(CUBLAS_STATUS_NOT_INITIALIZED);
    int[] version = new int[1];
    assertThat(cublasGetVersion(blas.handle(), version)).isZero();
    assertThat(version[0] / 10000).isEqualTo(11);
  }

  @Test
  void settingsAreKept() {
    int[] value = new int[1];
    assertThat(cublasSetMathMode(blas.handle(), cublasMath.CUBLAS_TF32_TENSOR_OP_MATH)).isZero();
    assertThat(cublasGetMathMode(blas.handle(), value)).isZero();
    assertThat(value[0]).isEqualTo(cublasMath.CUBLAS_TF32_TENSOR_OP_MATH);
    assertThat(cublasSetMathMode(blas.handle(), cublasMath.CUBLAS_DEFAULT_MATH)).isZero();
    assertThat(cublasSetMathMode(blas.handle(), 9)).isEqualTo(CUBLAS_STATUS_INVALID_VALUE);
    assertThat(cublasSetPointerMode(blas.handle(), 2)).isEqualTo(CUBLAS_STATUS_INVALID_VALUE);
    assertThat(cublasGetPointerMode(blas.handle(), value)).isZero();
    assertThat(value[0]).isZero();
  }

  @Test
  void streams() {
    CUstream stream = new CUstream();
    assertThat(cuStreamCreate(stream, 0)).isZero();
    cudaStream_t wanted = new cudaStream_t(stream);
    assertThat(cublasSetStream(blas.handle(), wanted)).isZero();
    cudaStream_t found = new cudaStream_t();
    assertThat(cublasGetStream(blas.handle(), found)).isZero();
    assertThat(found).isEqualTo(wanted);
    assertThat(cublasSetStream(blas.handle(), null)).isZero();
    assertThat(cuStreamDestroy(stream)).isZero();
    assertThat(cublasSetStream(blas.handle(), wanted)).isEqualTo(CUBLAS_STATUS_INVALID_VALUE);
  }

  @Test
  void workspacesAreAligned() {
    try (DeviceFloats memory = DeviceFloats.filled(1024, 0)) {
      assertThat(cublasSetWorkspace(blas.handle(), memory.pointer(), 2048)).isZero();
      assertThat(cublasSetWorkspace(blas.handle(), memory.pointerTo(1), 2048))
          .isEqualTo(CUBLAS_STATUS_INVALID_VALUE);
      assertThat(cublasSetWorkspace(blas.handle(), new jcuda.Pointer(), 0)).isZero();
    }
  }
}
