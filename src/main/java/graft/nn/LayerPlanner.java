package graft.nn;

import graft.device.AlgorithmPolicy;
import graft.device.Convolution;
import graft.device.ConvolutionShape;
import graft.device.Device;
import graft.device.Memory;
import graft.device.PoolingShape;
import graft.device.Workspace;
import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.Optional;

/** Turns layers into planned ones, and owns the one workspace that all their convolutions share. */
final class LayerPlanner implements AutoCloseable {
  private final Device device;
  private final ParameterBlock parameters;
  private final AlgorithmPolicy policy;
  private long workspaceBytes;
  private Optional<Memory> workspace = Optional.empty();

  LayerPlanner(Device device, ParameterBlock parameters, AlgorithmPolicy policy) {
    this.device = device;
    this.parameters = parameters;
    this.policy = policy;
  }

  /**
   * A layer's tensors.
   *
   * @param dx absent where nothing before the layer learns
   */
  record Wiring(Tensor x, Tensor y, Tensor dy, Optional<Tensor> dx) {}

  /** The layer on its memory; empty for a mere view. */
  Optional<PlannedLayer> plan(Layer layer, Wiring wiring) {
    if (layer instanceof Conv2d conv) {
      return Optional.of(planConvolution(conv, wiring));
    } else if (layer instanceof MaxPool2d pool) {
      return Optional.of(planPooling(pool, wiring));
    } else if (layer instanceof Dense dense) {
      return Optional.of(
          new PlannedDense(
              device,
              wiring.x(),
              wiring.y(),
              wiring.dy(),
              wiring.dx(),
              parameters.of(dense.name())));
    } else if (layer instanceof Relu) {
      return Optional.of(new PlannedRelu(device, wiring.y(), wiring.dy()));
    } else if (layer instanceof Flatten) {
      return Optional.empty();
    }
    throw new IllegalStateException(
        "no plan for a layer of kind " + layer.getClass().getSimpleName());
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
    Convolution convolution = device.dnn().planConvolution(shape, policy);
    workspaceBytes = Math.max(workspaceBytes, convolution.workspaceBytes());
    return new PlannedConv2d(
        convolution,
        this::workspace,
        wiring.x(),
        wiring.y(),
        wiring.dy(),
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
