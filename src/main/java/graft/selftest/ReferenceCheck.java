package graft.selftest;

import graft.device.Device;
import graft.device.Tensor;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Padding;
import graft.model.Parameter;
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

  static List<Check> all() {
    return List.of(
        new ReferenceCheck(
            "Conv2d, 3x3, same",
            true,
            random -> DrawnNetworks.convolution(random, 3, 1, Padding.SAME)),
        new ReferenceCheck(
            "Conv2d, 1x1, stride 2",
            true,
            random -> DrawnNetworks.convolution(random, 1, 2, Padding.VALID)),
        new ReferenceCheck(
            "Conv2d, 5x5, stride 2, valid",
            true,
            random -> DrawnNetworks.convolution(random, 5, 2, Padding.VALID)),
        new ReferenceCheck("Conv2d, 3x3, stride 2, same, no bias", true, DrawnNetworks::strided),
        new ReferenceCheck("Conv2d of the experiment", true, DrawnNetworks::conv2),
        new ReferenceCheck("Conv2d of one channel + MaxPool2d", false, DrawnNetworks::convPool),
        new ReferenceCheck("MaxPool2d, overlapping", true, DrawnNetworks::pooling),
        new ReferenceCheck("MaxPool2d, same", true, DrawnNetworks::padded),
        new ReferenceCheck("AveragePool2d, GlobalAveragePool", true, DrawnNetworks::means),
        new ReferenceCheck("Relu", true, DrawnNetworks::relu),
        new ReferenceCheck("Dense + Relu", true, DrawnNetworks::dense),
        new ReferenceCheck("BatchNorm + Relu", true, DrawnNetworks::batchNorm),
        new ReferenceCheck("Dropout", true, DrawnNetworks::dropout),
        new ReferenceCheck("Add", true, DrawnNetworks::sum),
        new ReferenceCheck("Concat", true, DrawnNetworks::concatenation),
        new ReferenceCheck("whole networks", false, DrawnNetworks::network));
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
          errors(context.device(), spec, DrawnNetworks.between(random, 1, 9), random).entrySet()) {
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
      labels[i] = random.nextInt(DrawnNetworks.CLASSES);
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
