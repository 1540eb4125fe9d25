package graft.bench;

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
import java.util.Locale;

/** The networks that are timed by name: the experiment's, and two for colour images. */
public enum BenchNetwork {
  TEACHER(28, 1),
  WIDER(28, 1),
  DEEPER(28, 1),
  RESNET20(32, 3),
  VGG(32, 3);

  private static final int CLASSES = TimedNetwork.CLASSES;

  private final Shape sample;

  BenchNetwork(int extent, int channels) {
    sample = Shape.of(extent, extent, channels);
  }

  /** Those of the experiment. */
  static List<BenchNetwork> ofExperiment() {
    return List.of(TEACHER, WIDER, DEEPER);
  }

  /** The name on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Model model() {
    return switch (this) {
      case TEACHER -> grown(Runs.TEACHER);
      case WIDER -> grown(Runs.WIDER_NET2WIDER);
      case DEEPER -> grown(Runs.DEEPER_NET2DEEPER);
      case RESNET20 -> draw(ColourNetworks.resnet20(sample, CLASSES));
      case VGG -> draw(ColourNetworks.vgg(sample, CLASSES));
    };
  }

  private Model grown(Run run) {
    Model teacher = draw(Networks.teacher(sample, CLASSES));
    Philox random = new Philox(1, 0);
    return run.growth().map(growth -> growth.grow(teacher, random).model()).orElse(teacher);
  }

  /** The teacher with so many filters in both convolutions and units in its hidden layer. */
  static Model teacherOfWidth(int width) {
    List<Node> nodes =
        Networks.teacher(TEACHER.sample, CLASSES).nodes().stream()
            .map(node -> isHidden(node) ? node.withOp(node.op().withUnits(width)) : node)
            .toList();
    return draw(new NetworkSpec(TEACHER.sample, nodes));
  }

  private static boolean isHidden(Node node) {
    return node.op() instanceof Conv2d || node.name().equals("fc1");
  }

  private static Model draw(NetworkSpec spec) {
    return Model.untrained(spec, 1);
  }

  /** Training steps: SGD with momentum. */
  static StepRunner training(
      Device device, ResidentData data, Model model, int batch, boolean graph) {
    return StepRunner.training(
        device, data, model, TrainingOptions.of(1, batch, Sgd.of(0.001f, 0.9f)).withGraph(graph));
  }
}
