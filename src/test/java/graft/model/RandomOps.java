package graft.model;

import graft.random.Philox;
import graft.tensor.Shape;

/** Convolutions and poolings with windows, strides and paddings of every kind, for an image. */
final class RandomOps {
  private RandomOps() {}

  /** A convolution of an image {@code [H, W, C]}, with or without bias. */
  static Conv2d convolution(Philox random, Shape image, int filters) {
    boolean bias = random.nextInt(3) > 0;
    if (random.nextInt(4) == 0) {
      // The window and the padding of the kernels of one channel.
      return new Conv2d(filters, 3, 3, 1, Padding.SAME, bias);
    }
    Padding padding = padding(random);
    int height = window(random, image.extent(0), padding);
    int width = window(random, image.extent(1), padding);
    return new Conv2d(filters, height, width, 1 + random.nextInt(3), padding, bias);
  }

  /** A convolution that keeps rows and columns. */
  static Conv2d keeping(Philox random, int filters) {
    boolean bias = random.nextInt(3) > 0;
    int window = 1 + random.nextInt(3);
    int top = random.nextInt(window);
    int left = random.nextInt(window);
    Padding padding =
        random.nextInt(3) == 0
            ? Padding.explicit(top, window - 1 - top, left, window - 1 - left)
            : Padding.SAME;
    return new Conv2d(filters, window, window, 1, padding, bias);
  }

  /** A pooling of an image {@code [H, W, C]}. */
  static Op pooling(Philox random, Shape image) {
    int smallest = Math.min(image.extent(0), image.extent(1));
    int stride = 1 + random.nextInt(3);
    boolean largest = random.nextInt(3) > 0;
    if (random.nextInt(3) == 0 && smallest >= 2) {
      return largest ? new MaxPool2d(2, 2) : new AveragePool2d(2, 2);
    }
    int window = Math.min(1 + random.nextInt(3), smallest);
    Padding padding =
        switch (random.nextInt(3)) {
          case 0 -> Padding.SAME;
          case 1 -> Padding.VALID;
          default -> bordersOfPooling(random, image, window, stride);
        };
    return largest
        ? new MaxPool2d(window, stride, padding)
        : new AveragePool2d(window, stride, padding);
  }

  /** Such that no window lies in the border altogether. */
  private static Padding bordersOfPooling(Philox random, Shape image, int window, int stride) {
    Padding drawn =
        Padding.explicit(
            random.nextInt(window),
            random.nextInt(window),
            random.nextInt(window),
            random.nextInt(window));
    try {
      new Windows(window, window, stride, drawn).requireInside(image);
      return drawn;
    } catch (IllegalArgumentException tooWide) {
      return Padding.SAME;
    }
  }

  private static Padding padding(Philox random) {
    return switch (random.nextInt(4)) {
      case 0 -> Padding.SAME;
      case 1 -> Padding.VALID;
      case 2 -> Padding.all(random.nextInt(3));
      default ->
          Padding.explicit(
              random.nextInt(4), random.nextInt(3), random.nextInt(3), random.nextInt(4));
    };
  }

  private static int window(Philox random, int extent, Padding padding) {
    int most = padding.equals(Padding.SAME) ? 5 : Math.min(4, extent);
    return 1 + random.nextInt(most);
  }
}
