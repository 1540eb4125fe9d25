package graft.bench;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.experiment.Networks;
import graft.experiment.RunKind;
import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.GlorotUniform;
import graft.nn.Layer;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.random.Philox;
import graft.tensor.Shape;
import graft.train.ResidentData;
import graft.train.Steps;
import graft.train.TrainingOptions;
import java.util.List;
import java.util.Random;

/** The experiment's networks on random pixels: what they learn takes no part in what they cost. */
public enum BenchNetwork {
  TEACHER(RunKind.TEACHER),
  WIDER(RunKind.WIDER_NET2WIDER),
  DEEPER(RunKind.DEEPER_NET2DEEPER);

  private static final Shape SAMPLE = Shape.of(28, 28, 1);
  private static final int CLASSES = 10;
  private static final int SAMPLES = 4096;

  private final RunKind kind;

  BenchNetwork(RunKind kind) {
    this.kind = kind;
  }

  Model model() {
    Model teacher = draw(Networks.teacher(SAMPLE, CLASSES));
    return this == TEACHER ? teacher : Networks.student(kind, teacher, new Philox(1, 0));
  }

  /** The teacher with so many filters in both convolutions and units in its hidden layer. */
  static Model teacherOfWidth(int width) {
    List<Layer> layers =
        Networks.teacher(SAMPLE, CLASSES).layers().stream()
            .map(layer -> withWidth(layer, width))
            .toList();
    return draw(new NetworkSpec(SAMPLE, layers));
  }

  private static Layer withWidth(Layer layer, int width) {
    if (layer instanceof Conv2d conv) {
      return conv.withFilters(width);
    }
    return layer instanceof Dense && layer.name().equals("fc1")
        ? new Dense(layer.name(), width)
        : layer;
  }

  private static Model draw(NetworkSpec spec) {
    return GlorotUniform.initialize(spec, new Philox(1, 0));
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
        device,
        new ImageDataset(
            "random pixels", images, labels, SAMPLE.extent(0), SAMPLE.extent(1), CLASSES));
  }

  /** Training steps as the experiment's students take them. */
  static Steps training(Device device, ResidentData data, Model model, int batch, boolean graph) {
    return Steps.training(
        device, data, model, new TrainingOptions(1, batch, 0.001f, 0.9f, 1, graph));
  }
}
