package graft.experiment;

import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.net2net.Widening;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** The experiment's teacher and how each student grows from it. */
public final class Networks {
  private static final int TEACHER_WIDTH = 64;
  private static final int STUDENT_WIDTH = 128;
  private static final String WIDTH = Integer.toString(STUDENT_WIDTH);

  private Networks() {}

  /**
   * The teacher of the notebook: two 3x3 convolutions of 64 filters, each with 2x2 max pooling, a
   * hidden dense layer of 64 units and the logits.
   *
   * @param sample the shape of one image, {@code [H, W, 1]}
   * @param classes the number of logits
   */
  public static NetworkSpec teacher(Shape sample, int classes) {
    return NetworkSpec.chain(sample)
        .then("conv1", Conv2d.same(TEACHER_WIDTH, 3))
        .then("pool1", new MaxPool2d(2, 2))
        .then("conv2", Conv2d.same(TEACHER_WIDTH, 3))
        .then("pool2", new MaxPool2d(2, 2))
        .then("flatten", new Flatten())
        .then("fc1", new Dense(TEACHER_WIDTH))
        .then("fc1-relu", new Relu())
        .then("fc2", new Dense(classes))
        .build();
  }

  /** conv1 and fc1 twice as wide, the new units drawn at random. */
  static Beginning widerRandomPad(Model teacher, Philox random) {
    return randomPad(randomPad(Beginning.of(teacher), "conv1", random), "fc1", random);
  }

  private static Beginning randomPad(Beginning before, String node, Philox random) {
    return before.then(
        "widen",
        arguments(node, WIDTH, "units", "random-pad"),
        Widen.randomPad(before.model(), node, STUDENT_WIDTH, random));
  }

  /** conv1 and fc1 twice as wide, the new units copies of the teacher's. */
  static Beginning widerNet2wider(Model teacher, Philox random) {
    return net2wider(net2wider(Beginning.of(teacher), "conv1", random), "fc1", random);
  }

  private static Beginning net2wider(Beginning before, String node, Philox random) {
    Widening wider =
        Widen.net2wider(
            before.model(), node, STUDENT_WIDTH, SymmetryBreaking.EXAMPLE_NOISE, random);
    Map<String, String> arguments = arguments(node, WIDTH, "units", "copies");
    arguments.put("breaking", "noise");
    arguments.put("copied", wider.map().text());
    return before.then("widen", arguments, wider.grown());
  }

  /** conv2 and fc1 doubled, the new layers drawn at random. */
  static Beginning deeperRandomInit(Model teacher, Philox random) {
    return randomInit(randomInit(Beginning.of(teacher), "conv2", random), "fc1", random);
  }

  private static Beginning randomInit(Beginning before, String node, Philox random) {
    return before.then(
        "deepen",
        arguments("node", node, "by", "random"),
        Deepen.randomInit(before.model(), node, random));
  }

  /** conv2 and fc1 doubled, the new layers identities. */
  static Beginning deeperNet2deeper(Model teacher) {
    return net2deeper(net2deeper(Beginning.of(teacher), "conv2"), "fc1");
  }

  private static Beginning net2deeper(Beginning before, String node) {
    return before.then(
        "deepen", arguments("node", node, "by", "layer"), Deepen.net2deeper(before.model(), node));
  }

  /** In a lineage, as graft's commands write them. */
  private static Map<String, String> arguments(
      String name, String value, String another, String itsValue) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put(name, value);
    arguments.put(another, itsValue);
    return arguments;
  }
}
