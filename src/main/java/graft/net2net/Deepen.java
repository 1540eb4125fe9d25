package graft.net2net;

import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.List;
import java.util.Map;

/**
 * Gives a trained network more nodes. The teacher is a value and stays as it is. All that read the
 * node in front of the added ones then read the last of them.
 *
 * <p>Where only the node to deepen is named, another of its kind, named {@code conv2-deeper} for
 * {@code conv2} ({@code conv2-deeper2} and so on where that is taken), is put behind it: a
 * convolution with the same window and filters, stride 1 and 'same' padding, or a dense node with
 * the same units. If a ReLU is all that reads the node, the new one gets its own, {@code
 * fc1-deeper-relu}, and both go behind that ReLU.
 */
public final class Deepen {
  private Deepen() {}

  /**
   * Net2DeeperNet for a node of the teacher; see {@link #net2deeper(Model, String, List)}.
   *
   * @param teacher the trained model
   * @param node the name of a convolution with an odd window, or of a dense node with a ReLU
   * @throws IllegalArgumentException if the node is another
   */
  public static Grown net2deeper(Model teacher, String node) {
    return identity(teacher, Insertion.behind(teacher.spec(), node));
  }

  /**
   * Net2DeeperNet (Chen, Goodfellow, Shlens 2016, arXiv 1511.05641, section "Net2DeeperNet"): the
   * added nodes compute the identity, so the student computes what its teacher did. A convolution
   * [K, R, S, K] has 1 at ((R - 1) / 2, (S - 1) / 2) from each channel to itself, a dense node the
   * identity matrix; biases are 0. A ReLU is the identity on what another ReLU has passed: relu(I
   * relu(v)) = relu(v).
   *
   * @param teacher the trained model
   * @param after the name of the node to put them behind
   * @param added convolutions (odd window, stride 1, 'same' padding, as many filters as channels),
   *     dense nodes (as many units as inputs), and, where the output of {@code after} is never
   *     negative, ReLUs
   * @throws IllegalArgumentException if there is no such node, a name is taken, or an op cannot
   *     compute the identity there
   */
  public static Grown net2deeper(Model teacher, String after, List<NamedOp> added) {
    return identity(teacher, new Insertion(after, added));
  }

  /**
   * The baseline: the nodes of {@link #net2deeper(Model, String)} with {@linkplain Init initial}
   * weights, which forget what the teacher passed on.
   *
   * @param teacher the trained model
   * @param node the name of a convolution, or of a dense node with a ReLU
   * @param random gives the kernels
   * @throws IllegalArgumentException if the node is another
   */
  public static Grown randomInit(Model teacher, String node, Philox random) {
    return random(teacher, Insertion.behind(teacher.spec(), node), random);
  }

  /**
   * The baseline with any nodes that keep the shape.
   *
   * @param teacher the trained model
   * @param after the name of the node to put them behind
   * @param added from input to output
   * @param random gives the kernels
   * @throws IllegalArgumentException if there is no such node, a name is taken, or the added ones
   *     change the shape that others read
   */
  public static Grown randomInit(Model teacher, String after, List<NamedOp> added, Philox random) {
    return random(teacher, new Insertion(after, added), random);
  }

  private static Grown identity(Model teacher, Insertion insertion) {
    NetworkSpec before = teacher.spec();
    Map<String, HostTensor> identity = insertion.identity(before);
    GrowthPlan plan = deeper(before, insertion);
    identity.forEach((name, value) -> plan.add(name, () -> Numbers.of(value)));
    return plan.grow(teacher);
  }

  private static Grown random(Model teacher, Insertion insertion, Philox random) {
    NetworkSpec before = teacher.spec();
    GrowthPlan plan = deeper(before, insertion).preserving(Preserves.NOWHERE);
    for (NodeParameter parameter : plan.student().parameters()) {
      if (!teacher.weights().names().contains(parameter.name())) {
        Init init = parameter.parameter().init();
        plan.add(parameter.name(), () -> Numbers.of(init.draw(parameter.parameter(), random)));
      }
    }
    return plan.grow(teacher);
  }

  private static GrowthPlan deeper(NetworkSpec before, Insertion insertion) {
    return new GrowthPlan(before, insertion.into(before))
        .notFollowable("the added layers learn what the teacher has no layers for");
  }
}
