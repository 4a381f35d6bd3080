"""Makes graphs.json: kinks, class changes and angles of a small residual CNN, with PyTorch in float64.

The kinks come from activation patterns alone: where the pattern (signs of all pre-activations and
the leaders of all pooling windows) is the same at two points of a line, it is the same between
them, because each pattern's region is convex; where it differs the interval is halved, down to
1e-14. The normals come from autograd. Parameters and points are rounded to 3 decimals, so that JSON
holds exactly what was used.
Run with torch 2.x and numpy:  python make_graphs.py
"""
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
SIDE = 8


def draw(rng, *shape, scale=1.0):
    return torch.tensor(np.round(rng.normal(size=shape) * scale, 3))


def forward(p, x, patterns=None):
    def note(mask):
        if patterns is not None:
            patterns.append(mask.flatten(1))

    z = F.conv2d(x.reshape(-1, 1, SIDE, SIDE), p["w1"], p["b1"], padding=1)
    note(z > 0)
    h, leaders = F.max_pool2d(torch.relu(z), 2, return_indices=True)
    note(leaders)
    z = F.conv2d(h, p["w2"], p["b2"], padding=1, groups=2) + h
    note(z > 0)
    h = F.avg_pool2d(F.leaky_relu(z, 0.1), 3, stride=1, padding=1, count_include_pad=False)
    z = F.conv2d(h, p["w3"], p["b3"], stride=2, dilation=2)
    pooled, leaders = F.max_pool2d(z, 1, return_indices=True)
    note(leaders)
    h = F.hardtanh(pooled)
    note((pooled > -1).int() + (pooled > 1).int())
    return h.flatten(1) @ p["w4"].T + p["b4"]


def pattern(p, x):
    patterns = []
    forward(p, x[None], patterns)
    return b"".join(m.numpy().astype(np.int32).tobytes() for m in patterns)


def kinks_of(p, x0, x1):
    at = lambda t: pattern(p, x0 + t * (x1 - x0))
    found, open_ = [], [(0.0, at(0.0), 1.0, at(1.0))]
    while open_:
        a, pa, b, pb = open_.pop()
        if pa == pb:
            continue
        m = (a + b) / 2
        if b - a < 1e-14:
            found.append(m)
        else:
            pm = at(m)
            open_ += [(m, pm, b, pb), (a, pa, m, pm)]
    return found


def crossings_of(p, kinks, x0, x1):
    ts = [0.0, *kinks, 1.0]
    f = forward(p, x0 + torch.tensor(ts)[:, None] * (x1 - x0)).numpy()
    crossings, last = [], None
    for k in range(len(ts) - 1):
        cuts = {0.0, 1.0}
        for i in range(f.shape[1]):
            for j in range(i):
                u, v = f[k, i] - f[k, j], f[k + 1, i] - f[k + 1, j]
                if (u > 0) != (v > 0):
                    cuts.add(u / (u - v))
        cuts = sorted(cuts)
        for a, b in zip(cuts, cuts[1:]):
            top = int(np.argmax(f[k] + (a + b) / 2 * (f[k + 1] - f[k])))
            if last is not None and top != last:
                crossings.append((ts[k] + a * (ts[k + 1] - ts[k]), last, top))
            last = top
    return crossings


def main():
    rng = np.random.default_rng(20240408)
    p = {
        "w1": draw(rng, 4, 1, 3, 3, scale=0.5), "b1": draw(rng, 4, scale=0.3),
        "w2": draw(rng, 4, 2, 3, 3, scale=0.4), "b2": draw(rng, 4, scale=0.3),
        "w3": draw(rng, 5, 4, 2, 2, scale=0.4), "b3": draw(rng, 5, scale=0.3),
        "w4": draw(rng, 4, 5), "b4": draw(rng, 4, scale=0.1),
    }
    x0, x1 = draw(rng, 6, SIDE * SIDE, scale=1.5), draw(rng, 6, SIDE * SIDE, scale=1.5)
    paths = []
    for a, b in zip(x0, x1):
        kinks = kinks_of(p, a, b)
        crossings = []
        for t, i, j in crossings_of(p, kinks, a, b):
            x = (a + t * (b - a)).requires_grad_()
            f = forward(p, x[None])[0]
            (n,) = torch.autograd.grad(f[i] - f[j], x)
            sine = abs(float(n @ (b - a))) / float(n.norm() * (b - a).norm())
            crossings.append(
                {"t": float(t), "from": i, "to": j,
                 "angle": math.degrees(math.asin(min(1, sine)))})
        paths.append({"kinks": kinks, "crossings": crossings})
        print(len(kinks), "kinks,", len(crossings), "crossings")
    out = pathlib.Path(__file__).with_name("graphs.json")
    out.write_text(
        json.dumps(
            {"parameters": [v.flatten().tolist() for v in p.values()],
             "starts": x0.tolist(), "ends": x1.tolist(), "paths": paths}) + "\n")


main()
