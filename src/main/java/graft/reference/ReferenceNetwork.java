package graft.reference;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.nn.Padding;
import graft.nn.Parameter;
import graft.nn.Relu;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network run forward and backward by {@link ReferenceOps}, in float64. Inputs are flat, {@code
 * [batch, H, W, C]} or {@code [batch, features]}.
 */
public final class ReferenceNetwork {
  private final NetworkSpec spec;
  private final Map<String, double[]> parameters;

  /**
   * A network with float64 parameters, not copied: who holds the arrays may move them between calls
   * (finite differences do).
   *
   * @param spec the layers
   * @param parameters flat, by {@link Parameter#name()}
   */
  public ReferenceNetwork(NetworkSpec spec, Map<String, double[]> parameters) {
    this.spec = spec;
    this.parameters = parameters;
  }

  /** The network of a model, with its float32 weights widened. */
  public static ReferenceNetwork of(Model model) {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (String name : model.weights().names()) {
      parameters.put(name, ReferenceOps.toDouble(model.weights().get(name).toArray()));
    }
    return new ReferenceNetwork(model.spec(), parameters);
  }

  /** The logits {@code [batch, classes]} of a model. */
  public static double[] logits(Model model, double[] inputs, int batch) {
    return of(model).logits(inputs, batch);
  }

  /** The logits {@code [batch, classes]} of a model. */
  public static double[] logits(Model model, float[] inputs, int batch) {
    return of(model).logits(ReferenceOps.toDouble(inputs), batch);
  }

  /** The loss of a model and its gradients. */
  public static Gradients gradients(Model model, double[] inputs, int[] labels) {
    return of(model).gradients(inputs, labels);
  }

  /** The loss of a model and its gradients. */
  public static Gradients gradients(Model model, float[] inputs, int[] labels) {
    return of(model).gradients(ReferenceOps.toDouble(inputs), labels);
  }

  /**
   * One forward and backward pass.
   *
   * @param logits {@code [batch, classes]}
   * @param crossEntropy losses and hits of the samples
   * @param parameters of the mean loss, by parameter name
   * @param inputs of the mean loss, {@code [batch, ...]}
   */
  @SuppressWarnings("ArrayRecordComponent") // a bag of results for tests; nobody compares two
  public record Gradients(
      double[] logits,
      ReferenceOps.CrossEntropy crossEntropy,
      Map<String, double[]> parameters,
      double[] inputs) {
    /** The mean loss of the batch. */
    public double loss() {
      return crossEntropy.meanLoss();
    }

    /** The gradient of one parameter, by its name: {@code conv1/kernel}. */
    public double[] of(String parameter) {
      return parameters.get(parameter);
    }
  }

  /** The logits {@code [batch, classes]}. */
  public double[] logits(double[] inputs, int batch) {
    List<double[]> activations = forward(inputs, batch);
    return activations.get(activations.size() - 1);
  }

  /** The mean loss of a batch as large as its labels. */
  public double loss(double[] inputs, int[] labels) {
    return ReferenceOps.softmaxCrossEntropy(logits(inputs, labels.length), labels).meanLoss();
  }

  /** The mean loss of a batch as large as its labels, and its gradients. */
  public Gradients gradients(double[] inputs, int[] labels) {
    int batch = labels.length;
    List<double[]> activations = forward(inputs, batch);
    double[] logits = activations.get(activations.size() - 1);
    ReferenceOps.CrossEntropy crossEntropy = ReferenceOps.softmaxCrossEntropy(logits, labels);
    Map<String, double[]> gradients = new LinkedHashMap<>();
    parameters.keySet().forEach(name -> gradients.put(name, new double[0])); // the network's order
    double[] dy = crossEntropy.logitsGradient();
    for (int i = spec.layers().size() - 1; i >= 0; i--) {
      dy = backward(i, batch, activations.get(i), dy, gradients);
    }
    return new Gradients(logits, crossEntropy, gradients, dy);
  }

  /** The input and each layer's output: layer i reads element i and writes element i + 1. */
  public List<double[]> forward(double[] inputs, int batch) {
    int expected = batch * spec.input().elements();
    if (inputs.length != expected) {
      throw new IllegalArgumentException(
          "%d inputs, expected %d for a batch of %d of shape %s"
              .formatted(inputs.length, expected, batch, spec.input()));
    }
    List<double[]> activations = new ArrayList<>(List.of(inputs));
    for (int i = 0; i < spec.layers().size(); i++) {
      activations.add(forward(i, batch, activations.get(i)));
    }
    return activations;
  }

  private double[] forward(int position, int batch, double[] x) {
    Layer layer = spec.layers().get(position);
    Shape in = spec.inputOf(position);
    if (layer instanceof Conv2d conv) {
      double[] y = ReferenceOps.convolution(size(conv, in, batch), x, kernel(layer));
      return ReferenceOps.addBias(y, bias(layer));
    }
    if (layer instanceof Dense dense) {
      double[] y = ReferenceOps.dense(batch, in.elements(), dense.units(), x, kernel(layer));
      return ReferenceOps.addBias(y, bias(layer));
    }
    if (layer instanceof MaxPool2d pool) {
      return ReferenceOps.maxPooling(size(pool, in, batch), x);
    }
    if (layer instanceof Relu) {
      return ReferenceOps.relu(x);
    }
    if (layer instanceof Flatten) {
      return x;
    }
    throw new IllegalArgumentException("no reference for " + layer);
  }

  private double[] backward(
      int position, int batch, double[] x, double[] dy, Map<String, double[]> gradients) {
    Layer layer = spec.layers().get(position);
    Shape in = spec.inputOf(position);
    if (layer instanceof Conv2d conv) {
      ConvolutionSize size = size(conv, in, batch);
      gradients.put(kernelName(layer), ReferenceOps.convolutionBackwardFilter(size, x, dy));
      gradients.put(biasName(layer), ReferenceOps.biasBackward(dy, conv.filters()));
      return ReferenceOps.convolutionBackwardData(size, kernel(layer), dy);
    }
    if (layer instanceof Dense dense) {
      int inputs = in.elements();
      int units = dense.units();
      gradients.put(
          kernelName(layer), ReferenceOps.denseBackwardWeights(batch, inputs, units, x, dy));
      gradients.put(biasName(layer), ReferenceOps.biasBackward(dy, units));
      return ReferenceOps.denseBackwardData(batch, inputs, units, kernel(layer), dy);
    }
    if (layer instanceof MaxPool2d pool) {
      return ReferenceOps.maxPoolingBackward(size(pool, in, batch), x, dy);
    }
    if (layer instanceof Relu) {
      return ReferenceOps.reluBackward(x, dy);
    }
    if (layer instanceof Flatten) {
      return dy;
    }
    throw new IllegalArgumentException("no reference for " + layer);
  }

  private double[] kernel(Layer layer) {
    return parameters.get(kernelName(layer));
  }

  private double[] bias(Layer layer) {
    return parameters.get(biasName(layer));
  }

  private static String kernelName(Layer layer) {
    return Parameter.name(layer.name(), Parameter.KERNEL);
  }

  private static String biasName(Layer layer) {
    return Parameter.name(layer.name(), Parameter.BIAS);
  }

  private static ConvolutionSize size(Conv2d conv, Shape in, int batch) {
    return new ConvolutionSize(
        batch,
        in.extent(0),
        in.extent(1),
        in.extent(2),
        conv.filters(),
        conv.kernelHeight(),
        conv.kernelWidth(),
        conv.stride(),
        conv.stride(),
        padding(conv, in.extent(0), conv.kernelHeight()),
        padding(conv, in.extent(1), conv.kernelWidth()));
  }

  /**
   * TensorFlow's rule for 'same': as many zeros as let ceil(extent / stride) windows fit. Computed
   * here once more, not taken from {@link Conv2d}, which is judged too.
   */
  private static int padding(Conv2d conv, int extent, int kernel) {
    if (conv.padding() == Padding.VALID) {
      return 0;
    }
    int lastWindowEnd = (extent - 1) / conv.stride() * conv.stride() + kernel;
    int zeros = Math.max(lastWindowEnd - extent, 0);
    if (zeros % 2 != 0) {
      throw new IllegalArgumentException(
          conv + " needs " + zeros + " zeros along " + extent + "; the reference pads evenly");
    }
    return zeros / 2;
  }

  private static PoolingSize size(MaxPool2d pool, Shape in, int batch) {
    return new PoolingSize(
        batch,
        in.extent(0),
        in.extent(1),
        in.extent(2),
        pool.window(),
        pool.window(),
        pool.stride(),
        pool.stride());
  }
}
