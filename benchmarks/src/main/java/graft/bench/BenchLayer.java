package graft.bench;

import graft.device.Device;
import graft.device.Memory;
import graft.device.Pooling;
import graft.device.PoolingShape;
import graft.model.ChainBuilder;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Op;
import graft.model.Relu;
import graft.nn.Mode;
import graft.nn.Network;
import graft.nn.Pass;
import graft.nn.Passes;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.List;

/** The layers of the experiment's networks, at their shapes. */
public enum BenchLayer {
  CONV1_POOL1(false, Shape.of(28, 28, 1), Conv2d.same(64, 3), new MaxPool2d(2, 2)),
  CONV1_POOL1_WIDER(false, Shape.of(28, 28, 1), Conv2d.same(128, 3), new MaxPool2d(2, 2)),
  CONV2(true, Shape.of(14, 14, 64), Conv2d.same(64, 3)),
  CONV2_WIDER(true, Shape.of(14, 14, 128), Conv2d.same(64, 3)),
  POOL2(true, Shape.of(14, 14, 64)) {
    @Override
    Planned plan(Device device, int batch) {
      return new PlannedPooling(device, new PoolingShape(batch, 14, 14, 64, 2, 2, 2, 2, 0, 0));
    }
  },
  FC1_RELU(true, Shape.of(7 * 7 * 64), new Dense(64), new Relu()),
  FC1_RELU_WIDER(true, Shape.of(7 * 7 * 64), new Dense(128), new Relu()),
  FC2(true, Shape.of(64), new Dense(10));

  private final boolean inputGradient;
  private final Shape input;
  private final List<Op> ops;

  BenchLayer(boolean inputGradient, Shape input, Op... ops) {
    this.inputGradient = inputGradient;
    this.input = input;
    this.ops = List.of(ops);
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
    ChainBuilder chain = NetworkSpec.chain(input);
    for (Op op : ops) {
      chain.then(op.kind(), op);
    }
    return new PlannedNetwork(device, chain.build(), inputGradient, batch);
  }

  private static final class PlannedNetwork implements Planned {
    private final Device device;
    private final Network network;
    private final Pass pass;

    PlannedNetwork(Device device, NetworkSpec spec, boolean inputGradient, int batch) {
      this.device = device;
      Passes passes = Passes.training(batch);
      this.network = new Network(device, spec, inputGradient ? passes.withInputGradient() : passes);
      this.pass = network.pass(Mode.TRAINING, batch);
      Philox random = new Philox(1, 0);
      network.load(Model.untrained(spec, 1).weights());
      Shape shape = spec.input().prepend(batch);
      device.stream().upload(uniform(shape, random), pass.input().pointer());
      forward(1);
      device.stream()
          .upload(
              uniform(spec.outputShape().prepend(batch), random), pass.logitsGradient().pointer());
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
        pass.forward();
      }
      device.stream().synchronize();
    }

    @Override
    public void backward(int passes) {
      for (int i = 0; i < passes; i++) {
        pass.backward();
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
