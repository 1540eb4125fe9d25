package graft.device;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.reference.Closeness;
import graft.reference.ReferenceOps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasTest {
  // Sums of at most 784 products of numbers below 1, in float32: 784 * 2^-24 in the worst case.
  private static final Closeness CLOSE = new Closeness(5e-5, 1e-5);

  private static Device device;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {
    device.close();
  }

  private interface Product {
    void run(int m, int n, int k, DevicePointer a, DevicePointer b, DevicePointer c, float beta);
  }

  private static void check(
      int m, int n, int k, boolean transposeA, boolean transposeB, float beta, Product product) {
    float[] a = TestDevice.random(1, (long) m * k);
    float[] b = TestDevice.random(2, (long) k * n);
    float[] c = TestDevice.random(3, (long) m * n);
    if (beta == 0) {
      java.util.Arrays.fill(c, Float.NaN); // must not be read
    }
    double[] plainA = ReferenceOps.toDouble(a);
    double[] plainB = ReferenceOps.toDouble(b);
    double[] expected =
        ReferenceOps.multiply(
            m,
            n,
            k,
            transposeA ? ReferenceOps.transpose(k, m, plainA) : plainA,
            transposeB ? ReferenceOps.transpose(n, k, plainB) : plainB);
    if (beta != 0) {
      for (int i = 0; i < c.length; i++) {
        expected[i] += beta * c[i];
      }
    }
    try (Memory left = TestDevice.put(device, "a", a);
        Memory right = TestDevice.put(device, "b", b);
        Memory result = TestDevice.put(device, "c", c)) {
      product.run(m, n, k, left.pointer(), right.pointer(), result.pointer(), beta);
      CLOSE.check("c", TestDevice.get(device, result), expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0",
    "1, 7, 3, 0",
    "5, 1, 4, 1",
    "3, 4, 5, 0",
    "32, 10, 784, 0",
    "17, 33, 65, 0.5",
    "64, 63, 62, -2"
  })
  void productsAreTheReference(int m, int n, int k, float beta) {
    check(m, n, k, false, false, beta, device.blas()::multiply);
    check(m, n, k, true, false, beta, device.blas()::multiplyTransposedA);
    check(m, n, k, false, true, beta, device.blas()::multiplyTransposedB);
  }

  @Test
  void operandsMustBeLargeEnough() {
    try (Memory a = device.allocate(4 * 6, "a");
        Memory b = device.allocate(4 * 11, "weights")) {
      assertThatThrownBy(
              () -> device.blas().multiply(2, 4, 3, a.pointer(), b.pointer(), a.pointer(), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("b of cublasSgemm needs 48 bytes")
          .hasMessageContaining("weights");
    }
  }

  @Test
  void aRefusedProductNamesItsShapes() {
    try (Memory a = device.allocate(64, "a")) {
      assertThatThrownBy(
              () ->
                  device
                      .blas()
                      .multiplyTransposedB(-1, 2, 3, a.pointer(), a.pointer(), a.pointer(), 0))
          .isInstanceOf(CudaException.class)
          .hasMessage(
              "cublasSgemm: CUBLAS_STATUS_INVALID_VALUE (7) for a [-1,3], b transposed [2,3],"
                  + " c [-1,2], beta 0.0");
    }
  }
}
