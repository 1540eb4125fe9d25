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
import graft.random.Philox;
import graft.tensor.Shape;

/** The experiment's teacher and how each student grows from it. */
public final class Networks {
  private static final int TEACHER_WIDTH = 64;
  private static final int STUDENT_WIDTH = 128;

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
  static Model widerRandomPad(Model teacher, Philox random) {
    Model wider = Widen.randomPad(teacher, "conv1", STUDENT_WIDTH, random).model();
    return Widen.randomPad(wider, "fc1", STUDENT_WIDTH, random).model();
  }

  /** conv1 and fc1 twice as wide, the new units copies of the teacher's. */
  static Model widerNet2wider(Model teacher, Philox random) {
    return net2wider(net2wider(teacher, "conv1", random), "fc1", random);
  }

  private static Model net2wider(Model model, String node, Philox random) {
    return Widen.net2wider(model, node, STUDENT_WIDTH, SymmetryBreaking.EXAMPLE_NOISE, random)
        .model();
  }

  /** conv2 and fc1 doubled, the new layers drawn at random. */
  static Model deeperRandomInit(Model teacher, Philox random) {
    return Deepen.randomInit(Deepen.randomInit(teacher, "conv2", random).model(), "fc1", random)
        .model();
  }

  /** conv2 and fc1 doubled, the new layers identities. */
  static Model deeperNet2deeper(Model teacher) {
    return Deepen.net2deeper(Deepen.net2deeper(teacher, "conv2").model(), "fc1").model();
  }
}
