"""A CNN of PyTorch's, what goes out of it, and what comes back.

    python pytorch_cnn.py make MNIST       trains it; writes torch.safetensors (its state), torch.onnx (its graph, as PyTorch
                                           exports it), torch-script.onnx (as its older exporter does) and torch-logits.npy
    python pytorch_cnn.py judge MNIST LOGITS FILE
                                           compares what FILE gives with logits that were kept: Graft's FILE.safetensors, which
                                           the module in FILE.py beside it takes strictly, or Graft's FILE.onnx in ONNX Runtime

With PyTorch 2 (pip install torch onnxscript onnxruntime safetensors), or Debian's PyTorch 1.13 (apt-get install
python3-torch python3-onnx), which has the older exporter alone. Without the package safetensors its files are
read and written here: a length, a JSON text, numbers.
"""

import importlib.util
import json
import sys

import numpy
import torch
from torch import nn
from torch.nn import functional

import digits


class Network(nn.Module):
    """Convolutions with batch normalisation, a residual block, and two dense layers."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)
        )
        self.block = nn.Sequential(
            nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8),
        )
        self.down = nn.Conv2d(8, 12, 3, stride=2, padding=1)
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(12 * 7 * 7, 20)
        self.fc2 = nn.Linear(20, 10)

    def forward(self, x):
        x = self.features(x)
        x = torch.relu(x + self.block(x))
        x = torch.relu(self.down(x))
        x = torch.relu(self.fc1(torch.flatten(x, 1)))
        return self.fc2(self.drop(x))


def to_tensor(images):
    """As torchvision's ToTensor: bytes [N, H, W, C] become [N, C, H, W] in 0..1."""
    return torch.from_numpy(images.copy()).permute(0, 3, 1, 2).float() / 255


def save_state(state, path):
    try:
        from safetensors.torch import save_file
    except ImportError:
        header, content = {}, b""
        for name, tensor in state.items():
            part = tensor.contiguous().numpy().tobytes()
            kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
            ends = [len(content), len(content) + len(part)]
            header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": ends}
            content += part
        text = json.dumps(header).encode()
        with open(path, "wb") as file:
            file.write(len(text).to_bytes(8, "little") + text + content)
    else:
        save_file(state, path)


def load_state(path):
    try:
        from safetensors.torch import load_file
    except ImportError:
        with open(path, "rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            content = file.read()
        state = {}
        for name, told in header.items():
            if name != "__metadata__":
                kind = {"F32": "f4", "I64": "i8"}[told["dtype"]]
                values = numpy.frombuffer(content[slice(*told["data_offsets"])], kind)
                state[name] = torch.from_numpy(values.reshape(told["shape"]).copy())
        return state
    else:
        return load_file(path)


def make(folder):
    images, labels, held_out, _ = digits.mnist(folder)
    torch.manual_seed(1)
    network = Network()
    optimizer = torch.optim.Adam(network.parameters(), 2e-3)
    fed, expected = to_tensor(images), torch.from_numpy(labels)
    for _ in range(3):
        for rows in torch.randperm(len(fed)).split(64):
            optimizer.zero_grad()
            functional.cross_entropy(network(fed[rows]), expected[rows]).backward()
            optimizer.step()
    network.eval()
    save_state(network.state_dict(), "torch.safetensors")
    example = (torch.rand(2, 1, 28, 28),)
    if torch.__version__ < "2":
        torch.onnx.export(network, example, "torch-script.onnx", dynamic_axes={"x": {0: "n"}}, input_names=["x"])
    else:
        torch.onnx.export(network, example, "torch.onnx", dynamic_shapes=({0: torch.export.Dim("n")},), verbose=False)
        torch.onnx.export(
            network, example, "torch-script.onnx", dynamo=False, dynamic_axes={"x": {0: "n"}}, input_names=["x"]
        )
    with torch.no_grad():
        numpy.save("torch-logits.npy", network(to_tensor(held_out)).numpy())
    print("PyTorch %s: trained %s parameters" % (torch.__version__, format(count(network), ",")))


def count(module):
    return sum(parameter.numel() for parameter in module.parameters())


def judge(folder, kept, path):
    _, _, held_out, labels = digits.mnist(folder)
    before = numpy.load(kept)
    if path.endswith(".onnx"):
        import onnxruntime

        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        now = session.run(["logits"], {"images": held_out.astype("f4")})[0]
        print(digits.compared("ONNX Runtime " + onnxruntime.__version__, before, now, labels))
        return
    source = path[: -len(".safetensors")] + ".py"
    spec = importlib.util.spec_from_file_location("back", source)
    back = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(back)
    network = back.Network()
    network.load_state_dict(load_state(path), strict=True)
    network.eval()
    with torch.no_grad():
        now = network(back.preprocess(torch.from_numpy(held_out.copy()))).numpy()
    print(digits.compared("PyTorch " + torch.__version__, before, now, labels, count(network)))


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
