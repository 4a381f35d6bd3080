#!/usr/bin/env python3
"""Makes pca.json and pca-projected.f32 with scikit-learn, numpy and scipy.

usage: python make_pca.py        (from anywhere; reads the embedded sample)

pca.json: for every reading and centering the number of basis rows, the share of energy kept and,
for `global`, the 28 leading eigenvalues (divided by n) of the first 10 000 training images.
pca-projected.f32: for every entry of pca.json in order, test images 0 and 1 after projection, as
little-endian float32.

Centred components come from sklearn.decomposition.PCA, uncentred ones from TruncatedSVD's
definition through numpy's SVD, stacked bases from scipy.linalg.orth.
"""

import gzip
import json
import pathlib

import numpy as np
import scipy.linalg
from sklearn.decomposition import PCA

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parents[2] / "Sources/MAGData/Resources/sample"
K = 28


def load(name, header):
    raw = gzip.open(SAMPLE / f"{name}.gz").read()[header:]
    return np.frombuffer(raw, np.uint8)


def components(x, centred):
    """The K leading right singular directions and their second moments divided by n."""
    if centred:
        pca = PCA(K, svd_solver="full").fit(x)
        return pca.components_, pca.explained_variance_ * (len(x) - 1) / len(x)
    _, s, vt = np.linalg.svd(x, full_matrices=False)
    return vt[:K], s[:K] ** 2 / len(x)


def main():
    train = load("train-images-idx3-ubyte", 16).reshape(-1, 784) / 255.0
    labels = load("train-labels-idx1-ubyte", 8)
    test = load("t10k-images-idx3-ubyte", 16).reshape(-1, 784)[:2] / 255.0
    test_labels = load("t10k-labels-idx1-ubyte", 8)[:2]
    entries, projected = [], []
    for reading in ("global", "per-class", "own-class"):
        for centering in ("uncentered", "centered", "centered-components"):
            centred = centering != "uncentered"
            shift = centering == "centered"
            mean = train.mean(0)
            origin = mean if centred else 0 * mean
            entry = {"reading": reading, "centering": centering, "eigenvalues": []}
            if reading == "global":
                w, values = components(train, centred)
                entry["eigenvalues"] = [float(v) for v in values]
                bases = {c: (w, mean) for c in range(10)}
            else:
                own = {c: components(train[labels == c], centred)[0] for c in range(10)}
                w = scipy.linalg.orth(np.vstack(list(own.values())).T).T
                bases = {
                    c: (own[c], train[labels == c].mean(0)) if reading == "own-class" else (w, mean)
                    for c in range(10)
                }
            kept = total = 0.0
            for c in range(10):
                x = train[labels == c]
                o = bases[c][1] if reading == "own-class" and centred else origin
                kept += (((x - o) @ bases[c][0].T) ** 2).sum()
                total += ((x - o) ** 2).sum()
            entry["kept"] = float(kept / total)
            entry["rank"] = len(w)
            entries.append(entry)
            for image, label in zip(test, test_labels):
                b, m = bases[label]
                m = m if shift else 0 * m
                projected.append(m + (image - m) @ b.T @ b)
    (HERE / "pca.json").write_text(json.dumps(entries, indent=1) + "\n")
    np.array(projected, "<f4").tofile(HERE / "pca-projected.f32")


if __name__ == "__main__":
    main()
