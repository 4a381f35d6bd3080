#!/usr/bin/env python3
"""Writes the examples of mag.plot/1 in this folder from the numbers of the full run in figures/.

    Documentation/plots/make.py && mag draw Documentation/plots/*.json --format png

Needs nothing but Python 3; the same numbers give the same bytes.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent
FIGURES = HERE.parent.parent / "figures"
MODELS = ["baseline", "manifold", "robust", "manifold-robust"]


def read(name):
    return json.loads((FIGURES / name).read_text())


def rounded(values, digits=4):
    return [None if value is None else float(f"%.{digits}g" % value) for value in values]


def write(name, chart):
    lines = json.dumps({"schema": "mag.plot/1", **chart}, ensure_ascii=False, indent=1)
    # Arrays of numbers on one line each.
    out, depth = [], False
    for line in lines.split("\n"):
        text = line.strip()
        is_scalar = text[:1] in "-0123456789n" or (depth and text.startswith('"') and ": " not in text)
        if depth and (is_scalar or text in ("]", "],")):
            out[-1] += ("" if out[-1].endswith("[") or text[0] == "]" else " ") + text
            depth = text not in ("]", "],")
        else:
            out.append(line)
            depth = line.endswith("[")
    (HERE / f"{name}.json").write_text("\n".join(out) + "\n")


def lines():
    """Accuracy under two attacks: lines with bands, shared axes, a reference line."""
    data = read("figure-3.json")
    panels = []
    for attack in ["FGSM", "PGD-40"]:
        series = []
        for model in data["models"]:
            values = next(c["values"] for c in model["curves"] if c["attack"] == attack)
            series.append({"kind": "line", "name": model["name"]} | {
                key: [v[old] for v in values] for key, old in
                [("x", "epsilon"), ("y", "accuracy"), ("lower", "lower"), ("upper", "upper")]})
        panels.append({
            "kind": "plot", "title": attack, "x": {"title": "ε (pixel units)", "limits": [0, None]},
            "y": {"title": "accuracy", "limits": [0, 1]}, "series": series,
            "references": [{"axis": "x", "value": 0.1, "label": "trained at 0.1"}]})
    write("lines", {
        "name": "Robust accuracy",
        "caption": "Accuracy of the four models against the size of the attack. Bands are Wilson 95 % "
                   "intervals over the 10 000 test images; the robust models were trained at ε = 0.1.",
        "notes": ["Bands: Wilson 95 % intervals."],
        "sharing": "both", "rows": [{"panels": panels}]})


def cosines(count):
    return {m["name"]: rounded(m["cosines"][:count]) for m in read("figure-1.json")["models"]}


def distributions():
    """The same samples twice: histograms with shared bins, and distribution functions."""
    values = cosines(300)
    axis = {"title": "on-manifold cosine ‖P g‖ / ‖g‖", "limits": [None, 1]}
    write("distributions", {
        "name": "Cosines of 300 images",
        "caption": "On-manifold cosine of the input gradients at the first 300 test images, as "
                   "histograms and as distribution functions.",
        "rows": [{"panels": [
            {"kind": "plot", "x": axis,
             "series": [{"kind": kind, "name": m, "values": values[m]} for m in MODELS]}
            for kind in ["histogram", "ecdf"]]}]})


def boxes():
    """Distances to the boundary on a logarithmic axis: boxes and violins; some are undefined."""
    data = {m["name"]: m for m in read("geometry/tilt.json")["models"]}
    names = [name for name in MODELS if name in data]
    panels = []
    for kind in ["box", "violin"]:
        series = [
            {"kind": kind, "name": name, "category": words,
             "values": rounded(data[name][key]["values"][:250], 3)}
            for key, words in [("gradient", "gradient"), ("off_manifold", "off-manifold")]
            for name in names]
        panels.append({
            "kind": "plot", "title": {"box": "boxes", "violin": "violins"}[kind],
            "y": {"title": "distance to the boundary (L2)", "scale": "logarithmic"},
            "series": series})
    write("boxes", {
        "name": "Distances",
        "caption": "L2 distance to the nearest boundary along the gradient and along its off-manifold "
                   "part, for 250 test images. Boundaries that are not reached count as undefined.",
        "sharing": "y", "rows": [{"panels": panels}]})


def bars():
    """Accuracies with intervals at a few attacks."""
    data = read("figure-3.json")
    series = []
    for model in data["models"]:
        row = {"kind": "bars", "name": model["name"], "categories": [], "y": [], "lower": [],
               "upper": []}
        for attack, epsilon in [("FGSM", 0), ("FGSM", 0.1), ("PGD-40", 0.1)]:
            curve = next(c["values"] for c in model["curves"] if c["attack"] == attack)
            value = next(v for v in curve if v["epsilon"] == epsilon)
            row["categories"].append(f"{attack}, ε = {epsilon}" if epsilon else "clean")
            row["y"].append(value["accuracy"])
            row["lower"].append(value["lower"])
            row["upper"].append(value["upper"])
        series.append(row)
    write("bars", {
        "name": "Accuracies", "caption": "Accuracy of the four models on clean and attacked images.",
        "notes": ["Lines: Wilson 95 % intervals."],
        "rows": [{"aspect": 0.45, "panels": [
            {"kind": "plot", "y": {"title": "accuracy", "limits": [0, 1]}, "series": series}]}]})


def points():
    """Two measures of seven models against each other, with labels that avoid each other."""
    models = read("results.json")["models"]
    series = []
    for model in models:
        name, alpha = model["name"], model["alpha"]
        interval = model["angle"]["interval"]
        series.append({
            "kind": "points", "name": name, "x": [model["cosine_mean"]],
            "y": [model["angle"]["mean_degrees"]], "lower": [interval[0]], "upper": [interval[1]],
            "labels": [name if alpha is None or "α" in name else f"{name}, α = {alpha}"]})
    write("points", {
        "name": "Cosine and angle",
        "caption": "Mean crossing angle of 1000 lines against the mean on-manifold cosine, one point a "
                   "model.",
        "notes": ["Bars: 95 % bootstrap intervals."], "naming": "none",
        "rows": [{"panels": [
            {"kind": "plot", "x": {"title": "mean on-manifold cosine"},
             "y": {"title": "mean crossing angle (°)"}, "series": series}]}]})


def tables():
    """Median angles between classes, and what training on both terms adds to them."""
    medians = {m["name"]: m["class_medians"] for m in read("geometry/atlas.json")["models"]}
    digits = [str(d) for d in range(10)]
    base, best = medians["baseline"], medians["manifold-robust"]
    difference = [[None if None in (a, b) else b - a for a, b in zip(*rows)]
                  for rows in zip(base, best)]
    common = {"kind": "heat_map", "x": "to class", "y": "from class", "columns": digits,
              "rows": digits}
    write("tables", {
        "name": "Angles between classes",
        "caption": "Median crossing angle of lines from the class of the row to that of the column, and "
                   "its difference between two models.",
        "rows": [{"panels": [
            common | {"title": "baseline", "quantity": "median angle (°)", "limits": [0, 30],
                      "decimals": 0, "values": [rounded(r, 3) for r in base]},
            common | {"title": "manifold-robust − baseline", "quantity": "difference (°)",
                      "colors": "diverging", "decimals": 0,
                      "values": [rounded(r, 3) for r in difference]}]}]})


def images():
    """An attacked image on the shared grey scale, and what the attack added on a signed one."""
    data = read("figure-4.json")
    row = next(r for r in data["rows"] if r["model"] == "manifold")
    original, attacked = row["original"]["pixels"], row["attacked"]["pixels"]
    size = {"kind": "images", "width": data["width"], "height": data["height"], "model": "manifold"}
    write("images", {
        "name": "From 2 to 3",
        "caption": "A test image, the image under PGD-40 at ε = 0.1 on the model with the manifold "
                   "term, and what was added to it.",
        "rows": [{"panels": [
            size | {"limits": [0, 1], "images": [
                {"lines": ["original", "class 2"], "pixels": rounded(original, 3)},
                {"lines": ["attacked", "class 3"], "pixels": rounded(attacked, 3)}]},
            size | {"colors": "diverging", "limits": [-0.1, 0.1], "images": [
                {"lines": ["added", "−0.1 to 0.1"],
                 "pixels": rounded([b - a for a, b in zip(original, attacked)], 3)}]}]}]})


def steps():
    """The class along straight lines between test images: steps in small multiples."""
    data = read("figure-2.json")
    rows = []
    for model in data["models"]:
        if model["name"] not in ("baseline", "manifold-robust"):
            continue
        panels = []
        for pair, walk in zip(data["pairs"][:3], model["walks"]):
            places = [c["t"] for c in walk["crossings"]]
            classes = [walk["start_class"]] + [c["to_class"] for c in walk["crossings"]]
            panels.append({
                "kind": "plot",
                "title": f"{pair['from']['label']} to {pair['to']['label']}" if not rows else None,
                "x": {"title": "t along the line", "limits": [0, 1]},
                "y": {"title": "class", "limits": [-0.5, 9.5]},
                "series": [{"kind": "step", "name": model["name"],
                            "edges": rounded([0] + places + [1]), "y": classes}]})
        rows.append({"title": model["name"], "panels": panels})
    write("steps", {
        "name": "Classes along lines",
        "caption": "Class of the network along the straight line between two test images.",
        "sharing": "both", "naming": "none", "rows": rows})


if __name__ == "__main__":
    for make in [lines, distributions, boxes, bars, points, tables, images, steps]:
        make()
