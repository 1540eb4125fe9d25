package graft.files;

import graft.model.LeastInput;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A network as a file describes it, which may leave to the data what the input's shape is and how
 * many classes there are.
 */
public final class NetworkDraft {
  private final Optional<Place> input;
  private final List<NodeDraft> nodes;

  /**
   * A draft.
   *
   * @param input where the input's shape stands, if the file tells
   * @param nodes in topological order, the output last
   */
  NetworkDraft(Optional<Place> input, List<NodeDraft> nodes) {
    this.input = input;
    this.nodes = List.copyOf(nodes);
  }

  Optional<Place> input() {
    return input;
  }

  /** The shape of one sample, if the file tells it. */
  public Optional<Shape> inputShape() {
    return input.map(NetworkForm::shape);
  }

  List<NodeDraft> nodes() {
    return nodes;
  }

  /**
   * Refuses a name that is of none of the nodes.
   *
   * @param name where it stands
   * @throws MistakeException if it is not; says which there are
   */
  public void requireNamed(Place name) {
    List<String> names = nodes.stream().map(NodeDraft::name).toList();
    String found = ScalarForm.name().read(name);
    if (!names.contains(found)) {
      throw name.mistake("is " + Place.quoted(found) + NearName.expected(found, names));
    }
  }

  /**
   * The network for some data.
   *
   * @param sample the shape of one sample, {@code [H, W, C]}
   * @param classes of the data
   * @throws MistakeException if the file tells another shape, or an op cannot take its inputs
   */
  public NetworkSpec spec(Shape sample, int classes) {
    Shape told = input.map(NetworkForm::shape).orElse(sample);
    if (!told.equals(sample)) {
      throw input
          .orElseThrow()
          .mistake(
              "is %s, the data's samples are %s; expected the same, or no 'input'"
                  .formatted(told, sample));
    }
    return spec(sample, node -> new Node(node.name(), node.op(classes), node.node().inputs()));
  }

  /**
   * Refuses logits of another number than there are classes.
   *
   * @param network what {@link #spec} made of this
   * @param data for the message, as "pets train"
   * @throws MistakeException if there are more or fewer; names the last node
   */
  public void requireLogits(NetworkSpec network, String data, int classes) {
    int logits = network.outputShape().elements();
    if (logits != classes) {
      NodeDraft last = nodes.get(nodes.size() - 1);
      throw last.place()
          .mistake(
              String.format(
                  Locale.ROOT,
                  "(%s) gives %,d logits, %s has %,d classes; expected as many, as 'classes' in the"
                      + " place of the number gives",
                  Place.quoted(last.name()),
                  logits,
                  data,
                  classes));
    }
  }

  /**
   * The network, without data.
   *
   * @throws MistakeException if the file leaves something to the data, or an op cannot take its
   *     inputs
   */
  NetworkSpec spec(Place network) {
    Place shape = input.orElseThrow(() -> network.lacks("input", "the shape of one sample"));
    for (NodeDraft node : nodes) {
      if (node.ofClasses()) {
        throw node.place().mistake("has 'classes' units; expected a number where there is no data");
      }
    }
    return spec(NetworkForm.shape(shape), NodeDraft::node);
  }

  private NetworkSpec spec(Shape sample, Function<NodeDraft, Node> whole) {
    Optional<Misfit> misfit = misfit(sample, whole);
    if (misfit.isPresent()) {
      throw misfit
          .get()
          .node()
          .place()
          .mistake(
              "(%s) does not fit: %s%s"
                  .formatted(
                      Place.quoted(misfit.get().node().name()),
                      misfit.get().why(),
                      LeastInput.hint(sample, shape -> misfit(shape, whole).isEmpty())));
    }
    return new NetworkSpec(sample, nodes.stream().map(whole).toList());
  }

  private record Misfit(NodeDraft node, String why) {}

  /** The first node that cannot take its inputs. */
  private Optional<Misfit> misfit(Shape sample, Function<NodeDraft, Node> whole) {
    Map<String, Shape> shapes = new HashMap<>(Map.of(NetworkSpec.INPUT, sample));
    for (NodeDraft draft : nodes) {
      Node node = whole.apply(draft);
      List<Shape> read = node.inputs().stream().map(shapes::get).toList();
      try {
        shapes.put(node.name(), node.op().outputShape(read));
        node.op().parameters(read);
      } catch (IllegalArgumentException | ArithmeticException e) {
        return Optional.of(new Misfit(draft, String.valueOf(e.getMessage())));
      }
    }
    return Optional.empty();
  }
}
