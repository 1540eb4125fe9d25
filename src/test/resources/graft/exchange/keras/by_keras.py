"""What Keras itself writes and reads (pip install tensorflow; Keras 3).

    python by_keras.py         write by-keras* beside it, and by-keras*.txt: what Keras gives of them, in float32
    python by_keras.py check   load each file here, and say how far what Keras gives is from its .txt
"""

import glob
import os
import re
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy
from keras import layers

BATCH = 3


def functional():
    x = entrance = keras.Input((12, 10, 3))
    x = layers.Rescaling(1 / 255)(x)
    x = layers.Conv2D(4, 3, padding="same", use_bias=False, name="stem")(x)
    x = layers.BatchNormalization(name="stem_bn")(x)
    x = skip = layers.ReLU()(x)
    x = layers.Conv2D(4, 3, padding="same", activation="relu", kernel_regularizer="l2", trainable=False)(x)
    x = layers.Add()([x, skip])
    x = layers.MaxPooling2D(2)(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Conv2D(5, (3, 2), strides=2, padding="same")(x)
    x = layers.Concatenate()([layers.Flatten()(x), layers.GlobalAveragePooling2D()(x)])
    x = layers.Dense(6, activation="relu")(x)
    return keras.Model(entrance, layers.Dense(4)(x))


def sequential():
    block = keras.Sequential([layers.Conv2D(4, 3, activation="relu"), layers.BatchNormalization(scale=False)], name="block")
    return keras.Sequential(
        [
            keras.Input((13, 11, 2)),
            block,
            layers.ZeroPadding2D(((1, 0), (0, 1))),
            layers.Conv2D(5, 3, strides=2),
            layers.Activation("relu"),
            layers.AveragePooling2D(2, padding="same"),
            layers.Flatten(),
            layers.Dense(4, activation="softmax"),
        ]
    )


def plain():
    return keras.Sequential(
        [
            keras.Input((9, 8, 3)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Conv2D(4, 3, use_bias=False),
            layers.Flatten(),
            layers.Dense(6, activation="relu"),
            layers.Dense(3),
        ]
    )


def draw(model, random):
    """Weights that no layer begins with."""
    for variable in model.variables:
        if "seed" not in variable.path:
            low, high = (0.5, 2) if variable.path.endswith("moving_variance") else (-0.5, 0.5)
            variable.assign(random.uniform(low, high, variable.shape).astype("f4"))


def write(name, model, endings):
    random = numpy.random.RandomState(len(name))
    draw(model, random)
    for ending in endings:
        if ending == ".weights.h5":
            model.save_weights(name + ending)
        else:
            model.save(name + ending)
    shape = (BATCH,) + model.input_shape[1:]
    fed = random.randint(0, 256, shape).astype("f4") if "bytes" in name else random.rand(*shape).astype("f4")
    given = model.predict(fed, verbose=0)
    with open(name + ".txt", "w") as out:
        out.write("case: %s\nabout: what Keras gives of %s\nkeras: %s\n" % (name, name + endings[0], keras.__version__))
        for what, values, how in (("input", fed, "drawn"), ("output", given, "computed")):
            out.write("\n%s %s %s\n" % (what, list(values.shape), how))
            for row in values.reshape(-1, values.shape[-1]):
                out.write(" ".join(repr(float(number)) for number in row) + "\n")


def figures(path):
    found = {}
    for part in open(path).read().split("\n\n")[1:]:
        head, *rows = part.strip().split("\n")
        name, extents = re.match(r"(\w+) \[([^\]]*)\]", head).groups()
        numbers = [float(number) for row in rows for number in row.split()]
        found[name] = numpy.array(numbers).reshape([int(extent) for extent in extents.split(",")])
    return found


def check():
    print("Keras", keras.__version__)
    for path in sorted(glob.glob("*.h5") + glob.glob("*.keras")):
        if "weights" in path:
            continue
        kept = figures(os.path.splitext(path)[0] + ".txt")
        try:
            model = keras.models.load_model(path, compile=False)
        except Exception as refused:
            print("%-34s not loaded: %s" % (path, str(refused).split("\n")[0][:80]))
            continue
        given = model(kept["input"].astype("f4"), training=False).numpy()
        away = abs(given - kept["output"]).max() / abs(kept["output"]).max()
        frozen = [layer.name for layer in model.layers if not layer.trainable]
        print("%-34s %.1e of the largest output%s" % (path, away, ", frozen %s" % frozen if frozen else ""))


os.chdir(os.path.dirname(os.path.abspath(__file__)))
if "check" in sys.argv[1:]:
    check()
else:
    write("by-keras-functional-bytes", functional(), [".keras", ".h5"])
    write("by-keras-sequential-softmax", sequential(), [".keras", ".h5"])
    write("by-keras", plain(), [".weights.h5"])
