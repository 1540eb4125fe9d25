package graft.exchange;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Locale;

/**
 * The same tensor with its axes in another order. Graft's images are {@code [H, W, C]}, kernels of
 * convolutions {@code [K, R, S, C]} and of dense layers {@code [in, out]}; PyTorch and ONNX have
 * {@code [C, H, W]}, {@code [K, C, R, S]} and {@code [out, in]}.
 */
public final class TensorOrder {
  private TensorOrder() {}

  /**
   * The axes in another order, and the numbers with them.
   *
   * @param axes of the given tensor, in the order of the result's, each once
   * @throws IllegalArgumentException if they are not as many as the tensor has
   */
  public static HostTensor of(HostTensor tensor, int... axes) {
    Shape from = tensor.shape();
    if (axes.length != from.rank()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d axes for a tensor of shape %s, expected %d",
              axes.length,
              from,
              from.rank()));
    }
    int[] extents = new int[axes.length];
    int[] strides = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      extents[i] = from.extent(axes[i]);
      strides[i] = stride(from, axes[i]);
    }
    float[] values = tensor.toArray();
    float[] ordered = new float[values.length];
    int[] at = new int[axes.length];
    int position = 0;
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = values[position];
      for (int axis = axes.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++at[axis] < extents[axis]) {
          break;
        }
        position -= strides[axis] * extents[axis];
        at[axis] = 0;
      }
    }
    return HostTensor.of(Shape.of(extents), ordered);
  }

  private static int stride(Shape shape, int axis) {
    int stride = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      stride *= shape.extent(i);
    }
    return stride;
  }

  /** From {@code [K, R, S, C]} to {@code [K, C, R, S]}. */
  public static HostTensor channelsFirst(HostTensor kernel) {
    return of(kernel, 0, 3, 1, 2);
  }

  /** From {@code [K, C, R, S]} to {@code [K, R, S, C]}. */
  public static HostTensor channelsLast(HostTensor kernel) {
    return of(kernel, 0, 2, 3, 1);
  }

  /** From {@code [in, out]} to {@code [out, in]}, and back. */
  public static HostTensor transposed(HostTensor kernel) {
    return of(kernel, 1, 0);
  }
}
