"""Runs mag and its peers side by side and writes what came out (called by Benchmarks/compare).

All processes are pinned to the same cores and use as many threads. In each round every side of a
measurement is asked once, in an order that rotates, with a pause before each turn so that the
threads of the one that just ran have gone to sleep. Only medians of one run are compared.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent

# measurement: (sides, timed repetitions a turn). A side is (process, name it has there).
MEASUREMENTS = {
    "step-baseline": (("mag", "torch", "jax"), 10),
    "step-manifold": (("mag", "torch", "jax"), 8),
    "step-robust": (("mag", "torch", "jax"), 4),
    "step-manifold-robust": (("mag", "torch", "jax"), 3),
    "step-baseline-fused-adam": (("torch",), 10),
    "step-manifold-fused-adam": (("torch",), 8),
    "step-robust-fused-adam": (("torch",), 4),
    "step-manifold-robust-fused-adam": (("torch",), 3),
    "step-unreduced-without-adam": (("mag",), 10),
    "products": (("mag", "torch"), 10),
    "products-openblas": (("mag",), 10),
    "pgd": (("mag", "torch", "jax"), 1),
    "pgd-torchattacks": (("torch",), 1),
    "cosine": (("mag", "torch"), 1),
    "inference": (("mag", "torch"), 1),
    "inference-784-1568-1568-10": (("mag", "onnx"), 3),
    "inference-784-256-256-10": (("mag", "onnx"), 5),
    "inference-784-100-100-100-100-100-10": (("mag", "onnx"), 5),
    "inference-cnn": (("mag", "onnx"), 3),
    "inference-lenet": (("mag", "onnx"), 3),
    "crossings": (("mag", "torch"), 1),
    "pca": (("mag", "sklearn"), 1),
    "pca-randomized": (("sklearn",), 1),
}

# Measurements whose rounds are interleaved with one another.
GROUPS = [
    ["step-baseline", "step-baseline-fused-adam", "step-unreduced-without-adam", "products",
     "products-openblas"],
    ["step-manifold", "step-manifold-fused-adam"],
    ["step-robust", "step-robust-fused-adam"],
    ["step-manifold-robust", "step-manifold-robust-fused-adam"],
    ["pgd", "pgd-torchattacks"],
    ["cosine"],
    ["inference"],
    [name for name in MEASUREMENTS if name.startswith("inference-")],
    ["crossings"],
    ["pca", "pca-randomized"],
]

# What is set beside what: (text, numerator, denominator, target, sense). Sides as (process, name).
STEP = "training step, {}, batch 128"
COMPARISONS = []
for _name, _jax in (("baseline", 0.75), ("manifold", 0.75), ("robust", 0.85),
                    ("manifold-robust", None)):
    _ours, _text = ("mag", f"step-{_name}"), STEP.format(_name)
    COMPARISONS += [
        (_text + ": PyTorch", _ours, ("torch", f"step-{_name}"), 0.65, "at most"),
        (_text + ": PyTorch, fused Adam", _ours, ("torch", f"step-{_name}-fused-adam"), None, ""),
        (_text + ": JAX (jit)", _ours, ("jax", f"step-{_name}"), _jax, "at most" if _jax else ""),
    ]
COMPARISONS += [
    ("PGD-10, 1 000 images: torchattacks", ("mag", "pgd"), ("torch", "pgd-torchattacks"), 0.9,
     "at most"),
    ("PGD-10, 1 000 images: PyTorch", ("mag", "pgd"), ("torch", "pgd"), None, ""),
    ("PGD-10, 1 000 images: JAX (jit)", ("mag", "pgd"), ("jax", "pgd"), None, ""),
    ("PCA, 60 000 x 784: scikit-learn covariance_eigh", ("mag", "pca"), ("sklearn", "pca"), 1.0,
     "at most"),
    ("PCA, 60 000 x 784: scikit-learn randomized", ("mag", "pca"), ("sklearn", "pca-randomized"),
     None, ""),
    ("crossings of a line: PyTorch, 1 000 samples", ("mag", "crossings"), ("torch", "crossings"),
     0.05, "at most"),
    ("cosine, 10 000 images: PyTorch", ("mag", "cosine"), ("torch", "cosine"), None, ""),
    ("inference, 10 000 images: PyTorch", ("mag", "inference"), ("torch", "inference"), None, ""),
    *((f"inference, 10 000 images, {network}: onnxruntime", ("mag", f"inference-{network}"),
       ("onnx", f"inference-{network}"), target, "at most")
      for network, target in (
          ("784-1568-1568-10", 1.0), ("784-256-256-10", 1.0),
          ("784-100-100-100-100-100-10", 1.0), ("cnn", 2.0), ("lenet", 2.0))),
    ("products of a step: PyTorch", ("mag", "products"), ("torch", "products"), None, ""),
    ("share of products in an unreduced step without Adam", ("mag", "products"),
     ("mag", "step-unreduced-without-adam"), 0.85, "at least"),
    ("speed of the products against OpenBLAS alone", ("mag", "products-openblas"),
     ("mag", "products"), 0.9, "at least"),
]

NOTES = """\
Equal work: the same batch, shapes, float32 (PCA: float64 in, crossings: `mag` in float64, PyTorch
in float32), Adam with the same constants, the same number of threads on the same cores, random
inputs in a 28-dimensional subspace on both sides, labels from a fixed linear map. Times are per
unit, medians over all rounds; the quartiles are in results.json.

Where `mag` does less arithmetic for the same result: inputs that lie in the data subspace pass the
first layer in 28 dimensions (training steps of `baseline` and `manifold`, whose inputs stay
there). Everything perturbed leaves the subspace and takes the full 784. The peers work in 784
dimensions throughout, which is what their users write. `step-unreduced-without-adam` is the
baseline step in 784 dimensions, without the optimiser. `crossings` of `mag` are exact, of all
crossings on the line; PyTorch's are found on 1 000 points and not refined.

`inference-cnn` is conv 16 3x3, ReLU, max pooling 2, conv 32 3x3, ReLU, max pooling 2, dense 10 on
28 x 28 pixels; `inference-lenet` conv 6 5x5 and conv 16 5x5 likewise, then dense 120-84-10. The peers
infer in blocks, of 1 000 images or for convolutions of 100, which is faster; `mag` is given all at
once and cuts them itself.
"""


def cores(count):
    """So many of the cores this process may use, on different physical cores where possible."""
    allowed = sorted(os.sched_getaffinity(0))
    chosen, seen = [], set()
    for core in allowed:
        try:
            siblings = pathlib.Path(
                f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list").read_text()
        except OSError:
            siblings = str(core)
        if siblings not in seen:
            seen.add(siblings)
            chosen.append(core)
    chosen += [core for core in allowed if core not in chosen]
    return set(chosen[:count])


class Side:
    """A process that answers requests."""

    def __init__(self, command, threads):
        environment = dict(os.environ)
        for name in ("MAG_BENCH_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
                     "OPENBLAS_NUM_THREADS"):
            environment[name] = str(threads)
        pinned = cores(threads)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
            preexec_fn=lambda: os.sched_setaffinity(0, pinned))
        self.greeting = self.read(command)

    def read(self, what):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"compare: {what} ended without an answer; its last words are above.")
        return json.loads(line)

    def ask(self, name, repeat):
        self.process.stdin.write(json.dumps({"name": name, "repeat": repeat}) + "\n")
        self.process.stdin.flush()
        answer = self.read(name)
        if "error" in answer:
            sys.exit(f"compare: {name}: {answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(options):
    commands = {name: [sys.executable, str(HERE / f"{name}_peer.py")]
                for name in ("torch", "jax", "sklearn", "onnx")}
    if options.mag:
        commands["mag"] = [options.mag]
    seconds, units, versions, details = {}, {}, {}, {}
    running = {}
    try:
        for group in GROUPS:
            turns = [(side, name) for name in group for side in MEASUREMENTS[name][0]
                     if side in commands and re.search(options.only, name)]
            needed = {side for side, _ in turns}
            # Processes that are not needed would hold memory and may hold a core.
            for side in [side for side in running if side not in needed]:
                running.pop(side).close()
            for side in needed - set(running):
                running[side] = Side(commands[side], options.threads)
                versions.update(running[side].greeting.get("versions", {}))
            for round_ in range(options.rounds + 1):
                shift = round_ % len(turns) if turns else 0
                for side, name in turns[shift:] + turns[:shift]:
                    time.sleep(options.pause)
                    # Round 0 sets everything up and is not counted.
                    answer = running[side].ask(name, MEASUREMENTS[name][1] if round_ else 1)
                    units[side, name] = answer["unit"]
                    details[side, name] = answer.get("details", {})
                    if round_:
                        seconds.setdefault((side, name), []).extend(answer["seconds"])
            for side, name in turns:
                print(f"{side:8} {name:34} {shown(statistics.median(seconds[side, name])):>9}"
                      f"  a {units[side, name]}", file=sys.stderr, flush=True)
    finally:
        for side in running.values():
            side.close()
    return seconds, units, versions, details


def shown(value):
    return f"{value:.3f} s" if value >= 1 else f"{value * 1000:.2f} ms"


def summary(values):
    ordered = sorted(values)
    quartiles = (statistics.quantiles(ordered, n=4) if len(ordered) > 1 else ordered * 3)
    return {"median": statistics.median(ordered), "lower_quartile": quartiles[0],
            "upper_quartile": quartiles[2], "fastest": ordered[0], "count": len(ordered)}


def machine(threads):
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "threads": threads,
            "system": platform.system() + " " + platform.machine(),
            "load_at_start": os.getloadavg()[0]}


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/compare")
    parser.add_argument("--mag", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=9, help="turns of each side (9)")
    parser.add_argument("--pause", type=float, default=0.3, help="seconds before a turn (0.3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each side (2)")
    parser.add_argument("--only", default="", help="only measurements matching this expression")
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent,
                        help="folder of the results (Benchmarks)")
    parser.add_argument("--name", default="results",
                        help="name of the results, NAME.md and NAME.json (results)")
    options = parser.parse_args()
    if options.rounds < 1 or options.threads < 1:
        parser.error("--rounds and --threads must be at least 1")

    about = machine(options.threads)
    if about["load_at_start"] > 0.5:
        print(f"compare: the machine is busy (load {about['load_at_start']:.1f}): ratios may be "
              "off, times certainly are.", file=sys.stderr)
    seconds, units, versions, details = measure(options)
    if options.mag:
        versions["swift"] = swift_version()

    medians = {key: statistics.median(values) for key, values in seconds.items()}
    rows = []
    for text, ours, theirs, target, sense in COMPARISONS:
        if ours not in medians or theirs not in medians:
            continue
        ratio = medians[ours] / medians[theirs]
        met = None
        if target is not None:
            met = ratio <= target if sense == "at most" else ratio >= target
        rows.append({"comparison": text, "first": medians[ours], "second": medians[theirs],
                     "ratio": ratio, "sense": sense or None, "target": target, "met": met})

    options.out.mkdir(parents=True, exist_ok=True)
    times = [{"side": side, "name": name, "unit": units[side, name], **summary(values),
              **details[side, name]}
             for (side, name), values in seconds.items()]
    write(options.out / f"{options.name}.json", json.dumps(
        {"schema": "mag.benchmarks/1", "machine": about, "versions": versions,
         "rounds": options.rounds, "comparisons": rows, "times": times}, indent=2) + "\n")
    write(options.out / f"{options.name}.md", page(about, versions, options, rows, times))
    print(page(about, versions, options, rows, times))


def swift_version():
    found = re.search(r"Swift version (\S+)", subprocess.run(
        ["swift", "--version"], capture_output=True, text=True, check=True).stdout)
    return found.group(1) if found else "unknown"


def page(about, versions, options, rows, times):
    lines = [
        "# Side by side", "",
        f"{about['processor']}, {about['cores']} cores, {about['threads']} threads a side, "
        f"load {about['load_at_start']:.2f} at the start; "
        + ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        + f"; {options.rounds} interleaved rounds. Made by `Benchmarks/compare`.", ""]
    if rows:
        lines += ["| compared | first | second | ratio | target | met |",
                  "| --- | ---: | ---: | ---: | ---: | :---: |"]
        for row in rows:
            target = "" if row["target"] is None else f"{row['sense']} {row['target']:g}"
            met = {None: "", True: "yes", False: "**no**"}[row["met"]]
            lines.append(f"| {row['comparison']} | {shown(row['first'])} | "
                         f"{shown(row['second'])} | {row['ratio']:.3f} | {target} | {met} |")
        lines += ["", "`first` is `mag` and `second` the peer named, except in the rows on products "
                  "without one, which compare `mag` with its own products and with OpenBLAS.", ""]
    lines += ["| side | measurement | median | quartiles | per |",
              "| --- | --- | ---: | ---: | --- |"]
    for entry in times:
        lines.append(
            f"| {entry['side']} | {entry['name']} | {shown(entry['median'])} | "
            f"{shown(entry['lower_quartile'])} - {shown(entry['upper_quartile'])} | "
            f"{entry['unit']} |")
    return "\n".join(lines + ["", NOTES])


def write(path, text):
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text)
    temporary.replace(path)


if __name__ == "__main__":
    main()
