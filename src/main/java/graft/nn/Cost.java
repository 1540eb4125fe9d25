package graft.nn;

import graft.device.Peaks;
import graft.device.Tensor;

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

  /** With an input's gradient, which is written, and read before where it is added to. */
  Cost plusGradient(Gradient gradient) {
    long bytes = gradient.tensor().bytes();
    return plusBytes(gradient.accumulate() ? 2 * bytes : bytes);
  }

  Cost plusBytes(long more) {
    return new Cost(call, flops, bytes + more);
  }

  /**
   * The time below which no device of these peaks can do it, by the roofline model.
   *
   * @return seconds
   */
  public double floor(Peaks peaks) {
    return Math.max(flops / peaks.flopsPerSecond(), bytes / peaks.bytesPerSecond());
  }
}
