"""A training step on PyTorch, of the network that the benchmark wrote beside it: forward pass, cross-entropy, backward pass, clipping, momentum.

Started by `benchmarks -- training-speed`, and by nothing else: a figure to hold the project's own step against. It reads

    network.json   nodes, tensors and what a step does with them
    tensors.bin    their numbers, the images and the labels

and answers lines on standard input, "steps N", with lines of JSON: the seconds that N steps took, and loss and norm of the gradient of the first of them.
"""
import json
import sys
import time

import numpy
import torch
import torch.nn.functional as functional

TYPES = {"float32": numpy.float32, "int64": numpy.int64}
CASTS = {1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool, 11: torch.float64}


def symmetric(pads):
    """The padding of each axis where it is the same at both ends; None where it is not."""
    half = len(pads) // 2
    return pads[:half] if pads[:half] == pads[half:] else None


def padded(x, pads):
    """x with zeros around its last axes; ONNX gives the beginnings of all axes and then the ends, PyTorch takes pairs from the last axis on."""
    half = len(pads) // 2
    return functional.pad(x, [size for axis in reversed(range(half)) for size in (pads[axis], pads[axis + half])])


def conv(a, x, weight, bias=None):
    axes = weight.dim() - 2
    pads = a.get("pads", [0] * (2 * axes))
    if a.get("auto_pad", "NOTSET") != "NOTSET":
        raise ValueError("padding is given in numbers here")
    same = symmetric(pads)
    if same is None:
        x, same = padded(x, pads), [0] * axes
    run = functional.conv1d if axes == 1 else functional.conv2d if axes == 2 else functional.conv3d
    return run(x, weight, bias, a.get("strides", [1] * axes), same, a.get("dilations", [1] * axes), a.get("group", 1))


def gemm(a, x, weight, bias=None):
    x = x.t() if a.get("transA", 0) else x
    weight = weight if a.get("transB", 0) else weight.t()
    if a.get("alpha", 1.0) == 1.0 and a.get("beta", 1.0) == 1.0:
        return functional.linear(x, weight, bias)
    y = a.get("alpha", 1.0) * functional.linear(x, weight)
    return y if bias is None else y + a.get("beta", 1.0) * bias


def reshape(a, x, shape):
    return x.reshape([x.shape[axis] if size == 0 else size for axis, size in enumerate(shape.tolist())])


def slices(a, x, starts, ends, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes.tolist()
    steps = [1] * len(starts) if steps is None else steps.tolist()
    for start, end, axis, step in zip(starts.tolist(), ends.tolist(), axes, steps):
        size = x.shape[axis]
        if step > 0:
            places = slice(max(start + size, 0) if start < 0 else start, max(end + size, 0) if end < 0 else min(end, size), step)
            x = x[(slice(None),) * (axis % x.dim()) + (places,)]
        else:
            begin = start + size if start < 0 else min(start, size - 1)
            last = max(end + size, -1) if end < 0 else end
            x = x.index_select(axis, torch.arange(begin, last, step))
    return x


def pad(a, x, pads, value=None):
    if a.get("mode", "constant") != "constant" or (value is not None and float(value) != 0):
        raise ValueError("only zeros are padded here")
    return padded(x, pads.tolist())


def flatten(a, x):
    axis = a.get("axis", 1)
    rows = 1
    for size in x.shape[:axis]:
        rows *= size
    return x.reshape(rows, -1)


def pool(run):
    def average_or_most(a, x):
        if any(a.get("pads", [])) or a.get("ceil_mode", 0) or a.get("dilations", [1, 1]) != [1, 1]:
            raise ValueError("only plain pooling is needed here")
        return run(x, a["kernel_shape"], a.get("strides", [1, 1]))
    return average_or_most


OPERATORS = {
    "Add": lambda a, x, y: x + y,
    "AveragePool": pool(functional.avg_pool2d),
    "Cast": lambda a, x: x.to(CASTS[a["to"]]),
    "Concat": lambda a, *x: torch.cat(x, a["axis"]),
    "ConstantOfShape": lambda a, shape: torch.full(shape.tolist(), a["value"]["values"][0], dtype=torch.int64 if a["value"]["type"] == "int64" else torch.float32),
    "Conv": conv,
    "Flatten": flatten,
    "Gemm": gemm,
    "GlobalAveragePool": lambda a, x: x.mean(list(range(2, x.dim())), keepdim=True),
    "Identity": lambda a, x: x,
    "MatMul": lambda a, x, y: x @ y,
    "MaxPool": pool(functional.max_pool2d),
    "Mul": lambda a, x, y: x * y,
    "Pad": pad,
    "Relu": lambda a, x: functional.relu(x),
    "Reshape": reshape,
    "Slice": slices,
    "Tile": lambda a, x, repeats: x.repeat(repeats.tolist()),
    "Transpose": lambda a, x: x.permute(a.get("perm", list(reversed(range(x.dim()))))),
}


class Network:
    """The nodes in their order; what depends on neither the images nor a trained tensor is computed once."""

    def __init__(self, description, data):
        self.values = {}
        self.trained = []
        for tensor in description["tensors"]:
            kind = TYPES[tensor["type"]]
            count = 1
            for size in tensor["dims"]:
                count *= size
            numbers = numpy.frombuffer(data, kind, count, tensor["offset"]).reshape(tensor["dims"])
            value = torch.from_numpy(numbers.copy())
            if tensor["trained"]:
                value.requires_grad_(True)
                self.trained.append((value, tensor["decays"]))
            self.values[tensor["name"]] = value
        self.images, self.labels = self.values.pop("images"), self.values.pop("labels")
        self.input, self.output = description["input"], description["output"]
        readers = {}
        for place, node in enumerate(description["nodes"]):
            readers.update((name, place) for name in node["inputs"])
        changing = {self.input} | {name for name, value in self.values.items() if value.requires_grad}
        self.nodes = []
        for place, node in enumerate(description["nodes"]):
            operator, names = OPERATORS[node["operator"]], node["inputs"]
            if changing.intersection(names):
                changing.add(node["output"])
                # Behind its last reader a value is let go, as one that a Python function returned would be.
                last = {name for name in names if readers[name] == place and name in changing and name not in self.values}
                self.nodes.append((operator, node["attributes"], names, node["output"], last))
            else:
                self.values[node["output"]] = operator(node["attributes"], *[self.values[name] if name else None for name in names])

    def scores(self):
        values = dict(self.values)
        values[self.input] = self.images
        for operator, attributes, names, output, last in self.nodes:
            values[output] = operator(attributes, *[values[name] if name else None for name in names])
            for name in last:
                del values[name]
        return values[self.output]


def main(folder):
    with open(folder + "/network.json", encoding="utf-8") as file:
        description = json.load(file)
    with open(folder + "/tensors.bin", "rb") as file:
        network = Network(description, file.read())
    torch.set_num_threads(description["threads"])
    weights = [value for value, _ in network.trained]
    optimizer = torch.optim.SGD(
        [
            {"params": [value for value, decays in network.trained if decays], "weight_decay": description["weightDecay"]},
            {"params": [value for value, decays in network.trained if not decays], "weight_decay": 0.0},
        ],
        lr=description["rate"], momentum=description["momentum"])

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(network.scores(), network.labels)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(weights, description["clip"])
        optimizer.step()
        return loss.item(), norm.item()

    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        count = int(line.split()[1])
        begin = time.perf_counter()
        results = [step() for _ in range(count)]
        seconds = time.perf_counter() - begin
        print(json.dumps({"seconds": seconds, "loss": results[0][0], "norm": results[0][1]}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
