package graft.device;

import graft.platform.Bytes;
import graft.platform.DeviceProperties;
import jcuda.driver.CUstream;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.jcublas.cublasOperation;
import jcuda.runtime.cudaStream_t;

/**
 * Matrix products of row-major float32 matrices through cublasSgemm. cuBLAS is column-major, where
 * the same bytes are the transposed matrices: C' = B' A' is computed there.
 */
public final class Blas {
  private static final int N = cublasOperation.CUBLAS_OP_N;
  private static final int T = cublasOperation.CUBLAS_OP_T;
  // What NVIDIA recommends for the workspace: 32 MiB from Hopper on, 4 MiB before.
  private static final long WORKSPACE = 4L << 20;
  private static final long WORKSPACE_HOPPER = 32L << 20;
  private static final int HOPPER = 9;

  private final Context context;
  private final Scalars scalars;
  private final cublasHandle handle = new cublasHandle();

  Blas(Context context, Scalars scalars, MathMode math) {
    this.context = context;
    this.scalars = scalars;
    check("cublasCreate", JCublas2.cublasCreate(handle), "the device");
    int mode =
        switch (math) {
          case FP32 -> cublasMath.CUBLAS_DEFAULT_MATH;
          case TF32 -> cublasMath.CUBLAS_TF32_TENSOR_OP_MATH;
        };
    try {
      CUstream stream = context.stream();
      check("cublasSetStream", JCublas2.cublasSetStream(handle, new cudaStream_t(stream)), "");
      check("cublasSetMathMode", JCublas2.cublasSetMathMode(handle, mode), math.toString());
    } catch (CudaException e) {
      close();
      throw e;
    }
  }

  private void check(String call, int status, String details) {
    context.check(Api.CUBLAS, call, status, details);
  }

  /** How much workspace to give it. */
  static long workspaceBytes(DeviceProperties device, boolean software) {
    return device.major() >= HOPPER && !software ? WORKSPACE_HOPPER : WORKSPACE;
  }

  /**
   * Gives cuBLAS its workspace, so that it allocates none of its own inside a captured graph. Only
   * after the stream was set, which takes a workspace away.
   */
  void useWorkspace(Workspace workspace) {
    int status = JCublas2.cublasSetWorkspace(handle, workspace.pointer().raw(), workspace.bytes());
    check("cublasSetWorkspace", status, Bytes.text(workspace.bytes()));
  }

  int version() {
    int[] version = new int[1];
    check("cublasGetVersion", JCublas2.cublasGetVersion(handle, version), "");
    return version[0];
  }

  void close() {
    int status = JCublas2.cublasDestroy(handle);
    if (status != 0) {
      context.warn("cublasDestroy", Api.CUBLAS, status);
    }
  }

  /**
   * c = a b + beta c.
   *
   * @param a [m, k]
   * @param b [k, n]
   * @param c [m, n]; not read where beta is 0
   */
  public void multiply(
      int m, int n, int k, DevicePointer a, DevicePointer b, DevicePointer c, float beta) {
    gemm(N, N, m, n, k, a, k, b, n, c, beta);
  }

  /**
   * c = a' b + beta c.
   *
   * @param a [k, m]
   * @param b [k, n]
   * @param c [m, n]; not read where beta is 0
   */
  public void multiplyTransposedA(
      int m, int n, int k, DevicePointer a, DevicePointer b, DevicePointer c, float beta) {
    gemm(T, N, m, n, k, a, m, b, n, c, beta);
  }

  /**
   * c = a b' + beta c.
   *
   * @param a [m, k]
   * @param b [n, k]
   * @param c [m, n]; not read where beta is 0
   */
  public void multiplyTransposedB(
      int m, int n, int k, DevicePointer a, DevicePointer b, DevicePointer c, float beta) {
    gemm(N, T, m, n, k, a, k, b, k, c, beta);
  }

  private void gemm(
      int transposeA,
      int transposeB,
      int m,
      int n,
      int k,
      DevicePointer a,
      int widthA,
      DevicePointer b,
      int widthB,
      DevicePointer c,
      float beta) {
    context.enter();
    try {
      int status =
          JCublas2.cublasSgemm(
              handle,
              transposeB,
              transposeA,
              n,
              m,
              k,
              scalars.one(),
              b.span("b of cublasSgemm", (long) k * n * Float.BYTES),
              widthB,
              a.span("a of cublasSgemm", (long) m * k * Float.BYTES),
              widthA,
              beta == 0 ? scalars.zero() : scalars.of(beta),
              c.span("c of cublasSgemm", (long) m * n * Float.BYTES),
              n);
      if (context.mustSettle(status)) {
        context.settle(
            Api.CUBLAS,
            "cublasSgemm",
            status,
            "a "
                + (transposeA == T ? "transposed [" + k + "," + m : "[" + m + "," + k)
                + "], b "
                + (transposeB == T ? "transposed [" + n + "," + k : "[" + k + "," + n)
                + "], c ["
                + m
                + ","
                + n
                + "], beta "
                + beta);
      }
    } finally {
      context.leave();
    }
  }
}
