package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import graft.files.FileFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads constants, and what exporters compute with extents to say how a value is reshaped. */
final class ExtentsReader {
  private final Reading reading;
  private final TensorReader tensors;

  ExtentsReader(Reading reading, TensorReader tensors) {
    this.reading = reading;
    this.tensors = tensors;
  }

  void shape(NodeProto node) throws FileFormatException {
    new Attributes(reading.refusals(), node).requireNoOthers();
    List<Long> extents = new ArrayList<>(List.of(Dimensions.BATCH));
    reading.open(node, 0).extents().forEach(n -> extents.add((long) n));
    reading.give(node, new Dimensions(extents));
  }

  /** Of extents. */
  void gather(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    attributes.require("axis", 0, "extents have one axis");
    attributes.requireNoOthers();
    Constant indices = reading.constant(node, 1, "indices");
    if (!(reading.value(node, 0) instanceof Dimensions from)) {
      throw reading.refusals().of(node, reading.value(node, 0).text(), "the extents of a value");
    }
    List<Long> picked = new ArrayList<>();
    for (long index : indices.longs()) {
      long at = index < 0 ? index + from.extents().size() : index;
      if (at < 0 || at >= from.extents().size()) {
        throw reading.refusals().of(node, "index " + index + " of " + from.text(), "one of them");
      }
      picked.add(from.extents().get((int) at));
    }
    reading.give(node, new Dimensions(picked));
  }

  /** Of extents, or of a constant along its first axis. */
  void slice(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    long first = number(node, 1, attributes.integers("starts"), 0);
    long end = number(node, 2, attributes.integers("ends"), Long.MAX_VALUE);
    long axis = number(node, 3, attributes.integers("axes"), 0);
    long step = number(node, 4, Optional.empty(), 1);
    attributes.requireNoOthers();
    Value value = reading.value(node, 0);
    boolean list = value instanceof Constant constant && !constant.extents().isEmpty();
    if (axis != 0 || (step != 1 && step != -1) || !(list || value instanceof Dimensions)) {
      throw reading
          .refusals()
          .of(
              node,
              String.format(Locale.ROOT, "axis %d, step %d of %s", axis, step, value.text()),
              "extents or a constant, along the first axis, one by one");
    }
    if (value instanceof Dimensions from) {
      List<Long> picked = new ArrayList<>();
      for (int i : range(from.extents().size(), first, end, step)) {
        picked.add(from.extents().get(i));
      }
      reading.give(node, new Dimensions(picked));
    } else {
      reading.give(node, rows(reading.constant(node, 0, "input"), first, end, step));
    }
  }

  private long number(NodeProto node, int index, Optional<List<Long>> attribute, long otherwise)
      throws FileFormatException {
    List<Long> found =
        Reading.has(node, index)
            ? reading.constant(node, index, "numbers").longs()
            : attribute.orElse(List.of(otherwise));
    if (found.size() != 1) {
      throw reading.refusals().of(node, "numbers " + found, "those of one axis");
    }
    return found.get(0);
  }

  /** As the specification of Slice says: negative ones count from the end, all are clamped. */
  private static int[] range(int size, long first, long end, long step) {
    long last = step > 0 ? size : size - 1;
    long least = step > 0 ? 0 : -1;
    long from = Math.max(Math.max(0, least), Math.min(last, first < 0 ? first + size : first));
    long to = Math.max(least, Math.min(last, end < 0 ? end + size : end));
    return step > 0
        ? IntStream.range((int) from, (int) Math.max(from, to)).toArray()
        : IntStream.range(0, (int) Math.max(0, from - to)).map(i -> (int) from - i).toArray();
  }

  private static Constant rows(Constant from, long first, long end, long step) {
    int size = from.extents().get(0);
    int row = from.numbers().length / size;
    int[] picked = range(size, first, end, step);
    double[] numbers = new double[picked.length * row];
    for (int i = 0; i < picked.length; i++) {
      System.arraycopy(from.numbers(), picked[i] * row, numbers, i * row, row);
    }
    List<Integer> extents = new ArrayList<>(from.extents());
    extents.set(0, picked.length);
    return new Constant(extents, numbers, from.integer());
  }

  /** A constant of equal numbers. */
  void filled(NodeProto node) throws IOException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    Optional<TensorProto> told = attributes.tensor("value");
    attributes.requireNoOthers();
    Constant value =
        told.isPresent()
            ? tensors.read(told.get())
            : new Constant(List.of(1), new double[] {0}, false);
    if (value.numbers().length != 1) {
      throw reading.refusals().of(node, value.text() + " as its value", "one number");
    }
    List<Long> extents = reading.constant(node, 0, "shape").longs();
    if (extents.size() != 1 || extents.get(0) < 0 || extents.get(0) > 16) {
      throw reading.refusals().of(node, "the shape " + extents, "a short list, as of pads");
    }
    double[] numbers = new double[extents.get(0).intValue()];
    Arrays.fill(numbers, value.numbers()[0]);
    reading.give(node, new Constant(List.of(numbers.length), numbers, value.integer()));
  }

  /** Whether a Concat is of extents or whole numbers, which it then joins. */
  boolean joined(NodeProto node) throws FileFormatException {
    List<Long> extents = new ArrayList<>();
    boolean open = false;
    for (int i = 0; i < node.getInputCount(); i++) {
      Value value = reading.value(node, i);
      if (value instanceof Dimensions dimensions) {
        extents.addAll(dimensions.extents());
        open = true;
      } else if (value instanceof Constant constant
          && constant.integer()
          && constant.extents().size() <= 1) {
        extents.addAll(constant.longs());
      } else {
        return false;
      }
    }
    double[] numbers = extents.stream().mapToDouble(n -> n).toArray();
    reading.give(
        node,
        open ? new Dimensions(extents) : new Constant(List.of(numbers.length), numbers, true));
    return true;
  }

  void constant(NodeProto node) throws IOException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    Optional<TensorProto> tensor = attributes.tensor("value");
    Optional<Constant> found = Optional.empty();
    if (tensor.isPresent()) {
      found = Optional.of(tensors.read(tensor.get()));
    } else if (attributes.has("value_float")) {
      double value = attributes.number("value_float", 0);
      found = Optional.of(new Constant(List.of(), new double[] {value}, false));
    } else if (attributes.has("value_int")) {
      double value = attributes.integer("value_int", 0);
      found = Optional.of(new Constant(List.of(), new double[] {value}, true));
    } else if (attributes.has("value_ints")) {
      List<Long> values = attributes.integers("value_ints").orElseThrow();
      double[] numbers = values.stream().mapToDouble(n -> n).toArray();
      found = Optional.of(new Constant(List.of(numbers.length), numbers, true));
    } else if (attributes.has("value_floats")) {
      List<Float> values = attributes.numbers("value_floats").orElseThrow();
      double[] numbers = values.stream().mapToDouble(n -> n).toArray();
      found = Optional.of(new Constant(List.of(numbers.length), numbers, false));
    }
    attributes.requireNoOthers();
    if (found.isEmpty()) {
      throw reading.refusals().of(node, "no value", "numbers");
    }
    reading.give(node, found.get());
  }
}
