"""The network whose weights are in residual-wider.safetensors; Graft wrote both.

    from safetensors.torch import load_file

    network = Network()
    network.load_state_dict(load_file("residual-wider.safetensors"))
    logits = network.eval()(preprocess(images))
"""

import torch
from torch import nn
from torch.nn import functional

CLASSES = ["class 0", "class 1", "class 2", "class 3", "class 4"]
MEAN = [0.2, 0.30000000000000004, 0.4]
DEVIATION = [0.3, 0.27999999999999997, 0.26]


def preprocess(x):
    """What the network is fed, [N, C, H, W], of bytes [N, H, W, C]."""
    return (x.permute(0, 3, 1, 2).float() / 255 - torch.tensor(MEAN)[:, None, None]) / torch.tensor(DEVIATION)[:, None, None]


def add(parent, path, module):
    """Registers a module under a path such as layer1.0.conv1."""
    *parents, name = path.split(".")
    for between in parents:
        if not hasattr(parent, between):
            parent.add_module(between, nn.Module())
        parent = getattr(parent, between)
    parent.add_module(name, module)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, (3, 3), stride=1, padding=(1, 1), bias=False)
        self.bn1 = nn.BatchNorm2d(6, eps=1.0E-5, momentum=0.1)
        add(self, "block.0", nn.Conv2d(6, 6, (3, 3), stride=1, padding=(1, 1), bias=False))
        add(self, "block.1", nn.BatchNorm2d(6, eps=1.0E-5, momentum=0.1))
        add(self, "block.3", nn.Conv2d(6, 6, (3, 3), stride=1, padding=(1, 1)))
        self.down = nn.Conv2d(6, 9, (1, 1), stride=2)
        self.fc1 = nn.Linear(144, 15)
        self.fc2 = nn.Linear(15, 5)

    def forward(self, x):
        """Logits of what preprocess gives."""
        conv1 = self.conv1(x)
        bn1 = self.bn1(conv1)
        relu = torch.relu(bn1)
        block_0 = self.get_submodule("block.0")(relu)
        block_1 = self.get_submodule("block.1")(block_0)
        block_2 = torch.relu(block_1)
        block_3 = self.get_submodule("block.3")(block_2)
        add = relu + block_3
        sum = torch.relu(add)
        pool = functional.max_pool2d(sum, 2, 2)
        down = self.down(pool)
        flatten = torch.flatten(down, 1)
        fc1 = self.fc1(flatten)
        fc1_relu = torch.relu(fc1)
        fc2 = self.fc2(fc1_relu)
        return fc2
