"""A scene as operators of a PDF: of SVG what our scenes have in them, and nothing else. Letters stay letters, in our fonts.

WeasyPrint draws SVG too, for two to four times the processor time: it sets each letter and reads each number by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from xml.etree import ElementTree

from reports.content.report_charts import Label
from reports.pdf.engine import Canvas
from reports.pdf.paint import Lettering, circle, rgb

SVG = "{http://www.w3.org/2000/svg}"
NOT_DRAWN = {"title", "desc", "metadata", "defs", "clipPath"}
INITIAL = {"fill": "#000000", "stroke": "none", "stroke-width": "1"}  # what SVG 2 says where nobody does
INHERITED = {*INITIAL, "fill-rule", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity"}
MITRE = "4 M"  # as in SVG; PDF has 10
Attributes = Mapping[str, str]


class Painted:
    """A scene that is placed like an image, in the CSS pixels of its `size`.

    Raises KeyError, at the latest when it is painted, for what no scene of ours has.
    """

    def __init__(self, svg: str, size: tuple[float, float], lettering: Lettering) -> None:
        self.size = size
        self._picture = ElementTree.fromstring(svg)  # noqa: S314 - our own
        clips = self._picture.iter(f"{SVG}clipPath")
        self._clips = {f"url(#{clip.get('id')})": _path(clip[0]) for clip in clips}
        self._lettering = lettering

    def paint(self, canvas: Canvas, width: float) -> None:
        """Draws in a box of this width in CSS pixels."""
        scale = width / self.size[0]
        drawn = (line for part in self._picture for line in self._drawn(part, INITIAL, canvas))
        canvas.add("\n".join((f"{scale:.6g} 0 0 {scale:.6g} 0 0 cm {MITRE}", *drawn)).encode())

    def _drawn(self, part: ElementTree.Element, around: Attributes, canvas: Canvas) -> Iterable[str]:
        kind = part.tag.removeprefix(SVG)
        if kind in NOT_DRAWN:
            return
        own = part.attrib
        style = {**around, **{name: own[name] for name in INHERITED & own.keys()}}
        yield "q"
        for name, numbers in re.findall(r"(\w+)\(([^)]*)\)", own.get("transform", "")):
            yield MATRICES[name](*numbers.split())
        if "clip-path" in own:
            yield f"{self._clips[own['clip-path']]} W* n"
        if kind == "g":
            for child in part:
                yield from self._drawn(child, style, canvas)
        elif kind == "text":
            yield from self._text(part, style, canvas)
        else:
            yield from (_stroke(style, canvas), _path(part), _ending(style))
        yield "Q"

    def _text(self, part: ElementTree.Element, style: Attributes, canvas: Canvas) -> Iterable[str]:
        """A line of text; with a stroke that is a halo below it, which a reader does not read a second time."""
        own = part.attrib
        x, y, size = (float(own[name]) for name in ("x", "y", "font-size"))
        anchor, bold = own.get("text-anchor", "start"), "font-weight" in own
        letters = self._lettering.show(canvas, Label(x, y, part.text or "", style["fill"], size, anchor, bold))
        if style["stroke"] != "none":
            yield from ("/Span <</ActualText ()>> BDC q 1 Tr", _stroke(style, canvas), *letters, "Q EMC")
        yield from letters


def _path(part: ElementTree.Element) -> str:
    return PATHS[part.tag.removeprefix(SVG)](part.attrib)


def _stroke(style: Attributes, canvas: Canvas) -> str:
    """How fills and strokes look from here on."""
    fill = "" if style["fill"] == "none" else f"{rgb(style['fill'])} rg"
    if style["stroke"] == "none":
        return fill
    dashes, opacity = style.get("stroke-dasharray"), style.get("stroke-opacity")
    return " ".join((
        fill,
        f"{rgb(style['stroke'])} RG {float(style['stroke-width']):g} w",
        "1 j" if style.get("stroke-linejoin") == "round" else "",
        "1 J" if style.get("stroke-linecap") == "round" else "",
        f"[{dashes}] 0 d" if dashes else "",
        canvas.faded(float(opacity)) if opacity else "",
    ))  # fmt: skip


def _ending(style: Attributes) -> str:
    """The operator that draws a path."""
    fills, strokes = style["fill"] != "none", style["stroke"] != "none"
    return ("B" if fills and strokes else "f" if fills else "S") + "*" * (fills and style.get("fill-rule") == "evenodd")


def _data(attributes: Attributes) -> str:
    """The data of an SVG path of straight lines.

    >>> _data({"d": "M1 1l2 0 0-1z"})
    '1 1 m 3 1 l 3 0 l h'
    """
    out: list[str] = []
    x, y = begun = 0.0, 0.0
    for letter, numbers in re.findall(r"([MmLlz])([^MmLlz]*)", attributes["d"]):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        operator = letter.lower()
        if operator == "z":
            x, y = begun
            out.append("h")
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = (x + dx, y + dy) if letter.islower() else (dx, dy)
            out.append(f"{x:g} {y:g} {operator}")
            begun = (x, y) if operator == "m" else begun
            operator = "l"
    return " ".join(out)


def _points(attributes: Attributes) -> str:
    pairs = (pair.replace(",", " ") for pair in attributes["points"].split())
    return " ".join(f"{pair} {'l' if n else 'm'}" for n, pair in enumerate(pairs))


PATHS: dict[str, Callable[[Attributes], str]] = {
    "path": _data,
    "polyline": _points,
    "rect": lambda own: f"{own.get('x', 0)} {own.get('y', 0)} {own['width']} {own['height']} re",
    "circle": lambda own: circle(float(own["cx"]), float(own["cy"]), float(own["r"])),
}
MATRICES: dict[str, Callable[..., str]] = {
    "translate": lambda x, y: f"1 0 0 1 {x} {y} cm",
    "scale": lambda by: f"{by} 0 0 {by} 0 0 cm",
}
