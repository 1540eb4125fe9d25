package graft.device.software;

import static jcuda.jcublas.JCublas2.cublasSgeam;
import static jcuda.jcublas.JCublas2.cublasSgemmStridedBatched;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_INVALID_VALUE;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.util.Random;
import jcuda.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batched products and matrix sums against loops; column-major, as cuBLAS is. */
@SoftwareOnly("it tests the software device")
class BlasMatrixSumTest {
  @RegisterExtension static final BlasLibrary blas = new BlasLibrary();

  private static final float[] FACTORS = {0, 1, -0.5f};

  @Test
  void stridedBatchesAreSoManyProducts() {
    Random random = new Random(3);
    int m = 5;
    int n = 4;
    int k = 3;
    int batch = 6;
    long aStride = (long) m * k;
    long cStride = (long) m * n;
    float[] a = DeviceFloats.random(random, m * k * batch);
    float[] b = DeviceFloats.random(random, k * n);
    Reference expected = new Reference(m * n * batch);
    for (int i = 0; i < batch; i++) {
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          for (int j = 0; j < k; j++) {
            expected.add(
                i * m * n + row + column * m,
                (double) a[i * m * k + row + j * m] * b[j + column * k]);
          }
        }
      }
    }
    try (DeviceFloats aMemory = DeviceFloats.of(a);
        DeviceFloats bMemory = DeviceFloats.of(b);
        DeviceFloats c = DeviceFloats.filled(m * n * batch, Float.NaN)) {
      // A stride of zero reads one matrix for all.
      assertThat(
              cublasSgemmStridedBatched(
                  blas.handle(),
                  0,
                  0,
                  m,
                  n,
                  k,
                  host(1),
                  aMemory.pointer(),
                  m,
                  aStride,
                  bMemory.pointer(),
                  k,
                  0,
                  host(0),
                  c.pointer(),
                  m,
                  cStride,
                  batch))
          .isZero();
      expected.assertClose("batched", c.read());
      assertThat(
              cublasSgemmStridedBatched(
                  blas.handle(),
                  0,
                  0,
                  m,
                  n,
                  k,
                  host(1),
                  aMemory.pointer(),
                  m,
                  aStride,
                  bMemory.pointer(),
                  k,
                  0,
                  host(0),
                  c.pointer(),
                  m,
                  cStride,
                  -1))
          .isEqualTo(CUBLAS_STATUS_INVALID_VALUE);
    }
  }

  @Test
  void geamAddsAndTransposes() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int m = 1 + random.nextInt(30);
      int n = 1 + random.nextInt(30);
      ColumnMajor a = ColumnMajor.of(random, random.nextBoolean(), m, n);
      ColumnMajor b = ColumnMajor.of(random, random.nextBoolean(), m, n);
      float alpha = FACTORS[random.nextInt(3)];
      float beta = FACTORS[random.nextInt(3)];
      float[] aValues = DeviceFloats.random(random, a.span());
      float[] bValues = DeviceFloats.random(random, b.span());
      Reference expected = new Reference(m * n);
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          expected.add(row + column * m, alpha * aValues[a.at(row, column)]);
          expected.add(row + column * m, beta * bValues[b.at(row, column)]);
        }
      }
      try (DeviceFloats aMemory = DeviceFloats.of(aValues);
          DeviceFloats bMemory = DeviceFloats.of(bValues);
          DeviceFloats c = DeviceFloats.filled(m * n, Float.NaN)) {
        assertThat(
                cublasSgeam(
                    blas.handle(),
                    a.operation(),
                    b.operation(),
                    m,
                    n,
                    host(alpha),
                    aMemory.pointer(),
                    a.ld(),
                    host(beta),
                    bMemory.pointer(),
                    b.ld(),
                    c.pointer(),
                    m))
            .isZero();
        expected.assertClose("geam " + a + b, c.read());
      }
    }
  }

  private static Pointer host(float value) {
    return Pointer.to(new float[] {value});
  }

  @Test
  void geamMisuse() {
    try (DeviceFloats memory = DeviceFloats.filled(256, 0)) {
      Pointer data = memory.pointer();
      int invalid = CUBLAS_STATUS_INVALID_VALUE;
      assertThat(
              cublasSgeam(
                  blas.handle(),
                  1,
                  0,
                  4,
                  4,
                  host(1),
                  data,
                  4,
                  host(0),
                  memory.pointerTo(64),
                  4,
                  data,
                  4))
          .as("transposed in place")
          .isEqualTo(invalid);
      assertThat(
              cublasSgeam(
                  blas.handle(),
                  0,
                  0,
                  4,
                  4,
                  host(1),
                  data,
                  3,
                  host(0),
                  memory.pointerTo(64),
                  4,
                  data,
                  4))
          .isEqualTo(invalid);
    }
  }
}
