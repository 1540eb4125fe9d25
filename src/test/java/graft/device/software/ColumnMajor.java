package graft.device.software;

import static jcuda.jcublas.cublasOperation.CUBLAS_OP_N;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_T;

import java.util.Random;

/** A column-major matrix with room below its columns. */
record ColumnMajor(int rows, int columns, int ld, boolean transposed) {
  static ColumnMajor of(Random random, boolean transposed, int rows, int columns) {
    int stored = transposed ? columns : rows;
    return new ColumnMajor(rows, columns, stored + random.nextInt(3), transposed);
  }

  int at(int row, int column) {
    return transposed ? column + row * ld : row + column * ld;
  }

  int span() {
    return ld * (transposed ? rows : columns);
  }

  int operation() {
    return transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
  }
}
