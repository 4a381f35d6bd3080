"""Writes adam.json: five steps of torch.optim.Adam in float64 on given gradients."""
import json
import pathlib

import torch

torch.manual_seed(0)
start = torch.randn(11, dtype=torch.float64)
gradients = [torch.randn(11, dtype=torch.float64) for _ in range(5)]
gradients[2].zero_()
runs = []
for decay in (0.0, 0.01):
    p = torch.nn.Parameter(start.clone())
    optimizer = torch.optim.Adam([p], lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)
    after = []
    for gradient in gradients:
        p.grad = gradient.clone()
        optimizer.step()
        after.append(p.detach().tolist())
    runs.append({"decay": decay, "after": after})
out = {"start": start.tolist(), "gradients": [g.tolist() for g in gradients], "runs": runs}
path = pathlib.Path(__file__).with_name("adam.json")
path.write_text(json.dumps(out, indent=1) + "\n")
