#!/usr/bin/env python3
"""Draws Figures 1 and 3 from their saved data with matplotlib, as a careful user would.

    draw.py {1|3} DATA.json BASENAME [FORMAT…] [--plain]

Writes BASENAME.FORMAT for each format (pdf svg png unless said otherwise). With --plain only the
size, the layout and the data are given and all else is matplotlib's default.
"""
import json
import sys

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np

# Type of 8 pt at final size, TrueType in PDF, text as text in SVG, ids from a fixed salt, and the
# colours of matplotlib's style made for readers with colour vision deficiency.
CAREFUL = {
    "font.size": 8, "axes.titlesize": 8, "axes.labelsize": 8, "xtick.labelsize": 7,
    "ytick.labelsize": 7, "legend.fontsize": 7, "axes.linewidth": 0.6, "xtick.major.width": 0.6,
    "ytick.major.width": 0.6, "lines.linewidth": 1.2, "lines.markersize": 3.5,
    "axes.spines.top": False, "axes.spines.right": False, "grid.linewidth": 0.4,
    "grid.color": "0.87", "legend.frameon": False, "pdf.fonttype": 42, "svg.fonttype": "none",
    "svg.hashsalt": "figure", "savefig.dpi": 300,
}
DASHES = ["-", (0, (4, 1.5)), (0, (2, 1)), (0, (4, 1, 1, 1))]
MARKERS = ["o", "s", "^", "D"]
NAMES = {"1": "On-manifold cosine of input gradients", "3": "Accuracy against attack size"}


def figure_1(data, plain):
    """Histograms of the cosine in shared bins of 0.005, in percent, and the control's line."""
    figure, axes = plt.subplots(figsize=(3.25, 2.09), layout="constrained")
    values = [np.array(model["cosines"]) for model in data["models"]]
    width = 0.005
    low = np.floor(min(v.min() for v in values) / width) * width
    bins = np.arange(low, 1 + width / 2, width)
    for model, v in zip(data["models"], values):
        weights = np.full(len(v), 100 / len(v))
        label = model["name"] if plain else f"{model['name']} {v.mean():.3f}"
        outline = axes.hist(v, bins, weights=weights, histtype="step", label=label)[2][0]
        if not plain:
            axes.hist(
                v, bins, weights=weights, histtype="stepfilled", color=outline.get_edgecolor(),
                alpha=0.2)
    control = data["control"]
    label = control["name"] if plain else f"{control['name']} {control['cosine']:.3f}"
    axes.axvline(control["cosine"], color="0.4", linestyle=":", linewidth=1, label=label)
    axes.set_xlabel(r"on-manifold cosine $\Vert P g\Vert\,/\,\Vert g\Vert$")
    axes.set_ylabel(f"images per bin of {width} (%)")
    axes.legend(loc="upper left" if not plain else "best")
    return figure


def figure_3(data, plain):
    """Accuracy against ε with bands, one panel an attack, a shared axis and legend."""
    attacks = [curve["attack"] for curve in data["models"][0]["curves"]]
    figure, panels = plt.subplots(
        1, len(attacks), figsize=(6.75, 3.22), sharey=True, layout="constrained")
    for place, (axes, attack) in enumerate(zip(panels, attacks)):
        for index, model in enumerate(data["models"]):
            points = model["curves"][place]["values"]
            epsilon = [p["epsilon"] for p in points]
            dress = {} if plain else {
                "linestyle": DASHES[index], "marker": MARKERS[index], "clip_on": False}
            line = axes.plot(
                epsilon, [p["accuracy"] for p in points], label=model["name"], **dress)[0]
            axes.fill_between(
                epsilon, [p["lower"] for p in points], [p["upper"] for p in points],
                color=line.get_color(), alpha=0.2, linewidth=0)
        control = data["control"]
        points = control["curves"][place]["values"]
        axes.plot(
            [p["epsilon"] for p in points], [p["accuracy"] for p in points], color="0.4",
            linestyle=":", linewidth=1, label=control["name"])
        axes.set_title(attack, **({} if plain else {"loc": "left", "fontweight": "bold"}))
        if not plain:
            axes.grid(axis="y")
            axes.set_xlim(0, max(epsilon))
            axes.set_ylim(0, 1)
    panels[0].set_ylabel("accuracy")
    figure.supxlabel("ε (pixel units, images in [0, 1])", **({} if plain else {"fontsize": 8}))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=len(handles) if not plain else 3)
    return figure


def main():
    words = [word for word in sys.argv[1:] if word != "--plain"]
    plain = len(words) < len(sys.argv) - 1
    number, source, basename, *formats = words
    if not plain:
        plt.style.use("petroff10")
        plt.rcParams.update(CAREFUL)
    with open(source, encoding="utf-8") as file:
        data = json.load(file)
    figure = {"1": figure_1, "3": figure_3}[number](data, plain)
    # Dates make files differ from one run to the next; the title is what a reader's window shows.
    facts = {
        "pdf": {"Title": NAMES[number], "CreationDate": None},
        "svg": {"Title": NAMES[number], "Date": None},
        "png": {"Title": NAMES[number]},
    }
    for kind in formats or ["pdf", "svg", "png"]:
        figure.savefig(f"{basename}.{kind}", metadata=None if plain else facts[kind])


main()
