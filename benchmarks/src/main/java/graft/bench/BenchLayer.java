package graft.bench;

import graft.device.Device;
import graft.device.Memory;
import graft.device.Pooling;
import graft.device.PoolingShape;
import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.GlorotUniform;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.Network;
import graft.nn.NetworkSpec;
import graft.nn.Relu;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.List;

/** The layers of the experiment's networks, at their shapes. */
public enum BenchLayer {
  CONV1_POOL1(false, Shape.of(28, 28, 1), Conv2d.same("conv1", 64, 3), new MaxPool2d("p", 2, 2)),
  CONV1_POOL1_WIDER(
      false, Shape.of(28, 28, 1), Conv2d.same("conv1", 128, 3), new MaxPool2d("p", 2, 2)),
  CONV2(true, Shape.of(14, 14, 64), Conv2d.same("conv2", 64, 3)),
  CONV2_WIDER(true, Shape.of(14, 14, 128), Conv2d.same("conv2", 64, 3)),
  POOL2(true, Shape.of(14, 14, 64)) {
    @Override
    Planned plan(Device device, int batch) {
      return new PlannedPooling(device, new PoolingShape(batch, 14, 14, 64, 2, 2, 2, 2));
    }
  },
  FC1_RELU(true, Shape.of(7 * 7 * 64), new Dense("fc1", 64), new Relu("relu")),
  FC1_RELU_WIDER(true, Shape.of(7 * 7 * 64), new Dense("fc1", 128), new Relu("relu")),
  FC2(true, Shape.of(64), new Dense("fc2", 10));

  private final boolean inputGradient;
  private final Shape input;
  private final List<Layer> layers;

  BenchLayer(boolean inputGradient, Shape input, Layer... layers) {
    this.inputGradient = inputGradient;
    this.input = input;
    this.layers = List.of(layers);
  }

  /** A layer on its memory, ready to run. */
  interface Planned extends AutoCloseable {
    /** So many forward passes, and waits for them. */
    void forward(int passes);

    /** So many backward passes, and waits for them. */
    void backward(int passes);

    @Override
    void close();
  }

  Planned plan(Device device, int batch) {
    return new PlannedNetwork(device, new NetworkSpec(input, layers), inputGradient, batch);
  }

  private static final class PlannedNetwork implements Planned {
    private final Device device;
    private final int batch;
    private final Network network;

    PlannedNetwork(Device device, NetworkSpec spec, boolean inputGradient, int batch) {
      this.device = device;
      this.batch = batch;
      this.network =
          new Network(
              device,
              spec,
              inputGradient
                  ? Network.Purpose.TRAINING_WITH_INPUT_GRADIENT
                  : Network.Purpose.TRAINING,
              batch);
      Philox random = new Philox(1, 0);
      network.load(GlorotUniform.initialize(spec, random).weights());
      Shape shape = spec.input().prepend(batch);
      device.stream().upload(uniform(shape, random), network.input(batch).pointer());
      forward(1);
      device.stream()
          .upload(
              uniform(spec.output().prepend(batch), random),
              network.logitsGradient(batch).pointer());
    }

    private static float[] uniform(Shape shape, Philox random) {
      float[] values = new float[shape.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(1 << 20) / (float) (1 << 20) - 0.5f;
      }
      return values;
    }

    @Override
    public void forward(int passes) {
      for (int i = 0; i < passes; i++) {
        network.forward(batch);
      }
      device.stream().synchronize();
    }

    @Override
    public void backward(int passes) {
      for (int i = 0; i < passes; i++) {
        network.backward(batch);
      }
      device.stream().synchronize();
    }

    @Override
    public void close() {
      network.close();
    }
  }

  /** Pooling learns nothing, so it is no network by itself. */
  private static final class PlannedPooling implements Planned {
    private final Device device;
    private final Pooling pooling;
    private final Memory x;
    private final Memory y;
    private final Memory dy;
    private final Memory dx;

    PlannedPooling(Device device, PoolingShape shape) {
      this.device = device;
      this.pooling = device.dnn().planPooling(shape);
      long xBytes = 4L * shape.batch() * shape.height() * shape.width() * shape.channels();
      x = zeros(xBytes, "x");
      dx = zeros(xBytes, "dx");
      y = zeros(xBytes / 4, "y");
      dy = zeros(xBytes / 4, "dy");
    }

    private Memory zeros(long bytes, String purpose) {
      Memory memory = device.allocate(bytes, purpose);
      device.stream().clear(memory.pointer(), bytes);
      return memory;
    }

    @Override
    public void forward(int passes) {
      for (int i = 0; i < passes; i++) {
        pooling.forward(x.pointer(), y.pointer());
      }
      device.stream().synchronize();
    }

    @Override
    public void backward(int passes) {
      for (int i = 0; i < passes; i++) {
        pooling.backward(y.pointer(), dy.pointer(), x.pointer(), dx.pointer(), false);
      }
      device.stream().synchronize();
    }

    @Override
    public void close() {
      pooling.close();
      x.close();
      y.close();
      dy.close();
      dx.close();
    }
  }
}
