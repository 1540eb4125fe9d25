package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import graft.files.FileFormatException;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a graph is fed: features, or images with their channels first or last. */
final class GraphInput {
  private static final Set<String> CHANNELS_SECOND =
      Set.of("Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "BatchNormalization");
  private static final Set<String> LEAVE_THE_ORDER =
      Set.of("Identity", "Cast", "Add", "Sub", "Mul", "Div", "Pad", "Dropout");
  private static final List<Long> TO_CHANNELS_FIRST = List.of(0L, 3L, 1L, 2L);

  private final GraphProto graph;
  private final ValueInfoProto input;
  private final Refusals refusals;
  private final List<Integer> extents = new ArrayList<>();
  private final List<Integer> axes;

  GraphInput(GraphProto graph, ValueInfoProto input, Refusals refusals) throws FileFormatException {
    this.graph = graph;
    this.input = input;
    this.refusals = refusals;
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    for (int i = 1; i < shape.getDimCount(); i++) {
      long extent = shape.getDim(i).getDimValue();
      if (extent <= 0 || extent > Short.MAX_VALUE * 2L) {
        throw refused(
            shape.getDim(i).getDimParam().isEmpty()
                ? "extent " + extent
                : "the open extent " + shape.getDim(i).getDimParam(),
            "all but the batch as numbers: export it for one size of image");
      }
      extents.add((int) extent);
    }
    if (extents.size() != 1 && extents.size() != 3) {
      throw refused(shape.getDimCount() + " axes", "[N, C, H, W], [N, H, W, C] or [N, features]");
    }
    this.axes = extents.size() == 1 ? List.of() : axes();
  }

  private List<Integer> axes() throws FileFormatException {
    Optional<List<Integer>> told = told(input.getName(), new HashSet<>());
    if (told.isPresent()) {
      return told.get();
    }
    boolean first = extents.get(0) == 1 || extents.get(0) == 3;
    boolean last = extents.get(2) == 1 || extents.get(2) == 3;
    if (first == last) {
      throw refused(
          "images of " + extents + " whose use does not tell which axis is the channels",
          "a convolution, a pooling or a Transpose, or 1 or 3 channels");
    }
    return first ? Activation.CHANNELS_FIRST : Activation.CHANNELS_LAST;
  }

  /** What the nodes that read a value tell of its order. */
  private Optional<List<Integer>> told(String name, Set<String> seen) {
    if (!seen.add(name)) {
      return Optional.empty();
    }
    for (NodeProto node : graph.getNodeList()) {
      if (!node.getInputList().contains(name)) {
        continue;
      }
      if (CHANNELS_SECOND.contains(node.getOpType())) {
        return Optional.of(Activation.CHANNELS_FIRST);
      }
      if (node.getOpType().equals("Transpose")) {
        return Optional.of(
            permutation(node).equals(TO_CHANNELS_FIRST)
                ? Activation.CHANNELS_LAST
                : Activation.CHANNELS_FIRST);
      }
      if (LEAVE_THE_ORDER.contains(node.getOpType()) && node.getOutputCount() > 0) {
        Optional<List<Integer>> behind = told(node.getOutput(0), seen);
        if (behind.isPresent()) {
          return behind;
        }
      }
    }
    return Optional.empty();
  }

  private static List<Long> permutation(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("perm"))
        .map(AttributeProto::getIntsList)
        .findFirst()
        .orElse(List.of());
  }

  /** The shape of one sample in Graft's order. */
  Shape shape() {
    return axes.isEmpty()
        ? Shape.of(extents.get(0))
        : Shape.of(
            extents.get(axes.indexOf(0)),
            extents.get(axes.indexOf(1)),
            extents.get(axes.indexOf(2)));
  }

  /** For how many samples the graph is; 0 if for any. */
  long batch() {
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    return shape.getDim(0).getDimValue();
  }

  Activation activation(String node) {
    return axes.isEmpty()
        ? Activation.features(node, extents.get(0))
        : Activation.image(node, shape(), axes);
  }

  private FileFormatException refused(String found, String expected) {
    return refusals.of("input '" + input.getName() + "' with " + found, expected);
  }
}
