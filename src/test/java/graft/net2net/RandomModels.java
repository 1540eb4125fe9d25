package graft.net2net;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.GlorotUniform;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.nn.Padding;
import graft.nn.Parameter;
import graft.nn.Relu;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Random networks, weights and inputs for the tests, each a function of the generator alone. */
final class RandomModels {
  private RandomModels() {}

  /**
   * A network of 1 to 3 convolutions (with and without padding, stride, ReLU and pooling) on an odd
   * or even image of 1 to 3 channels, a Flatten, and 1 to 3 dense layers; or of dense layers only.
   */
  static Model any(Philox random) {
    List<Layer> layers = new ArrayList<>();
    boolean images = random.nextInt(4) > 0;
    Shape input =
        images
            ? Shape.of(5 + random.nextInt(8), 5 + random.nextInt(8), 1 + random.nextInt(3))
            : Shape.of(1 + random.nextInt(9));
    if (images) {
      convolutions(input, layers, random);
      if (random.nextInt(3) == 0) {
        layers.add(new Relu("relu-before-flatten"));
      }
      layers.add(new Flatten("flatten"));
    }
    int hidden = (images ? 0 : 1) + random.nextInt(3);
    for (int i = 1; i <= hidden; i++) {
      layers.add(new Dense("fc" + i, 1 + random.nextInt(8)));
      if (random.nextInt(4) > 0) {
        layers.add(new Relu("fc" + i + "-relu"));
      }
    }
    layers.add(new Dense("logits", 2 + random.nextInt(4)));
    return withBiases(new NetworkSpec(input, layers), random);
  }

  private static void convolutions(Shape input, List<Layer> layers, Philox random) {
    int count = 1 + random.nextInt(3);
    for (int i = 1; i <= count; i++) {
      Padding padding = random.nextInt(3) > 0 ? Padding.SAME : Padding.VALID;
      int height = 1 + 2 * random.nextInt(2);
      int width = 1 + 2 * random.nextInt(2);
      int stride = random.nextInt(5) > 0 || padding == Padding.SAME ? 1 : 2;
      int filters = 1 + random.nextInt(6);
      addIfFits(input, layers, new Conv2d("conv" + i, filters, height, width, stride, padding));
      if (random.nextInt(2) == 0) {
        layers.add(new Relu("conv" + i + "-relu"));
      }
      if (random.nextInt(2) == 0) {
        addIfFits(input, layers, new MaxPool2d("pool" + i, 2 + random.nextInt(2), 2));
      }
    }
  }

  private static void addIfFits(Shape input, List<Layer> layers, Layer layer) {
    Shape before = layers.isEmpty() ? input : new NetworkSpec(input, layers).output();
    int smallest = Math.min(before.extent(0), before.extent(1));
    if (smallest >= 3) {
      layers.add(layer);
    }
  }

  /** Glorot kernels and normal biases, so that a forgotten bias shows. */
  static Model withBiases(NetworkSpec spec, Philox random) {
    Model model = GlorotUniform.initialize(spec, random);
    Map<String, HostTensor> tensors = new HashMap<>();
    for (Parameter parameter : spec.parameters()) {
      tensors.put(
          parameter.name(),
          parameter.role().equals(Parameter.BIAS)
              ? normal(parameter.shape(), 0.3, random)
              : model.weights().get(parameter.name()));
    }
    return Model.of(spec, tensors);
  }

  /** The teacher of the experiment, narrower, with its layers' names. */
  static Model smallTeacher(int conv1, int conv2, int fc1, Philox random) {
    return withBiases(
        new NetworkSpec(
            Shape.of(9, 7, 1),
            List.of(
                Conv2d.same("conv1", conv1, 3),
                new MaxPool2d("pool1", 2, 2),
                Conv2d.same("conv2", conv2, 3),
                new MaxPool2d("pool2", 2, 2),
                new Flatten("flatten"),
                new Dense("fc1", fc1),
                new Relu("fc1-relu"),
                new Dense("fc2", 5))),
        random);
  }

  static HostTensor normal(Shape shape, double deviation, Philox random) {
    float[] data = new float[shape.elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) (deviation * random.nextGaussian());
    }
    return HostTensor.of(shape, data);
  }

  /** The names of the layers that have weights, except the last of them. */
  static List<String> hiddenWithWeights(NetworkSpec spec) {
    List<String> names =
        spec.layers().stream()
            .filter(layer -> layer instanceof Conv2d || layer instanceof Dense)
            .map(Layer::name)
            .toList();
    return names.subList(0, names.size() - 1);
  }
}
