package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import graft.exchange.Scale;
import graft.files.FileFormatException;
import graft.model.Add;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Op;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what joins several values: sums, concatenations, and arithmetic with constants. */
final class JoinReader {
  private final Reading reading;

  JoinReader(Reading reading) {
    this.reading = reading;
  }

  /** Add, Sub, Mul and Div of two values, and Sum of any number. */
  void arithmetic(NodeProto node) throws FileFormatException {
    new Attributes(reading.refusals(), node).requireNoOthers();
    String type = node.getOpType();
    boolean sum = type.equals("Add") || type.equals("Sum");
    if (!type.equals("Sum") && node.getInputCount() != 2) {
      throw reading.refusals().of(node, node.getInputCount() + " inputs", "two");
    }
    boolean first = reading.value(node, 0) instanceof Constant;
    boolean second = node.getInputCount() == 2 && reading.value(node, 1) instanceof Constant;
    if (first && second) {
      throw reading
          .refusals()
          .of(node, "arithmetic of two constants", "constants that were computed when exported");
    }
    if (first && !sum && !type.equals("Mul")) {
      throw reading.refusals().of(node, "a constant first", "a constant as its second input");
    }
    if (first || second) {
      Activation input = reading.open(node, first ? 1 : 0);
      withConstant(node, input, reading.constant(node, first ? 0 : 1, "second input"), sum);
    } else if (sum) {
      join(node, new Add());
    } else {
      throw reading
          .refusals()
          .of(node, "a " + type + " of two parts of the network", "Add, the only one Graft has");
    }
  }

  private void withConstant(NodeProto node, Activation input, Constant constant, boolean sum)
      throws FileFormatException {
    double[] each = reading.perChannel(node, input, constant);
    if (input.isInput() && input.border().isEmpty()) {
      Scale scale = input.scale().orElse(Scale.none(each.length));
      double[] by = by(node.getOpType(), each);
      boolean factor = node.getOpType().equals("Mul") || node.getOpType().equals("Div");
      if (factor && Arrays.stream(by).allMatch(Scale::isOfBytes)) {
        reading.isFedBytes();
      }
      reading.give(node, input.withScale(factor ? scale.times(by) : scale.plus(by)));
      return;
    }
    // Another reader would see the bias, too.
    boolean only = reading.hasOneReader(input.node());
    if (!sum || input.border().isPresent() || !only || !reading.takesBias(input.node())) {
      throw reading
          .refusals()
          .of(
              node,
              constant.text() + " with what " + input.node() + " gives",
              "arithmetic with constants on the graph's input, or as the one bias of a layer");
    }
    Op op = reading.drafts().op(input.node());
    Op biased = op instanceof Conv2d conv ? conv.withBias() : op;
    reading
        .drafts()
        .change(
            input.node(), biased, Parameter.BIAS, HostTensor.rounded(Shape.of(each.length), each));
    reading.give(node, input);
  }

  private static double[] by(String type, double[] each) {
    return Arrays.stream(each)
        .map(value -> type.equals("Sub") ? -value : type.equals("Div") ? 1 / value : value)
        .toArray();
  }

  void concat(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    long told = attributes.integer("axis", 1);
    attributes.requireNoOthers();
    Activation first = reading.activation(node, 0);
    int axis = (int) (told < 0 ? told + first.extents().size() + 1 : told) - 1;
    int channels = first.isImage() ? first.axes().indexOf(2) : 0;
    if (axis != channels) {
      throw reading
          .refusals()
          .of(node, "axis " + told + " of " + first.text(), "the axis of the channels");
    }
    join(node, new Concat());
  }

  private void join(NodeProto node, Op op) throws FileFormatException {
    List<Activation> inputs = new ArrayList<>();
    for (int i = 0; i < node.getInputCount(); i++) {
      inputs.add(reading.activation(node, i));
    }
    Activation first = inputs.get(0);
    for (Activation other : inputs) {
      boolean alike =
          first.isImage()
              ? other.isImage() && other.axes().equals(first.axes())
              : !other.isImage() && other.extents().size() == first.extents().size();
      if (!alike) {
        throw reading
            .refusals()
            .of(node, first.text() + " with " + other.text(), "inputs of one order");
      }
    }
    if (inputs.size() == 1) {
      reading.give(node, first);
      return;
    }
    boolean added = op instanceof Add;
    if (added && inputs.stream().anyMatch(i -> !i.places().equals(first.places()))) {
      throw reading
          .refusals()
          .of(node, "features in different orders", "inputs that were flattened alike");
    }
    String name =
        reading.add(
            node, Names.of(node), op, inputs.stream().map(Activation::node).toList(), Map.of());
    if (added) {
      reading.give(node, first.of(name));
    } else if (first.isImage()) {
      reading.give(node, Activation.image(name, reading.drafts().shapeOf(name), first.axes()));
    } else {
      reading.give(node, stacked(name, inputs));
    }
  }

  private static Activation stacked(String name, List<Activation> inputs) {
    List<Integer> places = new ArrayList<>();
    for (Activation input : inputs) {
      int before = places.size();
      for (int place : input.order()) {
        places.add(before + place);
      }
    }
    boolean same = inputs.stream().allMatch(i -> i.places().equals(Activation.SAME));
    List<Integer> extents = new ArrayList<>(inputs.get(0).extents());
    extents.set(0, places.size());
    return Activation.features(
        name, same ? Activation.SAME : new Activation.Order.Places(places), extents);
  }

  /** Behind the last layer: classes are told by the largest logit, before and after it. */
  void softmax(NodeProto node, List<String> notes) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    Activation input = reading.activation(node, 0);
    long axis = attributes.integer("axis", -1);
    attributes.requireNoOthers();
    Optional<Long> wrong =
        Optional.of(axis).filter(a -> a != 1 && a != -1 && a != input.extents().size());
    if (input.isImage() || wrong.isPresent() || reading.readersOf(reading.output(node)) != 1) {
      throw reading
          .refusals()
          .of(node, "axis " + axis + " of " + input.text(), "one over the classes, at the end");
    }
    notes.add(
        "the %s at the end is left out: Graft's networks give logits, and predict makes probabilities of them"
            .formatted(node.getOpType()));
    reading.give(node, input);
    reading.mustEnd(reading.output(node));
  }
}
