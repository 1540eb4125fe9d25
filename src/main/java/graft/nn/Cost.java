package graft.nn;

import graft.tensor.Tensor;

/**
 * What a call costs at least, whatever computes it: the work of its definition, and each operand
 * read and each result written once.
 *
 * @param call the kernel or library function
 * @param flops additions, multiplications and comparisons; a fused multiply-add is two
 * @param bytes read and written
 */
public record Cost(String call, long flops, long bytes) {
  /** Over tensors of float32, which are read or written once each. */
  static Cost of(String call, long flops, Tensor... tensors) {
    long bytes = 0;
    for (Tensor tensor : tensors) {
      bytes += tensor.shape().bytes();
    }
    return new Cost(call, flops, bytes);
  }

  /**
   * The time below which no device of these peaks can do it (the roofline model: Williams,
   * Waterman, Patterson, "Roofline", CACM 52(4), 2009).
   *
   * @param flopsPerSecond the device's arithmetic peak
   * @param bytesPerSecond its memory's
   * @return seconds
   */
  public double floor(double flopsPerSecond, double bytesPerSecond) {
    return Math.max(flops / flopsPerSecond, bytes / bytesPerSecond);
  }
}
