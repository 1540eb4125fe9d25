package graft.nn;

import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Networks, weights and samples drawn at random for tests. */
final class Networks {
  private Networks() {}

  /** Small networks of every kind of layer: odd sizes, one channel, strides, either padding. */
  static Arbitrary<NetworkSpec> any() {
    Arbitrary<Integer> seeds = Arbitraries.integers();
    return seeds.map(Networks::draw);
  }

  static Arbitrary<Integer> batches() {
    return Combinators.combine(Arbitraries.of(true, false), Arbitraries.integers().between(2, 5))
        .as((one, more) -> one ? 1 : more);
  }

  private static NetworkSpec draw(int seed) {
    Philox random = new Philox(seed, 7);
    Shape input = Shape.of(5 + random.nextInt(7), 5 + random.nextInt(7), 1 + random.nextInt(3));
    List<Layer> layers = new ArrayList<>();
    Shape shape = input;
    int convolutions = random.nextInt(3);
    for (int i = 0; i < convolutions; i++) {
      boolean same = random.nextInt(2) == 0;
      // 'same' with an odd window and stride 1 always splits evenly, as cuDNN wants it.
      int kernel = same ? 1 + 2 * random.nextInt(2) : 1 + random.nextInt(3);
      int stride = same ? 1 : 1 + random.nextInt(2);
      if (Math.min(shape.extent(0), shape.extent(1)) < kernel) {
        break;
      }
      shape =
          add(
              layers,
              new Conv2d(
                  "conv" + i,
                  1 + random.nextInt(6),
                  kernel,
                  kernel,
                  stride,
                  same ? Padding.SAME : Padding.VALID),
              shape);
      if (random.nextInt(2) == 0) {
        shape = add(layers, new Relu("conv-relu" + i), shape);
      }
      if (random.nextInt(2) == 0 && Math.min(shape.extent(0), shape.extent(1)) >= 2) {
        shape = add(layers, new MaxPool2d("pool" + i, 2, 1 + random.nextInt(2)), shape);
      }
    }
    shape = add(layers, new Flatten("flatten"), shape);
    int denses = random.nextInt(3);
    for (int i = 0; i < denses; i++) {
      shape = add(layers, new Dense("dense" + i, 1 + random.nextInt(9)), shape);
      shape = add(layers, new Relu("dense-relu" + i), shape);
    }
    add(layers, new Dense("logits", 2 + random.nextInt(5)), shape);
    return new NetworkSpec(input, layers);
  }

  private static Shape add(List<Layer> layers, Layer layer, Shape shape) {
    layers.add(layer);
    return layer.outputShape(shape);
  }

  /** Glorot kernels, and biases that are not 0, so that a forgotten bias shows. */
  static Model model(NetworkSpec spec, long seed) {
    Philox random = new Philox(seed, 8);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : spec.parameters()) {
      if (parameter.role().equals(Parameter.KERNEL)) {
        tensors.put(parameter.name(), GlorotUniform.draw(parameter, random));
      } else {
        tensors.put(
            parameter.name(),
            HostTensor.of(parameter.shape(), uniform(parameter.shape().elements(), random)));
      }
    }
    return Model.of(spec, tensors);
  }

  static float[] samples(NetworkSpec spec, int batch, long seed) {
    return uniform(batch * spec.input().elements(), new Philox(seed, 9));
  }

  static int[] labels(NetworkSpec spec, int batch, long seed) {
    Philox random = new Philox(seed, 10);
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(spec.output().elements());
    }
    return labels;
  }

  private static float[] uniform(int count, Philox random) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return numbers;
  }
}
