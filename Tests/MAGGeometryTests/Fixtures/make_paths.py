"""Makes paths.json: class changes, kinks and angles on segments, solved with PyTorch in float64.

The kinks come from whole forward passes at all kinks of the layers before (no rank-one updates),
the normals from autograd, the roots of smooth networks from SciPy's brentq, the quantiles from
NumPy. Weights are rounded to 3 decimals, so that JSON holds exactly what was used.
Run with torch 2.x, numpy and scipy:  python make_paths.py
"""
import json
import math
import pathlib

import numpy as np
import torch
from scipy.optimize import brentq

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {
    "relu": torch.relu,
    "leaky-relu:0.1": lambda z: torch.nn.functional.leaky_relu(z, 0.1),
    "hard-tanh": torch.nn.functional.hardtanh,
    "identity": lambda z: z,
    "tanh": torch.tanh,
    "gelu": torch.nn.functional.gelu,
}
BREAKS = {"relu": [0.0], "leaky-relu:0.1": [0.0], "hard-tanh": [-1.0, 1.0], "identity": []}


def make(rng, sizes, scale):
    stages = []
    for m, n in zip(sizes, sizes[1:]):
        weight = np.round(rng.normal(size=(n, m)) * scale / math.sqrt(m), 3)
        stages.append((weight, np.round(rng.normal(size=n) * 0.3, 3)))
    # Rows of the last weight sum to about zero, so that no class leads everywhere.
    weight, bias = stages[-1]
    stages[-1] = (np.round(weight - weight.mean(axis=1, keepdims=True), 3), bias)
    return stages


def forward(stages, activations, x, upto=None):
    h = x
    for index, ((w, b), a) in enumerate(zip(stages, activations)):
        z = h @ torch.tensor(w).T + torch.tensor(b)
        if index == upto:
            return z
        h = ACTIVATIONS[a](z)
    return h


def points(x0, x1, ts):
    return x0 + torch.tensor(ts)[:, None] * (x1 - x0)


def kinks_of(stages, activations, x0, x1):
    ts = [0.0, 1.0]
    for layer, a in enumerate(activations):
        z = forward(stages, activations, points(x0, x1, ts), layer).numpy()
        found = []
        for p in BREAKS[a]:
            for k in range(len(ts) - 1):
                u, v = z[k] - p, z[k + 1] - p
                for i in np.nonzero((u > 0) != (v > 0))[0]:
                    found.append(ts[k] + (ts[k + 1] - ts[k]) * u[i] / (u[i] - v[i]))
        ts = sorted(ts + found)
    return ts[1:-1]


def angle(stages, activations, x0, x1, t, i, j):
    x = (x0 + t * (x1 - x0)).requires_grad_()
    f = forward(stages, activations, x[None])[0]
    (n,) = torch.autograd.grad(f[i] - f[j], x)
    d = x1 - x0
    sine = abs(float(n @ d)) / float(n.norm() * d.norm())
    return math.degrees(math.asin(min(1, sine))), n


def exact(stages, activations, x0, x1):
    kinks = kinks_of(stages, activations, x0, x1)
    ts = [0.0, *kinks, 1.0]
    f = forward(stages, activations, points(x0, x1, ts)).numpy()
    crossings = []
    for k in range(len(ts) - 1):
        inner = {0.0, 1.0}
        for i in range(f.shape[1]):
            for j in range(i):
                u, v = f[k, i] - f[k, j], f[k + 1, i] - f[k + 1, j]
                if (u > 0) != (v > 0):
                    inner.add(u / (u - v))
        cuts = sorted(inner)
        tops = []
        for a, b in zip(cuts, cuts[1:]):
            m = (a + b) / 2
            tops.append(int(np.argmax(f[k] + m * (f[k + 1] - f[k]))))
        for c, i, j in zip(cuts[1:], tops, tops[1:]):
            if i != j:
                crossings.append((ts[k] + c * (ts[k + 1] - ts[k]), i, j))
    return kinks, crossings


def smooth(stages, activations, x0, x1, steps=4000):
    grid = np.linspace(0, 1, steps + 1)
    tops = forward(stages, activations, points(x0, x1, grid)).argmax(1).numpy()
    crossings = []
    for k in np.nonzero(tops[1:] != tops[:-1])[0]:
        i, j = int(tops[k]), int(tops[k + 1])

        def gap(t):
            f = forward(stages, activations, points(x0, x1, [t]))[0]
            return float(f[i] - f[j])

        crossings.append((brentq(gap, grid[k], grid[k + 1], xtol=1e-15, rtol=1e-15), i, j))
    return crossings


def case(rng, name, sizes, kinds, scale=3.0, lines=5, k=5):
    stages = make(rng, sizes, scale)
    x0 = torch.tensor(np.round(rng.normal(size=(lines, sizes[0])) * 1.5, 3))
    x1 = torch.tensor(np.round(rng.normal(size=(lines, sizes[0])) * 1.5, 3))
    q = np.linalg.qr(rng.normal(size=(sizes[0], k)))[0].T
    paths = []
    for a, b in zip(x0, x1):
        if all(kind in BREAKS for kind in kinds):
            kinks, crossings = exact(stages, kinds, a, b)
        else:
            kinks, crossings = None, smooth(stages, kinds, a, b)
        listed = []
        for t, i, j in crossings:
            theta, n = angle(stages, kinds, a, b, t, i, j)
            cosine = float(np.linalg.norm(q @ n.numpy()) / n.norm())
            listed.append(
                {"t": float(t), "from": i, "to": j, "angle": theta, "alignment": cosine})
        paths.append({"kinks": kinks, "crossings": listed})
    return {
        "name": name,
        "stages": [
            {"weight": w.tolist(), "bias": b.tolist(), "activation": a}
            for (w, b), a in zip(stages, kinds)
        ],
        "starts": x0.tolist(),
        "ends": x1.tolist(),
        "basis": q.tolist(),
        "paths": paths,
    }


def alignment(rng):
    gradients = np.round(rng.normal(size=(40, 9)), 3)
    q = np.linalg.qr(rng.normal(size=(9, 3)))[0].T
    cosine = np.linalg.norm(gradients @ q.T, axis=1) / np.linalg.norm(gradients, axis=1)
    return {
        "gradients": gradients.tolist(),
        "basis": q.tolist(),
        "cosine": cosine.tolist(),
        "mean": cosine.mean(),
        "median": np.median(cosine),
        "std": cosine.std(),
        "quantiles": np.quantile(cosine, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist(),
    }


def main():
    rng = np.random.default_rng(20230728)
    r, l, h, i = "relu", "leaky-relu:0.1", "hard-tanh", "identity"
    cases = [
        case(rng, "linear", [6, 4], [i]),
        case(rng, "one hidden", [10, 14, 5], [r, i]),
        case(rng, "two hidden", [12, 20, 15, 4], [r, r, i]),
        case(rng, "three hidden, leaky", [9, 12, 11, 10, 4], [l, l, l, i]),
        case(rng, "hard tanh", [8, 12, 10, 4], [h, h, i], scale=2.5),
        case(rng, "four hidden, mixed", [8, 9, 8, 9, 8, 4], [r, h, l, r, i], scale=2.2),
        case(rng, "leaky after the last", [10, 12, 9, 4], [r, r, l]),
        case(rng, "tanh", [8, 12, 10, 4], ["tanh", "tanh", i], scale=2.0),
        case(rng, "gelu", [8, 12, 10, 4], ["gelu", "gelu", i], scale=2.0),
    ]
    gradients = alignment(rng)
    # Drawn after everything else, so that the cases above stay what they were.
    cases += [
        case(rng, "five hidden, hard tanh and leaky", [10, 12, 11, 12, 11, 12, 4],
             [h, l, h, l, h, i], scale=2.2),
        case(rng, "five hidden, leaky after the last", [10, 12, 12, 12, 12, 12, 4],
             [r, r, l, r, r, l], scale=2.6, lines=8),
        case(rng, "wide second stage, leaky", [12, 16, 70, 20, 5], [l, l, l, i], lines=3),
    ]
    out = pathlib.Path(__file__).with_name("paths.json")
    out.write_text(json.dumps({"cases": cases, "alignment": gradients}) + "\n")
    for c in cases:
        print(c["name"], [len(p["crossings"]) for p in c["paths"]])


main()
