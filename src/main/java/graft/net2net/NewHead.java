package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Another head for other classes: the output node with as many units, untrained; all in front of it
 * stays as it is. Unlike {@link Widen} and {@link Deepen} this does not preserve the function: the
 * logits are those of a head that has learned nothing, also for as many classes as before.
 */
public final class NewHead {
  private NewHead() {}

  /**
   * A model with a new head; the teacher stays as it is.
   *
   * @param classes how many the new head tells apart
   * @param random gives the head's weights, drawn as their {@link graft.model.Init} says
   * @throws IllegalArgumentException if there are fewer than two classes, or the output node makes
   *     no units of its own
   */
  public static Model of(Model teacher, int classes, Philox random) {
    NetworkSpec spec = teacher.spec();
    Node output = spec.output();
    if (classes < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a head of %d classes for node %s, expected 2 or more",
              classes,
              output.name()));
    }
    if (!(spec.flowOf(output) instanceof ChannelFlow.Makes)) {
      throw new IllegalArgumentException(
          "node %s (%s) gives the output and has no units of its own; expected a Dense there"
              .formatted(output.name(), output.op().kind()));
    }
    Node head = output.withOp(output.op().withUnits(classes));
    List<Node> nodes =
        spec.nodes().stream().map(node -> node.equals(output) ? head : node).toList();
    NetworkSpec changed = new NetworkSpec(spec.input(), nodes);
    Map<String, HostTensor> tensors = new HashMap<>(teacher.weights().tensors());
    for (NodeParameter parameter : changed.parametersOf(head)) {
      tensors.put(
          parameter.name(), parameter.parameter().init().draw(parameter.parameter(), random));
    }
    return Model.of(changed, tensors);
  }
}
