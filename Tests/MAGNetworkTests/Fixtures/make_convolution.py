"""Writes convolution.json: a small convolutional network with its logits and input gradients.

Everything is float64. The network has a strided convolution with uneven padding, batch
normalisation, a dilated convolution in two groups, a residual sum, max pooling that rounds up and
average pooling. `parameters` holds one flat list a layer, as Tests/MAGNetworkTests/GraphPeerTests
lays them out; gradients are of logsumexp over the other classes minus the label's logit. Needs
torch.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)
first = torch.nn.Conv2d(2, 4, 3, stride=(2, 1))
norm = torch.nn.BatchNorm2d(4).eval()
grouped = torch.nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=2, bias=False)
last = torch.nn.Linear(4 * 2 * 3, 3)
with torch.no_grad():
    for tensor in (norm.weight, norm.running_var):
        tensor.uniform_(0.5, 1.5)
    for tensor in (norm.bias, norm.running_mean):
        tensor.uniform_(-0.5, 0.5)


def logits(x):
    # Left 1, right 0, top 2, bottom 1.
    x = F.relu(norm(first(F.pad(x, (1, 0, 2, 1)))))
    x = x + F.relu(grouped(x))
    x = F.max_pool2d(x, 2, stride=2, padding=(1, 0), ceil_mode=True)
    x = F.avg_pool2d(x, (2, 3), stride=(2, 1), padding=(1, 1), count_include_pad=False)
    return last(x.flatten(1))


images = torch.rand(4, 2, 7, 6).requires_grad_()
labels = torch.tensor([0, 1, 2, 1])
z = logits(images)
others = z.masked_fill(F.one_hot(labels, 3).bool(), -torch.inf)
(others.logsumexp(1) - z.gather(1, labels[:, None])[:, 0]).sum().backward()

scale = norm.weight / (norm.running_var + norm.eps).sqrt()
shift = norm.bias - scale * norm.running_mean
groups = [[first.weight, first.bias], [scale, shift], [grouped.weight], [last.weight, last.bias]]
out = {
    "parameters": [sum((t.flatten().tolist() for t in group), []) for group in groups],
    "images": images.flatten(1).tolist(),
    "labels": labels.tolist(),
    "logits": z.tolist(),
    "gradients": images.grad.flatten(1).tolist(),
}
path = pathlib.Path(__file__).parent / "convolution.json"
path.write_text(json.dumps(out) + "\n")
