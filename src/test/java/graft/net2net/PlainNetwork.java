package graft.net2net;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.Model;
import graft.nn.Parameter;
import graft.nn.Relu;
import graft.tensor.HostTensor;
import graft.tensor.Shape;

/** One sample through a network in float64, as plainly as it can be written. */
final class PlainNetwork {
  private PlainNetwork() {}

  /** The logits of one sample. */
  static double[] logits(Model model, HostTensor sample) {
    return upTo(model, model.spec().layers().size(), sample);
  }

  /** What reaches the layer at a position: the outputs of the layers before it. */
  static double[] upTo(Model model, int position, HostTensor sample) {
    double[] x = new double[sample.shape().elements()];
    for (int i = 0; i < x.length; i++) {
      x[i] = sample.get(i);
    }
    for (int i = 0; i < position; i++) {
      Layer layer = model.spec().layers().get(i);
      Shape in = model.spec().inputOf(i);
      Shape out = model.spec().outputOf(i);
      if (layer instanceof Conv2d conv) {
        x = convolution(conv, kernel(model, layer), bias(model, layer), x, in, out);
      } else if (layer instanceof Dense) {
        x = dense(kernel(model, layer), bias(model, layer), x);
      } else if (layer instanceof MaxPool2d pool) {
        x = pooling(pool, x, in, out);
      } else if (layer instanceof Relu) {
        for (int j = 0; j < x.length; j++) {
          x[j] = Math.max(x[j], 0);
        }
      }
    }
    return x;
  }

  private static HostTensor kernel(Model model, Layer layer) {
    return model.weights().get(layer.name(), Parameter.KERNEL);
  }

  private static HostTensor bias(Model model, Layer layer) {
    return model.weights().get(layer.name(), Parameter.BIAS);
  }

  private static double[] convolution(
      Conv2d conv, HostTensor kernel, HostTensor bias, double[] x, Shape in, Shape out) {
    int channels = in.extent(2);
    double[] y = new double[out.elements()];
    for (int p = 0; p < out.extent(0); p++) {
      for (int q = 0; q < out.extent(1); q++) {
        for (int k = 0; k < conv.filters(); k++) {
          double sum = bias.get(k);
          for (int r = 0; r < conv.kernelHeight(); r++) {
            for (int s = 0; s < conv.kernelWidth(); s++) {
              int h = p * conv.stride() + r - conv.padHeight(in);
              int w = q * conv.stride() + s - conv.padWidth(in);
              if (h < 0 || h >= in.extent(0) || w < 0 || w >= in.extent(1)) {
                continue;
              }
              for (int c = 0; c < channels; c++) {
                int tap = (k * conv.kernelHeight() + r) * conv.kernelWidth() + s;
                sum += kernel.get(tap * channels + c) * x[(h * in.extent(1) + w) * channels + c];
              }
            }
          }
          y[(p * out.extent(1) + q) * conv.filters() + k] = sum;
        }
      }
    }
    return y;
  }

  private static double[] dense(HostTensor kernel, HostTensor bias, double[] x) {
    double[] y = new double[bias.shape().elements()];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias.get(o);
      for (int i = 0; i < x.length; i++) {
        y[o] += x[i] * kernel.get(i * y.length + o);
      }
    }
    return y;
  }

  private static double[] pooling(MaxPool2d pool, double[] x, Shape in, Shape out) {
    int channels = in.extent(2);
    double[] y = new double[out.elements()];
    for (int i = 0; i < y.length; i++) {
      int p = i / channels / out.extent(1);
      int q = i / channels % out.extent(1);
      y[i] = Double.NEGATIVE_INFINITY;
      for (int r = 0; r < pool.window(); r++) {
        for (int s = 0; s < pool.window(); s++) {
          int pixel = (p * pool.stride() + r) * in.extent(1) + q * pool.stride() + s;
          y[i] = Math.max(y[i], x[pixel * channels + i % channels]);
        }
      }
    }
    return y;
  }
}
