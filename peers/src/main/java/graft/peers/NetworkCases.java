package graft.peers;

import graft.peers.Torch.Pads;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The loss, and small networks under it: forward, and backward from the mean loss. */
final class NetworkCases {
  private static final int CLASSES = 4;
  private static final Pads PAD = Pads.even(1);

  private NetworkCases() {}

  static List<Case> all() {
    return List.of(
        loss("cross-entropy", 0),
        loss("cross-entropy-smoothing", 0.1),
        new Case(
            "network-plain",
            "conv relu max_pool2d flatten linear relu linear",
            d -> {
              Tensor x = d.images(3, 6, 6, 2);
              Tensor y = torch.relu(conv(d, "conv", x, 4));
              y = Torch.flatten(Torch.maxPool(y, 2, 2, Pads.even(0)));
              y = torch.relu(dense(d, "fc1", y, 6));
              d.loss(dense(d, "fc2", y, CLASSES), d.labels(3, CLASSES), 0);
            }),
        new Case(
            "network-branches",
            "a sum and a concatenation of convolutions",
            d -> {
              Tensor x = d.images(2, 4, 4, 2);
              Tensor stem = torch.relu(conv(d, "stem", x, 3));
              Tensor sum = torch.relu(conv(d, "branch", stem, 3).add(stem));
              Tensor both = Torch.concat(sum, stem);
              d.loss(dense(d, "fc", Torch.flatten(both), CLASSES), d.labels(2, CLASSES), 0);
            }),
        residual("network-residual", false),
        residual("network-residual-down", true));
  }

  private static Case loss(String name, double smoothing) {
    String about = "cross_entropy(x, labels, label_smoothing %s)".formatted(smoothing);
    return new Case(name, about, d -> d.loss(d.features(6, 5), d.labels(6, 5), smoothing));
  }

  /** A block as in ResNet; where it goes down, by stride 2 and a shortcut of one pixel's window. */
  private static Case residual(String name, boolean down) {
    String about =
        "conv-BN-ReLU, a residual block%s, adaptive_avg_pool2d, linear; eps %s, momentum %s"
            .formatted(down ? " of stride 2" : "", Torch.EPSILON, Torch.MOMENTUM);
    return new Case(
        name,
        about,
        d -> {
          int in = 3;
          int out = down ? 4 : in;
          int stride = down ? 2 : 1;
          Tensor x = torch.relu(convBn(d, "stem", d.images(3, 6, 6, 2), in, 3, 1));
          Tensor y = torch.relu(convBn(d, "a", x, out, 3, stride));
          y = convBn(d, "b", y, out, 3, 1);
          Tensor skip = down ? convBn(d, "shortcut", x, out, 1, stride) : x;
          y = Torch.globalAverage(torch.relu(y.add(skip)));
          d.loss(dense(d, "fc", y, CLASSES), d.labels(3, CLASSES), 0);
        });
  }

  static Tensor conv(Draft d, String node, Tensor x, int filters) {
    Tensor kernel = d.kernel(node, filters, 3, 3, channels(x));
    return Torch.conv(x, kernel, Optional.of(d.vector(node + "/bias", filters, 0)), 1, PAD);
  }

  static Tensor dense(Draft d, String node, Tensor x, int units) {
    return Torch.linear(x, d.dense(node, channels(x), units), d.vector(node + "/bias", units, 0));
  }

  private static Tensor convBn(
      Draft d, String node, Tensor x, int filters, int window, int stride) {
    Tensor kernel = d.kernel(node, filters, window, window, channels(x));
    Tensor y = Torch.conv(x, kernel, Optional.empty(), stride, Pads.even(window / 2));
    String bn = node + "-bn";
    Tensor gamma = d.vector(bn + "/gamma", filters, 1);
    Tensor beta = d.vector(bn + "/beta", filters, 0);
    Tensor mean = d.constant(bn + "/mean", filters, 0);
    Tensor variance = d.constant(bn + "/variance", filters, 1);
    y = Torch.batchNorm(y, gamma, beta, mean, variance, true);
    d.computed("after/" + bn + "/mean", Layout.PLAIN, mean);
    d.computed("after/" + bn + "/variance", Layout.PLAIN, variance);
    return y;
  }

  /** The second extent, of images and of features. */
  private static int channels(Tensor x) {
    return Math.toIntExact(x.size(1));
  }
}
