package graft.selftest;

import graft.device.Device;
import graft.device.Memory;
import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.GlorotUniform;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.Model;
import graft.nn.Network;
import graft.nn.NetworkSpec;
import graft.nn.Padding;
import graft.nn.Parameter;
import graft.nn.Relu;
import graft.nn.SoftmaxCrossEntropy;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceNetwork;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Networks around one kind of layer, of random shapes, forward and backward against the float64
 * reference: the logits, the loss, the gradient of every parameter, and that of the input where the
 * layer has one.
 *
 * @param inputGradient whether the gradient of the input is computed too
 * @param draw the layers up to where a dense layer makes logits of them
 */
record ReferenceCheck(String name, boolean inputGradient, Function<Philox, Drawn> draw)
    implements Check {
  /**
   * Sums of some hundred float32 products of numbers about 1 round to within 1e-5 of their size.
   */
  private static final Closeness FLOAT32 = new Closeness(2e-5, 1e-4);

  private static final int CLASSES = 10;

  /** A drawn network: the shape of a sample, and its first layers. */
  record Drawn(Shape input, List<Layer> layers) {}

  static List<Check> all() {
    return List.of(
        new ReferenceCheck(
            "Conv2d, 3x3, same", true, random -> convolution(random, 3, 1, Padding.SAME)),
        new ReferenceCheck(
            "Conv2d, 1x1, stride 2", true, random -> convolution(random, 1, 2, Padding.VALID)),
        new ReferenceCheck(
            "Conv2d, 5x5, stride 2, valid",
            true,
            random -> convolution(random, 5, 2, Padding.VALID)),
        new ReferenceCheck("Conv2d of the experiment", true, ReferenceCheck::conv2),
        new ReferenceCheck("Conv2d of one channel + MaxPool2d", false, ReferenceCheck::convPool),
        new ReferenceCheck("MaxPool2d, overlapping", true, ReferenceCheck::pooling),
        new ReferenceCheck("Relu", true, ReferenceCheck::relu),
        new ReferenceCheck("Dense + Relu", true, ReferenceCheck::dense),
        new ReferenceCheck("whole networks", false, ReferenceCheck::network));
  }

  private static int between(Philox random, int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private static Shape image(Philox random, int channels) {
    return Shape.of(between(random, 6, 13), between(random, 6, 13), channels);
  }

  private static Drawn convolution(Philox random, int kernel, int stride, Padding padding) {
    int filters = between(random, 1, 20);
    return new Drawn(
        image(random, between(random, 1, 20)),
        List.of(
            new Conv2d("conv", filters, kernel, kernel, stride, padding), new Flatten("flatten")));
  }

  private static Drawn conv2(Philox random) {
    return new Drawn(
        Shape.of(14, 14, 64), List.of(Conv2d.same("conv2", 64, 3), new Flatten("flatten")));
  }

  private static Drawn convPool(Philox random) {
    return new Drawn(
        image(random, 1),
        List.of(
            Conv2d.same("conv", between(random, 1, 80), 3),
            new MaxPool2d("pool", 2, 2),
            new Flatten("flatten")));
  }

  private static Drawn pooling(Philox random) {
    return new Drawn(
        image(random, between(random, 1, 20)),
        List.of(
            new MaxPool2d("pool", between(random, 2, 3), between(random, 1, 2)),
            new Flatten("flatten")));
  }

  private static Drawn relu(Philox random) {
    return new Drawn(
        image(random, between(random, 1, 20)), List.of(new Relu("relu"), new Flatten("flatten")));
  }

  private static Drawn dense(Philox random) {
    return new Drawn(
        Shape.of(between(random, 1, 300)),
        List.of(new Dense("dense", between(random, 1, 100)), new Relu("relu")));
  }

  private static Drawn network(Philox random) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Conv2d.same("conv1", between(random, 1, 20), 3));
    layers.add(new MaxPool2d("pool1", 2, 2));
    layers.add(Conv2d.same("conv2", between(random, 1, 20), 3));
    layers.add(new Relu("conv2-relu"));
    layers.add(new MaxPool2d("pool2", 2, 2));
    layers.add(new Flatten("flatten"));
    layers.add(new Dense("fc1", between(random, 1, 40)));
    layers.add(new Relu("fc1-relu"));
    return new Drawn(image(random, 1), layers);
  }

  @Override
  public Outcome run(CheckContext context) {
    int networks = context.thorough() ? 20 : 3;
    double worst = 0;
    String where = "";
    for (int seed = 1; seed <= networks; seed++) {
      Philox random = new Philox(seed, 0);
      Drawn drawn = draw.apply(random);
      List<Layer> layers = new ArrayList<>(drawn.layers());
      layers.add(new Dense("logits", CLASSES));
      NetworkSpec spec = new NetworkSpec(drawn.input(), layers);
      for (Map.Entry<String, Double> error :
          errors(context.device(), spec, between(random, 1, 9), random).entrySet()) {
        if (!(error.getValue() <= worst)) {
          worst = error.getValue();
          where = error.getKey() + " of " + spec;
        }
      }
    }
    boolean passed = worst <= 1;
    String found =
        String.format(
            Locale.ROOT,
            "%d shapes, largest error %.2f of what is allowed%s",
            networks,
            worst,
            passed ? "" : ": " + where);
    return Outcome.of(passed, found, "at most 2e-5 + 1e-4 of the float64 value");
  }

  /** Of everything that is computed, the largest error as a multiple of what is allowed. */
  private Map<String, Double> errors(Device device, NetworkSpec spec, int batch, Philox random) {
    Model model = model(spec, random);
    float[] samples = uniform(batch * spec.input().elements(), random);
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    ReferenceNetwork.Gradients expected = ReferenceNetwork.gradients(model, samples, labels);
    Map<String, Double> errors = new LinkedHashMap<>();
    Network.Purpose purpose =
        inputGradient ? Network.Purpose.TRAINING_WITH_INPUT_GRADIENT : Network.Purpose.TRAINING;
    long rowBytes = Memory.aligned((long) batch * Float.BYTES);
    try (Network network = new Network(device, spec, purpose, batch);
        Memory rows = device.allocate(3 * rowBytes, "labels, losses and hits")) {
      network.load(model.weights());
      device.stream().upload(samples, network.input(batch).pointer());
      device.stream().upload(labels, rows.at(0));
      network.forward(batch);
      new SoftmaxCrossEntropy(device)
          .forwardAndGradient(
              network.logits(batch),
              rows.at(0),
              rows.at(rowBytes),
              rows.at(2 * rowBytes),
              network.logitsGradient(batch))
          .submit();
      network.backward(batch);
      errors.put(
          "logits", FLOAT32.worst(download(device, network.logits(batch)), expected.logits()));
      float[] losses = new float[batch];
      device.stream().download(rows.at(rowBytes), losses);
      errors.put("losses", FLOAT32.worst(losses, expected.crossEntropy().losses()));
      for (Parameter parameter : spec.parameters()) {
        errors.put(
            "gradient of " + parameter.name(),
            FLOAT32.worst(
                network.gradients().get(parameter.name()).toArray(),
                expected.of(parameter.name())));
      }
      if (inputGradient) {
        errors.put(
            "gradient of the input",
            FLOAT32.worst(download(device, network.inputGradient(batch)), expected.inputs()));
      }
    }
    return errors;
  }

  private static float[] download(Device device, Tensor tensor) {
    float[] values = new float[tensor.shape().elements()];
    device.stream().download(tensor.pointer(), values);
    return values;
  }

  /** Glorot kernels, and biases that are not 0, so that a forgotten bias shows. */
  private static Model model(NetworkSpec spec, Philox random) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : spec.parameters()) {
      tensors.put(
          parameter.name(),
          parameter.role().equals(Parameter.KERNEL)
              ? GlorotUniform.draw(parameter, random)
              : HostTensor.of(parameter.shape(), uniform(parameter.shape().elements(), random)));
    }
    return Model.of(spec, tensors);
  }

  private static float[] uniform(int count, Philox random) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return numbers;
  }
}
