package graft.net2net;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Op;
import graft.model.Parameter;
import graft.model.Relu;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a trained network residual blocks (He, Zhang, Ren, Sun, arXiv 1512.03385): behind a node
 * that gives x, the nodes of y = x + F(x), so that all that read x then read y. Where x is never
 * negative, a ReLU is behind the sum, as in front of it.
 *
 * <p>For images F is convolution, BatchNorm, ReLU, convolution, BatchNorm: windows of 3 x 3 with
 * 'same' padding, as many filters as channels, no bias, epsilon and momentum of the network's first
 * BatchNorm. In a network without BatchNorm the convolutions have a bias instead. For features
 * {@code [n]} F is dense, ReLU, dense. A copied block has the F of its original.
 *
 * <p>The new nodes are called as {@link Deepen} tells.
 */
public final class DeepenResidual {
  private static final int WINDOW = 3;

  private DeepenResidual() {}

  /**
   * A residual block behind a node.
   *
   * <p>Drawn blocks are normalised by running statistics of 0 and 1, which are to be measured
   * ({@link Grown#unmeasured}); with {@link ResidualStart#ZERO} the student computes what its
   * teacher did before and after that. Copied ones keep their original's statistics.
   *
   * @param teacher the trained model
   * @param node the name of a node; for {@link ResidualStart#COPY} and {@link
   *     ResidualStart#INTERPOLATE} the last one of a residual block with an identity shortcut: the
   *     sum, or the ReLU behind it
   * @param start with which weights the block begins
   * @param random gives the kernels that are drawn, from input to output
   * @throws IllegalArgumentException if there is no such node, it gives neither {@code [H, W, C]}
   *     nor {@code [n]}, it ends no residual block that could be copied, or that has nothing to
   *     halve
   */
  public static Grown behind(Model teacher, String node, ResidualStart start, Philox random) {
    return behind(teacher.spec(), node, start, random).grow(teacher);
  }

  /** The plan of {@link #behind(Model, String, ResidualStart, Philox)}. */
  static GrowthPlan behind(NetworkSpec teacher, String node, ResidualStart start, Philox random) {
    return switch (start) {
      case ZERO -> zero(teacher, node, random);
      case GAUSSIAN -> gaussian(teacher, node, random);
      case COPY -> copy(teacher, ResidualBlock.endingIn(teacher, node), node, Set.of());
      case INTERPOLATE -> {
        ResidualBlock block = ResidualBlock.endingIn(teacher, node);
        yield copy(teacher, block, node, block.scale(teacher));
      }
    };
  }

  private static GrowthPlan copy(
      NetworkSpec teacher, ResidualBlock block, String node, Set<String> halved) {
    return BlockCopy.of(teacher, block.nodes(), block.input(), node).plan(teacher, halved);
  }

  private static GrowthPlan zero(NetworkSpec teacher, String node, Philox random) {
    NewBlock block = NewBlock.behind(teacher, node);
    GrowthPlan plan = block.plan(teacher);
    for (NodeParameter named : block.insertion().parameters(teacher)) {
      Parameter parameter = named.parameter();
      boolean last = named.node().equals(block.last()) && parameter.trained();
      boolean drawn = parameter.role().equals(Parameter.KERNEL) && !last;
      Init init = last ? Init.ZERO : drawn ? Init.HE : parameter.init();
      plan.add(named.name(), () -> Numbers.of(init.draw(parameter, random)));
    }
    return plan;
  }

  private static GrowthPlan gaussian(NetworkSpec teacher, String node, Philox random) {
    NewBlock block = NewBlock.behind(teacher, node);
    GrowthPlan plan = block.plan(teacher).preserving(Preserves.NOWHERE);
    for (NodeParameter named : block.insertion().parameters(teacher)) {
      Parameter parameter = named.parameter();
      boolean kernel = parameter.role().equals(Parameter.KERNEL);
      plan.add(
          named.name(),
          () ->
              kernel
                  ? normal(parameter, random)
                  : Numbers.of(parameter.init().draw(parameter, random)));
    }
    return plan;
  }

  private static double[] normal(Parameter parameter, Philox random) {
    double deviation = Math.sqrt(2.0 / parameter.fanIn());
    double[] drawn = new double[parameter.shape().elements()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = deviation * random.nextGaussian();
    }
    return drawn;
  }

  /**
   * x + F(x) with an F of its own.
   *
   * @param insertion the nodes in their place
   * @param last the name of the node that ends F
   */
  private record NewBlock(Insertion insertion, String last) {
    static NewBlock behind(NetworkSpec spec, String node) {
      Shape shape = spec.shapeOf(spec.node(node).name());
      Optional<Op> norm = shape.rank() == 3 ? normOf(spec) : Optional.empty();
      Op layer = layer(node, shape, norm.isPresent());
      BlockBuilder block = new BlockBuilder(spec, node);
      String first = layer(block, layer, norm, node);
      String last = layer(block, layer, norm, block.add(new Relu(), first));
      String sum = block.add(new Add(), node, last);
      if (Insertion.neverNegative(spec, node)) {
        block.add(new Relu(), sum);
      }
      return new NewBlock(block.behind(node), last);
    }

    private static String layer(BlockBuilder block, Op layer, Optional<Op> norm, String reads) {
      String name = block.add(layer, reads);
      return norm.isPresent() ? block.add(norm.get(), name) : name;
    }

    private static Op layer(String node, Shape shape, boolean normalised) {
      if (shape.rank() == 1) {
        return new Dense(shape.last());
      }
      if (shape.rank() != 3) {
        throw new IllegalArgumentException(
            "node %s gives %s; expected [H, W, C] or [n]".formatted(node, shape));
      }
      Conv2d convolution = Conv2d.same(shape.last(), WINDOW);
      return normalised ? convolution.withoutBias() : convolution;
    }

    /** As the network's first normalisation. */
    private static Optional<Op> normOf(NetworkSpec spec) {
      return spec.nodes().stream().map(Node::op).filter(BatchNorm.class::isInstance).findFirst();
    }

    /** The statistics of normalisations are to be measured: nothing is known of what they read. */
    GrowthPlan plan(NetworkSpec teacher) {
      GrowthPlan plan = insertion.plan(teacher);
      insertion.norms(teacher).forEach(plan::unmeasured);
      return plan;
    }
  }
}
