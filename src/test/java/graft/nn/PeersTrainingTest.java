package graft.nn;

import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.PeerFigures;
import graft.model.PeerNetworks;
import graft.reference.ReferenceOps;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Twenty steps of a small network by each optimizer against PyTorch's: losses and weights. */
class PeersTrainingTest {
  /**
   * Of a tensor's largest value. The steps carry on what float32 rounded, and stay far below this.
   */
  private static final double PART = 1e-4;

  private static final int BATCH = 4;
  private static final float RATE = 0.05f;
  private static final float DECAY = 0.05f;

  private final Device device = SharedDevice.get();

  @Test
  void momentum() {
    check("sgd-momentum", new Sgd(RATE, 0.9f, false, 0));
  }

  @Test
  void nesterov() {
    check("sgd-nesterov", new Sgd(RATE, 0.9f, true, 0));
  }

  @Test
  void decayOfAll() {
    check("sgd-decay-of-all", new Sgd(RATE, 0.9f, false, DECAY).withDecayOnAll());
  }

  @Test
  void nesterovAndDecayOfKernels() {
    check("sgd-nesterov-decay-of-kernels", new Sgd(RATE, 0.9f, true, DECAY));
  }

  @Test
  void clippedByTheGlobalNorm() {
    check("sgd-clipped", new Sgd(RATE, 0.9f, false, 0).clippedTo(1));
  }

  @Test
  void adamW() {
    AdamW plain = new AdamW(0.01f, 0.9, 0.999, 1e-8f, 0);
    AdamW decaying = new AdamW(0.01f, 0.9, 0.999, 1e-8f, 0.1f);
    check("adamw", plain);
    check("adamw-decay-of-kernels", decaying);
    check("adamw-decay-of-all", decaying.withDecayOnAll());
  }

  private void check(String name, Optimizer optimizer) {
    PeerFigures figures = PeerFigures.of(name);
    Model model = PeerNetworks.model(name);
    double[] losses = new double[figures.computed("losses").length];
    double[] norms = new double[losses.length];
    Map<String, double[]> found = new HashMap<>();
    try (Network network = new Network(device, model.spec(), Passes.training(BATCH));
        BatchRows rows = new BatchRows(device, BATCH);
        Memory stepOfEpoch = device.allocate(Integer.BYTES, "step of the epoch");
        OptimizerState state =
            new OptimizerState(device, network, optimizer, 1, stepOfEpoch.pointer())) {
      network.load(model.weights());
      device.stream().clear(stepOfEpoch.pointer(), stepOfEpoch.bytes());
      for (int step = 0; step < losses.length; step++) {
        device.stream().upload(new int[] {step, 0}, network.steps());
        step(figures, step, network.pass(Mode.TRAINING, BATCH), rows);
        losses[step] = mean(rows.losses(BATCH));
        norms[step] = norm(network);
        optimizer.step(state).forEach(Call::submit);
      }
      network
          .weights()
          .tensors()
          .forEach(
              (parameter, tensor) ->
                  found.put(PeerFigures.after(parameter), ReferenceOps.toDouble(tensor.toArray())));
    }
    found.put("losses", losses);
    found.put("norms", norms);
    figures.check(found, PART);
  }

  /** The batches follow each other through the case's samples, over and over. */
  private void step(PeerFigures figures, int step, Pass pass, BatchRows rows) {
    float[] samples = figures.drawn(NetworkSpec.INPUT);
    int first = step * BATCH % figures.batch();
    int floats = figures.sample().elements();
    NetworkRig.step(
        device,
        pass,
        rows,
        Arrays.copyOfRange(samples, first * floats, (first + BATCH) * floats),
        Arrays.copyOfRange(figures.labels(), first, first + BATCH));
  }

  private static double mean(float[] losses) {
    return Arrays.stream(ReferenceOps.toDouble(losses)).average().orElseThrow();
  }

  /** The length of the gradients of all parameters together. */
  private static double norm(Network network) {
    return Math.sqrt(
        network.gradients().values().stream()
            .flatMapToDouble(tensor -> Arrays.stream(ReferenceOps.toDouble(tensor.toArray())))
            .map(x -> x * x)
            .sum());
  }
}
