package graft.nn;

import graft.device.Convolution;
import graft.device.ConvolutionShape;
import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.device.PoolingShape;
import graft.device.Workspace;
import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.Optional;

/** Turns stages into planned layers, and owns the one workspace that all of them share. */
final class LayerPlanner implements AutoCloseable {
  private final Device device;
  private final NetworkSpec spec;
  private final ParameterBlock parameters;
  private final boolean training;
  private long workspaceBytes;
  private Optional<Memory> workspace = Optional.empty();

  LayerPlanner(Device device, NetworkSpec spec, ParameterBlock parameters, boolean training) {
    this.device = device;
    this.spec = spec;
    this.parameters = parameters;
    this.training = training;
  }

  /**
   * A stage's tensors.
   *
   * @param dx absent where nothing before the stage learns
   * @param summed what a convolution's bias gradient is summed from: dy, or a smaller tensor with
   *     the same sums
   * @param note memory for what training notes for the backward pass
   */
  record Wiring(
      Tensor x, Tensor y, Tensor dy, Optional<Tensor> dx, Tensor summed, DevicePointer note) {}

  /** The stage on its memory; empty for a mere view. */
  Optional<PlannedLayer> plan(Stage stage, Wiring wiring) {
    Layer layer = spec.layers().get(stage.first());
    return switch (stage.kind()) {
      case LAYER -> planLayer(layer, wiring);
      case DENSE_RELU -> Optional.of(planDense((Dense) layer, wiring, true));
      case ONE_CHANNEL_CONV_POOL -> Optional.of(planOneChannelConvPool((Conv2d) layer, wiring));
    };
  }

  private Optional<PlannedLayer> planLayer(Layer layer, Wiring wiring) {
    if (layer instanceof Conv2d conv) {
      return Optional.of(planConvolution(conv, wiring));
    } else if (layer instanceof MaxPool2d pool) {
      return Optional.of(planPooling(pool, wiring));
    } else if (layer instanceof Dense dense) {
      return Optional.of(planDense(dense, wiring, false));
    } else if (layer instanceof Relu) {
      return Optional.of(new PlannedRelu(device, wiring.y(), wiring.dy()));
    } else if (layer instanceof Flatten) {
      return Optional.empty();
    }
    throw new IllegalStateException(
        "no plan for a layer of kind " + layer.getClass().getSimpleName());
  }

  private PlannedLayer planDense(Dense dense, Wiring wiring, boolean relu) {
    return new PlannedDense(
        device,
        wiring.x(),
        wiring.y(),
        wiring.dy(),
        wiring.dx(),
        parameters.of(dense.name()),
        relu);
  }

  private PlannedLayer planOneChannelConvPool(Conv2d conv, Wiring wiring) {
    Shape x = wiring.x().shape();
    PlannedOneChannelConvPool planned =
        new PlannedOneChannelConvPool(
            device,
            this::workspace,
            wiring.x(),
            wiring.y(),
            wiring.dy(),
            training ? Optional.of(wiring.note()) : Optional.empty(),
            parameters.of(conv.name()),
            conv.padHeight(Shape.of(x.extent(1), x.extent(2), x.extent(3))));
    if (training) {
      workspaceBytes = Math.max(workspaceBytes, planned.workspaceBytes());
    }
    return planned;
  }

  private PlannedLayer planConvolution(Conv2d conv, Wiring wiring) {
    Shape x = wiring.x().shape();
    Shape sample = Shape.of(x.extent(1), x.extent(2), x.extent(3));
    ConvolutionShape shape =
        new ConvolutionShape(
            x.extent(0),
            x.extent(1),
            x.extent(2),
            x.extent(3),
            conv.filters(),
            conv.kernelHeight(),
            conv.kernelWidth(),
            conv.stride(),
            conv.stride(),
            conv.padHeight(sample),
            conv.padWidth(sample));
    Convolution convolution = device.dnn().planConvolution(shape);
    workspaceBytes = Math.max(workspaceBytes, convolution.workspaceBytes());
    Shape summed = wiring.summed().shape();
    return new PlannedConv2d(
        convolution,
        device
            .dnn()
            .planBiasGradient(
                summed.extent(0), summed.extent(1), summed.extent(2), summed.extent(3)),
        this::workspace,
        wiring.x(),
        wiring.y(),
        wiring.dy(),
        wiring.summed(),
        wiring.dx(),
        parameters.of(conv.name()));
  }

  private PlannedLayer planPooling(MaxPool2d pool, Wiring wiring) {
    Shape x = wiring.x().shape();
    PoolingShape shape =
        new PoolingShape(
            x.extent(0),
            x.extent(1),
            x.extent(2),
            x.extent(3),
            pool.window(),
            pool.window(),
            pool.stride(),
            pool.stride());
    return new PlannedMaxPool2d(
        device.dnn().planPooling(shape), wiring.x(), wiring.y(), wiring.dy(), wiring.dx());
  }

  /** Allocates the workspace for everything planned so far; called once, after the last plan. */
  void allocateWorkspace() {
    if (workspaceBytes > 0) {
      workspace = Optional.of(device.allocate(workspaceBytes, "workspace"));
    }
  }

  private Workspace workspace() {
    return workspace.map(Workspace::of).orElse(Workspace.NONE);
  }

  @Override
  public void close() {
    workspace.ifPresent(Memory::close);
  }
}
