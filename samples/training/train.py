#!/usr/bin/env python3
"""Trains the sample's network on images from ShapeImages and exports it to ONNX.

Runs once, outside the build, with Debian's python3-torch (1.13) and python3-numpy; README.md has the commands and the figures.
"""

import argparse
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut, which is a 1x1 convolution where the shape changes (He et al., arXiv 1512.03385)."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = functional.relu(self.norm1(self.conv1(x)))
        return functional.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class Classifier(nn.Module):
    """A strided stem, two blocks of 32 channels at 16x16, three of 64 at 8x8, global average pooling, one linear layer."""

    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.blocks = nn.Sequential(
            ResidualBlock(32, 32),
            ResidualBlock(32, 32),
            ResidualBlock(32, 64, stride=2),
            ResidualBlock(64, 64),
            ResidualBlock(64, 64),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(64, classes)

    def forward(self, x):
        return self.head(torch.flatten(self.pool(self.blocks(self.stem(x))), 1))


class Data:
    """A data set written by `ShapeImages npz`: images as the network takes them, labels, class names, preprocessing."""

    def __init__(self, path):
        with np.load(path) as arrays:
            self.x = torch.from_numpy(arrays["x"])
            self.y = torch.from_numpy(arrays["y"])
            self.mean = arrays["mean"].tolist()
            self.std = arrays["std"].tolist()
            self.classes = [name.decode() for name in arrays["classes"]]

    def batches(self, size, generator=None):
        """Images and labels, in a new order where a generator is given."""
        count = len(self.y)
        order = torch.arange(count) if generator is None else torch.randperm(count, generator=generator)
        for rows in order.split(size):
            yield self.x[rows], self.y[rows]


def turn(x, generator):
    """Applies one of the square's eight symmetries to each image; no class changes by it."""
    mirror, flip, swap = (torch.rand(len(x), 1, 1, 1, generator=generator) < 0.5 for _ in range(3))
    x = torch.where(mirror, x.flip(3), x)
    x = torch.where(flip, x.flip(2), x)
    return torch.where(swap, x.transpose(2, 3), x).contiguous()


def accuracy(model, data):
    """Top-1 accuracy and the confusion matrix [true class, predicted class]."""
    model.eval()
    confusion = torch.zeros(len(data.classes), len(data.classes), dtype=torch.long)
    with torch.no_grad():
        for x, y in data.batches(500):
            confusion.index_put_((y, model(x).argmax(1)), torch.tensor(1), accumulate=True)
    return confusion.diagonal().sum().item() / len(data.y), confusion


def fit(model, data, test, epochs, rate, decay, batch, seed, augment):
    """Stochastic gradient descent with Nesterov momentum, the learning rate going up for a tenth of the steps, then down to 0."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9, nesterov=True, weight_decay=decay)
    steps = epochs * -(-len(data.y) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1, cycle_momentum=False)
    for epoch in range(epochs):
        model.train()
        started, total = time.time(), 0.0
        for x, y in data.batches(batch, generator):
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(turn(x, generator) if augment else x), y)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(y)
        top1, _ = accuracy(model, test)
        print(f"epoch {epoch + 1}/{epochs}: loss {total / len(data.y):.4f}, test top-1 {top1:.4f}, {time.time() - started:.0f} s", flush=True)


def count_costs(model):
    """Parameters once BatchNormalization is folded, and multiply-accumulates of one image."""
    costs = {"parameters": 0, "macs": 0}

    def hook(layer, inputs, output):
        bias = layer.out_channels if isinstance(layer, nn.Conv2d) else layer.out_features
        positions = output[0].numel() // bias
        costs["parameters"] += layer.weight.numel() + bias
        costs["macs"] += layer.weight.numel() * positions

    layers = [layer for layer in model.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
    handles = [layer.register_forward_hook(hook) for layer in layers]
    model.eval()(torch.zeros(1, 3, 32, 32))
    for handle in handles:
        handle.remove()
    return costs["parameters"], costs["macs"]


def metadata_entry(key, value):
    """One entry of ModelProto.metadata_props (field 14): a StringStringEntryProto, key = 1, value = 2, as protobuf bytes."""

    def field(number, content):
        length, prefix = len(content), bytearray()
        while length > 0x7F:
            prefix.append(length & 0x7F | 0x80)
            length >>= 7
        prefix.append(length)
        return bytes([number << 3 | 2]) + bytes(prefix) + content

    return field(14, field(1, key.encode()) + field(2, value.encode()))


def export(model, data, path):
    """Writes the network in inference form: BatchNormalization is folded into the convolutions."""
    model.eval()
    torch.onnx.export(
        model, torch.zeros(1, 3, 32, 32), path, opset_version=13, input_names=["image"], output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})
    mean, std = (",".join(f"{value:g}" for value in values) for values in (data.mean, data.std))
    with open(path, "ab") as file:  # an element of a repeated field may stand anywhere, so also at the end
        file.write(metadata_entry("classes", ",".join(data.classes)))
        file.write(metadata_entry("preprocessing", f"mean={mean};std={std};channels=rgb"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", required=True, help="the .npz to train on")
    parser.add_argument("--test", required=True, help="the .npz to measure on; its seed must be another")
    parser.add_argument("--out", help="the .onnx file to write")
    parser.add_argument("--linear", action="store_true", help="measure a linear model instead: how hard the task is")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--decay", type=float, default=5e-4)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    train, test = Data(options.train), Data(options.test)
    classes = len(train.classes)
    model = nn.Sequential(nn.Flatten(), nn.Linear(train.x[0].numel(), classes)) if options.linear else Classifier(classes)
    print("parameters %d, MACs %d" % count_costs(model))

    fit(model, train, test, options.epochs, options.rate, options.decay, options.batch, options.seed,
        augment=not options.linear)
    top1, confusion = accuracy(model, test)
    print(f"top-1 on {len(test.y)} test images: {top1:.4f}")
    for name, row in zip(train.classes, confusion.tolist()):
        print(f"{name:>14} {row}")
    if options.out:
        export(model, train, options.out)


if __name__ == "__main__":
    main()
