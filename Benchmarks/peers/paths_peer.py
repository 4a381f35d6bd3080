"""Crossings by samples and bisection in PyTorch, float32, as one would write it by hand.

Started by `mag-benchmarks paths`. Reads one JSON request a line, {"folder": ..., "samples": N}: the
folder holds net.safetensors (0.weight, 0.bias, 2.weight, ...: dense layers with ReLU between them)
and starts and ends, float64 points. Answers with seconds a line and the changes found.
"""

import json
import os
import pathlib
import sys
import time

import numpy as np
import torch

torch.set_num_threads(int(os.environ.get("MAG_BENCH_THREADS", "2")))
HALVINGS = 24


def load(folder):
    data = (folder / "net.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[begin:end], dtype=np.float32)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    layers = []
    for index in sorted({int(name.split(".")[0]) for name in tensors}):
        weight = tensors[f"{index}.weight"]
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight.data, layer.bias.data = weight, tensors[f"{index}.bias"]
        layers += [layer, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1]).requires_grad_(False)
    points = [
        torch.from_numpy(np.fromfile(folder / name).reshape(-1, layers[0].in_features)).float()
        for name in ("starts", "ends")
    ]
    return model, *points


def crossings(model, start, end, samples):
    direction = end - start
    t = torch.linspace(0, 1, samples)
    with torch.inference_mode():
        classes = model(start + t[:, None] * direction).argmax(dim=1)
        changes = torch.nonzero(classes[1:] != classes[:-1])[:, 0]
        if len(changes) == 0:
            return 0
        low, high = t[changes], t[changes + 1]
        before, after = classes[changes], classes[changes + 1]
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            same = model(start + middle[:, None] * direction).argmax(dim=1) == before
            low, high = torch.where(same, middle, low), torch.where(same, high, middle)
    x = (start + high.clone()[:, None] * direction).requires_grad_()
    logits = model(x)
    rows = torch.arange(len(changes))
    margin = logits[rows, before.clone()] - logits[rows, after.clone()]
    (normal,) = torch.autograd.grad(margin.sum(), x)
    torch.asin((normal @ direction).abs() / (normal.norm(dim=1) * direction.norm()))
    return len(changes)


def reply(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main():
    reply({"torch": torch.__version__})
    loaded = (None, None)
    for line in sys.stdin:
        request = json.loads(line)
        if loaded[0] != request["folder"]:
            loaded = (request["folder"], load(pathlib.Path(request["folder"])))
        model, starts, ends = loaded[1]
        begin = time.perf_counter()
        found = sum(crossings(model, a, b, request["samples"]) for a, b in zip(starts, ends))
        reply({"seconds": (time.perf_counter() - begin) / len(starts), "crossings": found})


main()
