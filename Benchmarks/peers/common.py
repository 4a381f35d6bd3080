"""What every peer shares: the sizes of the work, the inputs, and answering requests.

A peer is a process that reads one JSON request a line and answers with one JSON line:

    {"name": "step-baseline", "repeat": 5}
    {"name": "step-baseline", "seconds": [0.0371, ...], "unit": "step"}

A measurement is set up, and run once untimed, when it is first asked for; each request then runs
it once untimed (its memory has been cold while the other side ran) and `repeat` times timed.
`seconds` are per unit. End of input ends the process.
"""

import json
import sys
import time

import numpy as np

BATCH = 128
SIZES = (784, 1568, 1568, 10)
COMPONENTS = 28
EPSILON = 0.1
TRAINING_STEPS = 7
ALPHA = 0.1
RATE = 1e-3
ATTACK_STEPS = 10
ATTACK_IMAGES = 1_000
COSINE_IMAGES = 10_000
PERCEPTRONS = (SIZES, (784, 256, 256, 10), (784, 100, 100, 100, 100, 100, 10))
LINE_SAMPLES = 1_000
PCA_IMAGES = 60_000
# So many batches that the loss does not fall to zero while steps are timed.
POOL = 64


def basis(seed=1):
    """[k, d], orthonormal rows: a random subspace in the place of MNIST's."""
    matrix = np.random.default_rng(seed).standard_normal((SIZES[0], COMPONENTS))
    return np.ascontiguousarray(np.linalg.qr(matrix)[0].T.astype(np.float32))


def images(count, seed):
    """[count, d] in the span of the basis, their norm about that of projected MNIST's."""
    coordinates = np.random.default_rng(seed).standard_normal((count, COMPONENTS)) * 1.6
    return coordinates.astype(np.float32) @ basis()


def labels(images_):
    """The classes a fixed random linear map gives: learnable, all ten of them."""
    teacher = np.random.default_rng(2).standard_normal((COMPONENTS, SIZES[-1]))
    return ((images_ @ basis().T) @ teacher).argmax(axis=1)


def image_bytes(count, seed=5):
    """[count, d] bytes whose spectrum falls off as that of images does; for PCA."""
    generator = np.random.default_rng(seed)
    scales = 60.0 / np.sqrt(1 + np.arange(SIZES[0]))
    mixing = generator.standard_normal((SIZES[0], SIZES[0])) * scales[:, None] / 28
    result = np.empty((count, SIZES[0]), dtype=np.uint8)
    for start in range(0, count, 5_000):
        stop = min(start + 5_000, count)
        noise = generator.standard_normal((stop - start, SIZES[0])) * scales
        result[start:stop] = np.clip(noise @ mixing + 40, 0, 255)
    return result


def serve(makers, versions):
    """Answers requests for ever. `makers` maps a name to a function that sets up and returns
    (body, units, unit): a call of `body` does `units` units of work."""
    bodies = {}
    reply({"ready": True, "names": sorted(makers), "versions": versions})
    for line in sys.stdin:
        request = json.loads(line)
        name = request["name"]
        if name not in makers:
            reply({"name": name, "error": "no such measurement"})
            continue
        if name not in bodies:
            bodies[name] = makers[name]()
            bodies[name][0]()
        body, units, unit = bodies[name]
        body()
        seconds = []
        for _ in range(request.get("repeat", 1)):
            start = time.perf_counter()
            body()
            seconds.append((time.perf_counter() - start) / units)
        reply({"name": name, "seconds": seconds, "unit": unit})


def reply(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
