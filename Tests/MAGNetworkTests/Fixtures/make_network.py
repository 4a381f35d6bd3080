"""Writes small networks as PyTorch saves them, in four types, and logits.json with their logits.

Logits are computed in float64 from the stored values. Needs torch and safetensors.
"""
import json
import pathlib

import torch
from safetensors.torch import save_file

folder = pathlib.Path(__file__).parent
torch.manual_seed(1)
images = torch.rand(5, 6)
out = {"images": images.double().tolist(), "logits": {}}


def save(name, prefix, dtype, bias, metadata):
    layers = [torch.nn.Linear(6, 8, bias=bias), torch.nn.ReLU(), torch.nn.Linear(8, 7, bias=bias)]
    model = torch.nn.Sequential(*layers, torch.nn.ReLU(), torch.nn.Linear(7, 4)).to(dtype)
    state = {prefix + key: value for key, value in model.state_dict().items()}
    save_file(state, folder / name, metadata=metadata)
    out["logits"][name] = model.double()(images.double()).tolist()


save("sequential_f32.safetensors", "", torch.float32, True, {"format": "pt"})
save("prefixed_f16.safetensors", "net.", torch.float16, True, None)
save("nested_f64.safetensors", "model.body.", torch.float64, True, {"author": "caf\u00e9 \"x\""})
save("unbiased_bf16.safetensors", "", torch.bfloat16, False, None)
(folder / "logits.json").write_text(json.dumps(out, indent=1) + "\n")
