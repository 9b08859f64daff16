"""The fonts of the reports: two static weights of IBM Plex Sans and the four signs of the klassen, made from packages.

IBM Plex Sans (SIL Open Font License 1.1) comes from the PyPI package `fontpkg-ibm-plex-sans` as one variable file;
WeasyPrint would cut a weight out of it again for every report. Made once per folder, about two seconds.
"""

from __future__ import annotations

import math
import os
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "IBM Plex Sans"
SIGNS_FAMILY = "Land in Beeld Tekens"
WEIGHTS = (400, 600)
MADE_AS = "v1"  # change when the making below changes
UNICODES = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(ord(sign) for sign in "–—‘’“”•…€−≥≤→‑"),
)
FEATURES = ["kern", "liga", "mark", "ccmp", "locl"]
EM = 1000


@dataclass(frozen=True, slots=True)
class Typefaces:
    """The font files, by weight, and the file with the signs."""

    text: dict[int, Path]
    signs: Path

    @property
    def css(self) -> str:
        """The @font-face rules."""
        faces = [(FAMILY, weight, path) for weight, path in self.text.items()] + [(SIGNS_FAMILY, 400, self.signs)]
        return "\n".join(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{path.as_uri()}"); }}'
            for family, weight, path in faces
        )


def make_typefaces(folder: Path) -> Typefaces:
    """The fonts in this folder, made there when they are not; safe when several processes do so at once."""
    folder.mkdir(parents=True, exist_ok=True)
    text = {weight: folder / f"plex-{weight}-{MADE_AS}.ttf" for weight in WEIGHTS}
    signs = folder / f"signs-{MADE_AS}.ttf"
    missing = [weight for weight, path in text.items() if not path.exists()]
    if missing:
        source = resources.files("fontpkg_ibm_plex_sans") / "files" / "IBMPlexSans[wdth,wght].ttf"
        with resources.as_file(source) as path:
            for weight in missing:
                _put(_static(path, weight), text[weight])
    if not signs.exists():
        _put(_signs(), signs)
    return Typefaces(text, signs)


def _put(font: TTFont, path: Path) -> None:
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    font.save(beside)
    Path(beside).replace(path)


def _static(path: Path, weight: int) -> TTFont:
    """One weight with the letters of the Dutch and neighbouring languages, unhinted."""
    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    return instantiateVariableFont(font, {"wght": weight, "wdth": 100}, static=True, updateFontNames=True)


def _signs() -> TTFont:
    """A font with a filled, a half filled and an open circle: shapes for the klassen that Plex does not have."""
    builder = FontBuilder(EM, isTTF=True)
    names = {0x25CF: "filled", 0x25D0: "half", 0x25CB: "open"}
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    glyphs = {name: TTGlyphPen(None) for name in (".notdef", *names.values())}
    for name in names.values():
        _outline(glyphs[name], 330, 0, 360)
    _outline(glyphs["open"], 250, 360, 0)
    _outline(glyphs["half"], 250, 90, -90)
    builder.setupGlyf({name: pen.glyph() for name, pen in glyphs.items()})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (760, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": SIGNS_FAMILY, "styleName": "Regular", "psName": "LandInBeeldTekens"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.setupHead(unitsPerEm=EM, created=0, modified=0)
    builder.font.recalcTimestamp = False
    return builder.font


def _outline(pen: TTGlyphPen, radius: int, start: int, end: int) -> None:
    """A closed arc round the middle of a figure, in degrees; one that runs back (start > end) is a hole."""
    steps = 48
    angles = [
        math.radians(start + (end - start) * n / steps) for n in range(steps if abs(end - start) == 360 else steps + 1)
    ]
    points = [(380 + round(radius * math.cos(a)), 350 + round(radius * math.sin(a))) for a in angles]
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()
