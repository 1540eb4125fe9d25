package graft.selftest;

import graft.device.Device;
import graft.model.Model;
import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.nn.Mode;
import graft.nn.Network;
import graft.nn.Pass;
import graft.nn.Passes;
import graft.random.Philox;
import java.util.Locale;

/** Students of Net2Net compute what their teacher computes, on the device. */
final class PreservationCheck implements Check {
  private static final int BATCH = 32;

  /** Of the largest logit: what float32 sums of another order differ by, with room. */
  private static final double ALLOWED = 3e-5;

  @Override
  public String name() {
    return "function preservation";
  }

  @Override
  public Outcome run(CheckContext context) {
    Model teacher = CheckContext.teacher();
    Philox random = new Philox(2, 0);
    Model wider = Widen.net2wider(teacher, "conv1", 128, SymmetryBreaking.NONE, random).model();
    wider = Widen.net2wider(wider, "fc1", 128, SymmetryBreaking.NONE, random).model();
    Model deeper = Deepen.net2deeper(Deepen.net2deeper(teacher, "conv2").model(), "fc1").model();
    float[] samples = new float[BATCH * teacher.spec().input().elements()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat();
    }
    float[] expected = logits(context.device(), teacher, samples);
    double widerError = distance(expected, logits(context.device(), wider, samples));
    double deeperError = distance(expected, logits(context.device(), deeper, samples));
    return Outcome.of(
        widerError <= ALLOWED && deeperError <= ALLOWED,
        String.format(Locale.ROOT, "net2wider %.1e, net2deeper %.1e off", widerError, deeperError),
        "at most 3e-5 of the largest logit");
  }

  private static float[] logits(Device device, Model model, float[] samples) {
    try (Network network = new Network(device, model.spec(), Passes.inference(BATCH))) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.INFERENCE, BATCH);
      device.stream().upload(samples, pass.input().pointer());
      pass.forward();
      float[] logits = new float[pass.logits().shape().elements()];
      device.stream().download(pass.logits().pointer(), logits);
      return logits;
    }
  }

  /** The largest difference over the largest of the expected; infinite for what is no number. */
  private static double distance(float[] expected, float[] found) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double d = Math.abs(found[i] - expected[i]);
      difference = Math.max(difference, Double.isNaN(d) ? Double.POSITIVE_INFINITY : d);
    }
    return difference / largest;
  }
}
