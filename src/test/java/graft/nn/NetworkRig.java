package graft.nn;

import graft.device.Device;
import graft.device.Tensor;
import graft.model.Model;
import graft.tensor.HostTensor;
import java.util.Map;

/** Runs a model forward and backward once, and downloads all that it computed. */
final class NetworkRig {
  private NetworkRig() {}

  /**
   * What a training pass computed.
   *
   * @param logits {@code [batch, classes]}
   * @param losses of the samples, in nats
   * @param gradients of the mean loss, by parameter
   * @param inputGradient of the mean loss, {@code [batch, ...]}; empty where it was not asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // a bag of results
  record Outcome(
      float[] logits, float[] losses, Map<String, HostTensor> gradients, float[] inputGradient) {
    double loss() {
      double sum = 0;
      for (float loss : losses) {
        sum += loss;
      }
      return sum / losses.length;
    }
  }

  /** With one pass of training planned for the labels' number. */
  static Outcome run(Device device, Model model, Passes passes, float[] samples, int[] labels) {
    int batch = labels.length;
    try (Network network = new Network(device, model.spec(), passes);
        BatchRows rows = new BatchRows(device, batch)) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.TRAINING, batch);
      step(device, pass, rows, samples, labels);
      return new Outcome(
          download(device, pass.logits()),
          rows.losses(batch),
          network.gradients(),
          passes.inputGradient() ? download(device, pass.inputGradient()) : new float[0]);
    }
  }

  /** Forward, loss, backward. */
  static void step(Device device, Pass pass, BatchRows rows, float[] samples, int[] labels) {
    device.stream().upload(samples, pass.input().pointer());
    rows.setLabels(labels);
    pass.forward();
    new SoftmaxCrossEntropy(device)
        .forwardAndGradient(pass.logits(), rows, pass.logitsGradient())
        .submit();
    pass.backward();
  }

  static float[] download(Device device, Tensor tensor) {
    float[] values = new float[tensor.shape().elements()];
    device.stream().download(tensor.pointer(), values);
    return values;
  }
}
