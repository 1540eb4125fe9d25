package graft.peers;

import graft.peers.Torch.Pads;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Layers alone, forward and backward from a drawn gradient. */
final class LayerCases {
  private static final Pads NO_PADS = Pads.even(0);

  private LayerCases() {}

  static List<Case> all() {
    return List.of(
        conv("conv-3x3-same", 6, 5, new Window(3, 3, 1, Pads.even(1)), true),
        conv("conv-3x3-valid", 6, 5, new Window(3, 3, 1, NO_PADS), true),
        conv("conv-3x3-no-bias", 6, 5, new Window(3, 3, 1, Pads.even(1)), false),
        // An odd extent: one zero at either side is 'same' as well.
        conv("conv-3x3-stride2-same", 7, 5, new Window(3, 3, 2, Pads.even(1)), true),
        conv("conv-3x3-stride2-pad1", 6, 8, new Window(3, 3, 2, Pads.even(1)), false),
        conv("conv-3x3-stride2-uneven", 6, 8, new Window(3, 3, 2, new Pads(0, 1, 0, 1)), true),
        conv("conv-1x1", 4, 5, new Window(1, 1, 1, NO_PADS), true),
        conv("conv-1x1-stride2-no-bias", 6, 5, new Window(1, 1, 2, NO_PADS), false),
        conv("conv-5x5-same", 6, 5, new Window(5, 5, 1, Pads.even(2)), true),
        conv("conv-5x5-stride2-uneven", 6, 6, new Window(5, 5, 2, new Pads(1, 2, 1, 2)), false),
        conv("conv-5x3-stride2-valid", 7, 6, new Window(5, 3, 2, NO_PADS), true),
        conv("conv-2x3-four-pads", 5, 4, new Window(2, 3, 1, new Pads(0, 1, 2, 0)), true),
        new Case(
            "conv-one-channel-max-2x2",
            "max_pool2d(conv2d(x, w, b, padding 1), 2)",
            d -> {
              Tensor x = d.images(2, 6, 8, 1);
              Tensor w = d.kernel("conv", 3, 3, 3, 1);
              Tensor y =
                  Torch.conv(x, w, Optional.of(d.vector("conv/bias", 3, 0)), 1, Pads.even(1));
              d.backward(Torch.maxPool(y, 2, 2, NO_PADS));
            }),
        maxPool("max-2x2", 2, 2, NO_PADS),
        maxPool("max-3x3-stride2", 3, 2, NO_PADS),
        maxPool("max-3x3-stride2-pad1", 3, 2, Pads.even(1)),
        maxPool("max-3x3-stride2-uneven", 3, 2, new Pads(0, 1, 0, 1)),
        averagePool("average-2x2", 2, 2, 0),
        averagePool("average-3x3-stride2-pad1", 3, 2, 1),
        averagePool("average-3x3-stride1-pad1", 3, 1, 1),
        new Case(
            "average-global",
            "adaptive_avg_pool2d(x, 1)",
            d -> d.backward(Torch.globalAverage(d.images(2, 3, 5, 4)))),
        batchNorm("batchnorm-training", 0, true),
        batchNorm("batchnorm-training-mean-1000", 1000, true),
        batchNorm("batchnorm-inference", 0, false),
        new Case(
            "dense",
            "linear(x, w, b)",
            d -> {
              Tensor x = d.features(3, 7);
              d.backward(Torch.linear(x, d.dense("fc", 7, 5), d.vector("fc/bias", 5, 0)));
            }),
        new Case(
            "flatten-dense",
            "linear(flatten(x as NHWC), w, b)",
            d -> {
              Tensor x = Torch.flatten(d.images(2, 3, 2, 4));
              d.backward(Torch.linear(x, d.dense("fc", 24, 5), d.vector("fc/bias", 5, 0)));
            }),
        new Case(
            "dense-relu",
            "relu(linear(x, w, b))",
            d -> {
              Tensor x = d.features(4, 6);
              Tensor y = Torch.linear(x, d.dense("fc", 6, 8), d.vector("fc/bias", 8, 0));
              d.backward(torch.relu(y));
            }),
        new Case("relu", "relu(x)", d -> d.backward(torch.relu(d.images(2, 3, 4, 2)))),
        new Case(
            "add",
            "conv2d(x, w, b) + x + relu(x)",
            d -> {
              Tensor x = d.images(2, 3, 4, 3);
              d.backward(oneByOne(d, x, 3).add(x).add(torch.relu(x)));
            }),
        new Case(
            "concat",
            "cat(conv2d(x, w, b), x, relu(x))",
            d -> {
              Tensor x = d.images(2, 3, 4, 3);
              d.backward(Torch.concat(oneByOne(d, x, 2), x, torch.relu(x)));
            }));
  }

  private record Window(int height, int width, int stride, Pads pads) {
    @Override
    public String toString() {
      return "window %d x %d, stride %d, zeros above %d, below %d, left %d, right %d"
          .formatted(height, width, stride, pads.top(), pads.bottom(), pads.left(), pads.right());
    }
  }

  private static Case conv(String name, int h, int w, Window window, boolean bias) {
    String about = "conv2d(x, w%s), %s".formatted(bias ? ", b" : "", window);
    return new Case(
        name,
        about,
        d -> {
          Tensor x = d.images(2, h, w, 2);
          Tensor kernel = d.kernel("conv", 3, window.height(), window.width(), 2);
          Optional<Tensor> added =
              bias ? Optional.of(d.vector("conv/bias", 3, 0)) : Optional.empty();
          d.backward(Torch.conv(x, kernel, added, window.stride(), window.pads()));
        });
  }

  private static Case maxPool(String name, int window, int stride, Pads pads) {
    String about =
        "max_pool2d(x), "
            + new Window(window, window, stride, pads)
                .toString()
                .replace("zeros", "minus infinity");
    return new Case(
        name, about, d -> d.backward(Torch.maxPool(d.images(2, 6, 8, 2), window, stride, pads)));
  }

  private static Case averagePool(String name, int window, int stride, int pad) {
    String about =
        "avg_pool2d(x), window %d, stride %d, padding %d, count_include_pad=False"
            .formatted(window, stride, pad);
    return new Case(
        name, about, d -> d.backward(Torch.averagePool(d.images(2, 6, 7, 2), window, stride, pad)));
  }

  private static Case batchNorm(String name, double mean, boolean training) {
    String about =
        "batch_norm(x + %s), training %s, eps %s, momentum %s"
            .formatted(mean, training, Torch.EPSILON, Torch.MOMENTUM);
    return new Case(
        name,
        about,
        d -> {
          Tensor x = d.images(3, 4, 3, 4, mean);
          Tensor gamma = d.vector("bn/gamma", 4, 1);
          Tensor beta = d.vector("bn/beta", 4, 0);
          Tensor runningMean = d.constant("bn/mean", 4, mean);
          Tensor runningVariance = d.constant("bn/variance", 4, 1);
          Tensor y = Torch.batchNorm(x, gamma, beta, runningMean, runningVariance, training);
          if (!training) {
            d.computed("output", Layout.CHANNELS_LAST, y);
            return;
          }
          d.backward(y);
          d.computed("after/bn/mean", Layout.PLAIN, runningMean);
          d.computed("after/bn/variance", Layout.PLAIN, runningVariance);
        });
  }

  private static Tensor oneByOne(Draft d, Tensor x, int filters) {
    Tensor w = d.kernel("conv", filters, 1, 1, Math.toIntExact(x.size(1)));
    return Torch.conv(x, w, Optional.of(d.vector("conv/bias", filters, 0)), 1, NO_PADS);
  }
}
