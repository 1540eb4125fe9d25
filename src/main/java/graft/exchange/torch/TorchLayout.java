package graft.exchange.torch;

import graft.exchange.FlattenedOrder;
import graft.exchange.TensorOrder;
import graft.model.BatchNorm;
import graft.model.Dense;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Map;

/**
 * How a network's parameters lie in PyTorch's modules: kernels of convolutions are {@code [K, C, R,
 * S]}, those of dense layers {@code [out, in]}, and behind a flattened image {@code in} goes
 * through channels, rows and columns.
 */
final class TorchLayout {
  private static final Map<String, String> ROLES =
      Map.of(
          Parameter.KERNEL, "weight",
          Parameter.BIAS, "bias",
          BatchNorm.GAMMA, "weight",
          BatchNorm.BETA, "bias",
          BatchNorm.MEAN, "running_mean",
          BatchNorm.VARIANCE, "running_var");

  private final NetworkSpec spec;
  private final FlattenedOrder order;

  /**
   * Of a network.
   *
   * @throws IllegalArgumentException as {@link FlattenedOrder#FlattenedOrder}
   */
  TorchLayout(NetworkSpec spec) {
    this.spec = spec;
    this.order = new FlattenedOrder(spec);
  }

  /** What PyTorch calls a parameter within its module: {@code weight}. */
  static String role(NodeParameter parameter) {
    return ROLES.get(parameter.role());
  }

  /** A parameter as it lies in PyTorch. */
  HostTensor torch(NodeParameter parameter, HostTensor tensor) {
    Node node = spec.node(parameter.node());
    if (tensor.shape().rank() == 4) {
      return TensorOrder.channelsFirst(tensor);
    }
    if (tensor.shape().rank() == 2) {
      return TensorOrder.transposed(rows(tensor, order.of(node.input()), false));
    }
    return ordered(node) ? rows(tensor, order.of(node.name()), false) : tensor;
  }

  /** A parameter as it lies here. */
  HostTensor graft(NodeParameter parameter, HostTensor tensor) {
    Node node = spec.node(parameter.node());
    if (parameter.shape().rank() == 4) {
      return TensorOrder.channelsLast(tensor);
    }
    if (parameter.shape().rank() == 2) {
      return rows(TensorOrder.transposed(tensor), order.of(node.input()), true);
    }
    return ordered(node) ? rows(tensor, order.of(node.name()), true) : tensor;
  }

  /** The shape that a parameter has in PyTorch. */
  Shape shape(NodeParameter parameter) {
    Shape here = parameter.shape();
    return switch (here.rank()) {
      case 4 -> Shape.of(here.extent(0), here.extent(3), here.extent(1), here.extent(2));
      case 2 -> Shape.of(here.extent(1), here.extent(0));
      default -> here;
    };
  }

  /** Whether a node has a number for each feature, in the order in which they come. */
  private boolean ordered(Node node) {
    return !(node.op() instanceof Dense) && spec.shapeOf(node.name()).rank() == 1;
  }

  /** Row i of PyTorch's is row places[i] of Graft's. */
  private static HostTensor rows(HostTensor tensor, int[] places, boolean toGraft) {
    float[] from = tensor.toArray();
    float[] to = new float[from.length];
    int row = from.length / places.length;
    for (int i = 0; i < places.length; i++) {
      int there = toGraft ? places[i] : i;
      int here = toGraft ? i : places[i];
      System.arraycopy(from, here * row, to, there * row, row);
    }
    return HostTensor.of(tensor.shape(), to);
  }
}
