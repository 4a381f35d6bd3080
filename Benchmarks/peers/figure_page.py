"""Draws the same figures with mag and matplotlib, measures the files, and writes the comparison.

Called by Benchmarks/matplotlib. The tables of Documentation/matplotlib.md stand between markers;
that of times is only written with --times.
"""
import argparse
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import figure_facts as facts

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "Documentation" / "matplotlib.md"
PICTURES = ROOT / "Documentation" / "matplotlib"
SCRIPT = PICTURES / "draw.py"
FIGURES = {"1": "column", "3": "page"}
ROWS = [
    ("**Text**", None),
    ("SVG: text", facts.svg_text),
    ("SVG: what a screen reader is told", facts.svg_description),
    ("PDF: fonts", facts.pdf_fonts),
    ("PDF: words of the axes can be taken out", facts.pdf_text),
    ("sizes of type at final width", facts.type_sizes),
    ("words that overlap, words that leave the page", facts.overlaps),
    ("labels of the x axis", facts.ticks),
    ("**Files**", None),
    ("width of PDF, of PNG", facts.width),
    ("resolution of the PNG", facts.resolution),
    ("title in", facts.title),
    ("description of 40 characters or more in", facts.alternative),
    ("SHA-256 of the data in", facts.provenance),
    ("same bytes in two runs", None),
    ("size of PDF / SVG / PNG", facts.sizes),
    ("**Colours of the four models**", None),
    ("smallest distance (CIELAB) under a colour vision deficiency", facts.color_blind),
    ("smallest difference in lightness L*", facts.grey),
    ("smallest contrast with white", facts.contrast),
    ("dash patterns", facts.dashes),
]


def mag_command(mag, number, basename):
    return [mag, "draw", f"figures/figure-{number}.json", "--out", basename,
            "--format", "pdf,svg,png", "--width", FIGURES[number]]


def peer_command(number, basename, *options):
    return [sys.executable, SCRIPT, number, f"figures/figure-{number}.json", basename, *options]


def run(command):
    words = [str(word) for word in command]
    subprocess.run(words, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def drawing(basename, number):
    return facts.Drawing(basename, ROOT / "figures" / f"figure-{number}.json")


def cell(texts):
    """One text for both figures where they agree, else both."""
    return "<br>".join(dict.fromkeys(texts))


def table(mag, scratch):
    """The table of facts, and the committed pictures beside it."""
    columns = {}
    for name, command in {
            "mag": lambda number, base: mag_command(mag, number, base),
            "matplotlib": lambda number, base: peer_command(number, base),
            "matplotlib-plain": lambda number, base: peer_command(number, base, "--plain")}.items():
        columns[name] = []
        for number in FIGURES:
            pair = []
            for place in ("first", "second"):
                base = scratch / place / f"{name}-figure-{number}"
                base.parent.mkdir(exist_ok=True)
                run(command(number, base))
                pair.append(drawing(base, number))
            columns[name].append(pair)
            if name != "matplotlib-plain":
                for file in pair[0].files:
                    shutil.copyfile(file, PICTURES / file.name)
    lines = ["| | mag | matplotlib, with care | matplotlib, as it comes |", "| --- | --- | --- | --- |"]
    for label, measure in ROWS:
        if label.startswith("**"):
            cells = ["", "", ""]
        elif measure is None:
            cells = [cell(facts.same_bytes(*pair) for pair in pairs) for pairs in columns.values()]
        else:
            cells = [cell(measure(pair[0]) for pair in pairs) for pairs in columns.values()]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def timed(commands, rounds):
    """Medians and spreads in milliseconds of commands that take turns."""
    taken = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            start = time.perf_counter()
            run(command)
            taken[name].append(1000 * (time.perf_counter() - start))
    return {name: (statistics.median(values), min(values), max(values))
            for name, values in taken.items()}


def times(mag, scratch, rounds):
    commands = {"`python -c 'import matplotlib.pyplot'`":
                [sys.executable, "-c", "import matplotlib.pyplot"]}
    for number in FIGURES:
        commands[f"Figure {number}: `mag draw`"] = [
            mag, "draw", f"figures/figure-{number}.json", "--out", scratch / "mag",
            "--format", "pdf", "--width", FIGURES[number]]
        commands[f"Figure {number}: `draw.py`"] = peer_command(number, scratch / "peer", "pdf")
    lines = ["| one process, from the data file to a PDF | median | fastest | slowest |",
             "| --- | --: | --: | --: |"]
    for name, values in timed(commands, rounds).items():
        lines.append(f"| {name} | " + " | ".join(f"{value:.0f} ms" for value in values) + " |")
    return lines + ["", f"{rounds} rounds, all commands in turn, after one round that is not counted."]


def versions(mag):
    import matplotlib
    return (f"mag {facts.output(mag, '--version').strip()}, matplotlib {matplotlib.__version__}, Python "
            f"{platform.python_version()}; exiftool {facts.output('exiftool', '-ver').strip()}, "
            f"qpdf {facts.output('qpdf', '--version').split()[2]}, poppler "
            + subprocess.run(["pdffonts", "-v"], capture_output=True, text=True).stderr.split()[2])


def put(name, lines):
    """Puts lines between two markers of the page."""
    page = PAGE.read_text()
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, rest = page.split(begin, 1)
    PAGE.write_text(head + begin + "\n\n" + "\n".join(lines) + "\n\n" + end + rest.split(end, 1)[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mag", required=True)
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        lines = table(options.mag, scratch)
        put("facts", lines + ["", f"Measured with {versions(options.mag)}."])
        if options.times:
            times(options.mag, scratch, 1)
            put("times", times(options.mag, scratch, options.rounds))


main()
