package graft.peers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's functions with the arguments that matter here. Images are {@code [N, C, H, W]}. */
final class Torch {
  /** What Graft's BatchNorm takes by default; PyTorch's own are 1e-5 and 0.1. */
  static final double EPSILON = 1e-3;

  /** How much of a batch goes into the running statistics: Graft counts the other part, 0.99. */
  static final double MOMENTUM = 0.01;

  private static final long[] ONE = {1, 1};
  private static final long[] NONE = {0, 0};

  private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([0-9.]+)");

  private Torch() {}

  /**
   * To be called before figures are computed: one thread, and PyTorch's own convolutions. Those of
   * the oneDNN that it carries write past the end of a buffer where a window of one pixel takes
   * steps of two over few channels, and whatever lies behind breaks later (<a
   * href="https://github.com/uxlfoundation/oneDNN/issues/6035">oneDNN issue 6035</a>).
   */
  static void forFigures() {
    torch.set_num_threads(1);
    torch.globalContext().setUserEnabledMkldnn(false);
  }

  /** The library's version, as it says itself. */
  static String version() {
    String config = torch.show_config().getString();
    Matcher matcher = VERSION.matcher(config);
    if (!matcher.find()) {
      throw new IllegalStateException(
          "no TORCH_VERSION in PyTorch's configuration; it is: " + config);
    }
    return matcher.group(1);
  }

  /** Rows and columns around an image. */
  record Pads(long top, long bottom, long left, long right) {
    static Pads even(long pad) {
      return new Pads(pad, pad, pad, pad);
    }

    boolean areEven() {
      return top == bottom && left == right;
    }

    /** As conv2d and max_pool2d take it. */
    long[] perAxis() {
      return new long[] {top, left};
    }
  }

  static Tensor conv(Tensor x, Tensor kernel, Optional<Tensor> bias, long stride, Pads pads) {
    long[] strides = {stride, stride};
    TensorOptional added = bias.map(TensorOptional::new).orElseGet(TensorOptional::new);
    if (pads.areEven()) {
      return torch.conv2d(x, kernel, added, strides, pads.perAxis(), ONE, 1);
    }
    return torch.conv2d(pad(x, pads, 0), kernel, added, strides, NONE, ONE, 1);
  }

  private static Tensor pad(Tensor x, Pads pads, double value) {
    long[] lastAxisFirst = {pads.left(), pads.right(), pads.top(), pads.bottom()};
    return torch.constant_pad_nd(x, lastAxisFirst, new Scalar(value));
  }

  static Tensor maxPool(Tensor x, long window, long stride, Pads pads) {
    boolean even = pads.areEven();
    return torch.max_pool2d(
        even ? x : pad(x, pads, Double.NEGATIVE_INFINITY),
        new long[] {window, window},
        new long[] {stride, stride},
        even ? pads.perAxis() : NONE,
        ONE,
        false);
  }

  /** Averages leave the padding out. */
  static Tensor averagePool(Tensor x, long window, long stride, long pad) {
    return torch.avg_pool2d(
        x,
        new long[] {window, window},
        new long[] {stride, stride},
        new long[] {pad, pad},
        false,
        false,
        new LongOptional());
  }

  /** {@code [N, C, H, W]} becomes {@code [N, C]}. */
  static Tensor globalAverage(Tensor x) {
    return torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1);
  }

  static Tensor batchNorm(
      Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, boolean training) {
    return torch.batch_norm(
        x,
        new TensorOptional(gamma),
        new TensorOptional(beta),
        new TensorOptional(mean),
        new TensorOptional(variance),
        training,
        MOMENTUM,
        EPSILON,
        false);
  }

  static Tensor linear(Tensor x, Tensor kernel, Tensor bias) {
    return torch.linear(x, kernel, new TensorOptional(bias));
  }

  /** Channels after channels. */
  static Tensor concat(Tensor... xs) {
    return torch.cat(new TensorVector(xs), 1);
  }

  /** In Graft's order: {@code [N, H * W * C]}. */
  static Tensor flatten(Tensor images) {
    return Layout.CHANNELS_LAST.toGraft(images).flatten(1, -1);
  }
}
