"""Writes ONNX files beside it, with PyTorch's own exporter: pytorch-*.onnx with PyTorch 1 (apt-get install python3-torch
python3-onnx), pytorch2-*.onnx with PyTorch 2.9 or later and the exporter that is its default since (pip install torch
onnxscript)."""

import onnx
import torch
from torch import nn
from torch.nn import functional


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.block = nn.Sequential(
            nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1)
        )
        self.pool = nn.MaxPool2d(2)
        self.down = nn.Conv2d(4, 6, 1, stride=2)
        self.fc1 = nn.Linear(6 * 4 * 4, 10)
        self.drop = nn.Dropout(0.3)
        self.fc2 = nn.Linear(10, 5, bias=False)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(x + self.block(x))
        x = self.down(self.pool(x))
        x = torch.relu(self.fc1(x.view(x.size(0), -1)))
        return self.fc2(self.drop(x))


class Means(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(2, 5, (3, 2), padding=(1, 0))
        self.two = nn.Conv2d(2, 3, (3, 2), padding=(1, 0))
        self.norm = nn.BatchNorm2d(8)
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        x = torch.relu(self.norm(torch.cat([self.one(x), self.two(x)], 1)))
        x = functional.avg_pool2d(x, 3, 2, 1, count_include_pad=False)
        return torch.softmax(self.fc(x.mean((2, 3))), 1)


class Padded(nn.Module):
    def __init__(self):
        super().__init__()
        self.pad = nn.ZeroPad2d((1, 2, 0, 1))
        self.conv = nn.Conv2d(1, 3, 5, stride=2)
        self.fc = nn.Linear(3 * 5 * 6, 7)
        self.norm = nn.BatchNorm1d(7)

    def forward(self, x):
        x = self.conv(self.pad((x / 255 - 0.13) / 0.3))
        x = functional.max_pool2d(torch.relu(x), 3, 2, ceil_mode=True)
        return self.norm(self.fc(torch.flatten(x, 1)))


def draw(module):
    torch.manual_seed(1)
    for parameter in module.parameters():
        parameter.data.normal_(0, 0.4)
    for key, buffer in module.named_buffers():
        if key.endswith("mean"):
            buffer.normal_()
        if key.endswith("var"):
            buffer.uniform_(0.5, 2)
    return module.eval()


def write(name, module, shape, opset=13, open_batch=True, **options):
    axes = {"x": {0: "n"}} if open_batch else None
    torch.onnx.export(
        draw(module), torch.rand(shape), name + ".onnx", opset_version=opset, input_names=["x"], dynamic_axes=axes, **options
    )


def write2(name, module, shape, open_batch=True, **options):
    batch = ({0: torch.export.Dim("n")},) if open_batch else None
    torch.onnx.export(draw(module), (torch.rand(shape),), name + ".onnx", dynamic_shapes=batch, dynamo=True, **options)
    model = onnx.load(name + ".onnx", load_external_data=False)
    for node in model.graph.node:
        del node.metadata_props[:]  # which lines of which files it came from
    del model.graph.metadata_props[:]
    onnx.save(model, name + ".onnx")


if torch.__version__.startswith("1."):
    write("pytorch-residual", Residual(), (2, 3, 17, 16))
    write("pytorch-residual-opset9", Residual(), (2, 3, 17, 16), opset=9)
    write("pytorch-one-sample", Residual(), (1, 3, 17, 16), opset=11, open_batch=False)
    write(
        "pytorch-not-folded", Residual(), (2, 3, 17, 16),
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
    )
    write("pytorch-means-softmax", Means(), (2, 2, 7, 9), opset=17)
    write("pytorch-padded-bytes", Padded(), (2, 1, 24, 27))
else:
    write2("pytorch2-residual", Residual(), (2, 3, 17, 16))  # its tensors in a file beside it
    write2("pytorch2-two-samples", Residual(), (2, 3, 17, 16), open_batch=False, external_data=False)
    write2("pytorch2-means-softmax", Means(), (2, 2, 7, 9), external_data=False)
    write2("pytorch2-padded-bytes", Padded(), (2, 1, 24, 27), external_data=False)
