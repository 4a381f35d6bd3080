"""What figure files are made of, measured by command-line tools: one function a fact.

Every fact takes a Drawing (three files of one figure) and returns a short text.
"""
import itertools
import json
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"
POINTS_AN_INCH = 72


def output(*command) -> str:
    """What a command prints."""
    return subprocess.run(
        [str(word) for word in command], check=True, capture_output=True, text=True).stdout


class Drawing:
    """The PDF, SVG and PNG of one figure, `basename` without extension, and its data file."""

    def __init__(self, basename: pathlib.Path, data: pathlib.Path):
        self.pdf, self.svg, self.png = (
            basename.with_name(f"{basename.name}.{kind}") for kind in ("pdf", "svg", "png"))
        self.digest = output("sha256sum", data).split()[0]

    @property
    def files(self):
        return self.pdf, self.svg, self.png

    @property
    def root(self):
        return ElementTree.parse(self.svg).getroot()

    def facts(self, file) -> dict:
        """The metadata of a file, as exiftool reads them."""
        return json.loads(output("exiftool", "-json", file))[0]

    def content(self) -> str:
        """The drawing operators of the PDF."""
        return subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", self.pdf, "-"], check=True,
            capture_output=True).stdout.decode("latin-1")

    def words(self):
        """(text, x0, y0, x1, y1) of each word of the PDF, in points, and the page's size."""
        page = output("pdftotext", "-bbox", self.pdf, "-")
        size = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', page)
        found = re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>',
            page)
        return ([(word[4], *map(float, word[:4])) for word in found],
                tuple(map(float, size.groups())))


# Text.

def svg_text(drawing) -> str:
    count = len(list(drawing.root.iter(SVG + "text")))
    return f"{count} `<text>`" if count else "outlines of glyphs"


def svg_description(drawing) -> str:
    found = [name for name in ("title", "desc") if drawing.root.find(SVG + name) is not None]
    if found:
        return ", ".join(f"`<{name}>`" for name in found)
    return "`dc:title`" if "dc:title" in drawing.svg.read_text() else "none"


def pdf_fonts(drawing) -> str:
    lines = output("pdffonts", drawing.pdf).splitlines()[2:]
    kinds = sorted({re.search(r"(Type 3|(?:CID )?TrueType|(?:CID )?Type 1\w*)", line)[1]
                    for line in lines})
    embedded = all(line.split()[-5] == "yes" for line in lines)
    return f"{', '.join(kinds)}; {'all embedded' if embedded else 'not all embedded'}"


def pdf_text(drawing) -> str:
    """Whether the words of the axes can be taken out whole; what lies off the page cannot."""
    text = output("pdftotext", drawing.pdf, "-")
    wanted = ["accuracy", "ε"] if "FGSM" in text else ["cosine", "‖", "(%)"]
    missing = [word for word in wanted if word not in text]
    return "whole" if not missing else "without " + " and ".join(missing)


def type_sizes(drawing) -> str:
    """Sizes of type in the PDF: the operand of Tf times the scale of the text matrix."""
    size, sizes = 0.0, set()
    number = r"-?[\d.]+(?:e-?\d+)?"
    pattern = rf"({number}) Tf|({number}) ({number}) {number} {number} {number} {number} Tm|(Tj|TJ)"
    scale = 1.0
    for tf, a, b, shown in re.findall(pattern, drawing.content()):
        if tf:
            size = float(tf)
        elif a:
            scale = (float(a) ** 2 + float(b) ** 2) ** 0.5
        elif shown:
            sizes.add(round(size * scale, 1))
    return f"{min(sizes):g} to {max(sizes):g} pt" if len(sizes) > 1 else f"{min(sizes):g} pt"


def core(word):
    """A word's box without a quarter of its height at top and bottom: fonts pad boxes differently."""
    _, x0, y0, x1, y1 = word
    across, down = ((x1 - x0) / 4, 0) if y1 - y0 > 1.2 * (x1 - x0) else (0, (y1 - y0) / 4)
    return x0 + across, y0 + down, x1 - across, y1 - down


def overlaps(drawing) -> str:
    """Pairs of words that overlap, and words that leave the page."""
    words, (width, height) = drawing.words()
    boxes = [core(word) for word in words]
    count = sum(min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5
                for a, b in itertools.combinations(boxes, 2))
    outside = sum(x0 < 0 or y0 < 0 or x1 > width or y1 > height for x0, y0, x1, y1 in boxes)
    return f"{count}, {outside}"


def ticks(drawing) -> str:
    """The numbers of the lowest row of numbers: the labels of the x axis."""
    words, _ = drawing.words()
    numbers = [word for word in words if re.fullmatch(r"[−-]?\d+(\.\d+)?", word[0])]
    rows = {round(word[4] / 3) for word in numbers}
    for row in sorted(rows, reverse=True):
        line = [word for word in numbers if abs(word[4] / 3 - row) <= 1]
        if len(line) > 2:
            labels = [word[0] for word in sorted(line, key=lambda word: word[1])]
            first = labels[: len(labels) // 2] if len(labels) != len(set(labels)) else labels
            return " ".join(first)
    return "none"


# Size, metadata, provenance.

def width(drawing) -> str:
    _, (points, _) = drawing.words()
    pixels = drawing.facts(drawing.png)
    unit = pixels.get("PixelsPerUnitX")
    inches = f"{pixels['ImageWidth'] / (unit * 0.0254):.2f} in" if unit else "no resolution"
    return f"{points / POINTS_AN_INCH:g} in, {inches}"


def resolution(drawing) -> str:
    unit = drawing.facts(drawing.png).get("PixelsPerUnitX")
    return f"{unit * 0.0254:.0f} dpi" if unit else "none"


def title(drawing) -> str:
    found = [drawing.facts(file).get("Title") for file in (drawing.pdf, drawing.png)]
    kinds = [kind for kind, value in zip(("PDF", "PNG"), found) if value]
    if svg_description(drawing) != "none":
        kinds.append("SVG")
    return ", ".join(kinds) or "none"


def alternative(drawing) -> str:
    """Formats in which the picture is described in words, in 40 characters or more."""
    kinds = []
    for kind, file, keys in (
            ("PDF", drawing.pdf, ("Subject", "Description")),
            ("PNG", drawing.png, ("Description", "Comment"))):
        if any(len(str(drawing.facts(file).get(key, ""))) >= 40 for key in keys):
            kinds.append(kind)
    description = drawing.root.find(SVG + "desc")
    if description is not None and len(description.text or "") >= 40:
        kinds.append("SVG")
    return ", ".join(kinds) or "none"


def provenance(drawing) -> str:
    """Formats that name the SHA-256 of the data file."""
    kinds = []
    for kind, file in zip(("PDF", "SVG", "PNG"), drawing.files):
        bytes_ = drawing.content() if kind == "PDF" else file.read_bytes().decode("latin-1")
        said = bytes_ + output("exiftool", "-json", "-b", file)
        if drawing.digest in said:
            kinds.append(kind)
    return ", ".join(kinds) or "none"


def same_bytes(first, second) -> str:
    """Formats whose files are the same in two runs."""
    kinds = [kind for kind, a, b in zip(("PDF", "SVG", "PNG"), first.files, second.files)
             if a.read_bytes() == b.read_bytes()]
    return ", ".join(kinds) or "none"


def sizes(drawing) -> str:
    return " / ".join(f"{file.stat().st_size / 1024:.0f}" for file in drawing.files) + " KiB"


# Colours.

def strokes(drawing):
    """(red, green, blue in 0...1, dashes) of every coloured stroke of the SVG."""
    found = []
    for element in drawing.root.iter():
        style = dict(part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
        style = {key.strip(): value.strip() for key, value in style.items()}
        color = element.get("stroke") or style.get("stroke") or ""
        dash = element.get("stroke-dasharray") or style.get("stroke-dasharray") or "none"
        hexadecimal = re.fullmatch(r"#([0-9a-fA-F]{6})", color)
        share = re.fullmatch(r"rgb\(([\d.]+)%, *([\d.]+)%, *([\d.]+)%\)", color)
        if hexadecimal:
            value = tuple(int(hexadecimal[1][i:i + 2], 16) / 255 for i in (0, 2, 4))
        elif share:
            value = tuple(float(part) / 100 for part in share.groups())
        else:
            continue
        if max(value) - min(value) > 0.02:  # greys are axes, grids and controls
            found.append((tuple(round(part, 3) for part in value), dash))
    return found


def linear(color):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color]


def lab(light):
    """CIELAB (D65) of linear sRGB."""
    rows = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750),
            (0.0193339, 0.1191920, 0.9503041))
    xyz = [sum(a * b for a, b in zip(row, light)) / white
           for row, white in zip(rows, (0.95047, 1, 1.08883))]
    f = [v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in xyz]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


# Full deficiency: Machado, Oliveira and Fernandes 2009, for linear sRGB.
DEFICIENCIES = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
}


def palette(drawing):
    """The colours of the four models, in order of first use."""
    return list(dict.fromkeys(color for color, _ in strokes(drawing)))


def color_blind(drawing) -> str:
    """The smallest distance in CIELAB between two series, under the worst deficiency."""
    smallest = min(
        (sum((a - b) ** 2 for a, b in zip(*pair)) ** 0.5, name)
        for name, rows in DEFICIENCIES.items()
        for pair in itertools.combinations([
            lab([min(1, max(0, sum(a * b for a, b in zip(row, linear(color))))) for row in rows])
            for color in palette(drawing)], 2))
    return f"{smallest[0]:.0f} ({smallest[1]})"


def grey(drawing) -> str:
    """The smallest difference in lightness L* between two series."""
    lightness = [lab(linear(color))[0] for color in palette(drawing)]
    return f"{min(abs(a - b) for a, b in itertools.combinations(lightness, 2)):.0f}"


def contrast(drawing) -> str:
    """The smallest contrast ratio (WCAG) of a series with white."""
    weights = (0.2126, 0.7152, 0.0722)
    luminance = [sum(w * c for w, c in zip(weights, linear(color))) for color in palette(drawing)]
    return f"{min(1.05 / (value + 0.05) for value in luminance):.1f}"


def dashes(drawing) -> str:
    return str(len({dash for _, dash in strokes(drawing)}))
