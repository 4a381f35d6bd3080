"""Writes small convolutional ONNX networks as PyTorch's two exporters give them, and
onnx_images.json with images, onnxruntime's logits of them, and the gradients of each image's
predicted logit, by torch in float64.

Needs torch, onnx, onnxscript and onnxruntime.
"""
import json
import logging
import pathlib
import warnings

import numpy
import onnx
import onnxruntime
import torch
from torch.nn import functional

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
here = pathlib.Path(__file__).parent
folder = here / "onnx"
torch.manual_seed(11)
nn = torch.nn
out = {}


def shortened(array):
    """Nine significant digits, more than float32 has."""
    return [[float(f"{value:.9g}") for value in row] for row in array.reshape(len(array), -1)]


def exported(name, model, shape, dynamo, opset):
    """A model with drawn parameters and statistics of normalisation, exported and measured."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.25 * torch.randn_like(parameter))
        for buffer_name, buffer in model.named_buffers():
            if buffer.is_floating_point():
                buffer.copy_(torch.rand_like(buffer) * 0.3 + (0 if "mean" in buffer_name else 0.5))
    model.eval()
    example = torch.zeros(2, *shape)
    if dynamo:
        loaded = torch.onnx.export(
            model, (example,), dynamo=True, opset_version=opset, verbose=False,
            dynamic_shapes=({0: torch.export.Dim("batch")},)).model_proto
        # Traces of the exporter, with paths of the machine.
        loaded.ClearField("metadata_props")
        for part in [loaded.graph, *loaded.graph.node, *loaded.graph.input, *loaded.graph.value_info]:
            part.ClearField("metadata_props")
    else:
        # Otherwise the exporter folds normalisation, which is the reader's task here.
        torch.onnx.export(
            model, (example,), folder / name, dynamo=False, opset_version=opset,
            training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
            dynamic_axes={"images": {0: "batch"}}, input_names=["images"])
        loaded = onnx.load(folder / name)
    onnx.checker.check_model(loaded)
    onnx.save_model(loaded, folder / name)

    images = torch.randint(0, 100, (3, *shape), dtype=torch.float64) / 100
    images = images.float().double().requires_grad_()
    logits = model.double()(images)
    labels = logits.argmax(1)
    logits.gather(1, labels[:, None]).sum().backward()
    assert images.grad.flatten(1).abs().amax(1).min() > 1e-3, name
    session = onnxruntime.InferenceSession(loaded.SerializeToString())
    measured = session.run(None, {session.get_inputs()[0].name: images.detach().float().numpy()})[0]
    assert numpy.abs(measured - logits.detach().numpy()).max() < 1e-5, name
    out[name] = {
        "images": [[round(value, 2) for value in row] for row in images.flatten(1).tolist()],
        "logits": shortened(measured), "labels": labels.tolist(),
        "input_gradients": shortened(images.grad.numpy())}


def both(name, build, shape, opset=13):
    exported(f"{name}_script.onnx", build(), shape, False, opset)
    exported(f"{name}_dynamo.onnx", build(), shape, True, 18)


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 3, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 3), nn.ReLU(),
        nn.MaxPool2d(2, ceil_mode=True), nn.Flatten(), nn.Linear(16, 6), nn.ReLU(),
        nn.Linear(6, 4))


class Block(nn.Module):
    """Two convolutions with batch normalisation, and a way past them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs),
            nn.ReLU(), nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.past = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return functional.relu(self.body(x) + self.past(x))


def residual():
    return nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3), nn.ReLU(), Block(3, 3, 1),
        Block(3, 4, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3))


class Before(nn.Module):
    """Normalisation before each convolution; sums that two layers read; a difference."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(1, 2, 1, 1))
        self.register_buffer("std", torch.zeros(1, 2, 1, 1))
        self.first = nn.Conv2d(2, 3, 3, padding=1)
        self.normal = nn.ModuleList(nn.BatchNorm2d(3) for _ in range(3))
        self.inner = nn.ModuleList(nn.Conv2d(3, 3, 3, padding=1) for _ in range(2))
        self.last = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        x = self.first((x - self.mean) / self.std)
        x = x + self.inner[0](functional.leaky_relu(self.normal[0](x), 0.1))
        x = x - self.inner[1](functional.relu6(self.normal[1](x)))
        return self.last(torch.sigmoid(self.normal[2](x))).amax((2, 3))


class Windows(nn.Module):
    """Windows of all kinds: asymmetric padding, groups, dilation, steps, rounding up."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(2, 4, (3, 2), stride=(1, 2))
        self.grouped = nn.Conv2d(4, 6, 3, padding=(2, 1), dilation=(2, 1), groups=2)
        self.single = nn.Conv2d(6, 6, 3, padding=1, groups=6)

    def forward(self, x):
        x = self.first(functional.pad(x, (0, 1, 2, 1)))
        x = functional.avg_pool2d(functional.elu(x), 3, 2, 1, ceil_mode=True)
        x = functional.tanh(self.grouped(x))
        x = functional.avg_pool2d(x, 2, 1, 1, count_include_pad=False)
        x = functional.max_pool2d(self.single(x), 3, 2, 1, dilation=(1, 2), ceil_mode=True)
        return x.mean((2, 3))


def signal():
    """One axis instead of two."""
    return nn.Sequential(
        nn.Conv1d(2, 3, 4, stride=2, padding=1), nn.GELU(), nn.MaxPool1d(3, 2, 1),
        nn.Conv1d(3, 4, 2), nn.AvgPool1d(2), nn.Flatten())


class Turned(nn.Module):
    """Images [height, width, channels], turned and turned back."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3)
        self.last = nn.Linear(36, 4)

    def forward(self, x):
        x = (x - 0.5) * torch.tensor([1.0, 2.0, 3.0])
        x = functional.elu(self.first(x.permute(0, 3, 1, 2)))
        return self.last(x.permute(0, 2, 3, 1).flatten(1))


both("lenet", lenet, (1, 10, 11))
both("residual", residual, (2, 6, 7))
both("before", Before, (2, 5, 4))
both("windows", Windows, (2, 8, 9), 17)
both("signal", signal, (2, 15))
both("turned", Turned, (5, 5, 3))
(here / "onnx_images.json").write_text(json.dumps(out) + "\n")
