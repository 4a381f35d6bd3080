"""A stranger's network: PyTorch, trained on the 10 000 images of the embedded sample."""

import gzip
import json
import pathlib

import numpy
import torch

sample = pathlib.Path(__file__).parents[2] / "Sources/MAGData/Resources/sample"


def read(name, header):
    """The bytes of a compressed IDX file behind its header."""
    return numpy.frombuffer(gzip.decompress((sample / name).read_bytes()), numpy.uint8)[header:]


images = torch.tensor(read("train-images-idx3-ubyte.gz", 16).reshape(-1, 784) / numpy.float32(255))
labels = torch.tensor(read("train-labels-idx1-ubyte.gz", 8).astype(numpy.int64))

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(784, 16), torch.nn.ReLU(), torch.nn.Linear(16, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for _ in range(10):
    for batch in torch.randperm(len(images)).split(100):
        loss = torch.nn.functional.cross_entropy(model(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

# The export.
x = images[:4]
torch.save(model.state_dict(), "mine.pt")
json.dump({"images": x.tolist(), "logits": model(x).tolist()}, open("mine.json", "w"))
