"""A CNN of Keras', what goes out of it, and what comes back (Keras 3: pip install tensorflow).

    python keras_cnn.py make MNIST               trains it; writes keras.keras, keras.h5, keras.weights.h5, keras-logits.npy
    python keras_cnn.py judge MNIST LOGITS FILE  loads Graft's FILE.h5, compares what it gives with logits that were kept
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy
from keras import layers

import digits


def network():
    """Convolutions with batch normalisation, a residual block, and two dense layers."""
    x = entrance = keras.Input((28, 28, 1))
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = skip = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(layers.Add()([x, skip]))
    x = layers.Conv2D(12, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(20, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(entrance, layers.Dense(10)(x))


def make(folder):
    images, labels, held_out, _ = digits.mnist(folder)
    keras.utils.set_random_seed(1)
    model = network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(2e-3), loss)
    model.fit(images / numpy.float32(255), labels, batch_size=64, epochs=3, verbose=0)
    model.save("keras.keras")
    model.save("keras.h5")
    model.save_weights("keras.weights.h5")
    numpy.save("keras-logits.npy", model.predict(held_out / numpy.float32(255), verbose=0))
    print("Keras %s: trained %s parameters" % (keras.__version__, format(trained(model), ",")))


def trained(model):
    return sum(int(numpy.prod(weight.shape)) for weight in model.trainable_weights)


def judge(folder, kept, path):
    _, _, held_out, labels = digits.mnist(folder)
    before = numpy.load(kept)
    model = keras.models.load_model(path, compile=False)
    now = model.predict(held_out.astype("f4"), verbose=0)
    print(digits.compared("Keras " + keras.__version__, before, now, labels, trained(model)))


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
