package graft.predict;

import graft.device.Device;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.Weights;
import graft.nn.Mode;
import graft.nn.Network;
import graft.nn.Pass;
import graft.nn.Passes;
import graft.tensor.Shape;
import graft.train.DeviceMemory;
import java.util.ArrayDeque;
import java.util.Deque;

/** Forward passes of training on a device, on a copy of a model, and no step of learning. */
final class TrainingForward implements AutoCloseable {
  private final Device device;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final BatchInput input;
  private final Network network;
  private final Pass pass;
  private final int outputs;

  private TrainingForward(Device device, Model model, Preprocessing preprocessing, Passes passes) {
    this.device = device;
    NetworkSpec spec = model.spec();
    int batch = passes.training().iterator().next();
    try {
      input = new BatchInput(device, spec.input(), preprocessing, batch);
      closers.push(input::close);
      network = new Network(device, spec, passes);
      closers.push(network::close);
      network.load(model.weights());
      pass = network.pass(Mode.TRAINING, batch);
      outputs = batch * spec.outputShape().elements();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Plans and allocates.
   *
   * @param statistics whether running statistics follow the batches
   * @throws graft.train.DeviceMemoryException if the device has less memory free than it takes
   */
  static TrainingForward of(
      Device device, Model model, Preprocessing preprocessing, int batch, boolean statistics) {
    Passes training = Passes.training(batch);
    Passes passes = statistics ? training : training.withoutStatistics();
    Shape sample = model.spec().input();
    long bytes =
        Network.memory(device, model.spec(), passes).total() + BatchInput.bytes(sample, batch);
    DeviceMemory.require(device, "forward passes of training of " + batch + " images", bytes);
    return new TrainingForward(device, model, preprocessing, passes);
  }

  /**
   * What the network gives for a batch.
   *
   * @param images {@code [batch, H, W, C]} unsigned bytes
   * @return {@code [batch, ...]}
   */
  float[] output(byte[] images) {
    input.upload(images);
    input.gather(pass.input()).submit();
    pass.forward();
    float[] output = new float[outputs];
    device.stream().download(pass.logits().pointer(), output);
    return output;
  }

  /** The parameters, with the statistics of the last batch where they follow. */
  Weights weights() {
    return network.weights();
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
