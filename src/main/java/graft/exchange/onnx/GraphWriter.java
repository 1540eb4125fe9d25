package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import graft.exchange.TensorOrder;
import graft.files.ModelFile;
import graft.model.Add;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Parameter;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.model.Weights;
import graft.model.Windows;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network as an ONNX graph. Images are {@code [N, C, H, W]} in it, as ONNX's operators take them;
 * a node of the network keeps its name, and gives the value of that name. Other nodes have a slash
 * in theirs.
 */
final class GraphWriter {
  private static final double WHITE = 255;

  private final NetworkSpec spec;
  private final Weights weights;
  private final Preprocessing preprocessing;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("graft");

  GraphWriter(ModelFile file) {
    this.spec = file.model().spec();
    this.weights = file.model().weights();
    this.preprocessing = file.preprocessing();
  }

  GraphProto graph() {
    graph.addInput(value(OnnxWriter.IMAGES, spec.input()));
    graph.addOutput(value(OnnxWriter.LOGITS, spec.outputShape()));
    preprocess();
    spec.nodes().forEach(this::add);
    return graph.build();
  }

  private static ValueInfoProto value(String name, Shape sample) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("N");
    for (int axis = 0; axis < sample.rank(); axis++) {
      shape.addDimBuilder().setDimValue(sample.extent(axis));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** (x / 255 - mean) / deviation as a product and a sum, over the last axis. */
  private void preprocess() {
    double[] factors = new double[preprocessing.channels()];
    double[] offsets = new double[preprocessing.channels()];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = 1 / (WHITE * preprocessing.deviation().get(c));
      offsets[c] = -preprocessing.mean().get(c) / preprocessing.deviation().get(c);
    }
    Shape channels = Shape.of(factors.length);
    boolean image = spec.input().rank() == 3;
    String normalised = image ? "input/normalised" : NetworkSpec.INPUT;
    tensor("input/factors", HostTensor.rounded(channels, factors));
    tensor("input/offsets", HostTensor.rounded(channels, offsets));
    node("Mul", "input/scale", List.of(OnnxWriter.IMAGES, "input/factors"), "input/scaled");
    node("Add", "input/shift", List.of("input/scaled", "input/offsets"), normalised);
    if (image) {
      node("Transpose", "input/transpose", List.of(normalised), NetworkSpec.INPUT)
          .addAttribute(integers("perm", 0, 3, 1, 2));
    }
  }

  private void add(Node node) {
    Op op = node.op();
    String output = node.equals(spec.output()) ? OnnxWriter.LOGITS : valueOf(node.name());
    if (op instanceof Conv2d conv) {
      List<String> inputs = inputs(node);
      inputs.add(
          tensor(
              weight(node, Parameter.KERNEL),
              TensorOrder.channelsFirst(weights.get(node.name(), Parameter.KERNEL))));
      if (conv.bias()) {
        inputs.add(parameter(node, Parameter.BIAS));
      }
      windows(node("Conv", node.name(), inputs, output), node, conv.windows());
    } else if (op instanceof Dense) {
      List<String> inputs = inputs(node);
      inputs.add(parameter(node, Parameter.KERNEL));
      inputs.add(parameter(node, Parameter.BIAS));
      node("Gemm", node.name(), inputs, output);
    } else if (op instanceof BatchNorm norm) {
      List<String> inputs = inputs(node);
      for (NodeParameter parameter : spec.parametersOf(node)) {
        inputs.add(parameter(node, parameter.role()));
      }
      node("BatchNormalization", node.name(), inputs, output)
          .addAttribute(number("epsilon", norm.epsilon()))
          .addAttribute(number("momentum", norm.momentum()));
    } else if (op instanceof MaxPool2d pool) {
      windows(node("MaxPool", node.name(), inputs(node), output), node, pool.windows());
    } else if (op instanceof AveragePool2d pool) {
      windows(node("AveragePool", node.name(), inputs(node), output), node, pool.windows())
          .addAttribute(integer("count_include_pad", 0));
    } else if (op instanceof GlobalAveragePool) {
      String pooled = node.name() + "/pooled";
      node("GlobalAveragePool", node.name(), inputs(node), pooled);
      node("Flatten", node.name() + "/flatten", List.of(pooled), output)
          .addAttribute(integer("axis", 1));
    } else if (op instanceof Flatten) {
      flatten(node, output);
    } else if (op instanceof Concat) {
      node("Concat", node.name(), inputs(node), output).addAttribute(integer("axis", 1));
    } else if (op instanceof Dropout dropout) {
      List<String> inputs = inputs(node);
      inputs.add(scalar(node.name() + "/ratio", (float) dropout.rate()));
      node("Dropout", node.name(), inputs, output);
    } else if (op instanceof Add) {
      node(node.inputs().size() == 2 ? "Add" : "Sum", node.name(), inputs(node), output);
    } else if (op instanceof Relu) {
      node("Relu", node.name(), inputs(node), output);
    } else {
      throw new IllegalStateException("no ONNX for a " + op.kind());
    }
  }

  /** Graft's features are in the order H, W, C. */
  private void flatten(Node node, String output) {
    List<String> inputs = inputs(node);
    if (spec.shapeOf(node.input()).rank() == 3) {
      String rows = node.name() + "/rows";
      node("Transpose", node.name() + "/transpose", inputs, rows)
          .addAttribute(integers("perm", 0, 2, 3, 1));
      inputs = List.of(rows);
    }
    node("Flatten", node.name(), inputs, output).addAttribute(integer("axis", 1));
  }

  private static List<String> inputs(Node node) {
    return new ArrayList<>(node.inputs().stream().map(GraphWriter::valueOf).toList());
  }

  /** A node's own name, unless the graph's input or output has it. */
  private static String valueOf(String node) {
    return node.equals(OnnxWriter.IMAGES) || node.equals(OnnxWriter.LOGITS)
        ? node + "/value"
        : node;
  }

  private NodeProto.Builder windows(NodeProto.Builder builder, Node node, Windows windows) {
    Padding.Explicit borders = windows.borders(spec.shapeOf(node.input()));
    return builder
        .addAttribute(integers("kernel_shape", windows.height(), windows.width()))
        .addAttribute(integers("strides", windows.stride(), windows.stride()))
        .addAttribute(
            integers("pads", borders.top(), borders.left(), borders.bottom(), borders.right()));
  }

  private NodeProto.Builder node(String type, String name, List<String> inputs, String output) {
    return graph
        .addNodeBuilder()
        .setOpType(type)
        .setName(name)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private static String weight(Node node, String role) {
    return NodeParameter.name(node.name(), role);
  }

  private String parameter(Node node, String role) {
    return tensor(weight(node, role), weights.get(node.name(), role));
  }

  private String tensor(String name, HostTensor tensor) {
    TensorProto.Builder message = floats(name, tensor.toArray());
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      message.addDims(tensor.shape().extent(axis));
    }
    graph.addInitializer(message);
    return name;
  }

  private String scalar(String name, float value) {
    graph.addInitializer(floats(name, value));
    return name;
  }

  private static TensorProto.Builder floats(String name, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .setRawData(ByteString.copyFrom(bytes));
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static AttributeProto number(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }
}
