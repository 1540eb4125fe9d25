package graft.bench;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.experiment.Networks;
import graft.experiment.Run;
import graft.experiment.Runs;
import graft.model.Conv2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.tensor.Shape;
import graft.train.ResidentData;
import graft.train.StepRunner;
import graft.train.TrainingOptions;
import java.util.List;
import java.util.Random;

/** The experiment's networks on random pixels: what they learn takes no part in what they cost. */
public enum BenchNetwork {
  TEACHER,
  WIDER,
  DEEPER;

  private static final Shape SAMPLE = Shape.of(28, 28, 1);
  private static final int CLASSES = 10;
  private static final int SAMPLES = 4096;

  Model model() {
    Model teacher = draw(Networks.teacher(SAMPLE, CLASSES));
    Philox random = new Philox(1, 0);
    return run().growth().map(growth -> growth.grow(teacher, random)).orElse(teacher);
  }

  private Run run() {
    return switch (this) {
      case TEACHER -> Runs.TEACHER;
      case WIDER -> Runs.WIDER_NET2WIDER;
      case DEEPER -> Runs.DEEPER_NET2DEEPER;
    };
  }

  /** The teacher with so many filters in both convolutions and units in its hidden layer. */
  static Model teacherOfWidth(int width) {
    List<Node> nodes =
        Networks.teacher(SAMPLE, CLASSES).nodes().stream()
            .map(node -> isHidden(node) ? node.withOp(node.op().withUnits(width)) : node)
            .toList();
    return draw(new NetworkSpec(SAMPLE, nodes));
  }

  private static boolean isHidden(Node node) {
    return node.op() instanceof Conv2d || node.name().equals("fc1");
  }

  private static Model draw(NetworkSpec spec) {
    return Model.untrained(spec, 1);
  }

  /** Random images on the device. */
  static ResidentData data(Device device) {
    Random random = new Random(1);
    byte[] images = new byte[SAMPLES * SAMPLE.elements()];
    random.nextBytes(images);
    byte[] labels = new byte[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
    }
    return ResidentData.upload(
        device, new ImageDataset("random pixels", images, labels, SAMPLE, CLASSES));
  }

  /** Training steps as the experiment's students take them. */
  static StepRunner training(
      Device device, ResidentData data, Model model, int batch, boolean graph) {
    return StepRunner.training(
        device, data, model, TrainingOptions.of(1, batch, Sgd.of(0.001f, 0.9f)).withGraph(graph));
  }
}
