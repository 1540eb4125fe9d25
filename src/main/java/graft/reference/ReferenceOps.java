package graft.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Every operation of the engine once more, in float64, straight from its definition: the judge of
 * kernels, libraries and networks in the tests. Slow, and shares no code with what it judges.
 * Images are NHWC, convolution filters KRSC, dense weights {@code [in, out]}, all flat and
 * row-major. A {@code ...Backward} method takes its forward method's arguments, then the gradient
 * of a loss with respect to the output.
 */
public final class ReferenceOps {
  private ReferenceOps() {}

  /** The same numbers in float64; exact. */
  public static double[] toDouble(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** Called once for each product {@code y[output] += x[input] * w[filter]} of a convolution. */
  @FunctionalInterface
  private interface Tap {
    void at(int output, int input, int filter);
  }

  /**
   * The definition of cross-correlation: y[n,p,q,k] = sum over r,s,c of x[n, p*stride+r-top,
   * q*stride+s-left, c] w[k,r,s,c], where x is 0 outside. Forward and both gradients are three ways
   * to read the same list of products.
   */
  private static void forEachTap(ConvolutionSize size, Tap tap) {
    for (int n = 0; n < size.batch(); n++) {
      for (int p = 0; p < size.outputHeight(); p++) {
        for (int q = 0; q < size.outputWidth(); q++) {
          for (int r = 0; r < size.kernelHeight(); r++) {
            for (int s = 0; s < size.kernelWidth(); s++) {
              int h = p * size.strideHeight() + r - size.top();
              int w = q * size.strideWidth() + s - size.left();
              if (h < 0 || h >= size.height() || w < 0 || w >= size.width()) {
                continue;
              }
              for (int k = 0; k < size.filters(); k++) {
                for (int c = 0; c < size.channels(); c++) {
                  tap.at(size.output(n, p, q, k), size.input(n, h, w, c), size.filter(k, r, s, c));
                }
              }
            }
          }
        }
      }
    }
  }

  /** y {@code [N, P, Q, K]} of x {@code [N, H, W, C]} and w {@code [K, R, S, C]}, without bias. */
  public static double[] convolution(ConvolutionSize size, double[] x, double[] w) {
    double[] y = new double[size.outputElements()];
    forEachTap(size, (output, input, filter) -> y[output] += x[input] * w[filter]);
    return y;
  }

  /** dx {@code [N, H, W, C]} of dy {@code [N, P, Q, K]}. */
  public static double[] convolutionBackwardData(ConvolutionSize size, double[] w, double[] dy) {
    double[] dx = new double[size.inputElements()];
    forEachTap(size, (output, input, filter) -> dx[input] += dy[output] * w[filter]);
    return dx;
  }

  /** dw {@code [K, R, S, C]} of dy {@code [N, P, Q, K]}. */
  public static double[] convolutionBackwardFilter(ConvolutionSize size, double[] x, double[] dy) {
    double[] dw = new double[size.filterElements()];
    forEachTap(size, (output, input, filter) -> dw[filter] += dy[output] * x[input]);
    return dw;
  }

  /** y {@code [rows, channels]} = x + bias, bias {@code [channels]} on every row. */
  public static double[] addBias(double[] x, double[] bias) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] += bias[i % bias.length];
    }
    return y;
  }

  /** db {@code [channels]}: the sum of dy {@code [rows, channels]} over its rows. */
  public static double[] biasBackward(double[] dy, int channels) {
    double[] db = new double[channels];
    for (int i = 0; i < dy.length; i++) {
      db[i % channels] += dy[i];
    }
    return db;
  }

  /** c {@code [m, n]} = a {@code [m, k]} b {@code [k, n]}. */
  public static double[] multiply(int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int l = 0; l < k; l++) {
          c[i * n + j] += a[i * k + l] * b[l * n + j];
        }
      }
    }
    return c;
  }

  /** The transpose {@code [columns, rows]} of a {@code [rows, columns]}. */
  public static double[] transpose(int rows, int columns, double[] a) {
    double[] t = new double[a.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        t[j * rows + i] = a[i * columns + j];
      }
    }
    return t;
  }

  /** y {@code [rows, out]} = x {@code [rows, in]} w {@code [in, out]}, without bias. */
  public static double[] dense(int rows, int in, int out, double[] x, double[] w) {
    return multiply(rows, out, in, x, w);
  }

  /** dx {@code [rows, in]} = dy w^T. */
  public static double[] denseBackwardData(int rows, int in, int out, double[] w, double[] dy) {
    return multiply(rows, in, out, dy, transpose(in, out, w));
  }

  /** dw {@code [in, out]} = x^T dy. */
  public static double[] denseBackwardWeights(int rows, int in, int out, double[] x, double[] dy) {
    return multiply(in, out, rows, transpose(rows, in, x), dy);
  }

  /** max(x, 0). */
  public static double[] relu(double[] x) {
    return Arrays.stream(x).map(value -> value > 0 ? value : 0).toArray();
  }

  /** dx = dy where y > 0, else 0; y may be the input or the output, their signs agree. */
  public static double[] reluBackward(double[] y, double[] dy) {
    double[] dx = new double[dy.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = y[i] > 0 ? dy[i] : 0;
    }
    return dx;
  }

  /** y = the sum of all x, alike in size. */
  public static double[] add(List<double[]> xs) {
    double[] y = new double[xs.get(0).length];
    for (double[] x : xs) {
      for (int i = 0; i < y.length; i++) {
        y[i] += x[i];
      }
    }
    return y;
  }

  /** Each dx = dy. */
  public static List<double[]> addBackward(int inputs, double[] dy) {
    return Collections.nCopies(inputs, dy);
  }

  /**
   * y {@code [rows, C1 + C2 + ...]} of {@code [rows, C1]}, {@code [rows, C2]}, ...
   *
   * @param channels C1, C2, ...
   */
  public static double[] concat(List<Integer> channels, List<double[]> xs) {
    int rows = xs.get(0).length / channels.get(0);
    double[] y = new double[xs.stream().mapToInt(x -> x.length).sum()];
    int position = 0;
    for (int row = 0; row < rows; row++) {
      for (int input = 0; input < xs.size(); input++) {
        for (int c = 0; c < channels.get(input); c++) {
          y[position++] = xs.get(input)[row * channels.get(input) + c];
        }
      }
    }
    return y;
  }

  /** Each dx is its own channels of dy {@code [rows, C1 + C2 + ...]}. */
  public static List<double[]> concatBackward(List<Integer> channels, double[] dy) {
    int all = channels.stream().mapToInt(Integer::intValue).sum();
    List<double[]> dxs = new ArrayList<>();
    int before = 0;
    for (int own : channels) {
      double[] dx = new double[dy.length / all * own];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = dy[i / own * all + before + i % own];
      }
      dxs.add(dx);
      before += own;
    }
    return dxs;
  }
}
