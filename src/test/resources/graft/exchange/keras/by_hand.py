"""Writes the files keras*.h5 and keras*.keras beside it, as Keras 2 and 3 write them, put together with h5py from Keras'
documentation and public source (by_keras.py writes files with Keras itself); and of each of them and of graft-*.h5 what it gives, in
float64 with NumPy (the .txt files). Weights are taken as Keras takes them: by the order of a layer's variables, whatever
they are called. apt-get install python3-h5py; Graft's own files come from KerasFiguresTest.main."""

import glob
import io
import json
import os
import re
import sys
import zipfile

import h5py
import numpy

random = numpy.random.RandomState(7)
BATCH = 3


# What Keras' layers compute, images [N, H, W, C].

def windows(x, window, strides, padding, fill):
    """[N, P, Q, R, S, C], and what TensorFlow's rule for 'same' adds is fill."""
    pads = [(0, 0)]
    for axis in (0, 1):
        extent, size, stride = x.shape[axis + 1], window[axis], strides[axis]
        count = -(-extent // stride)
        missing = max(0, (count - 1) * stride + size - extent) if padding == "same" else 0
        pads.append((missing // 2, missing - missing // 2))
    x = numpy.pad(x, pads + [(0, 0)], constant_values=fill)
    rows = range(0, x.shape[1] - window[0] + 1, strides[0])
    columns = range(0, x.shape[2] - window[1] + 1, strides[1])
    return numpy.stack(
        [numpy.stack([x[:, i : i + window[0], j : j + window[1], :] for j in columns], 1) for i in rows], 1
    )


def numbers(value):
    return numpy.asarray(value["config"]["value"] if isinstance(value, dict) else value, "f8")


def activated(x, name):
    name = name["config"] if isinstance(name, dict) else name
    if name == "relu":
        return numpy.maximum(x, 0)
    if name == "softmax":
        powers = numpy.exp(x - x.max(-1, keepdims=True))
        return powers / powers.sum(-1, keepdims=True)
    assert name in ("linear", None), name
    return x


def variables(kind, config):
    """How many a layer has that are trained, and how many that are not."""
    if kind in ("Conv2D", "Dense"):
        return (1 + config.get("use_bias", True), 0)
    if kind == "BatchNormalization":
        return (config.get("scale", True) + config.get("center", True), 2)
    if kind == "Normalization" and config.get("mean") is None:
        return (0, 3)
    return (0, 0)


def computed(kind, config, inputs, weights):
    x = inputs[0]
    if kind == "Conv2D":
        seen = windows(x, config["kernel_size"], config["strides"], config["padding"], 0)
        y = numpy.einsum("npqrsc,rsck->npqk", seen, weights[0])
        return activated(y + weights[1] if config.get("use_bias", True) else y, config.get("activation"))
    if kind == "Dense":
        y = x @ weights[0]
        return activated(y + weights[1] if config.get("use_bias", True) else y, config.get("activation"))
    if kind == "MaxPooling2D":
        return windows(x, config["pool_size"], config["strides"], config["padding"], -numpy.inf).max((3, 4))
    if kind == "AveragePooling2D":
        return numpy.nanmean(windows(x, config["pool_size"], config["strides"], config["padding"], numpy.nan), (3, 4))
    if kind == "GlobalAveragePooling2D":
        return x.mean((1, 2))
    if kind == "BatchNormalization":
        rest = list(weights)
        gamma = rest.pop(0) if config.get("scale", True) else 1
        beta = rest.pop(0) if config.get("center", True) else 0
        return gamma * (x - rest[0]) / numpy.sqrt(rest[1] + config["epsilon"]) + beta
    if kind == "ZeroPadding2D":
        return numpy.pad(x, [(0, 0)] + [tuple(p) for p in config["padding"]] + [(0, 0)])
    if kind == "Rescaling":
        return x * numbers(config["scale"]) + numbers(config["offset"])
    if kind == "Normalization":
        mean, variance = (numbers(config[k]) for k in ("mean", "variance")) if config.get("mean") else weights[:2]
        return (x - mean) / numpy.maximum(numpy.sqrt(variance), 1e-7)
    if kind in ("Activation", "ReLU", "Softmax"):
        return activated(x, config["activation"] if kind == "Activation" else kind.lower())
    if kind == "Flatten":
        return x.reshape(len(x), -1)
    if kind == "Reshape":
        return x.reshape([len(x)] + config["target_shape"])
    if kind == "Add":
        return sum(inputs)
    if kind == "Concatenate":
        return numpy.concatenate(inputs, config["axis"])
    assert kind == "Dropout", kind
    return x


def layers_of(model):
    config = model["config"]
    return config if isinstance(config, list) else config["layers"]


def name_of(layer):
    return layer.get("name", layer["config"].get("name") if isinstance(layer["config"], dict) else None)


def reads_of(layer):
    nodes = layer["inbound_nodes"]
    if not nodes:
        return []
    if isinstance(nodes[0], dict):
        found = []

        def walk(argument):
            for one in argument if isinstance(argument, list) else [argument]:
                walk(one) if isinstance(one, list) else found.append(one["config"]["keras_history"][0])

        walk(nodes[0]["args"])
        return found
    return [tensor[0] for tensor in nodes[0]]


def run(model, x, take, path=()):
    """take(path, kind, config): the variables of the layer there, in the order in which it made them."""
    values, before = {}, None
    for layer in layers_of(model):
        kind, name = layer["class_name"], name_of(layer)
        chain = model["class_name"] == "Sequential"
        reads = ([before] if before else []) if chain else reads_of(layer)
        inputs = [values[read] for read in reads] or [x]
        if kind == "InputLayer":
            y = x
        elif kind in ("Sequential", "Functional", "Model"):
            y = run(layer, inputs[0], take, path + (name,))
        else:
            y = computed(kind, layer["config"], inputs, take(path + (name,), kind, layer["config"]))
        values[name] = y
        before = name
    if model["class_name"] == "Sequential":
        return values[before]
    output = model["config"]["output_layers"]
    return values[output[0][0] if isinstance(output[0], list) else output[0]]


# Where files keep variables.

def attribute(group, name):
    value = group.attrs.get(name)
    if value is None:
        value, part = [], 0
        while name + str(part) in group.attrs:
            value.extend(group.attrs[name + str(part)])
            part += 1
    return [one.decode() if isinstance(one, bytes) else str(one) for one in value]


def stored(dataset):
    return numpy.asarray(dataset, "f8")


def loaded_order(model):
    """Model.layers, into which weights are loaded one after the other: for Functional as map_graph orders them."""
    layers = {name_of(one): one for one in layers_of(model)}
    if model["class_name"] == "Sequential":
        return [name for name, one in layers.items() if one["class_name"] != "InputLayer"]
    output = model["config"]["output_layers"]
    met, finished, depths = [], [], {}

    def build(name):
        if name in finished:
            return
        if name not in met:
            met.append(name)
        for read in reads_of(layers[name]):
            build(read)
        finished.append(name)

    build(output[0][0] if isinstance(output[0], list) else output[0])
    for name in reversed(finished):
        depth = depths.setdefault(name, 0)
        for read in reads_of(layers[name]):
            depths[read] = max(depth + 1, depths.get(read, 0))
    return sorted(met, key=lambda name: (-depths[name], met.index(name)))


def of_hdf5(file, model):
    """As load_weights_from_hdf5_group: of a model within the trained ones first, then the others."""
    places = {}
    names = attribute(file["model_weights"], "layer_names")
    assert names == loaded_order(model), (names, loaded_order(model))

    def walk(inner, top, path, trained, others, trainable):
        for layer in layers_of(inner):
            kind, config, here = layer["class_name"], layer["config"], path + (name_of(layer),)
            own = trainable and (not isinstance(config, dict) or config.get("trainable", True))
            if kind in ("Sequential", "Functional", "Model"):
                walk(layer, top, here, trained, others, own)
                continue
            first, second = variables(kind, config)
            (trained if own else others).extend((here, i) for i in range(first))
            others.extend((here, first + i) for i in range(second))

    root = file["model_weights"]
    for layer in layers_of(model):
        kind, name, trained, others = layer["class_name"], name_of(layer), [], []
        walk({"config": {"layers": [layer]}}, name, (), trained, others, True)
        names = attribute(root[name], "weight_names") if name in root else []
        assert len(names) == len(trained + others), (name, names, trained, others)
        for place, weight in zip(trained + others, names):
            places[place] = stored(root[name][weight])
    return lambda path, kind, config: [places[path, i] for i in range(sum(variables(kind, config)))]


def snake(kind):
    kind = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", kind).lower()


def stores(model, prefix="layers/", path=()):
    """Where Keras 3 keeps the variables of each layer."""
    used, found = {}, {}
    for layer in layers_of(model):
        kind = snake(layer["class_name"])
        used[kind] = used.get(kind, -1) + 1
        place = prefix + (kind if used[kind] == 0 else "%s_%d" % (kind, used[kind]))
        here = path + (name_of(layer),)
        found[here] = place
        if kind in ("sequential", "functional"):
            found.update(stores(layer, place + "/layers/", here))
    return found


def of_archive(file, model):
    places = stores(model)
    return lambda path, kind, config: [
        stored(file["%s/vars/%d" % (places[path], i)]) for i in range(sum(variables(kind, config)))
    ]


# Models.

def layer(kind, name, reads=None, **config):
    return {"class_name": kind, "name": name, "reads": reads or [], "config": {"name": name, "trainable": True, **config}}


def conv(name, filters, size, reads=None, **more):
    settings = dict(
        dtype="float32", filters=filters, kernel_size=list(size), strides=[1, 1], padding="valid", data_format="channels_last",
        dilation_rate=[1, 1], groups=1, activation="linear", use_bias=True,
        kernel_initializer={"class_name": "GlorotUniform", "config": {"seed": None}},
        bias_initializer={"class_name": "Zeros", "config": {}}, kernel_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, kernel_constraint=None, bias_constraint=None,
    )
    return layer("Conv2D", name, reads, **{**settings, **more})


def dense(name, units, reads=None, **more):
    settings = dict(dtype="float32", units=units, activation="linear", use_bias=True, kernel_regularizer=None, bias_constraint=None)
    return layer("Dense", name, reads, **{**settings, **more})


def norm(name, reads=None, **more):
    settings = dict(
        axis=[3], momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer={"class_name": "Zeros", "config": {}},
        gamma_regularizer=None, dtype="float32",
    )
    return layer("BatchNormalization", name, reads, **{**settings, **more})


def pool(kind, name, size, stride, padding, reads=None):
    return layer(
        kind, name, reads, dtype="float32", pool_size=[size, size], padding=padding, strides=[stride, stride],
        data_format="channels_last",
    )


def entrance(name, shape, keras3=False):
    told = {"batch_shape" if keras3 else "batch_input_shape": [None] + shape, "dtype": "float32", "sparse": False, "ragged": False}
    return {"class_name": "InputLayer", "name": name, "reads": [], "config": {"name": name, **told}}


def sequential(name, layers):
    layers = [{key: value for key, value in one.items() if key not in ("reads", "name")} for one in layers]
    return {"class_name": "Sequential", "name": name, "config": {"name": name, "layers": layers}}


def functional(name, layers, output, keras3=False, arguments=None):
    told = []
    for one in layers:
        one = dict(one)
        reads = one.pop("reads")
        if keras3:
            tensors = [
                {"class_name": "__keras_tensor__", "config": {"shape": [None], "dtype": "float32", "keras_history": [r, 0, 0]}}
                for r in reads
            ]
            joins = one["class_name"] in ("Add", "Concatenate")
            one["inbound_nodes"] = [{"args": [tensors] if joins else tensors, "kwargs": {"training": None}}] if reads else []
            one["module"] = "keras.layers"
            one["registered_name"] = None
        else:
            one["inbound_nodes"] = [[[r, 0, 0, arguments or {}] for r in reads]] if reads else []
        told.append(one)
    first = layers[0]["name"]
    ends = [[first, 0, 0]], ([[output, 0, 0]] if not keras3 else [output, 0, 0])
    config = {"name": name, "trainable": True, "layers": told, "input_layers": ends[0], "output_layers": ends[1]}
    return {"class_name": "Functional", "name": name, "config": config}


# Drawing variables, layer by layer, with the shapes that run through a model.

def draw(model, shape, path=(), made=None):
    """By the path of each layer its variables: shapes follow from what runs through it."""
    made = {} if made is None else made

    class Drawn(dict):
        def __call__(self, place, kind, config):
            return made[place]

    def take(place, kind, config):
        if place not in made:
            made[place] = [None] * sum(variables(kind, config))
        return made[place]

    original = globals()["computed"]

    def drawing(kind, config, inputs, weights):
        channels = inputs[0].shape[-1]
        shapes = []
        if kind == "Conv2D":
            shapes = [config["kernel_size"] + [channels, config["filters"]], [config["filters"]]]
        elif kind == "Dense":
            shapes = [[channels, config["units"]], [config["units"]]]
        elif kind == "BatchNormalization":
            shapes = [[channels]] * 4
        for i in range(len(weights)):
            if kind == "Normalization":
                weights[i] = [0.4 + random.rand(channels), 0.1 + random.rand(channels), numpy.array(7.0)][i]
            else:
                weights[i] = random.randn(*shapes[i]) * 0.5
        if kind == "BatchNormalization":
            weights[-1] = 0.5 + random.rand(channels)
        for i in range(len(weights)):
            weights[i] = numpy.asarray(weights[i]).astype("f2").astype("f4")
        return original(kind, config, inputs, [w.astype("f8") for w in weights])

    globals()["computed"] = drawing
    try:
        run(model, random.rand(2, *shape), take)
    finally:
        globals()["computed"] = original
    return made


ROLES = {"Conv2D": ["kernel", "bias"], "Dense": ["kernel", "bias"], "Normalization": ["mean", "variance", "count"]}


def roles(kind, config):
    if kind == "BatchNormalization":
        return (
            ["gamma"] * config.get("scale", True) + ["beta"] * config.get("center", True) + ["moving_mean", "moving_variance"]
        )
    return ROLES.get(kind, [])


def put(group, name, value, as_type):
    if as_type == "gzip":
        group.create_dataset(name, data=value, compression="gzip", shuffle=True, chunks=tuple(max(1, n // 2) for n in value.shape))
    else:
        group.create_dataset(name, data=value.astype(as_type))


def save_names(group, name, values, parts, as_bytes):
    values = [value.encode() for value in values] if as_bytes else values
    if parts == 1:
        group.attrs[name] = values if as_bytes or not values else numpy.array(values, dtype=h5py.string_dtype())
        return
    for i, part in enumerate(numpy.array_split(numpy.asarray(values), parts)):
        group.attrs[name + str(i)] = part


def save_weights(root, model, made, suffix=":0", parts=1, as_bytes=True, as_type="f4", prefix=""):
    """As save_weights_to_hdf5_group."""
    save_names(root, "layer_names", loaded_order(model), parts, as_bytes)
    root.attrs["backend"] = b"tensorflow"
    root.attrs["keras_version"] = b"2.11.0"
    for top in [one for name in loaded_order(model) for one in layers_of(model) if name_of(one) == name]:
        group, trained, others = root.create_group(name_of(top)), [], []

        def walk(inner, path, trainable):
            for one in layers_of(inner):
                config, here = one["config"], path + (name_of(one),)
                own = trainable and (not isinstance(config, dict) or config.get("trainable", True))
                if one["class_name"] in ("Sequential", "Functional", "Model"):
                    walk(one, here, own)
                    continue
                first = variables(one["class_name"], config)[0]
                for i, role in enumerate(roles(one["class_name"], config)[: len(made.get(here, []))]):
                    entry = ("%s%s/%s%s" % (prefix, here[-1], role, suffix), made[here][i])
                    (trained if own and i < first else others).append(entry)

        walk({"config": {"layers": [top]}}, (), True)
        save_names(group, "weight_names", [name for name, _ in trained + others], 1, as_bytes)
        for name, value in trained + others:
            put(group, name, value, as_type)


def write_hdf5(name, model, shape, as_text=False, version="2.11.0", **how):
    made = draw(model, shape)
    model = {key: value for key, value in model.items() if key != "name"}
    with h5py.File(name + ".h5", "w") as file:
        config = json.dumps(model)
        file.attrs["model_config"] = config if as_text else config.encode()
        file.attrs["keras_version"] = version.encode()
        file.attrs["backend"] = "tensorflow" if as_text else b"tensorflow"
        file.attrs["training_config"] = json.dumps({"loss": "categorical_crossentropy"}).encode()
        save_weights(file.create_group("model_weights"), model, made, **how)
        file.create_group("optimizer_weights").create_dataset("Adam/iter:0", data=numpy.int64(5))
    return model, made


def write_archive(name, model, shape, as_type="f4", root="layers", named=True):
    made = draw(model, shape)
    model = {"module": "keras", "registered_name": model["class_name"], **model}
    model.pop("name")
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        numbered(file, model, made, as_type, root, named)
    with zipfile.ZipFile(name + ".keras", "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.5.0", "date_saved": "2024-09-01@10:00:00"}))
        archive.writestr("config.json", json.dumps(model))
        archive.writestr("model.weights.h5", content.getvalue())
    return model, made


def numbered(file, model, made, as_type, root, named):
    for path, place in stores(model).items():
        vars = file.create_group(place.replace("layers/", root + "/") + "/vars")
        if named:
            vars.attrs["name"] = path[-1]
        for i, value in enumerate(made.get(path, [])):
            put(vars, str(i), value, as_type)


def files():
    write_hdf5(
        "keras2-sequential-bytes-softmax",
        sequential("sequential", [
            layer("Rescaling", "rescaling", dtype="float32", scale=1 / 127.5, offset=-1.0, batch_input_shape=[None, 13, 11, 3]),
            conv("conv2d", 4, (3, 3), strides=[2, 2], padding="same", activation="relu"),
            conv("conv2d_1", 5, (2, 3), padding="same", use_bias=False, kernel_regularizer={"class_name": "L2", "config": {"l2": 0.01}}),
            norm("batch_normalization", scale=False, momentum=0.9, epsilon=0.01),
            layer("ReLU", "re_lu", max_value=None, negative_slope=0.0, threshold=0.0),
            pool("AveragePooling2D", "average_pooling2d", 3, 2, "same"),
            layer("Dropout", "dropout", rate=0.25, noise_shape=None, seed=None),
            layer("Flatten", "flatten", data_format="channels_last"),
            dense("dense", 6, activation="relu", trainable=False),
            dense("dense_1", 4, activation="softmax"),
        ]),
        [13, 11, 3], parts=3,
    )
    write_hdf5(
        "keras2-functional",
        functional("model", [
            entrance("input_1", [12, 10, 3]),
            layer("ZeroPadding2D", "conv1_pad", ["input_1"], padding=[[3, 3], [3, 3]], data_format="channels_last"),
            conv("conv1", 4, (7, 7), ["conv1_pad"], strides=[2, 2]),
            norm("bn_conv1", ["conv1"], epsilon=1.001e-5, trainable=False),
            layer("Activation", "activation", ["bn_conv1"], activation="relu"),
            layer("ZeroPadding2D", "pool1_pad", ["activation"], padding=[[1, 1], [1, 1]], data_format="channels_last"),
            pool("MaxPooling2D", "pool1", 3, 2, "valid", ["pool1_pad"]),
            conv("branch2a", 4, (3, 3), ["pool1"], padding="same", activation="relu"),
            conv("branch2b", 4, (1, 1), ["branch2a"]),
            layer("Add", "add", ["branch2b", "pool1"]),
            layer("Concatenate", "concatenate", ["add", "branch2a"], axis=3),
            layer("GlobalAveragePooling2D", "avg_pool", ["concatenate"], data_format="channels_last", keepdims=False),
            dense("fc", 5, ["avg_pool"]),
        ], "fc"),
        [12, 10, 3], as_text=True, as_bytes=False, as_type="gzip",
    )
    base = functional("base", [
        entrance("input_2", [9, 8, 3]),
        conv("block1", 4, (3, 3), ["input_2"], trainable=False),
        norm("block1_bn", ["block1"], trainable=False),
        layer("Activation", "block1_relu", ["block1_bn"], activation="relu"),
        conv("block2", 4, (3, 3), ["block1_relu"]),
        norm("block2_bn", ["block2"]),
    ], "block2_bn")
    write_hdf5(
        "keras2-nested",
        sequential("transfer", [
            entrance("outer_input", [9, 8, 3]), base,
            layer("GlobalAveragePooling2D", "pooling"), dense("head", 3, use_bias=False),
        ]),
        [9, 8, 3], as_type="f8",
    )
    flat = sequential("plane", [
        layer("Flatten", "flatten_1", batch_input_shape=[None, 7, 6], dtype="float32"),
        dense("dense_1", 5, activation="relu"), dense("dense_2", 4, activation="softmax"),
    ])
    flat["config"] = flat["config"]["layers"]
    write_hdf5("keras2-plane-softmax", flat, [7, 6], version="2.2.2", as_type="f2")
    write_hdf5(
        "keras3-legacy",
        sequential("sequential_3", [
            entrance("input_layer", [8, 9, 1], True),
            conv("conv_a", 3, (3, 3), activation={"module": "builtins", "class_name": "function", "config": "relu", "registered_name": "function"}),
            layer("Flatten", "flat"), dense("out", 3),
        ]),
        [8, 9, 1], suffix="", prefix="sequential_3/", version="3.5.0",
    )
    policy = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}
    write_archive(
        "keras3-functional-bytes",
        functional("functional", [
            entrance("input_layer", [10, 9, 3], True),
            layer("Rescaling", "rescaling", ["input_layer"], dtype=policy, scale=1 / 255, offset=0.0),
            layer("Normalization", "normalization", ["rescaling"], dtype=policy, axis=[-1], invert=False, mean=None, variance=None),
            conv("first", 4, (3, 3), ["normalization"], dtype=policy, padding="same"),
            conv("second", 4, (3, 3), ["first"], dtype=policy, padding="same", activation="relu", trainable=False),
            layer("Add", "sum", ["first", "second"]),
            norm("norm", ["sum"], axis=-1, center=False, synchronized=False),
            pool("MaxPooling2D", "pool", 2, 2, "same", ["norm"]),
            layer("Flatten", "flatten", ["pool"]),
            norm("norm_of_features", ["flatten"], axis=-1),
            dense("logits", 4, ["norm_of_features"], quantization_config=None),
        ], "logits", True),
        [10, 9, 3],
    )
    stem = functional("stem", [
        entrance("stem_input", [6, 7, 1], True),
        conv("conv", 3, (3, 3), ["stem_input"], activation="relu"),
    ], "conv", True)
    write_archive(
        "keras3-nested-softmax",
        sequential("sequential", [
            entrance("images", [6, 7], True),
            layer("Rescaling", "scaled", scale={"class_name": "__numpy__", "config": {"value": [2.0], "dtype": "float32"}}, offset=-0.5),
            layer("Reshape", "one_channel", target_shape=[6, 7, 1]), stem,
            conv("conv", 2, (2, 2)), layer("Flatten", "flatten"), dense("classes", 3), layer("Softmax", "softmax", axis=-1),
        ]),
        [6, 7], as_type="f2", root="_layer_checkpoint_dependencies", named=False,
    )
    alone = sequential("alone", [
        entrance("input", [9, 8, 3]), conv("one", 4, (3, 3), activation="relu"), norm("two"),
        conv("three", 4, (3, 3), use_bias=False), layer("Flatten", "four"), dense("five", 6, activation="relu"), dense("six", 3),
    ])
    made = draw(alone, [9, 8, 3])
    with h5py.File("keras2-weights.h5", "w") as file:
        save_weights(file, alone, made)
    with h5py.File("keras3-numbers.weights.h5", "w") as file:
        numbered(file, alone, made, "f4", "layers", False)
    with h5py.File("keras3-names.weights.h5", "w") as file:
        numbered(file, alone, made, "f4", "layers", True)
    for name, how in (("hollow-weights", {}), ("hollow-chunked-weights", {"chunks": (100, 100), "compression": "gzip"})):
        with h5py.File(name + ".h5", "w") as file:
            save_names(file, "layer_names", ["huge"], 1, True)
            save_names(file.create_group("huge"), "weight_names", ["huge/kernel:0"], 1, True)
            file["huge"].create_dataset("huge/kernel:0", (20000, 20000), "f4", **how)  # which takes no place before it is filled
    with h5py.File("keras3-names.weights.h5", "r") as file:
        figures("keras-weights", alone, of_archive(file, alone), "keras3-names.weights.h5")


def figures(name, model, take, file):
    shape = shape_of(model)
    bytes = "bytes" in name or name.startswith("graft")
    fed = random.randint(0, 256, [BATCH] + shape).astype("f8") if bytes else random.rand(BATCH, *shape).astype("f4").astype("f8")
    given = run(model, fed, take)
    with open(name + ".txt", "w") as out:
        out.write("case: %s\nabout: what %s is fed and gives, by by_hand.py\nnumpy: float64\n" % (name, file))
        for what, values, how in (("input", fed, "drawn"), ("output", given, "computed")):
            out.write("\n%s %s %s\n" % (what, list(values.shape), how))
            for row in values.reshape(-1, values.shape[-1]):
                out.write(" ".join(repr(float(number)) for number in row) + "\n")


def shape_of(model):
    for one in layers_of(model):
        config = one["config"]
        if one["class_name"] in ("Functional", "Sequential"):
            return shape_of(one)
        for key in ("batch_input_shape", "batch_shape"):
            if key in config:
                return config[key][1:]
    raise ValueError("no shape")


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    if "graft" not in sys.argv[1:]:
        files()
    for path in sorted(glob.glob("*.h5") + glob.glob("*.keras")):
        if path.startswith("by-keras"):
            continue
        name = os.path.splitext(path)[0]
        random.seed(len(name))
        if path.endswith(".keras"):
            with zipfile.ZipFile(path) as archive:
                model = json.loads(archive.read("config.json"))
                content = archive.read("model.weights.h5")
            with h5py.File(io.BytesIO(content), "r") as file:
                if "_layer_checkpoint_dependencies" in file:
                    continue_with = h5py.File(io.BytesIO(), "w")
                    rename(file, continue_with)
                    figures(name, model, of_archive(continue_with, model), path)
                else:
                    figures(name, model, of_archive(file, model), path)
        elif "weights" not in path:
            with h5py.File(path, "r") as file:
                config = file.attrs["model_config"]
                model = json.loads(config.decode() if isinstance(config, bytes) else config)
                figures(name, model, of_hdf5(file, model), path)


def rename(source, target):
    """The name of TensorFlow 2.12 becomes that of later ones, as in Keras 3's H5Entry."""
    def visit(path, item):
        if isinstance(item, h5py.Dataset):
            source.copy(item, target, name=path.replace("_layer_checkpoint_dependencies", "layers"))
    source.visititems(visit)


if __name__ == "__main__":
    main()
