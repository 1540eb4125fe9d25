package graft.nn;

import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What is planned as one: a layer, or neighbours that one pass over the data computes.
 *
 * @param first the position of its first layer
 */
record Stage(Kind kind, int first) {
  /** How many layers it takes together. */
  enum Kind {
    /** One layer as it is. */
    LAYER(1),
    /** Dense, Relu. */
    DENSE_RELU(2),
    /**
     * Conv2d of 3x3 taps over one channel, MaxPool2d of 2x2 with stride 2, and no gradient needed
     * before them.
     */
    ONE_CHANNEL_CONV_POOL(2);

    private final int layers;

    Kind(int layers) {
      this.layers = layers;
    }
  }

  /** The position of its last layer. */
  int last() {
    return first + kind.layers - 1;
  }

  /**
   * All of a network's layers in stages, as few as there can be.
   *
   * @param inputGradient whether the gradient of the input is wanted
   */
  static List<Stage> of(NetworkSpec spec, boolean inputGradient) {
    List<Stage> stages = new ArrayList<>();
    boolean gradientWanted = inputGradient;
    for (int i = 0; i < spec.layers().size(); ) {
      Stage stage = new Stage(kindAt(spec, i, gradientWanted), i);
      stages.add(stage);
      for (; i <= stage.last(); i++) {
        gradientWanted |= !spec.layers().get(i).parameters(spec.inputOf(i)).isEmpty();
      }
    }
    return stages;
  }

  private static Kind kindAt(NetworkSpec spec, int first, boolean gradientWanted) {
    if (first + 1 == spec.layers().size()) {
      return Kind.LAYER;
    }
    Layer layer = spec.layers().get(first);
    Layer next = spec.layers().get(first + 1);
    if (layer instanceof Dense && next instanceof Relu) {
      return Kind.DENSE_RELU;
    }
    boolean pooled = next instanceof MaxPool2d pool && pool.window() == 2 && pool.stride() == 2;
    if (!gradientWanted && pooled && hasKernel(layer, spec.inputOf(first))) {
      return Kind.ONE_CHANNEL_CONV_POOL;
    }
    return Kind.LAYER;
  }

  private static boolean hasKernel(Layer layer, Shape input) {
    return layer instanceof Conv2d conv
        && conv.kernelHeight() == 3
        && conv.kernelWidth() == 3
        && conv.stride() == 1
        && input.extent(2) == 1;
  }
}
