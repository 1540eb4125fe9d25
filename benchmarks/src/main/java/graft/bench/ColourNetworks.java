package graft.bench;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.Shape;

/** Networks for images of 32 x 32 x 3, the same as {@code make bench-peers} times in PyTorch. */
final class ColourNetworks {
  private static final int[] VGG_FILTERS = {64, 64, 128, 128, 256, 256};

  private final GraphBuilder graph;

  private ColourNetworks(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * ResNet-20 for small images (He, Zhang, Ren, Sun, arXiv 1512.03385, section 4.2): 16, 32 and 64
   * channels, three basic blocks each; where a block halves the image, the shortcut is a
   * convolution of one pixel's window, option B.
   */
  static NetworkSpec resnet20(Shape sample, int classes) {
    GraphBuilder graph = NetworkSpec.graph(sample);
    ColourNetworks to = new ColourNetworks(graph);
    GraphBuilder.Source x = to.relu(to.conv("stem", graph.input(), 16, 3, 1));
    for (int stage = 0; stage < 3; stage++) {
      for (int i = 0; i < 3; i++) {
        boolean down = stage > 0 && i == 0;
        x = to.block("block" + stage + i, x, 16 << stage, down ? 2 : 1);
      }
    }
    return to.withHead(x, classes);
  }

  /** Pairs of 64, 128 and 256 filters with normalisation, each pair pooled; then the average. */
  static NetworkSpec vgg(Shape sample, int classes) {
    GraphBuilder graph = NetworkSpec.graph(sample);
    ColourNetworks to = new ColourNetworks(graph);
    GraphBuilder.Source x = graph.input();
    for (int i = 0; i < VGG_FILTERS.length; i++) {
      x = to.relu(to.conv("conv" + i, x, VGG_FILTERS[i], 3, 1));
      if (i % 2 == 1) {
        x = graph.add("pool" + i / 2, new MaxPool2d(2, 2), x);
      }
    }
    return to.withHead(x, classes);
  }

  private GraphBuilder.Source block(String name, GraphBuilder.Source x, int filters, int stride) {
    GraphBuilder.Source a = relu(conv(name + "a", x, filters, 3, stride));
    GraphBuilder.Source b = conv(name + "b", a, filters, 3, 1);
    GraphBuilder.Source skip = stride == 1 ? x : conv(name + "-shortcut", x, filters, 1, stride);
    return relu(graph.add(name, new Add(), b, skip));
  }

  private GraphBuilder.Source conv(
      String name, GraphBuilder.Source x, int filters, int window, int stride) {
    Conv2d conv = new Conv2d(filters, window, window, stride, Padding.all(window / 2));
    return graph.add(name + "-bn", new BatchNorm(), graph.add(name, conv.withoutBias(), x));
  }

  private GraphBuilder.Source relu(GraphBuilder.Source x) {
    return graph.add(x.name() + "-relu", new Relu(), x);
  }

  private NetworkSpec withHead(GraphBuilder.Source x, int classes) {
    GraphBuilder.Source mean = graph.add("mean", new GlobalAveragePool(), x);
    return graph.build(graph.add("fc", new Dense(classes), mean));
  }
}
