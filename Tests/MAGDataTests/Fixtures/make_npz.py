"""Writes digits-plain.npz and digits-packed.npz, data sets as NumPy stores them.

    python3 make_npz.py        (NumPy alone)
"""

import pathlib

import numpy

folder = pathlib.Path(__file__).parent


def images(count):
    """Bytes 37 i mod 251 of [count, 4, 5, 3]."""
    return (37 * numpy.arange(count * 4 * 5 * 3) % 251).astype(numpy.uint8).reshape(count, 4, 5, 3)


arrays = {
    "x_train": images(6),
    "y_train": (numpy.arange(6) % 4).astype(numpy.int64).reshape(-1, 1),
    "x_test": numpy.asfortranarray(images(2)),
    "y_test": numpy.arange(2, dtype=numpy.int32),
}
numpy.savez(folder / "digits-plain.npz", **arrays)
numpy.savez_compressed(folder / "digits-packed.npz", **arrays)
