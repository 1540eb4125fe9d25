"""Two ONNX graphs in ONNX Runtime on the same drawn images (pip install onnxruntime).

    python graphs.py judge FIRST.onnx GROWN.onnx   FIRST is fed images in 0..1, channels first or last; GROWN as Graft writes it
"""

import sys

import numpy
import onnxruntime

IMAGES = 1000


def judge(first, grown):
    before = onnxruntime.InferenceSession(first, providers=["CPUExecutionProvider"])
    now = onnxruntime.InferenceSession(grown, providers=["CPUExecutionProvider"])
    shape = now.get_inputs()[0].shape[1:]
    images = numpy.random.RandomState(1).randint(0, 256, [IMAGES] + shape).astype("f4")
    entrance = before.get_inputs()[0]
    fed = images / numpy.float32(255)
    if entrance.shape[1:] != shape:
        fed = fed.transpose(0, 3, 1, 2).copy()
    kept = before.run(None, {entrance.name: fed})[0]
    found = now.run(["logits"], {"images": images})[0]
    away, largest = abs(found - kept).max(), abs(kept).max()
    told = (onnxruntime.__version__, away, largest, away / largest, IMAGES)
    print("ONNX Runtime %s: largest difference of a logit %.2e of %.2e (%.1e), %d drawn images" % told)


if __name__ == "__main__":
    {"judge": judge}[sys.argv[1]](*sys.argv[2:])
