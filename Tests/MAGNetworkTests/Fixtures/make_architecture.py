"""Writes state dicts and reference values of networks that need a description.

Both take images of 2 x 7 x 6 pixels; their descriptions stand beside them (*.yaml).

- residual.pt: strides, padding, groups, dilation, batch normalisation with and without numbers of its
  own, a residual sum, both poolings.
- by_pixels.npz: weights as TensorFlow keeps them, [height, width, in, out] and [in, out], padding
  "same" with a stride, images flattened by pixels, global pooling beside it.

References hold images, logits, and the gradient of each image's own label's logit, in float64.
Needs torch and numpy.
"""
import json
import pathlib

import numpy
import torch
import torch.nn.functional as F
from torch import nn

folder = pathlib.Path(__file__).parent / "architecture"
torch.manual_seed(4)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0))
        self.norm = nn.BatchNorm2d(4, eps=1e-3)
        self.a = nn.Conv2d(4, 4, 3, padding=2, dilation=2, bias=False)
        self.b = nn.Conv2d(4, 4, 1, groups=2)
        self.hidden = nn.Linear(32, 5)
        self.last_norm = nn.BatchNorm1d(5, affine=False)
        self.out = nn.Linear(5, 3)

    def forward(self, rows):
        x = torch.relu(self.norm(self.stem(rows.view(-1, 2, 7, 6))))
        x = torch.relu(x + self.b(F.leaky_relu(self.a(x), 0.2)))
        x = F.max_pool2d(x, (2, 3), stride=2, padding=(0, 1), ceil_mode=True)
        x = F.avg_pool2d(x, (1, 2), stride=1, padding=(0, 1), count_include_pad=False)
        return self.out(torch.tanh(self.last_norm(self.hidden(x.flatten(1)))))


class ByPixels(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3, stride=2)
        self.head = nn.Linear(36, 4)
        self.side = nn.Linear(3, 4)

    def forward(self, rows):
        # "same": 4 x 3 outputs need one row above and one below, no column before and one behind.
        x = F.elu(self.conv(F.pad(rows.view(-1, 2, 7, 6), (0, 1, 1, 1))))
        by_pixels = x.permute(0, 2, 3, 1).flatten(1)
        return self.head(by_pixels) + self.side(x.mean((2, 3)))


def reference(model, name):
    model.double().eval()
    images = torch.rand(4, 84, dtype=torch.float64, requires_grad=True)
    logits = model(images)
    labels = logits.argmax(1)
    logits.gather(1, labels[:, None]).sum().backward()
    values = {"images": images.tolist(), "logits": logits.tolist(), "labels": labels.tolist(),
              "input_gradients": images.grad.tolist()}
    (folder / f"{name}.json").write_text(json.dumps(values) + "\n")


model = Residual()
for _ in range(3):
    model(torch.rand(16, 84))
torch.save(model.state_dict(), folder / "residual.pt")
reference(model, "residual")

model = ByPixels()
arrays = {key: value.numpy().copy() for key, value in model.state_dict().items()}
numpy.savez(folder / "by_pixels.npz", **{
    "conv/kernel": arrays["conv.weight"].transpose(2, 3, 1, 0), "conv/bias": arrays["conv.bias"],
    "head/kernel": arrays["head.weight"].T, "head/bias": arrays["head.bias"],
    "side/kernel": arrays["side.weight"].T, "side/bias": arrays["side.bias"]})
reference(model, "by_pixels")
