package graft.reference;

import graft.model.BatchNorm;
import graft.model.Statistics;
import java.util.List;
import java.util.Map;

/**
 * Batch normalisation by its definition. x {@code [pixels, channels]}, flat, whatever its shape;
 * gamma, beta, mean, variance {@code [channels]}.
 *
 * @param epsilon added to the variance
 * @param training whether the batch's own statistics serve, as in training, or the running ones, as
 *     in inference and where the node is frozen
 */
public record ReferenceBatchNorm(double epsilon, boolean training) implements ReferenceOp {
  /**
   * Means and variances of channels.
   *
   * @param mean {@code [channels]}
   * @param variance {@code [channels]}
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  public record Statistics(double[] mean, double[] variance) {
    /** Of a batch, the variance divided by the number of pixels. */
    public static Statistics of(double[] x, int channels) {
      int pixels = x.length / channels;
      double[] mean = new double[channels];
      for (int i = 0; i < x.length; i++) {
        mean[i % channels] += x[i] / pixels;
      }
      double[] variance = new double[channels];
      for (int i = 0; i < x.length; i++) {
        double off = x[i] - mean[i % channels];
        variance[i % channels] += off * off / pixels;
      }
      return new Statistics(mean, variance);
    }

    /** These running ones after a batch. */
    public Statistics after(double[] x, double momentum) {
      int channels = mean.length;
      Statistics batch = of(x, channels);
      double pixels = (double) x.length / channels;
      double[] newMean = new double[channels];
      double[] newVariance = new double[channels];
      for (int c = 0; c < channels; c++) {
        double unbiased = batch.variance[c] * pixels / (pixels - 1);
        newMean[c] = momentum * mean[c] + (1 - momentum) * batch.mean[c];
        newVariance[c] = momentum * variance[c] + (1 - momentum) * unbiased;
      }
      return new Statistics(newMean, newVariance);
    }
  }

  private Statistics statistics(double[] x, Map<String, double[]> parameters) {
    double[] mean = parameters.get(BatchNorm.MEAN);
    return training
        ? Statistics.of(x, mean.length)
        : new Statistics(mean, parameters.get(BatchNorm.VARIANCE));
  }

  private double[] normalised(double[] x, Statistics by) {
    double[] normalised = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % by.mean.length;
      normalised[i] = (x[i] - by.mean[c]) / Math.sqrt(by.variance[c] + epsilon);
    }
    return normalised;
  }

  @Override
  public double[] forward(List<double[]> inputs, Map<String, double[]> parameters) {
    double[] x = inputs.get(0);
    double[] gamma = parameters.get(BatchNorm.GAMMA);
    double[] beta = parameters.get(BatchNorm.BETA);
    double[] y = normalised(x, statistics(x, parameters));
    for (int i = 0; i < y.length; i++) {
      y[i] = gamma[i % gamma.length] * y[i] + beta[i % gamma.length];
    }
    return y;
  }

  /**
   * dxhat = gamma dy; dx = (dxhat - mean of dxhat - xhat mean of dxhat xhat) / sqrt(variance +
   * epsilon), where by running statistics neither mean is subtracted, since those are constants.
   */
  @Override
  public Gradients backward(List<double[]> inputs, Map<String, double[]> parameters, double[] dy) {
    double[] x = inputs.get(0);
    double[] gamma = parameters.get(BatchNorm.GAMMA);
    int channels = gamma.length;
    Statistics by = statistics(x, parameters);
    double[] normalised = normalised(x, by);
    double[] dgamma = new double[channels];
    double[] dbeta = new double[channels];
    for (int i = 0; i < dy.length; i++) {
      dgamma[i % channels] += dy[i] * normalised[i];
      dbeta[i % channels] += dy[i];
    }
    double pixels = (double) dy.length / channels;
    double[] dx = new double[dy.length];
    for (int i = 0; i < dy.length; i++) {
      int c = i % channels;
      double spread = training ? dbeta[c] / pixels + normalised[i] * dgamma[c] / pixels : 0;
      dx[i] = gamma[c] * (dy[i] - spread) / Math.sqrt(by.variance[c] + epsilon);
    }
    return new Gradients(List.of(dx), Map.of(BatchNorm.GAMMA, dgamma, BatchNorm.BETA, dbeta));
  }
}
