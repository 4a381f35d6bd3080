"""Writes double_backward.safetensors: gradients of the objectives by PyTorch's double backward.

A 20-24-16-5 ReLU network with float32 weights, a float32 basis of k = 6 rows and a batch of 8. The
alignment measures are taken of each example's own cross-entropy input gradient, found by
autograd.grad(create_graph=True), and differentiated again, all in float64; results are stored as
float32. Tensors: 0.weight and so on, images, basis, labels, OBJECTIVE/0.weight and so on, and
OBJECTIVE/measure (its mean). Needs torch and safetensors.
"""
import pathlib

import torch
from safetensors.torch import save_file

ALPHA = 0.5
torch.manual_seed(2)
model = torch.nn.Sequential(
    torch.nn.Linear(20, 24), torch.nn.ReLU(), torch.nn.Linear(24, 16), torch.nn.ReLU(),
    torch.nn.Linear(16, 5))
images = torch.rand(8, 20)
labels = torch.tensor([0, 1, 2, 3, 4, 0, 2, 4])
basis = torch.linalg.qr(torch.randn(20, 6, dtype=torch.float64))[0].T.contiguous().float()
out = {"images": images, "basis": basis, "labels": labels}
out |= {key: value.clone() for key, value in model.state_dict().items()}
model = model.double()


def measure(name, g):
    p = g @ basis.double().T @ basis.double()
    whole, part = g.norm(dim=1), p.norm(dim=1)
    return {
        "ratio": whole / part,
        "cosine": 1 - part / whole,
        "rejection": (g - p).norm(dim=1) / whole,
    }[name]


def function(kind, z):
    true = z[torch.arange(8), labels]
    others = z.masked_fill(torch.nn.functional.one_hot(labels, 5).bool(), -torch.inf)
    return {
        "loss": torch.nn.functional.cross_entropy(z, labels, reduction="none"),
        "true-logit": true,
        "predicted-logit": z.max(dim=1).values,
        "margin": true - others.max(dim=1).values,
    }[kind]


cases = [("baseline", None)] + [(m, "loss") for m in ("ratio", "cosine", "rejection")]
cases += [("ratio", k) for k in ("true-logit", "predicted-logit", "margin")]
for name, kind in cases:
    x = images.double().requires_grad_()
    z = model(x)
    objective = torch.nn.functional.cross_entropy(z, labels)
    key = name
    if kind:
        key = f"{name} {kind}"
        (g,) = torch.autograd.grad(function(kind, z).sum(), x, create_graph=True)
        values = measure(name, g)
        objective = objective + ALPHA * values.mean()
        out[f"{key}/measure"] = values.mean().detach().float().reshape(1)
    gradients = torch.autograd.grad(objective, list(model.parameters()))
    for (parameter, _), gradient in zip(model.named_parameters(), gradients):
        out[f"{key}/{parameter}"] = gradient.float()
save_file(out, pathlib.Path(__file__).with_name("double_backward.safetensors"))
