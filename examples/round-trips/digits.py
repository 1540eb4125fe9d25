"""What the two scripts beside it share: MNIST, and how two sets of logits are compared."""

import gzip
import os

import numpy

TRAINED_ON = 12000
JUDGED_ON = 1000


def idx(folder, name):
    path = os.path.join(folder, name)
    with gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb") as file:
        content = file.read()
    extents = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(content[3])]
    return numpy.frombuffer(content, "u1", offset=4 + 4 * len(extents)).reshape(extents)


def mnist(folder):
    """Bytes [N, H, W, C] and labels: what is trained on, and what is judged on."""
    return (
        idx(folder, "train-images-idx3-ubyte")[:TRAINED_ON, :, :, None],
        idx(folder, "train-labels-idx1-ubyte")[:TRAINED_ON].astype("i8"),
        idx(folder, "t10k-images-idx3-ubyte")[:JUDGED_ON, :, :, None],
        idx(folder, "t10k-labels-idx1-ubyte")[:JUDGED_ON].astype("i8"),
    )


def compared(judge, before, now, labels, parameters=None):
    """A line of what a judge found of the network that came back, beside the one that went out."""
    away, largest = abs(now - before).max(), abs(before).max()
    right = [(logits.argmax(1) == labels).mean() for logits in (before, now)]
    counted = "%s parameters, " % format(parameters, ",") if parameters else ""
    return "%s: %slargest difference of a logit %.2e of %.2e (%.1e), accuracy %.2f%% -> %.2f%%, %d images" % (
        judge, counted, away, largest, away / largest, 100 * right[0], 100 * right[1], len(labels)
    )
