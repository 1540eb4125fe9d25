package graft.selftest;

import graft.device.Device;
import graft.device.Tensor;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.ChainBuilder;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.Init;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Padding;
import graft.model.Parameter;
import graft.model.Relu;
import graft.nn.BatchRows;
import graft.nn.Mode;
import graft.nn.Network;
import graft.nn.Pass;
import graft.nn.Passes;
import graft.nn.SoftmaxCrossEntropy;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceNetwork;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
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
 * @param draw a network that ends in a dense layer of logits
 */
record ReferenceCheck(String name, boolean inputGradient, Function<Philox, NetworkSpec> draw)
    implements Check {
  /**
   * Sums of some hundred float32 products of numbers about 1 round to within 1e-5 of their size.
   */
  private static final Closeness FLOAT32 = new Closeness(2e-5, 1e-4);

  private static final int CLASSES = 10;

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
        new ReferenceCheck("BatchNorm + Relu", true, ReferenceCheck::batchNorm),
        new ReferenceCheck("Dropout", true, ReferenceCheck::dropout),
        new ReferenceCheck("Add", true, ReferenceCheck::sum),
        new ReferenceCheck("Concat", true, ReferenceCheck::concatenation),
        new ReferenceCheck("whole networks", false, ReferenceCheck::network));
  }

  private static int between(Philox random, int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private static Shape image(Philox random, int channels) {
    return Shape.of(between(random, 6, 13), between(random, 6, 13), channels);
  }

  private static NetworkSpec convolution(Philox random, int kernel, int stride, Padding padding) {
    int filters = between(random, 1, 20);
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("conv", new Conv2d(filters, kernel, kernel, stride, padding))
            .then("flatten", new Flatten()));
  }

  private static NetworkSpec conv2(Philox random) {
    return logits(
        NetworkSpec.chain(Shape.of(14, 14, 64))
            .then("conv2", Conv2d.same(64, 3))
            .then("flatten", new Flatten()));
  }

  private static NetworkSpec convPool(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, 1))
            .then("conv", Conv2d.same(between(random, 1, 80), 3))
            .then("pool", new MaxPool2d(2, 2))
            .then("flatten", new Flatten()));
  }

  private static NetworkSpec pooling(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("pool", new MaxPool2d(between(random, 2, 3), between(random, 1, 2)))
            .then("flatten", new Flatten()));
  }

  private static NetworkSpec relu(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("relu", new Relu())
            .then("flatten", new Flatten()));
  }

  private static NetworkSpec batchNorm(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 80)))
            .then("norm", new BatchNorm())
            .then("relu", new Relu())
            .then("flatten", new Flatten()));
  }

  private static NetworkSpec dropout(Philox random) {
    return logits(
        NetworkSpec.chain(Shape.of(between(random, 1, 300)))
            .then("dropout", new Dropout(random.nextDouble())));
  }

  private static NetworkSpec dense(Philox random) {
    return logits(
        NetworkSpec.chain(Shape.of(between(random, 1, 300)))
            .then("dense", new Dense(between(random, 1, 100)))
            .then("relu", new Relu()));
  }

  /** A residual block: what is added is read by a convolution too. */
  private static NetworkSpec sum(Philox random) {
    int channels = between(random, 1, 20);
    GraphBuilder graph = NetworkSpec.graph(image(random, channels));
    GraphBuilder.Source before =
        graph.add("conv1", Conv2d.same(between(random, 1, 20), 3), graph.input());
    GraphBuilder.Source branch = graph.add("conv2", Conv2d.same(channels, 3), before);
    GraphBuilder.Source sum = graph.add("sum", new Add(), branch, graph.input());
    return logits(graph, graph.add("relu", new Relu(), sum));
  }

  private static NetworkSpec concatenation(Philox random) {
    GraphBuilder graph = NetworkSpec.graph(image(random, between(random, 1, 20)));
    GraphBuilder.Source left =
        graph.add("left", Conv2d.same(between(random, 1, 20), 3), graph.input());
    GraphBuilder.Source right =
        graph.add("right", Conv2d.same(between(random, 1, 20), 1), graph.input());
    return logits(graph, graph.add("both", new Concat(), left, right, graph.input()));
  }

  private static NetworkSpec network(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, 1))
            .then("conv1", Conv2d.same(between(random, 1, 20), 3))
            .then("pool1", new MaxPool2d(2, 2))
            .then("conv2", Conv2d.same(between(random, 1, 20), 3))
            .then("conv2-relu", new Relu())
            .then("pool2", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(between(random, 1, 40)))
            .then("fc1-relu", new Relu()));
  }

  private static NetworkSpec logits(ChainBuilder features) {
    return features.then("logits", new Dense(CLASSES)).build();
  }

  private static NetworkSpec logits(GraphBuilder graph, GraphBuilder.Source image) {
    GraphBuilder.Source features = graph.add("flatten", new Flatten(), image);
    return graph.build(graph.add("logits", new Dense(CLASSES), features));
  }

  @Override
  public Outcome run(CheckContext context) {
    int networks = context.thorough() ? 20 : 3;
    double worst = 0;
    String where = "";
    for (int seed = 1; seed <= networks; seed++) {
      Philox random = new Philox(seed, 0);
      NetworkSpec spec = draw.apply(random);
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
    Passes passes = Passes.training(batch);
    try (Network network =
            new Network(device, spec, inputGradient ? passes.withInputGradient() : passes);
        BatchRows rows = new BatchRows(device, batch)) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.TRAINING, batch);
      device.stream().upload(samples, pass.input().pointer());
      rows.setLabels(labels);
      pass.forward();
      new SoftmaxCrossEntropy(device)
          .forwardAndGradient(pass.logits(), rows, pass.logitsGradient())
          .submit();
      float[] logits = download(device, pass.logits());
      pass.backward();
      errors.put("logits", FLOAT32.worst(logits, expected.logits()));
      errors.put("losses", FLOAT32.worst(rows.losses(batch), expected.crossEntropy().losses()));
      Map<String, HostTensor> gradients = network.gradients();
      gradients.forEach(
          (name, found) ->
              errors.put("gradient of " + name, FLOAT32.worst(found.toArray(), expected.of(name))));
      if (inputGradient) {
        errors.put(
            "gradient of the input",
            FLOAT32.worst(download(device, pass.inputGradient()), expected.inputs()));
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
    for (NodeParameter parameter : spec.parameters()) {
      tensors.put(
          parameter.name(),
          parameter.role().equals(Parameter.KERNEL)
              ? Init.GLOROT.draw(parameter.parameter(), random)
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
