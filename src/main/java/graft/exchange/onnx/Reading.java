package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import graft.exchange.NetworkDrafts;
import graft.exchange.Scale;
import graft.files.FileFormatException;
import graft.model.Op;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What is known while a graph is read, node by node. */
final class Reading {
  private final Refusals refusals;
  private final NetworkDrafts drafts;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private final Set<String> withoutBias = new HashSet<>();
  private final long batch;
  private Optional<Scale> inputScale = Optional.empty();
  private Optional<String> end = Optional.empty();
  private boolean fedBytes;

  /**
   * Of a graph that is about to be read.
   *
   * @param input the shape of one sample
   * @param batch how many samples the graph is for; 0 if any
   */
  Reading(Refusals refusals, GraphProto graph, Shape input, long batch) {
    this.refusals = refusals;
    this.batch = batch;
    this.drafts = new NetworkDrafts(input);
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Shape")) {
        continue; // it reads no numbers
      }
      node.getInputList().forEach(name -> readers.merge(name, 1, Integer::sum));
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      readers.merge(output.getName(), 1, Integer::sum);
    }
  }

  /** Whether an extent of a shape that the graph tells can be that of the samples. */
  boolean isBatch(long extent) {
    return extent == Dimensions.BATCH || extent == 1 || extent == batch;
  }

  NetworkDrafts drafts() {
    return drafts;
  }

  Refusals refusals() {
    return refusals;
  }

  void put(String name, Value value) {
    values.put(name, value);
  }

  /** How often a value's numbers are read, as the graph's output too. */
  int readersOf(String name) {
    return readers.getOrDefault(name, 0);
  }

  /** Whether what a node of the network gives is read once at most, under each of its names. */
  boolean hasOneReader(String added) {
    return values.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Activation of && of.node().equals(added))
        .allMatch(entry -> readersOf(entry.getKey()) <= 1);
  }

  Optional<Value> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether an optional input is there. */
  static boolean has(NodeProto node, int index) {
    return index < node.getInputCount() && !node.getInput(index).isEmpty();
  }

  /** What a node reads. */
  Value value(NodeProto node, int index) throws FileFormatException {
    if (!has(node, index)) {
      throw refusals.of(node, node.getInputCount() + " inputs", (index + 1) + " or more");
    }
    String name = node.getInput(index);
    Value value = values.get(name);
    if (value == null) {
      throw refusals.of(
          node,
          "that it reads '" + name + "'",
          "the first output of a node before it, or a tensor");
    }
    return value;
  }

  /** One or more numbers that the file holds. */
  Constant constant(NodeProto node, int index, String what) throws FileFormatException {
    Value value = value(node, index);
    if (value instanceof Constant constant && constant.numbers().length > 0) {
      return constant;
    }
    throw refusals.of(node, value.text() + " as its " + what, "a constant, of one number or more");
  }

  /** What a node reads of the network, with a scale or a border that is not in it yet. */
  Activation open(NodeProto node, int index) throws FileFormatException {
    Value value = value(node, index);
    if (value instanceof Activation activation) {
      return activation;
    }
    throw refusals.of(node, value.text() + " as its input", "what a node of the network gives");
  }

  /** What a node reads of the network, with nothing outstanding but perhaps a border. */
  Activation bordered(NodeProto node, int index) throws FileFormatException {
    Activation activation = open(node, index);
    if (activation.isInput()) {
      Scale scale = activation.scale().orElse(Scale.none(activation.shape().last()));
      if (inputScale.filter(other -> !other.same(scale)).isPresent()) {
        throw refusals.of(
            node, "the graph's input scaled otherwise than for another node", "one scale for all");
      }
      inputScale = Optional.of(scale);
    }
    return activation;
  }

  /** What a node reads of the network, with nothing outstanding. */
  Activation activation(NodeProto node, int index) throws FileFormatException {
    Activation activation = bordered(node, index);
    if (activation.border().isPresent()) {
      throw refusals.of(
          node, "a border of zeros around its input", "a border in front of a convolution only");
    }
    return activation;
  }

  /** Images in the order N, C, H, W. */
  Activation image(NodeProto node) throws FileFormatException {
    Activation input = bordered(node, 0);
    if (!input.isChannelsFirst()) {
      throw refusals.of(
          node,
          input.text() + (input.isImage() ? " that are not in the order N, C, H, W" : ""),
          "images in that order");
    }
    return input;
  }

  /** What was made of the graph's input before the network. */
  Optional<Scale> inputScale() {
    return inputScale;
  }

  /** Adds a node to the network; what the op refuses is told with the graph's node. */
  String add(
      NodeProto node, String name, Op op, List<String> inputs, Map<String, HostTensor> parameters)
      throws FileFormatException {
    try {
      return drafts.add(name, op, inputs, parameters);
    } catch (IllegalArgumentException e) {
      throw refusals.of(node, "what cannot be: " + e.getMessage(), "a network that fits together");
    }
  }

  /** Says that a constant added to a node's output would be its bias. */
  void hasNoBias(String added) {
    withoutBias.add(added);
  }

  /** Whether that is so still; from now on it is not. */
  boolean takesBias(String added) {
    return withoutBias.remove(added);
  }

  /** Says that the graph scales its input as bytes are scaled. */
  void isFedBytes() {
    fedBytes = true;
  }

  boolean fedBytes() {
    return fedBytes;
  }

  /** Says that nothing but the graph's output may have a name. */
  void mustEnd(String name) {
    end = Optional.of(name);
  }

  /** The name that must be the graph's output, if one must. */
  Optional<String> end() {
    return end;
  }

  /** The only output. */
  String output(NodeProto node) throws FileFormatException {
    if (node.getOutputCount() == 0) {
      throw refusals.of(node, "no output", "one");
    }
    for (String other : node.getOutputList().subList(1, node.getOutputCount())) {
      if (!other.isEmpty() && readersOf(other) > 0) {
        throw refusals.of(node, "that its output '" + other + "' is read", "the first alone");
      }
    }
    return node.getOutput(0);
  }

  void give(NodeProto node, Value value) throws FileFormatException {
    values.put(output(node), value);
  }

  /**
   * A constant's numbers, one for each channel of what it is combined with: it may vary along that
   * axis alone ("Multidirectional Broadcasting").
   */
  double[] perChannel(NodeProto node, Activation activation, Constant constant)
      throws FileFormatException {
    int channels = activation.shape().last();
    List<Integer> extents = constant.broadcastExtents();
    double[] each = new double[channels];
    if (extents.isEmpty()) {
      Arrays.fill(each, constant.numbers()[0]);
      return each;
    }
    int axis = activation.isImage() ? activation.axes().indexOf(2) : 0;
    int behind = activation.extents().size() - 1 - axis;
    boolean fits =
        extents.size() == behind + 1
            && extents.get(0) == channels
            && extents.stream().skip(1).allMatch(extent -> extent == 1);
    if (!fits) {
      throw refusals.of(
          node,
          constant.text() + " with " + activation.text(),
          "one number, or one for each of " + channels + " channels");
    }
    int[] order =
        activation.isImage() ? IntStream.range(0, channels).toArray() : activation.order();
    for (int c = 0; c < channels; c++) {
      each[order[c]] = constant.numbers()[c];
    }
    return each;
  }
}
