package graft.device.software;

import static jcuda.jcublas.JCublas2.cublasSaxpy;
import static jcuda.jcublas.JCublas2.cublasScopy;
import static jcuda.jcublas.JCublas2.cublasSgemv;
import static jcuda.jcublas.JCublas2.cublasSger;
import static jcuda.jcublas.JCublas2.cublasSscal;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_INVALID_VALUE;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_NOT_INITIALIZED;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.util.Random;
import jcuda.Pointer;
import jcuda.jcublas.cublasHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Vector operations against loops, increments of both signs included. */
@SoftwareOnly("it tests the software device")
class BlasVectorTest {
  @RegisterExtension static final BlasLibrary blas = new BlasLibrary();

  private static final float[] FACTORS = {0, 1, -0.5f};
  private static final int[] INCREMENTS = {1, 2, -1, -3};

  /** Where element i of an n-vector lies: with a negative increment from the far end. */
  private static int at(int i, int n, int increment) {
    return increment > 0 ? i * increment : (i - (n - 1)) * increment;
  }

  private static int span(int n, int increment) {
    return (n - 1) * Math.abs(increment) + 1;
  }

  @Test
  void gemv() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      int m = 1 + random.nextInt(seed % 10 == 0 ? 600 : 30);
      int n = 1 + random.nextInt(30);
      int lda = m + random.nextInt(3);
      boolean transposed = random.nextBoolean();
      int inner = transposed ? m : n;
      int outer = transposed ? n : m;
      int incx = INCREMENTS[random.nextInt(4)];
      int incy = INCREMENTS[random.nextInt(4)];
      float alpha = FACTORS[random.nextInt(3)];
      float beta = FACTORS[random.nextInt(3)];
      float[] a = DeviceFloats.random(random, lda * n);
      float[] x = DeviceFloats.random(random, span(inner, incx));
      float[] y = DeviceFloats.random(random, span(outer, incy));
      Reference expected = new Reference(y.length);
      for (int i = 0; i < y.length; i++) {
        expected.set(i, y[i]);
      }
      for (int i = 0; i < outer; i++) {
        int out = at(i, outer, incy);
        expected.set(out, beta == 0 ? 0 : beta * y[out]);
        for (int j = 0; j < inner; j++) {
          double element = transposed ? a[j + i * lda] : a[i + j * lda];
          expected.add(out, alpha * element * x[at(j, inner, incx)]);
        }
      }
      try (DeviceFloats aMemory = DeviceFloats.of(a);
          DeviceFloats xMemory = DeviceFloats.of(x);
          DeviceFloats yMemory = DeviceFloats.of(y)) {
        assertThat(
                cublasSgemv(
                    blas.handle(),
                    transposed ? 1 : 0,
                    m,
                    n,
                    host(alpha),
                    aMemory.pointer(),
                    lda,
                    xMemory.pointer(),
                    incx,
                    host(beta),
                    yMemory.pointer(),
                    incy))
            .isZero();
        expected.assertClose(
            "gemv " + m + "x" + n + " transposed " + transposed + " inc " + incx + "," + incy,
            yMemory.read());
      }
    }
  }

  @Test
  void axpyScalCopy() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      int n = seed == 0 ? 40_000 : 1 + random.nextInt(50);
      int incx = INCREMENTS[random.nextInt(4)];
      int incy = INCREMENTS[random.nextInt(4)];
      float alpha = FACTORS[random.nextInt(3)];
      float[] x = DeviceFloats.random(random, span(n, incx));
      float[] y = DeviceFloats.random(random, span(n, incy));
      float[] added = y.clone();
      float[] copied = y.clone();
      float[] scaled = x.clone();
      for (int i = 0; i < n; i++) {
        added[at(i, n, incy)] = Math.fma(alpha, x[at(i, n, incx)], y[at(i, n, incy)]);
        copied[at(i, n, incy)] = x[at(i, n, incx)];
        if (incx > 0) {
          scaled[at(i, n, incx)] *= alpha;
        }
      }
      Reference expected = Reference.of(added, 1);
      try (DeviceFloats xMemory = DeviceFloats.of(x);
          DeviceFloats yMemory = DeviceFloats.of(y)) {
        assertThat(
                cublasSaxpy(
                    blas.handle(),
                    n,
                    host(alpha),
                    xMemory.pointer(),
                    incx,
                    yMemory.pointer(),
                    incy))
            .isZero();
        float[] actual = yMemory.read();
        for (int i = 0; i < n; i++) {
          // Rounded once or twice, as the processor has a fused multiply-add or not.
          int out = at(i, n, incy);
          double size = Math.abs(alpha * (double) x[at(i, n, incx)]) + Math.abs((double) y[out]);
          assertThat(Math.abs(actual[out] - expected.get(out))).isLessThanOrEqualTo(size * 2e-7);
        }
        assertThat(cublasScopy(blas.handle(), n, xMemory.pointer(), incx, yMemory.pointer(), incy))
            .isZero();
        float[] afterCopy = yMemory.read();
        for (int i = 0; i < n; i++) {
          assertThat(afterCopy[at(i, n, incy)]).isEqualTo(copied[at(i, n, incy)]);
        }
        assertThat(cublasSscal(blas.handle(), n, host(alpha), xMemory.pointer(), incx)).isZero();
        assertThat(xMemory.read()).containsExactly(scaled);
      }
    }
  }

  @Test
  void ger() {
    Random random = new Random(2);
    int m = 7;
    int n = 5;
    int lda = 9;
    float[] x = DeviceFloats.random(random, span(m, 2));
    float[] y = DeviceFloats.random(random, span(n, -1));
    float[] a = DeviceFloats.random(random, lda * n);
    Reference expected = Reference.of(a, 1);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        expected.add(i + j * lda, 1.5 * x[at(i, m, 2)] * y[at(j, n, -1)]);
      }
    }
    try (DeviceFloats xMemory = DeviceFloats.of(x);
        DeviceFloats yMemory = DeviceFloats.of(y);
        DeviceFloats aMemory = DeviceFloats.of(a)) {
      assertThat(
              cublasSger(
                  blas.handle(),
                  m,
                  n,
                  host(1.5f),
                  xMemory.pointer(),
                  2,
                  yMemory.pointer(),
                  -1,
                  aMemory.pointer(),
                  lda))
          .isZero();
      expected.assertClose("ger", aMemory.read());
    }
  }

  @Test
  void misuse() {
    try (DeviceFloats memory = DeviceFloats.filled(64, 0)) {
      Pointer data = memory.pointer();
      int invalid = CUBLAS_STATUS_INVALID_VALUE;
      assertThat(cublasSgemv(blas.handle(), 0, 4, 4, host(1), data, 3, data, 1, host(0), data, 1))
          .as("lda")
          .isEqualTo(invalid);
      assertThat(cublasSgemv(blas.handle(), 0, 4, 4, host(1), data, 4, data, 0, host(0), data, 1))
          .as("incx")
          .isEqualTo(invalid);
      assertThat(cublasSgemv(blas.handle(), 0, 4, 4, host(1), data, 4, data, 1, host(0), data, 0))
          .as("incy")
          .isEqualTo(invalid);
      assertThat(cublasSgemv(blas.handle(), 0, -4, 4, host(1), data, 4, data, 1, host(0), data, 1))
          .as("m")
          .isEqualTo(invalid);
      assertThat(cublasSgemv(blas.handle(), 3, 4, 4, host(1), data, 4, data, 1, host(0), data, 1))
          .as("operation")
          .isEqualTo(invalid);
      int unready = CUBLAS_STATUS_NOT_INITIALIZED;
      assertThat(cublasSaxpy(new cublasHandle(), 4, host(1), data, 1, data, 1)).isEqualTo(unready);
      assertThat(cublasSscal(new cublasHandle(), 4, host(1), data, 1)).isEqualTo(unready);
      assertThat(cublasSaxpy(blas.handle(), 4, new Pointer(), data, 1, data, 1)).isEqualTo(invalid);
      assertThat(cublasSaxpy(blas.handle(), -1, host(1), data, 1, data, 1))
          .as("nothing to do")
          .isZero();
    }
  }

  private static Pointer host(float value) {
    return Pointer.to(new float[] {value});
  }
}
