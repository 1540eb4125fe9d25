"""Writes the files tensorflow-*.onnx beside it: graphs as tf2onnx makes them, put together with the onnx package
(apt-get install python3-onnx), since TensorFlow is not at hand: images with channels last, a Reshape or a Transpose in front,
'same' padding by name, biases as additions, means as ReduceMean and Squeeze."""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

random = numpy.random.RandomState(3)


def drawn(*shape):
    return random.randn(*shape).astype("f4") * numpy.float32(0.5)


def node(op, inputs, output, name="", **attributes):
    return helper.make_node(op, inputs, [output], name=name, **attributes)


def write(name, image, classes, tensors, nodes):
    graph = helper.make_graph(
        nodes,
        "tf2onnx",
        [helper.make_tensor_value_info("input_1:0", TensorProto.FLOAT, ["unk__1"] + image)],
        [helper.make_tensor_value_info("Identity:0", TensorProto.FLOAT, ["unk__2", classes])],
        [numpy_helper.from_array(numpy.asarray(value), key) for key, value in tensors.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], producer_name="tf2onnx")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, name + ".onnx")


write(
    "tensorflow-one-channel-bytes-softmax", [12, 11, 1], 3,
    {
        "scale": numpy.float32(1 / 255),
        "first": numpy.array([-1, 1, 12, 11], "i8"),
        "model/conv2d/Conv2D/ReadVariableOp:0": drawn(4, 1, 3, 3),
        "model/conv2d/bias": drawn(4),
        "flat": numpy.array([-1, 4 * 3 * 3], "i8"),
        "model/dense/MatMul/ReadVariableOp:0": drawn(36, 3),
        "model/dense/bias": drawn(3),
    },
    [
        node("Mul", ["input_1:0", "scale"], "scaled"),
        node("Reshape", ["scaled", "first"], "image"),
        node(
            "Conv", ["image", "model/conv2d/Conv2D/ReadVariableOp:0", "model/conv2d/bias"], "conv",
            name="model/conv2d/Conv2D", auto_pad="SAME_UPPER", strides=[2, 2],
        ),
        node("Relu", ["conv"], "relu", name="model/conv2d/Relu"),
        node("MaxPool", ["relu"], "pool", name="model/pool/MaxPool", kernel_shape=[2, 2], strides=[2, 2]),
        node("Transpose", ["pool"], "last", perm=[0, 2, 3, 1]),
        node("Reshape", ["last", "flat"], "features"),
        node("MatMul", ["features", "model/dense/MatMul/ReadVariableOp:0"], "product", name="model/dense/MatMul"),
        node("Add", ["product", "model/dense/bias"], "logits", name="model/dense/BiasAdd"),
        node("Softmax", ["logits"], "Identity:0", axis=-1),
    ],
)

write(
    "tensorflow-colour", [13, 10, 3], 4,
    {
        "pads": numpy.array([0, 0, 1, 1, 0, 0, 1, 1], "i8"),
        "stem/kernel": drawn(5, 3, 3, 3),
        "stem/bias": drawn(1, 5, 1, 1),
        "scale": drawn(5),
        "offset": drawn(5),
        "mean": drawn(5),
        "variance": numpy.abs(drawn(5)) + numpy.float32(0.2),
        "zero": numpy.float32(0),
        "branch/kernel": drawn(5, 5, 3, 3),
        "axes": numpy.array([2, 3], "i8"),
        "weights": drawn(4, 10),
        "bias": drawn(4),
    },
    [
        node("Transpose", ["input_1:0"], "first", perm=[0, 3, 1, 2]),
        node("Pad", ["first", "pads"], "padded"),
        node("Conv", ["padded", "stem/kernel"], "stem", name="stem/Conv2D", strides=[2, 2]),
        node("Add", ["stem", "stem/bias"], "biased", name="stem/BiasAdd"),
        node("BatchNormalization", ["biased", "scale", "offset", "mean", "variance"], "norm", name="norm/FusedBatchNormV3", epsilon=0.001),
        node("Clip", ["norm", "zero"], "relu"),
        node("Conv", ["relu", "branch/kernel"], "branch", name="branch/Conv2D", auto_pad="SAME_UPPER"),
        node("Add", ["branch", "relu"], "sum", name="add/add"),
        node("Relu", ["sum"], "sum-relu"),
        node("AveragePool", ["sum-relu"], "pool", kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_LOWER"),
        node("Concat", ["pool", "pool"], "twice", axis=1),
        node("ReduceMean", ["twice"], "means", axes=[2, 3], keepdims=1),
        node("Squeeze", ["means", "axes"], "features"),
        node("Gemm", ["features", "weights", "bias"], "Identity:0", name="logits", alpha=0.5, beta=2.0, transB=1),
    ],
)
