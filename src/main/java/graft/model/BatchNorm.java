package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * Batch normalisation of each channel: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, for
 * inputs {@code [H, W, C]} or {@code [features]}.
 *
 * <p>In training mean and variance are those of the channel over all pixels of the batch, the
 * variance divided by their number n; the running ones follow: running = momentum running + (1 -
 * momentum) batch, where the variance is divided by n - 1. In inference they are the running ones.
 *
 * <p>Source: Ioffe, Szegedy, "Batch normalization", 2015, arXiv 1502.03167, algorithms 1 and 2. The
 * running variance divided by n - 1 is PyTorch's, cuDNN's and that of tf.keras' fused kernel; Keras
 * 2.2.4 and 3 divide by n there too. PyTorch calls 1 - momentum its momentum, and its defaults are
 * epsilon 1e-5 and 0.1.
 *
 * @param epsilon added to the variance
 * @param momentum what the running statistics keep in a step
 */
public record BatchNorm(double epsilon, double momentum) implements Op {
  /** The role of the trained factors, {@code [C]}, 1 at first. */
  public static final String GAMMA = "gamma";

  /** The role of the trained offsets, {@code [C]}, 0 at first. */
  public static final String BETA = "beta";

  /** The role of the running means, {@code [C]}, not trained, 0 at first. */
  public static final String MEAN = "mean";

  /** The role of the running variances, {@code [C]}, not trained, 1 at first. */
  public static final String VARIANCE = "variance";

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if epsilon is not positive, or momentum not from 0 to 1
   */
  public BatchNorm {
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "BatchNorm: epsilon is " + epsilon + ", expected a positive number");
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "BatchNorm: momentum is " + momentum + ", expected a number from 0 to 1");
    }
  }

  /** Keras' numbers: epsilon 1e-3, momentum 0.99. */
  public BatchNorm() {
    this(1e-3, 0.99);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.one(this, inputs);
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    Shape channels = Shape.of(Checks.one(this, inputs).last());
    return List.of(
        new Parameter(GAMMA, channels, Axes.ofUnits(), Init.ONE, true),
        new Parameter(BETA, channels, Axes.ofUnits(), Init.ZERO, true),
        new Parameter(MEAN, channels, Axes.ofUnits(), Init.ZERO, false),
        new Parameter(VARIANCE, channels, Axes.ofUnits(), Init.ONE, false));
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Keeps();
  }
}
