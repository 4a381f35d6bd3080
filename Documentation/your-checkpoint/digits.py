"""MNIST as arrays, from where `mag data fetch` puts it."""

import os
import pathlib

import numpy

cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "mag"


def load(part):
    """Images [n, 784] in [0, 1], float32, and labels [n]; part is "train" or "t10k"."""
    images = numpy.fromfile(cache / f"{part}-images-idx3-ubyte", numpy.uint8)[16:]
    labels = numpy.fromfile(cache / f"{part}-labels-idx1-ubyte", numpy.uint8)[8:]
    return images.reshape(-1, 784) / numpy.float32(255), labels.astype(numpy.int64)


def batches(images, labels, epochs, size=128, seed=0):
    """Shuffled batches, the same ones for the same seed."""
    random = numpy.random.default_rng(seed)
    for _ in range(epochs):
        order = random.permutation(len(images))
        for start in range(0, len(order) - size + 1, size):
            chosen = order[start : start + size]
            yield images[chosen], labels[chosen]


def report(predicted, labels):
    """Prints what the clean line of `mag inspect` should say."""
    print(f"{(predicted == labels).sum()} of {len(labels)} test images are right")
