package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import graft.exchange.TensorOrder;
import graft.files.FileFormatException;
import graft.model.Flatten;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads what moves numbers without computing any: of the network, and of constants. */
final class ShapeReader {
  private final Reading reading;

  ShapeReader(Reading reading) {
    this.reading = reading;
  }

  void flatten(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    attributes.require("axis", 1, "samples stay apart");
    attributes.requireNoOthers();
    reading.give(node, flat(node, reading.activation(node, 0)));
  }

  private Activation flat(NodeProto node, Activation input) throws FileFormatException {
    int count = input.shape().elements();
    if (!input.isImage()) {
      return input.withExtents(List.of(count));
    }
    String name = reading.add(node, Names.of(node), new Flatten(), List.of(input.node()), Map.of());
    return Activation.features(name, input.flattened(), List.of(count));
  }

  void reshape(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    boolean zeroIsNone = attributes.integer("allowzero", 0) != 0;
    attributes.requireNoOthers();
    List<Long> target = target(node);
    if (zeroIsNone && target.contains(0L)) {
      throw reading
          .refusals()
          .of(node, "allowzero 1 and an extent of 0 in " + target, "tensors that have numbers");
    }
    if (reading.value(node, 0) instanceof Constant constant) {
      reading.give(node, constant.reshaped(filled(node, target, constant)));
      return;
    }
    Activation input = reading.open(node, 0);
    reshape(node, input, extents(node, input, target));
  }

  private List<Long> target(NodeProto node) throws FileFormatException {
    Value shape = reading.value(node, 1);
    if (shape instanceof Dimensions dimensions) {
      return dimensions.extents();
    }
    return reading.constant(node, 1, "shape").longs();
  }

  private List<Integer> filled(NodeProto node, List<Long> target, Constant constant)
      throws FileFormatException {
    long known = target.stream().filter(n -> n != -1).reduce(1L, (a, b) -> a * b);
    List<Integer> extents = new ArrayList<>();
    for (long n : target) {
      long extent = n != -1 ? n : known == 0 ? 0 : constant.numbers().length / known;
      extents.add((int) extent);
    }
    long count = extents.stream().mapToLong(i -> i).reduce(1, (a, b) -> a * b);
    if (count != constant.numbers().length || extents.stream().anyMatch(n -> n <= 0)) {
      throw reading
          .refusals()
          .of(node, constant.text() + " made " + target, "as many numbers as before");
    }
    return extents;
  }

  /** The extents behind the batch. */
  private List<Integer> extents(NodeProto node, Activation input, List<Long> target)
      throws FileFormatException {
    int count = input.shape().elements();
    List<Integer> extents = new ArrayList<>();
    boolean batch = !target.isEmpty();
    long first = batch ? target.get(0) : 0;
    batch &= first == -1 || first == 0 || reading.isBatch(first);
    long known = 1;
    for (int i = 1; i < target.size() && batch; i++) {
      long n = target.get(i);
      long extent = n == 0 && i <= input.extents().size() ? input.extents().get(i - 1) : n;
      batch = extent == -1 || (extent > 0 && extent <= count);
      known *= Math.max(1, extent);
      extents.add((int) extent);
    }
    int open = extents.indexOf(-1);
    if (open >= 0 && batch && first != -1 && count % known == 0) {
      extents.set(open, (int) (count / known));
    }
    long product = extents.stream().mapToLong(i -> i).reduce(1, (a, b) -> a * b);
    if (!batch || extents.isEmpty() || product != count) {
      throw reading
          .refusals()
          .of(
              node,
              input.text() + " made " + new Dimensions(target).text(),
              "the batch first, and as many numbers of each sample");
    }
    return extents;
  }

  private void reshape(NodeProto node, Activation input, List<Integer> extents)
      throws FileFormatException {
    if (extents.equals(input.extents())) {
      reading.give(node, input);
    } else if (extents.size() == 1) {
      reading.give(node, flat(node, reading.activation(node, 0)));
    } else if (input.isImage() && extents.size() == 3 && large(extents).equals(large(input))) {
      // Only an extent of 1 moved: a Transpose, as exporters write it for one channel.
      reading.give(node, input.withAxes(moved(input, extents)));
    } else if (!input.isImage() && large(extents).size() <= 1) {
      reading.give(node, input.withExtents(extents));
    } else {
      throw reading
          .refusals()
          .of(
              node,
              input.text() + " made " + extents,
              "all of a sample as one axis: Graft's networks do nothing else to a shape");
    }
  }

  private static List<Integer> large(List<Integer> extents) {
    return extents.stream().filter(n -> n > 1).toList();
  }

  private static List<Integer> large(Activation image) {
    return large(image.extents());
  }

  private static List<Integer> moved(Activation input, List<Integer> extents) {
    List<Integer> larger = new ArrayList<>();
    List<Integer> ones = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      (input.extents().get(i) > 1 ? larger : ones).add(input.axes().get(i));
    }
    List<Integer> axes = new ArrayList<>();
    for (int extent : extents) {
      axes.add((extent > 1 ? larger : ones).remove(0));
    }
    return axes;
  }

  void transpose(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    Optional<List<Long>> told = attributes.integers("perm");
    attributes.requireNoOthers();
    if (reading.value(node, 0) instanceof Constant) {
      Constant constant = reading.constant(node, 0, "input");
      int[] axes = axes(node, told, constant.extents().size());
      reading.give(node, transposed(constant, axes));
      return;
    }
    Activation input = reading.open(node, 0);
    int[] axes = axes(node, told, input.extents().size() + 1);
    if (axes[0] != 0) {
      throw reading.refusals().of(node, "perm " + told.orElse(List.of()), "the batch first");
    }
    List<Integer> moved = IntStream.of(axes).skip(1).mapToObj(a -> a - 1).toList();
    List<Integer> extents = moved.stream().map(input.extents()::get).toList();
    if (input.isImage()) {
      reading.give(node, input.withAxes(moved.stream().map(input.axes()::get).toList()));
    } else if (large(extents).size() <= 1) {
      reading.give(node, input.withExtents(extents));
    } else {
      throw reading.refusals().of(node, input.text(), "images, whose axes have names");
    }
  }

  private int[] axes(NodeProto node, Optional<List<Long>> told, int rank)
      throws FileFormatException {
    List<Long> axes =
        told.orElse(IntStream.range(0, rank).mapToObj(i -> (long) (rank - 1 - i)).toList());
    boolean each =
        axes.size() == rank
            && new HashSet<>(axes).size() == rank
            && axes.stream().allMatch(a -> a >= 0 && a < rank);
    if (!each) {
      throw reading.refusals().of(node, "perm " + axes, "each of " + rank + " axes once");
    }
    return axes.stream().mapToInt(Math::toIntExact).toArray();
  }

  private static Constant transposed(Constant constant, int[] axes) {
    if (axes.length == 0) {
      return constant;
    }
    float[] ordered = TensorOrder.of(constant.tensor(), axes).toArray();
    double[] numbers = IntStream.range(0, ordered.length).mapToDouble(i -> ordered[i]).toArray();
    List<Integer> extents = IntStream.of(axes).mapToObj(constant.extents()::get).toList();
    return new Constant(extents, numbers, constant.integer());
  }

  /** Squeeze and Unsqueeze. */
  void ones(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    Optional<List<Long>> told = attributes.integers("axes");
    attributes.requireNoOthers();
    if (told.isEmpty() && Reading.has(node, 1)) {
      told = Optional.of(reading.constant(node, 1, "axes").longs());
    }
    boolean adds = node.getOpType().equals("Unsqueeze");
    Value value = reading.value(node, 0);
    if (value instanceof Dimensions) {
      reading.give(node, value); // of one number, or of a list of one
      return;
    }
    boolean constant = value instanceof Constant;
    List<Integer> before = new ArrayList<>();
    if (!constant) {
      before.add(0); // the batch
    }
    before.addAll(value instanceof Constant c ? c.extents() : reading.open(node, 0).extents());
    List<Integer> after = ones(node, before, told, adds);
    if (value instanceof Constant c) {
      reading.give(node, c.reshaped(after));
    } else if (after.isEmpty() || after.get(0) != 0) {
      throw reading.refusals().of(node, "axes " + told.orElse(List.of()), "the batch left alone");
    } else {
      reshape(node, reading.open(node, 0), after.subList(1, after.size()));
    }
  }

  private List<Integer> ones(
      NodeProto node, List<Integer> before, Optional<List<Long>> told, boolean adds)
      throws FileFormatException {
    int rank = before.size() + (adds ? told.orElse(List.of()).size() : 0);
    List<Integer> after = new ArrayList<>(before);
    List<Integer> axes = new ArrayList<>();
    for (long axis : told.orElse(List.of())) {
      axes.add((int) (axis < 0 ? axis + rank : axis));
    }
    if (told.isEmpty()) {
      IntStream.range(0, rank).filter(i -> before.get(i) == 1).forEach(axes::add);
    }
    axes.sort(adds ? null : Collections.reverseOrder());
    for (int axis : axes) {
      boolean fits = axis >= 0 && (adds ? axis <= after.size() : axis < after.size());
      if (!fits || (!adds && after.get(axis) != 1)) {
        throw reading.refusals().of(node, "axes " + axes + " of " + before, "axes of extent 1");
      }
      if (adds) {
        after.add(axis, 1);
      } else {
        after.remove(axis);
      }
    }
    return after;
  }

  /** Identity, and Cast between numbers. */
  void same(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    long to = attributes.integer("to", TensorProto.DataType.FLOAT_VALUE);
    attributes.integer("saturate", 1);
    attributes.requireNoOthers();
    Value value = reading.value(node, 0);
    boolean number =
        to == TensorProto.DataType.FLOAT_VALUE
            || (!(value instanceof Activation)
                && (to == TensorProto.DataType.INT64_VALUE
                    || to == TensorProto.DataType.INT32_VALUE
                    || to == TensorProto.DataType.DOUBLE_VALUE));
    if (!number) {
      throw reading.refusals().of(node, "a Cast to type " + to, "float32");
    }
    reading.give(node, value);
  }
}
