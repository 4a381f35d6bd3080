"""PyTorch and torchattacks, float32, as their users would write it: autograd with double backward
for the manifold term, torch.optim.Adam, no Python inside the loops beyond what is needed."""

import os

import numpy as np
import torch
import torch.nn.functional as F

import common

torch.set_num_threads(int(os.environ.get("MAG_BENCH_THREADS", "2")))
torch.manual_seed(0)

BASIS = torch.from_numpy(common.basis())


def network():
    layers = []
    for index, (inputs, outputs) in enumerate(zip(common.SIZES, common.SIZES[1:])):
        if index:
            layers.append(torch.nn.ReLU())
        layers.append(torch.nn.Linear(inputs, outputs))
    return torch.nn.Sequential(*layers)


def batches():
    images = common.images(common.BATCH * common.POOL, seed=3)
    labels = common.labels(images)
    images, labels = torch.from_numpy(images), torch.from_numpy(labels)
    while True:
        yield from zip(images.split(common.BATCH), labels.split(common.BATCH))


def attacked(model, images, labels, epsilon, step, steps):
    """PGD, l-infinity, uniform start, no pixel box."""
    delta = torch.empty_like(images).uniform_(-epsilon, epsilon)
    for _ in range(steps):
        x = (images + delta).requires_grad_()
        loss = F.cross_entropy(model(x), labels, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, x)
        delta = (delta + step * gradient.sign()).clamp_(-epsilon, epsilon)
    return images + delta


def step(adversarial, aligned, fused=False):
    model = network()
    optimizer = torch.optim.Adam(model.parameters(), lr=common.RATE, fused=fused)
    pool = batches()

    def body():
        images, labels = next(pool)
        if adversarial:
            images = attacked(
                model, images, labels, common.EPSILON,
                2.5 * common.EPSILON / common.TRAINING_STEPS, common.TRAINING_STEPS)
        if aligned:
            images = images.detach().requires_grad_()
            total = F.cross_entropy(model(images), labels, reduction="sum")
            (gradient,) = torch.autograd.grad(total, images, create_graph=True)
            on_manifold = (gradient @ BASIS.T).norm(dim=1)
            ratio = gradient.norm(dim=1) / on_manifold.clamp_min(1e-30)
            loss = (total + common.ALPHA * ratio.sum()) / common.BATCH
        else:
            loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return body, 1, "step"


def frozen(count, seed):
    model = network()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    images = common.images(count, seed)
    return model, torch.from_numpy(images), torch.from_numpy(common.labels(images))


def pgd():
    model, images, labels = frozen(common.ATTACK_IMAGES, seed=4)
    size = 2.5 * common.EPSILON / common.ATTACK_STEPS

    def body():
        attacked(model, images, labels, common.EPSILON, size, common.ATTACK_STEPS)

    return body, 1, "1 000 images"


def pgd_torchattacks():
    import torchattacks

    # It clamps to [0, 1] and counts on inputs there; the time does not depend on the values.
    model, images, labels = frozen(common.ATTACK_IMAGES, seed=4)
    attack = torchattacks.PGD(
        model.eval(), eps=common.EPSILON, alpha=2.5 * common.EPSILON / common.ATTACK_STEPS,
        steps=common.ATTACK_STEPS, random_start=True)
    images = images.clamp(0, 1)
    return (lambda: attack(images, labels)), 1, "1 000 images"


def cosine():
    model, images, labels = frozen(common.COSINE_IMAGES, seed=4)

    def body():
        for start in range(0, common.COSINE_IMAGES, 1_000):
            x = images[start:start + 1_000].requires_grad_()
            loss = F.cross_entropy(model(x), labels[start:start + 1_000], reduction="sum")
            (gradient,) = torch.autograd.grad(loss, x)
            (gradient @ BASIS.T).norm(dim=1) / gradient.norm(dim=1)

    return body, 1, "10 000 images"


def inference():
    model, images, _ = frozen(common.COSINE_IMAGES, seed=4)

    def body():
        with torch.inference_mode():
            for block in images.split(1_000):
                model(block).argmax(dim=1)

    return body, 1, "10 000 images"


def crossings():
    """1 000 points a line, then the angle at each change of class from one gradient there."""
    model, images, _ = frozen(64, seed=6)
    t = torch.linspace(0, 1, common.LINE_SAMPLES)[:, None]
    position = 0

    def body():
        nonlocal position
        start, end = images[position % 64], images[(position + 1) % 64]
        position += 1
        direction = end - start
        with torch.inference_mode():
            classes = model(start + t * direction).argmax(dim=1)
            changes = torch.nonzero(classes[1:] != classes[:-1])[:, 0]
        if len(changes) == 0:
            return
        x = (start + (t[changes] + 0.5 / common.LINE_SAMPLES) * direction).requires_grad_()
        rows = torch.arange(len(changes))
        logits = model(x)
        margin = logits[rows, classes[changes]] - logits[rows, classes[changes + 1]]
        (normal,) = torch.autograd.grad(margin.sum(), x)
        torch.asin((normal @ direction).abs() / (normal.norm(dim=1) * direction.norm()))

    return body, 1, "line"


def products():
    """The matrix products of a plain training step and nothing else."""
    triples = []
    for inputs, outputs in zip(common.SIZES, common.SIZES[1:]):
        x, w = torch.randn(common.BATCH, inputs), torch.randn(outputs, inputs)
        triples.append((x, w, torch.randn(common.BATCH, outputs)))
    forward = [torch.empty(common.BATCH, w.shape[0]) for _, w, _ in triples]
    back = [torch.empty_like(x) for x, _, _ in triples]
    weight = [torch.empty_like(w) for _, w, _ in triples]

    def body():
        with torch.inference_mode():
            for index, (x, w, z) in enumerate(triples):
                torch.mm(x, w.T, out=forward[index])
                torch.mm(z.T, x, out=weight[index])
                if index:
                    torch.mm(z, w, out=back[index])

    return body, 1, "step"


MAKERS = {
    "step-baseline": lambda: step(False, False),
    "step-manifold": lambda: step(False, True),
    "step-robust": lambda: step(True, False),
    "step-manifold-robust": lambda: step(True, True),
    "step-baseline-fused-adam": lambda: step(False, False, fused=True),
    "step-manifold-fused-adam": lambda: step(False, True, fused=True),
    "step-robust-fused-adam": lambda: step(True, False, fused=True),
    "step-manifold-robust-fused-adam": lambda: step(True, True, fused=True),
    "pgd": pgd,
    "pgd-torchattacks": pgd_torchattacks,
    "cosine": cosine,
    "inference": inference,
    "crossings": crossings,
    "products": products,
}

if __name__ == "__main__":
    common.serve(MAKERS, {"torch": torch.__version__, "numpy": np.__version__})
