"""Writes activations.json: PyTorch's activation functions in float64 at a few points."""
import json
import pathlib

import torch
import torch.nn.functional as F

x = torch.tensor([-40.0, -3.5, -1.0, -0.25, 0.0, 0.125, 1.0, 2.75, 40.0], dtype=torch.float64)
functions = {
    "identity": lambda x: x,
    "relu": F.relu,
    "leaky-relu:0.1": lambda x: F.leaky_relu(x, 0.1),
    "hard-tanh": F.hardtanh,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "softplus": lambda x: F.softplus(x, threshold=1e9),
    "elu:1.5": lambda x: F.elu(x, 1.5),
}
out = {"x": x.tolist(), "values": {name: f(x).tolist() for name, f in functions.items()}}
path = pathlib.Path(__file__).with_name("activations.json")
path.write_text(json.dumps(out, indent=1) + "\n")
