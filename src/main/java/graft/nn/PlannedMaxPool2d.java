package graft.nn;

import graft.device.Pooling;
import graft.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Max pooling, through cuDNN. */
final class PlannedMaxPool2d implements PlannedLayer {
  private final Pooling pooling;
  private final Tensor x; // [N, H, W, C]
  private final Tensor y; // [N, P, Q, C]
  private final Tensor dy; // [N, P, Q, C]
  private final Optional<Tensor> dx; // [N, H, W, C]

  PlannedMaxPool2d(Pooling pooling, Tensor x, Tensor y, Tensor dy, Optional<Tensor> dx) {
    this.pooling = pooling;
    this.x = x;
    this.y = y;
    this.dy = dy;
    this.dx = dx;
  }

  @Override
  public List<Call> forward() {
    return List.of(
        Call.of(
            Cost.of("cudnnPoolingForward", comparisons(), x, y),
            () -> pooling.forward(x.pointer(), y.pointer())));
  }

  /** dx is dy at each window's maximum, the first one where several are equal, and 0 elsewhere. */
  @Override
  public List<Call> backward() {
    return dx.map(
            gradient ->
                List.of(
                    Call.of(
                        Cost.of("cudnnPoolingBackward", comparisons(), y, dy, x, gradient),
                        () ->
                            pooling.backward(
                                y.pointer(),
                                dy.pointer(),
                                x.pointer(),
                                gradient.pointer(),
                                false))))
        .orElse(List.of());
  }

  @Override
  public void close() {
    pooling.close();
  }

  private long comparisons() {
    long window = (long) pooling.shape().windowHeight() * pooling.shape().windowWidth();
    return y.shape().elements() * (window - 1);
  }

  @Override
  public String description() {
    return "cudnnPoolingForward, cudnnPoolingBackward";
  }
}
