package graft.device.software;

import static jcuda.jcublas.JCublas2.cublasSetPointerMode;
import static jcuda.jcublas.JCublas2.cublasSgemm;
import static jcuda.jcublas.cublasPointerMode.CUBLAS_POINTER_MODE_DEVICE;
import static jcuda.jcublas.cublasPointerMode.CUBLAS_POINTER_MODE_HOST;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_INVALID_VALUE;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_NOT_INITIALIZED;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.util.Arrays;
import java.util.Random;
import jcuda.Pointer;
import jcuda.jcublas.cublasHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ColumnMajor products against triple loops; column-major, as cuBLAS is. */
@SoftwareOnly("it tests the software device")
class BlasMatrixTest {
  @RegisterExtension static final BlasLibrary blas = new BlasLibrary();

  private static final float[] FACTORS = {0, 1, -0.5f};

  /**
   * The networks' dense layers, forward and both gradients, as they look to cuBLAS; then what is
   * odd.
   */
  private static final int[][] NETWORK_SHAPES = {
    {64, 32, 3136},
    {128, 32, 3136},
    {3136, 32, 64},
    {64, 3136, 32},
    {64, 32, 64},
    {10, 32, 64},
    {10, 32, 128},
    {64, 10, 32},
    {1, 1, 1},
    {10, 1, 3136},
    {257, 3, 5}
  };

  @Test
  void gemmOnTheNetworksShapes() {
    Random random = new Random(1);
    for (int[] shape : NETWORK_SHAPES) {
      for (int transposes = 0; transposes < 4; transposes++) {
        checkGemm(
            random,
            shape[0],
            shape[1],
            shape[2],
            (transposes & 1) != 0,
            (transposes & 2) != 0,
            1,
            0);
      }
    }
  }

  @Test
  void gemmOnRandomShapes() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int m = 1 + random.nextInt(40);
      int n = 1 + random.nextInt(40);
      int k = random.nextInt(40);
      float alpha = FACTORS[random.nextInt(3)];
      float beta = FACTORS[random.nextInt(3)];
      checkGemm(random, m, n, k, random.nextBoolean(), random.nextBoolean(), alpha, beta);
    }
  }

  private static void checkGemm(
      Random random,
      int m,
      int n,
      int k,
      boolean transposeA,
      boolean transposeB,
      float alpha,
      float beta) {
    ColumnMajor a = ColumnMajor.of(random, transposeA, m, k);
    ColumnMajor b = ColumnMajor.of(random, transposeB, k, n);
    ColumnMajor c = ColumnMajor.of(random, false, m, n);
    float[] aValues = DeviceFloats.random(random, Math.max(1, a.span()));
    float[] bValues = DeviceFloats.random(random, Math.max(1, b.span()));
    float[] before = DeviceFloats.random(random, c.span());
    Reference expected = new Reference(c.span());
    for (int i = 0; i < before.length; i++) {
      expected.set(i, before[i]);
    }
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        int at = c.at(row, column);
        expected.set(at, beta == 0 ? 0 : beta * before[at]);
        for (int i = 0; i < k; i++) {
          expected.add(at, alpha * (double) aValues[a.at(row, i)] * bValues[b.at(i, column)]);
        }
      }
    }
    try (DeviceFloats aMemory = DeviceFloats.of(aValues);
        DeviceFloats bMemory = DeviceFloats.of(bValues);
        DeviceFloats cMemory = DeviceFloats.of(before)) {
      String what = m + "x" + n + "x" + k + " " + a + b + c + " alpha " + alpha + " beta " + beta;
      assertThat(
              cublasSgemm(
                  blas.handle(),
                  a.operation(),
                  b.operation(),
                  m,
                  n,
                  k,
                  host(alpha),
                  aMemory.pointer(),
                  Math.max(1, a.ld()),
                  bMemory.pointer(),
                  Math.max(1, b.ld()),
                  host(beta),
                  cMemory.pointer(),
                  c.ld()))
          .as(what)
          .isZero();
      expected.assertClose(what, cMemory.read());
    }
  }

  @Test
  void zeroBetaDoesNotReadTheResult() {
    for (int k : new int[] {0, 3, 300}) {
      for (float alpha : new float[] {0, 1}) {
        try (DeviceFloats zeros = DeviceFloats.filled(20 * 300, 0);
            DeviceFloats c = DeviceFloats.filled(400, Float.NaN)) {
          assertThat(
                  cublasSgemm(
                      blas.handle(),
                      0,
                      1,
                      20,
                      20,
                      k,
                      host(alpha),
                      zeros.pointer(),
                      20,
                      zeros.pointer(),
                      20,
                      host(0),
                      c.pointer(),
                      20))
              .isZero();
          assertThat(c.read()).as("k %d alpha %s", k, alpha).containsOnly(0);
        }
      }
    }
  }

  @Test
  void factorsMayLieOnTheDevice() {
    try (DeviceFloats factors = DeviceFloats.of(2, 3);
        DeviceFloats a = DeviceFloats.of(5);
        DeviceFloats c = DeviceFloats.of(7)) {
      assertThat(cublasSetPointerMode(blas.handle(), CUBLAS_POINTER_MODE_DEVICE)).isZero();
      int status =
          cublasSgemm(
              blas.handle(),
              0,
              0,
              1,
              1,
              1,
              factors.pointerTo(0),
              a.pointer(),
              1,
              a.pointer(),
              1,
              factors.pointerTo(1),
              c.pointer(),
              1);
      assertThat(cublasSetPointerMode(blas.handle(), CUBLAS_POINTER_MODE_HOST)).isZero();
      assertThat(status).isZero();
      assertThat(c.read()).containsExactly(2 * 25 + 3 * 7);
    }
  }

  @Test
  void gemmMisuse() {
    try (DeviceFloats memory = DeviceFloats.filled(256, 0)) {
      Pointer data = memory.pointer();
      int invalid = CUBLAS_STATUS_INVALID_VALUE;
      assertThat(gemm(data, 0, 0, 4, 4, 4, 4, 4, 4)).isEqualTo(CUBLAS_STATUS_SUCCESS);
      assertThat(gemm(data, 0, 0, -1, 4, 4, 4, 4, 4)).as("m").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 4, -1, 4, 4, 4, 4)).as("n").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 4, 4, -1, 4, 4, 4)).as("k").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 4, 4, 4, 3, 4, 4)).as("lda").isEqualTo(invalid);
      assertThat(gemm(data, 1, 0, 4, 4, 5, 4, 5, 4)).as("lda of a transposed A").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 4, 4, 5, 4, 4, 4)).as("ldb").isEqualTo(invalid);
      assertThat(gemm(data, 0, 1, 4, 5, 4, 4, 4, 4)).as("ldb of a transposed B").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 4, 4, 4, 4, 4, 3)).as("ldc").isEqualTo(invalid);
      assertThat(gemm(data, 7, 0, 4, 4, 4, 4, 4, 4)).as("operation").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 0, 4, 4, 0, 4, 1)).as("lda of 0 rows").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 4, 4, 0, 4, 0, 4)).as("ldb of 0 rows").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 0, 4, 4, 1, 4, 0)).as("ldc of 0 rows").isEqualTo(invalid);
      assertThat(gemm(data, 0, 0, 0, 4, 4, 1, 4, 1))
          .as("nothing to do")
          .isEqualTo(CUBLAS_STATUS_SUCCESS);
      assertThat(
              cublasSgemm(
                  new cublasHandle(), 0, 0, 1, 1, 1, host(1), data, 1, data, 1, host(0), data, 1))
          .isEqualTo(CUBLAS_STATUS_NOT_INITIALIZED);
      assertThat(
              cublasSgemm(
                  blas.handle(), 0, 0, 1, 1, 1, new Pointer(), data, 1, data, 1, host(0), data, 1))
          .isEqualTo(invalid);
      assertThat(
              cublasSgemm(
                  blas.handle(),
                  0,
                  0,
                  1,
                  1,
                  1,
                  host(1),
                  data,
                  1,
                  data,
                  1,
                  host(1),
                  new Pointer(),
                  1))
          .as("nothing to scale and add to")
          .isEqualTo(invalid);
    }
  }

  private static int gemm(
      Pointer data, int opA, int opB, int m, int n, int k, int lda, int ldb, int ldc) {
    return cublasSgemm(
        blas.handle(),
        opA,
        opB,
        m,
        n,
        k,
        host(1),
        data,
        lda,
        data.withByteOffset(256),
        ldb,
        host(0),
        data.withByteOffset(512),
        ldc);
  }

  @Test
  void theSameBitsTwice() {
    Random random = new Random(4);
    float[] a = DeviceFloats.random(random, 3136 * 64);
    float[] b = DeviceFloats.random(random, 3136 * 32);
    float[][] results = new float[2][];
    for (int run = 0; run < 2; run++) {
      try (DeviceFloats aMemory = DeviceFloats.of(a);
          DeviceFloats bMemory = DeviceFloats.of(b);
          DeviceFloats c = DeviceFloats.filled(64 * 32, 0)) {
        assertThat(
                cublasSgemm(
                    blas.handle(),
                    0,
                    0,
                    64,
                    32,
                    3136,
                    host(1),
                    aMemory.pointer(),
                    64,
                    bMemory.pointer(),
                    3136,
                    host(0),
                    c.pointer(),
                    64))
            .isZero();
        results[run] = c.read();
      }
    }
    assertThat(Arrays.equals(results[0], results[1])).isTrue();
  }

  private static Pointer host(float value) {
    return Pointer.to(new float[] {value});
  }
}
