package graft.nn;

import graft.device.Device;
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
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Relu;
import graft.random.RandomSequences;
import graft.tensor.Shape;
import graft.tensor.TooManyElementsException;

/** Turns stages into planned ops, for one batch size and mode. */
final class OpPlanner {
  private final Device device;
  private final NetworkSpec spec;
  private final Passes passes;
  private final Mode mode;
  private final int batch;

  OpPlanner(Device device, NetworkSpec spec, Passes passes, Mode mode, int batch) {
    this.device = device;
    this.spec = spec;
    this.passes = passes;
    this.mode = mode;
    this.batch = batch;
  }

  /**
   * A stage's planned op.
   *
   * @throws IllegalArgumentException if it cannot be planned; names the node
   */
  PlannedOp plan(Stage stage) {
    try {
      return switch (stage.kind()) {
        case SINGLE -> single(stage);
        case DENSE_RELU -> dense((Dense) stage.first().op(), stage, true);
        case ADD_RELU -> new PlannedAdd(device, true);
        case BATCH_NORM_RELU -> batchNorm(stage, true);
        case CONV_BATCH_NORM -> foldedConvolution(stage);
        case ONE_CHANNEL_CONV_POOL -> oneChannelConvPool((Conv2d) stage.first().op(), stage);
      };
    } catch (TooManyElementsException e) {
      throw new TooManyElementsException("node " + stage.name() + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("node " + stage.name() + ": " + e.getMessage(), e);
    }
  }

  private PlannedOp single(Stage stage) {
    Node node = stage.first();
    Op op = node.op();
    if (op instanceof Conv2d conv) {
      String summed = stage.pooledInto().map(Node::name).orElse(node.name());
      return new PlannedConv2d(device, conv, input(node), shape(summed), !node.frozen());
    } else if (op instanceof MaxPool2d pool) {
      return PlannedMaxPool2d.of(device, pool, input(node));
    } else if (op instanceof AveragePool2d pool) {
      return PlannedWindowPool.mean(device, new PooledWindows(pool.windows(), input(node)));
    } else if (op instanceof GlobalAveragePool) {
      return PlannedWindowPool.meanOfAll(device, input(node));
    } else if (op instanceof Dense dense) {
      return dense(dense, stage, false);
    } else if (op instanceof Relu) {
      return new PlannedRelu(device);
    } else if (op instanceof Flatten) {
      return new PlannedView(device);
    } else if (op instanceof Add) {
      return new PlannedAdd(device, false);
    } else if (op instanceof Concat) {
      return new PlannedConcat(device);
    } else if (op instanceof BatchNorm) {
      return batchNorm(stage, false);
    } else if (op instanceof Dropout dropout) {
      return dropout(dropout, node);
    }
    throw new IllegalStateException("no plan for a " + op.kind());
  }

  private PlannedOp dense(Dense dense, Stage stage, boolean relu) {
    Node node = stage.first();
    return new PlannedDense(device, input(node), dense.units(), relu, !node.frozen());
  }

  private PlannedOp batchNorm(Stage stage, boolean relu) {
    Node node = stage.first();
    BatchNorm norm = (BatchNorm) node.op();
    return mode == Mode.TRAINING && !node.frozen()
        ? new PlannedBatchNorm(device, norm, input(node), relu, passes.statistics())
        : new PlannedBatchNormInference(device, norm, input(node), relu);
  }

  private PlannedOp foldedConvolution(Stage stage) {
    Node node = stage.first();
    Conv2d conv = (Conv2d) node.op();
    return new PlannedFoldedConv2d(
        device,
        new PlannedConv2d(device, conv.withBias(), input(node), shape(node.name()), false),
        (BatchNorm) stage.last().op(),
        spec.parametersOf(node).get(0).shape());
  }

  private PlannedOp dropout(Dropout dropout, Node node) {
    return mode == Mode.TRAINING && dropout.rate() > 0
        ? new PlannedDropout(
            device, dropout.rate(), passes.seed(), RandomSequences.dropout(node.name()))
        : new PlannedView(device);
  }

  private PlannedOp oneChannelConvPool(Conv2d conv, Stage stage) {
    return new PlannedOneChannelConvPool(
        device,
        shape(stage.last().name()),
        mode == Mode.TRAINING && !stage.first().frozen(),
        conv.windows().borders(spec.shapeOf(stage.first().input())).top());
  }

  private Shape input(Node node) {
    return shape(node.input());
  }

  private Shape shape(String name) {
    return spec.shapeOf(name).prepend(batch);
  }
}
