package graft.exchange;

import graft.files.OpTypes;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Op;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network that comes into being node by node while a file is read. */
public final class NetworkDrafts {
  private final Shape input;
  private final Map<String, Draft> drafts = new LinkedHashMap<>();

  /** A node that can still change: a bias comes from an addition that stands behind it. */
  private static final class Draft {
    private Op op;
    private final List<String> inputs;
    private final Map<String, HostTensor> parameters;
    private final Shape shape;

    private Draft(Op op, List<String> inputs, Map<String, HostTensor> parameters, Shape shape) {
      this.op = op;
      this.inputs = List.copyOf(inputs);
      this.parameters = new LinkedHashMap<>(parameters);
      this.shape = shape;
    }
  }

  /**
   * One without nodes.
   *
   * @param input the shape of a sample
   */
  public NetworkDrafts(Shape input) {
    this.input = input;
  }

  /**
   * Adds a node.
   *
   * @param wanted its name, to which a number is added where it is taken; blank for its op's
   * @param inputs nodes that were added before, or {@link NetworkSpec#INPUT}
   * @param parameters by role
   * @return the name that it got
   * @throws IllegalArgumentException if the op cannot take these inputs
   */
  public String add(String wanted, Op op, List<String> inputs, Map<String, HostTensor> parameters) {
    Shape shape = op.outputShape(inputs.stream().map(this::shapeOf).toList());
    String name = free(wanted.isBlank() ? OpTypes.of(op).name() : wanted);
    drafts.put(name, new Draft(op, inputs, parameters, shape));
    return name;
  }

  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; name.equals(NetworkSpec.INPUT) || drafts.containsKey(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** The shape of one sample that leaves a node, or of the input. */
  public Shape shapeOf(String name) {
    return name.equals(NetworkSpec.INPUT) ? input : draft(name).shape;
  }

  /** What a node computes. */
  public Op op(String name) {
    return draft(name).op;
  }

  /** Gives a node another op of the same shape, and a parameter more or another one. */
  public void change(String name, Op op, String role, HostTensor value) {
    Draft draft = draft(name);
    draft.op = op;
    draft.parameters.put(role, value);
  }

  private Draft draft(String name) {
    Draft draft = drafts.get(name);
    if (draft == null) {
      throw new IllegalArgumentException("no node is named '" + name + "'");
    }
    return draft;
  }

  /**
   * The model; nodes that do not lead to the output are left out.
   *
   * @throws IllegalArgumentException if they do not make a network
   */
  public Model model(String output) {
    Set<String> needed = new HashSet<>(Set.of(output));
    List<String> names = new ArrayList<>(drafts.keySet());
    for (int i = names.size() - 1; i >= 0; i--) {
      if (needed.contains(names.get(i))) {
        needed.addAll(draft(names.get(i)).inputs);
      }
    }
    List<Node> nodes = new ArrayList<>();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    drafts.forEach(
        (name, draft) -> {
          if (needed.contains(name)) {
            nodes.add(new Node(name, draft.op, draft.inputs));
            draft.parameters.forEach(
                (role, tensor) -> tensors.put(NodeParameter.name(name, role), tensor));
          }
        });
    return Model.of(new NetworkSpec(input, nodes), tensors);
  }
}
