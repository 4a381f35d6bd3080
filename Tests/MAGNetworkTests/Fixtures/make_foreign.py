"""Writes one small network in the forms of PyTorch and NumPy, and foreign.json with its logits.

Logits are computed in float64 from the stored values. Needs torch, numpy and scikit-learn.
"""
import collections
import json
import pathlib
import warnings

import numpy
import sklearn.neural_network
import torch

folder = pathlib.Path(__file__).parent
torch.manual_seed(1)
images = torch.rand(5, 6, dtype=torch.float64)
model = torch.nn.Sequential(
    torch.nn.Linear(6, 8), torch.nn.ReLU(), torch.nn.Linear(8, 8), torch.nn.ReLU(),
    torch.nn.Linear(8, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.rand(2, 6)).sum().backward()
optimizer.step()
optimizer.zero_grad()
state = model.state_dict()
out = {"images": images.tolist(), "logits": {}}


def record(name, network=model):
    out["logits"][name] = network.double()(images).tolist()
    network.float()


# PyTorch: today's form, the older form, newer pickles, weights among a training program's notes.
torch.save(state, folder / "state.pt")
torch.save(state, folder / "legacy.pt", _use_new_zipfile_serialization=False)
torch.save(state, folder / "protocol4.pt", pickle_protocol=4)
module = collections.OrderedDict(("module." + key, value) for key, value in state.items())
torch.save({"epoch": 3, "lr": 0.1, "model_state_dict": module, "note": "caf\u00e9",
            "optimizer_state_dict": optimizer.state_dict()}, folder / "nested.pt")
# The same weights as views: a transpose, a slice with an offset, parameters, one shared storage.
flat = torch.cat([value.flatten() for value in state.values()])
views, start = {}, 0
for key, value in state.items():
    views[key] = flat[start:start + value.numel()].view(value.shape)
    start += value.numel()
views["2.weight"] = torch.nn.Parameter(views["2.weight"].t().contiguous().t())
torch.save(views, folder / "views.pt")
for name in ("state.pt", "legacy.pt", "protocol4.pt", "nested.pt", "views.pt"):
    record(name)
half = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.ReLU(), torch.nn.Linear(8, 4)).bfloat16()
torch.save(half.state_dict(), folder / "bfloat16.pt")
record("bfloat16.pt", half)
# A pickled module, which is refused.
torch.save(model, folder / "module.pt")

# NumPy: x @ W + b, both orders, both byte orders; and the names of PyTorch, compressed.
arrays = {}
for number, key in enumerate(("0", "2", "4"), start=1):
    weight = state[key + ".weight"].numpy().T
    arrays[f"W{number}"] = numpy.asfortranarray(weight) if number == 1 else numpy.array(weight)
    arrays[f"b{number}"] = state[key + ".bias"].numpy().reshape(1, -1)
arrays["W2"] = arrays["W2"].astype(">f8")
numpy.savez(folder / "arrays.npz", **arrays)
names = {f"fc{int(key[0]) // 2 + 1}{key[1:]}": value.numpy() for key, value in state.items()}
numpy.savez_compressed(folder / "named.npz", **names)
for name in ("arrays.npz", "named.npz"):
    record(name)

# scikit-learn: [inputs, outputs]; logits before the softmax.
labels = (images.sum(1) * 2).long().numpy() % 3
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    perceptron = sklearn.neural_network.MLPClassifier((7, 7), max_iter=3, random_state=1).fit(
        numpy.vstack([images.numpy()] * 4), numpy.tile([0, 1, 2, 0, 1], 4))
numpy.savez(folder / "sklearn.npz",
            **{f"coefs_{i}": value for i, value in enumerate(perceptron.coefs_)},
            **{f"intercepts_{i}": value for i, value in enumerate(perceptron.intercepts_)})
x = images.numpy()
for i, (weight, bias) in enumerate(zip(perceptron.coefs_, perceptron.intercepts_)):
    x = x @ weight + bias
    if i < len(perceptron.coefs_) - 1:
        x = numpy.maximum(x, 0)
out["logits"]["sklearn.npz"] = x.tolist()

# Single arrays of every type and order.
grid = numpy.arange(6).reshape(2, 3)
numpy.save(folder / "grid_f2_big.npy", grid.astype(">f2"))
numpy.save(folder / "grid_i4_fortran.npy", numpy.asfortranarray(grid.astype("<i4")))
numpy.save(folder / "grid_bool.npy", grid > 2)
numpy.save(folder / "scalar_f8.npy", numpy.float64(0.5))
numpy.save(folder / "objects.npy", numpy.array([{}, None], dtype=object), allow_pickle=True)

(folder / "foreign.json").write_text(json.dumps(out, indent=1) + "\n")
