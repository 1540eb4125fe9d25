package graft.reference;

import graft.model.Add;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.MaxPool2d;
import graft.model.Node;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Parameter;
import graft.model.Relu;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An op on a batch, forward and backward in float64. The one place of the reference that tells the
 * kinds of op apart; what they compute stands in {@link ReferenceOps}.
 */
interface ReferenceOp {
  /**
   * The op's output, {@code [batch, ...]}.
   *
   * @param inputs {@code [batch, ...]} each, in the op's order
   * @param parameters by role
   */
  double[] forward(List<double[]> inputs, Map<String, double[]> parameters);

  /**
   * The gradients of a loss, given that of the output.
   *
   * @param inputs as {@link #forward} got them
   * @param parameters by role
   * @param dy like the output
   */
  Gradients backward(List<double[]> inputs, Map<String, double[]> parameters, double[] dy);

  /**
   * What an op hands back.
   *
   * @param inputs one for each input, in the op's order
   * @param parameters by role
   */
  record Gradients(List<double[]> inputs, Map<String, double[]> parameters) {
    static Gradients of(double[] input) {
      return new Gradients(List.of(input), Map.of());
    }
  }

  /**
   * A node's op on a batch.
   *
   * @param inputs the shapes of one sample of each input
   */
  static ReferenceOp of(Node node, List<Shape> inputs, int batch, ReferencePass pass) {
    Op op = node.op();
    Shape first = inputs.get(0);
    if (op instanceof Conv2d conv) {
      return new OfConvolution(ConvolutionSize.of(conv, first, batch), conv.bias());
    }
    if (op instanceof Dense dense) {
      return new OfDense(batch, first.elements(), dense.units());
    }
    if (op instanceof MaxPool2d pool) {
      return new OfMaxPooling(PoolingSize.of(pool.windows(), first, batch));
    }
    if (op instanceof AveragePool2d pool) {
      return new OfAveragePooling(PoolingSize.of(pool.windows(), first, batch));
    }
    if (op instanceof GlobalAveragePool) {
      Windows whole = new Windows(first.extent(0), first.extent(1), 1, Padding.VALID);
      return new OfAveragePooling(PoolingSize.of(whole, first, batch));
    }
    if (op instanceof Relu) {
      return new OfRelu();
    }
    if (op instanceof Flatten) {
      return new OfView();
    }
    if (op instanceof Add) {
      return new OfAdd();
    }
    if (op instanceof Concat) {
      return new OfConcat(inputs.stream().mapToInt(Shape::last).boxed().toList());
    }
    if (op instanceof BatchNorm norm) {
      return new ReferenceBatchNorm(norm.epsilon(), pass.training() && !node.frozen());
    }
    if (op instanceof Dropout dropout) {
      return pass.training()
          ? new ReferenceDropout(dropout.rate(), node.name(), pass)
          : new OfView();
    }
    throw new IllegalArgumentException("no reference for " + op);
  }

  /** Convolution, with or without bias. */
  record OfConvolution(ConvolutionSize size, boolean bias) implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      double[] y = ReferenceOps.convolution(size, inputs.get(0), parameters.get(Parameter.KERNEL));
      return bias ? ReferenceOps.addBias(y, parameters.get(Parameter.BIAS)) : y;
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      double[] kernel = parameters.get(Parameter.KERNEL);
      Map<String, double[]> gradients = new HashMap<>();
      gradients.put(
          Parameter.KERNEL, ReferenceOps.convolutionBackwardFilter(size, inputs.get(0), dy));
      if (bias) {
        gradients.put(Parameter.BIAS, ReferenceOps.biasBackward(dy, size.filters()));
      }
      double[] dx = ReferenceOps.convolutionBackwardData(size, kernel, dy);
      return new Gradients(List.of(dx), gradients);
    }
  }

  /** Product and bias. */
  record OfDense(int batch, int in, int units) implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      double[] kernel = parameters.get(Parameter.KERNEL);
      double[] y = ReferenceOps.dense(batch, in, units, inputs.get(0), kernel);
      return ReferenceOps.addBias(y, parameters.get(Parameter.BIAS));
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      double[] kernel = parameters.get(Parameter.KERNEL);
      return new Gradients(
          List.of(ReferenceOps.denseBackwardData(batch, in, units, kernel, dy)),
          Map.of(
              Parameter.KERNEL,
              ReferenceOps.denseBackwardWeights(batch, in, units, inputs.get(0), dy),
              Parameter.BIAS,
              ReferenceOps.biasBackward(dy, units)));
    }
  }

  /** The largest of each window. */
  record OfMaxPooling(PoolingSize size) implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      return ReferencePooling.max(size, inputs.get(0));
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      return Gradients.of(ReferencePooling.maxBackward(size, inputs.get(0), dy));
    }
  }

  /** The mean of each window. */
  record OfAveragePooling(PoolingSize size) implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      return ReferencePooling.average(size, inputs.get(0));
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      return Gradients.of(ReferencePooling.averageBackward(size, dy));
    }
  }

  /** max(x, 0). */
  record OfRelu() implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      return ReferenceOps.relu(inputs.get(0));
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      return Gradients.of(ReferenceOps.reluBackward(inputs.get(0), dy));
    }
  }

  /** The same numbers: flattening, and dropout in inference. */
  record OfView() implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      return inputs.get(0);
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      return Gradients.of(dy);
    }
  }

  /** The sum of all inputs. */
  record OfAdd() implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      return ReferenceOps.add(inputs);
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      return new Gradients(ReferenceOps.addBackward(inputs.size(), dy), Map.of());
    }
  }

  /** All inputs' channels. */
  record OfConcat(List<Integer> channels) implements ReferenceOp {
    @Override
    public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
      return ReferenceOps.concat(channels, inputs);
    }

    @Override
    public Gradients backward(
        List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
      return new Gradients(ReferenceOps.concatBackward(channels, dy), Map.of());
    }
  }
}
