package graft.experiment;

import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.MaxPool2d;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.nn.Relu;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.List;

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
    return new NetworkSpec(
        sample,
        List.of(
            Conv2d.same("conv1", TEACHER_WIDTH, 3),
            new MaxPool2d("pool1", 2, 2),
            Conv2d.same("conv2", TEACHER_WIDTH, 3),
            new MaxPool2d("pool2", 2, 2),
            new Flatten("flatten"),
            new Dense("fc1", TEACHER_WIDTH),
            new Relu("fc1-relu"),
            new Dense("fc2", classes)));
  }

  /**
   * A student as it is before its first step: conv1 and fc1 twice as wide, or conv2 and fc1
   * doubled.
   *
   * @param teacher the trained teacher, which stays as it is
   * @throws IllegalArgumentException if the kind is no student's
   */
  public static Model student(RunKind kind, Model teacher, Philox random) {
    return switch (kind) {
      case TEACHER -> throw new IllegalArgumentException("the teacher is no student");
      case WIDER_RANDOM_PAD ->
          Widen.randomPad(
              Widen.randomPad(teacher, "conv1", STUDENT_WIDTH, random),
              "fc1",
              STUDENT_WIDTH,
              random);
      case WIDER_NET2WIDER -> net2wider(net2wider(teacher, "conv1", random), "fc1", random);
      case DEEPER_RANDOM_INIT ->
          Deepen.randomInit(Deepen.randomInit(teacher, "conv2", random), "fc1", random);
      case DEEPER_NET2DEEPER -> Deepen.net2deeper(Deepen.net2deeper(teacher, "conv2"), "fc1");
    };
  }

  private static Model net2wider(Model model, String layer, Philox random) {
    return Widen.net2wider(model, layer, STUDENT_WIDTH, SymmetryBreaking.EXAMPLE_NOISE, random)
        .model();
  }
}
