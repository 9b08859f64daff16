"""Draws charts and maps as PDF operators on a `Canvas`: they are placed like images, and no SVG is parsed for them.

Parsing the path coordinates of a map as SVG takes 224 of 278 ms of a page (decision 0007).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, TypeAlias

from fontTools.ttLib import TTFont

from reports.content.maps import UNIT_M, Layer, MapDrawing
from reports.content.report_charts import Box, Drawing, Label, Line, Shape
from reports.pdf.engine import Canvas, Fonts, Form
from reports.pdf.kerning import Kerning
from reports.pdf.typefaces import FAMILY, Typefaces
from tiles.palette import WATER, Look
from tiles.patterns import Segment, segments

STEP = 5.0  # px after which a pattern repeats
CIRCLE = 0.5523  # control points of a quarter circle
Window: TypeAlias = tuple[float, float, float, float]
Forms: TypeAlias = dict[tuple[tuple[Layer, ...], Window, str], Form]  # by all that is in them


class Face:
    """Glyph numbers, widths and kerning of one font; lengths in em."""

    def __init__(self, font: TTFont) -> None:
        names = font.getGlyphOrder()
        order = {name: n for n, name in enumerate(names)}
        self._names = names
        self._glyphs = {code: order[name] for code, name in font.getBestCmap().items()}
        self._em = font["head"].unitsPerEm
        self._advances = [font["hmtx"][name][0] for name in names]
        self._kerning = Kerning(font)

    def advance(self, glyph: int) -> float:
        """The width of a glyph by itself."""
        width: float = self._advances[glyph] / self._em
        return width

    def run(self, text: str) -> list[tuple[str, int, float]]:
        """For each sign: the sign, its glyph, and by how much the next one stands closer (negative) or wider."""
        glyphs = [self._glyphs.get(ord(sign), 0) for sign in text]
        names = [self._names[glyph] for glyph in glyphs]
        pairs = pairwise(names)
        kerns = [self._kerning.between(left, right) / self._em for left, right in pairs] + [0.0]
        return list(zip(text, glyphs, kerns, strict=False))

    def width(self, text: str) -> float:
        """The width of a text on one line."""
        return sum(self.advance(glyph) + kern for _, glyph, kern in self.run(text))


class Lettering:
    """Glyph numbers and widths of the two text fonts, to set the labels of drawings without a text layout."""

    def __init__(self, typefaces: Typefaces, fonts: Fonts) -> None:
        self._fonts: dict[int, Face] = {}
        self._loaded: dict[int, Any] = {}
        for weight, path in typefaces.text.items():
            with TTFont(path, lazy=True) as font:
                self._fonts[weight] = Face(font)
            self._loaded[weight] = fonts.load(FAMILY, weight)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The width of the text in the unit of `size`."""
        return self._fonts[600 if bold else 400].width(text) * size

    def show(self, canvas: Canvas, label: Label, goes_on: bool = False) -> list[str]:
        """The operators that set a label; the glyphs are noted for the subset of the document.

        One that `goes_on` on a next line ends with the space of the break, so that its words stay apart when read.
        """
        weight = 600 if label.bold else 400
        face = self._fonts[weight]
        font = canvas.font(self._loaded[weight])
        run = face.run(label.text + " " if goes_on else label.text)
        for sign, glyph, _ in run:
            canvas.use(font, glyph, sign, round(face.advance(glyph) * 1000))
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
        x = label.x - shift * self.width(label.text, label.size, label.bold)
        operators = [f"BT /{font.hash} {label.size:g} Tf 1 0 0 -1 {x:.2f} {label.y:.2f} Tm"]
        if label.halo:
            top, width = label.y - 0.86 * label.size, self.width(label.text, label.size, label.bold)
            operators.insert(
                0, f"{rgb(label.halo)} rg {x - 2:.2f} {top:.2f} {width + 4:.2f} {1.12 * label.size:.2f} re f"
            )
        return [*operators, f"{rgb(label.color)} rg [{_glyphs(run)}] TJ ET"]


class DrawnImage:
    """A drawing that is placed as an image."""

    def __init__(self, drawing: Drawing, lettering: Lettering) -> None:
        self._drawing = drawing
        self._lettering = lettering
        self.size = (drawing.width, drawing.height)

    def paint(self, canvas: Canvas, width: float) -> None:
        """Draws in a box of this width in CSS pixels."""
        scale = width / self._drawing.width
        operators = [f"{scale:.6g} 0 0 {scale:.6g} 0 0 cm", *_operators(self._drawing.shapes, canvas, self._lettering)]
        canvas.add("\n".join(operators).encode())


class MapImage:
    """A map that is placed as an image; its shared layers are a form that is made once and used by every report."""

    def __init__(self, drawing: MapDrawing, lettering: Lettering, forms: Forms) -> None:
        self._drawing = drawing
        self._lettering = lettering
        self._forms = forms
        self.size = (drawing.width, drawing.height)

    def paint(self, canvas: Canvas, width: float) -> None:
        """Draws in a box of this width in CSS pixels."""
        scale = width / self._drawing.width
        canvas.add(f"{scale:.6g} 0 0 {scale:.6g} 0 0 cm".encode())
        self._paint(self._drawing, canvas)

    def _paint(self, drawing: MapDrawing, canvas: Canvas) -> None:
        """Draws from the origin on, in pixels of the drawing; then what stands on it."""
        west, south, east, _ = drawing.window
        unit = drawing.width / (east - west) * UNIT_M
        matrix = (
            f"{unit:.8g} 0 0 {-unit:.8g} {-west / UNIT_M * unit:.6f} {drawing.height + south / UNIT_M * unit:.6f} cm"
        )
        box = f"q {rgb(WATER)} rg 0 0 {drawing.width:.2f} {drawing.height:.2f} re W f"
        canvas.add(f"{box}\nq {matrix}".encode())
        if drawing.key:
            name = f"map-{drawing.key}"
            canvas.add_form(name, self._form(unit))
        for layer in drawing.layers:
            canvas.add(_layer(layer, unit, drawing.window))
        canvas.add(b"Q")
        if drawing.inset:
            x, y, inset = drawing.inset
            canvas.add(f"q 1 0 0 1 {x:.2f} {y:.2f} cm".encode())
            self._paint(inset, canvas)
            canvas.add(b"Q")
        canvas.add("\n".join([*_operators(drawing.shapes, canvas, self._lettering), "Q"]).encode())

    def _form(self, unit: float) -> Form:
        drawing = self._drawing
        key = drawing.shared, drawing.window, f"{unit:.6g}"
        if key not in self._forms:
            content = b"\n".join(_layer(layer, unit, drawing.window) for layer in drawing.shared)
            west, south, east, north = (value / UNIT_M for value in drawing.window)
            self._forms[key] = Form(content, (west, south, east, north))
        return self._forms[key]


def _glyphs(run: list[tuple[str, int, float]]) -> str:
    """The glyphs for TJ, broken where a kerning adjustment comes between."""
    out = ["<"]
    for _, glyph, kern in run:
        out.append(f"{glyph:04x}")
        if kern:
            out.append(f">{-1000 * kern:.0f}<")
    return "".join([*out, ">"])


def _layer(layer: Layer, unit: float, window: tuple[float, float, float, float]) -> bytes:
    """A path with its colours; the width of the line is undone for the scale of the map.

    A pattern is drawn once over the whole `window` (metres), inside the path as clip, so that the path is written once.
    """
    if layer.look:
        west, south, east, north = (value / UNIT_M for value in window)
        box = f"{rgb(layer.look.fill)} rg {west:.0f} {south:.0f} {east - west:.0f} {north - south:.0f} re f"
        lines = hatch(layer.look, (west, south, east, north), 1 / unit)
        return b"q " + layer.path + f" W* n {box} {lines} Q".encode()
    fill = f"{rgb(layer.fill)} rg " if layer.fill else ""
    stroke = f"{rgb(layer.stroke)} RG {layer.width / unit:.3f} w 1 j " if layer.stroke else ""
    operator = b" B*" if layer.fill and layer.stroke else b" f*" if layer.fill else b" S"
    return (fill + stroke).encode() + layer.path + operator


def rgb(color: str) -> str:
    """A colour #rrggbb as the three numbers of a PDF operator."""
    return " ".join(f"{int(color[n : n + 2], 16) / 255:.3g}" for n in (1, 3, 5))


def hatch(look: Look, box: Segment, pixel: float) -> str:
    """The pattern of a klasse over a box (x, y below left, x, y above right); `pixel` is one in its units.

    Solid, in the colour that the ink of the website has over the fill: the archive format allows it, and a printer too.
    """
    pattern, step = look.pattern, STEP * pixel
    if not pattern:
        return ""
    dots = f"1 J [0 {step:.5g}] 0 d " if pattern.dotted else ""
    lines = (f"{a:.5g} {b:.5g} m {c:.5g} {d:.5g} l" for a, b, c, d in segments(pattern, box, step))
    color = rgb(_mixed(look.fill, look.ink, pattern.strength))
    return f"q {color} RG {pattern.width * step:.4g} w {dots}{' '.join(lines)} S Q"


def _mixed(fill: str, ink: str, share: float) -> str:
    """The colour between two: `share` of the ink on the fill."""
    pairs = ((int(fill[n : n + 2], 16), int(ink[n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _operators(shapes: Iterable[Shape], canvas: Canvas, lettering: Lettering) -> list[str]:
    out: list[str] = []
    for shape in shapes:
        if isinstance(shape, Label):
            out += lettering.show(canvas, shape)
        elif isinstance(shape, Line):
            path = " ".join(f"{x:.2f} {y:.2f} {'l' if n else 'm'}" for n, (x, y) in enumerate(shape.points))
            out.append(f"{rgb(shape.color)} RG {shape.width:g} w {_dash(shape.dash)} d 1 j {path} S")
        elif isinstance(shape, Box):
            path = f"{shape.x:.2f} {shape.y:.2f} {shape.width:.2f} {shape.height:.2f} re"
            out.append(_painted(path, shape.fill, shape.stroke, shape.dash))
        else:
            out.append(_painted(circle(shape.x, shape.y, shape.radius), shape.fill, shape.stroke, ()))
    return out


def _dash(dash: tuple[float, ...]) -> str:
    return f"[{' '.join(f'{d:g}' for d in dash)}] 0"


def _painted(path: str, fill: str, stroke: str, dash: tuple[float, ...]) -> str:
    setup = (f"{rgb(fill)} rg " if fill else "") + (f"{rgb(stroke)} RG 1 w {_dash(dash)} d " if stroke else "")
    return f"{setup}{path} {'B' if fill and stroke else 'f' if fill else 'S'}"


def circle(x: float, y: float, r: float) -> str:
    """The path of a circle."""
    k = CIRCLE * r
    quarters = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    curves = " ".join(" ".join(f"{v:.2f}" for v in quarter) + " c" for quarter in quarters)
    return f"{x + r:.2f} {y:.2f} m {curves} h"
