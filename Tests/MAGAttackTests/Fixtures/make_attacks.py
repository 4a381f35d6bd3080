#!/usr/bin/env python3
"""Makes attacks.json: attacks on a small network by PyTorch in float64, as truths for the tests.

Needs torch and torchattacks (made with torch 2.13.0 and torchattacks 3.5.1). Conventions: cross-
entropy loss, no random start, sign(0) = 0, steps of 2.5 epsilon / steps. Two attacks come from
torchattacks itself; the others, and the curves, are written out below in the plainest way.
"""
import json
import pathlib

import torch
import torchattacks

torch.manual_seed(20230728)
torch.set_default_dtype(torch.float64)
SIZES, COUNT, STEPS, EPSILON = [12, 16, 14, 4], 32, 10, 0.08
GRID = [0.0, 0.02, 0.05, 0.1, 0.2]

net = torch.nn.Sequential(
    torch.nn.Linear(SIZES[0], SIZES[1]), torch.nn.ReLU(),
    torch.nn.Linear(SIZES[1], SIZES[2]), torch.nn.ReLU(),
    torch.nn.Linear(SIZES[2], SIZES[3]))
with torch.no_grad():
    for parameter in net.parameters():
        parameter.mul_(2.5)
net.eval()
images = torch.rand(COUNT, SIZES[0])
with torch.no_grad():
    net[4].bias.sub_(net(images).mean(0))  # so that all classes occur, with boundaries close by
images[0, :3] = 0.0
images[1, :3] = 1.0
labels = net(images).argmax(1)
labels[::8] = (labels[::8] + 1) % SIZES[3]  # some are wrong when clean
targets = (labels + 2) % SIZES[3]


def gradient(x, y):
    x = x.clone().requires_grad_(True)
    loss = torch.nn.functional.cross_entropy(net(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


def iterates(x0, y, epsilon, norm="linf", targeted=False, clamp=False, steps=STEPS):
    """Every iterate of PGD, the clean images first."""
    sign = -1.0 if targeted else 1.0
    eta = 2.5 * epsilon / steps
    x = x0.clone()
    yield x
    for _ in range(steps):
        g = gradient(x, y)
        if norm == "linf":
            delta = (x + sign * eta * g.sign() - x0).clamp(-epsilon, epsilon)
        else:
            delta = x + sign * eta * g / g.norm(dim=1, keepdim=True) - x0
            delta = delta * (epsilon / delta.norm(dim=1, keepdim=True)).clamp(max=1.0)
        x = x0 + delta
        if clamp:
            x = x.clamp(0.0, 1.0)
        yield x


def last(*arguments, **options):
    return list(iterates(*arguments, **options))[-1]


def curves():
    """Images right at each radius: by any iterate at any smaller radius, and by the last alone."""
    clean = net(images).argmax(1) == labels
    alive, by_any, by_last, fgsm = clean.clone(), [], [], []
    for epsilon in GRID:
        path = [net(x).argmax(1) == labels for x in iterates(images, labels, epsilon)]
        for right in path:
            alive = alive & right
        by_any.append(int(alive.sum()))
        by_last.append(int((clean & path[-1]).sum()))
        moved = images + epsilon * gradient(images, labels).sign()
        fgsm.append(int((clean & (net(moved).argmax(1) == labels)).sum()))
    return {"epsilons": GRID, "any": by_any, "last": by_last, "fgsm": fgsm}


def by_torchattacks():
    pgd = torchattacks.PGD(
        net, eps=EPSILON, alpha=2.5 * EPSILON / STEPS, steps=STEPS, random_start=False)
    fgsm = torchattacks.FGSM(net, eps=EPSILON)
    return pgd(images, labels), fgsm(images, labels)


def rows(tensor):
    return [float(value) for value in tensor.detach().reshape(-1)]


theirs_pgd, theirs_fgsm = by_torchattacks()
assert (theirs_pgd - last(images, labels, EPSILON, clamp=True)).abs().max() < 1e-12
data = {
    "sizes": SIZES, "count": COUNT, "steps": STEPS, "epsilon": EPSILON,
    "parameters": [v for p in net.parameters() for v in rows(p)],
    "images": rows(images), "labels": labels.tolist(), "targets": targets.tolist(),
    "pgd": rows(last(images, labels, EPSILON)),
    "pgd_targeted": rows(last(images, targets, EPSILON, targeted=True)),
    "pgd_l2": rows(last(images, labels, 3 * EPSILON, norm="l2")),
    "torchattacks_pgd_unit_box": rows(theirs_pgd),
    "torchattacks_fgsm_unit_box": rows(theirs_fgsm),
    "curves": curves(),
}
target = pathlib.Path(__file__).with_name("attacks.json")
target.write_text(json.dumps(data) + "\n")
print(target, target.stat().st_size, data["curves"])
