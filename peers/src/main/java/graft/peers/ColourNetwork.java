package graft.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A network for images of 32 x 32 x 3 and ten classes, float32 and channels_last: the memory format
 * in which PyTorch is fastest on a CPU.
 */
abstract class ColourNetwork {
  static final int CLASSES = 10;
  private static final Torch.Pads NO_PADS = Torch.Pads.even(0);

  private final Map<String, Tensor> trained = new LinkedHashMap<>();
  private final Map<String, Tensor> statistics = new LinkedHashMap<>();

  /** Whether batch normalisation takes the batch's statistics. */
  private boolean training = true;

  /** The names of all. */
  static List<String> names() {
    return List.of("resnet20", "vgg");
  }

  /**
   * A network by its name, with weights of PyTorch's generator.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static ColourNetwork of(String name) {
    return switch (name) {
      case "resnet20" -> new ResNet20();
      case "vgg" -> new Vgg();
      default ->
          throw new IllegalArgumentException("no network " + name + "; there are " + names());
    };
  }

  /** An image batch in the memory format that the networks take. */
  static Tensor channelsLast(Tensor images) {
    // contiguous() would keep the strides of what has one channel.
    return images.to(
        torch.ScalarType.Float,
        false,
        true,
        new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast));
  }

  /** The logits {@code [N, 10]} of images {@code [N, 3, 32, 32]}. */
  abstract Tensor logits(Tensor images);

  final void setTraining(boolean training) {
    this.training = training;
  }

  final TensorVector trained() {
    return new TensorVector(trained.values().toArray(Tensor[]::new));
  }

  /** The number of trained parameters. */
  final long parameterCount() {
    return trained.values().stream().mapToLong(Tensor::numel).sum();
  }

  /** Adds a convolution without bias and the normalisation behind it. */
  final void addConv(String name, int in, int out, int window) {
    Tensor kernel = torch.randn(out, in, window, window);
    double deviation = Math.sqrt(2.0 / (in * window * window));
    train(name + "/kernel", channelsLast(kernel.mul_(new Scalar(deviation))));
    train(name + "/gamma", torch.ones(out));
    train(name + "/beta", torch.zeros(out));
    statistics.put(name + "/mean", torch.zeros(out));
    statistics.put(name + "/variance", torch.ones(out));
  }

  /** Adds the dense layer behind the average of all pixels. */
  final void addHead(int in) {
    train("fc/kernel", torch.randn(CLASSES, in).mul_(new Scalar(Math.sqrt(2.0 / in))));
    train("fc/bias", torch.zeros(CLASSES));
  }

  private void train(String name, Tensor values) {
    trained.put(name, values.set_requires_grad(true));
  }

  /** A convolution that keeps the extents or halves them, and its normalisation. */
  final Tensor conv(String name, Tensor x, int stride) {
    Tensor kernel = trained.get(name + "/kernel");
    Torch.Pads pads = kernel.size(2) == 1 ? NO_PADS : Torch.Pads.even(1);
    return Torch.batchNorm(
        Torch.conv(x, kernel, Optional.empty(), stride, pads),
        trained.get(name + "/gamma"),
        trained.get(name + "/beta"),
        statistics.get(name + "/mean"),
        statistics.get(name + "/variance"),
        training);
  }

  final Tensor head(Tensor x) {
    Tensor features = x.mean(2, 3);
    return Torch.linear(features, trained.get("fc/kernel"), trained.get("fc/bias"));
  }

  /**
   * ResNet-20 for small images (He, Zhang, Ren, Sun, arXiv 1512.03385, section 4.2): 16, 32 and 64
   * channels, three basic blocks each; shortcuts that go down are convolutions of one pixel's
   * window with normalisation, option B.
   */
  private static final class ResNet20 extends ColourNetwork {
    private record Block(String name, boolean down) {}

    private final List<Block> blocks = new ArrayList<>();

    ResNet20() {
      addConv("stem", 3, 16, 3);
      int in = 16;
      for (int stage = 0; stage < 3; stage++) {
        int out = 16 << stage;
        for (int i = 0; i < 3; i++) {
          Block block = new Block("block" + stage + i, in != out);
          blocks.add(block);
          addConv(block.name() + "a", in, out, 3);
          addConv(block.name() + "b", out, out, 3);
          if (block.down()) {
            addConv(block.name() + "-shortcut", in, out, 1);
          }
          in = out;
        }
      }
      addHead(in);
    }

    @Override
    Tensor logits(Tensor images) {
      Tensor x = torch.relu(conv("stem", images, 1));
      for (Block block : blocks) {
        int stride = block.down() ? 2 : 1;
        Tensor y = torch.relu(conv(block.name() + "a", x, stride));
        y = conv(block.name() + "b", y, 1);
        Tensor skip = block.down() ? conv(block.name() + "-shortcut", x, stride) : x;
        x = torch.relu(y.add(skip));
      }
      return head(x);
    }
  }

  /** Pairs of 64, 128 and 256 filters with normalisation, each pair pooled; then the average. */
  private static final class Vgg extends ColourNetwork {
    private static final List<Integer> FILTERS = List.of(64, 64, 128, 128, 256, 256);

    Vgg() {
      int in = 3;
      for (int i = 0; i < FILTERS.size(); i++) {
        addConv("conv" + i, in, FILTERS.get(i), 3);
        in = FILTERS.get(i);
      }
      addHead(in);
    }

    @Override
    Tensor logits(Tensor images) {
      Tensor x = images;
      for (int i = 0; i < FILTERS.size(); i++) {
        x = torch.relu(conv("conv" + i, x, 1));
        if (i % 2 == 1) {
          x = Torch.maxPool(x, 2, 2, NO_PADS);
        }
      }
      return head(x);
    }
  }
}
