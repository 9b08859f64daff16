"""What the front-end takes over from the Python code; `python -m tests.house.generated` writes it anew."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from server.pages.page_schemas import document
from tests.house import mark
from tiles import palette

ROOT = Path(__file__).parents[2]
WEB, STATIC = ROOT / "server" / "web", ROOT / "server" / "static"
MAKER = WEB / "node_modules" / ".bin" / "json2ts"
SITE = {"brand"}  # the colours of the palette that style sheets of the site name
BANNER = "// Made by `make generated` from server/pages/page_schemas.py: the data that the server hands to the scripts."


def types() -> str:
    """The TypeScript types of what the pages embed."""
    make = [str(MAKER), "--no-additionalProperties", "--bannerComment", BANNER, "--style.printWidth=130"]
    told = json.dumps(document())
    return subprocess.run(make, input=told, capture_output=True, text=True, check=True, timeout=60).stdout


def colours() -> str:
    """The colours of the palette for the style sheets of the site."""
    lines = [f"  --palette-{name}: {colour};" for name, colour in palette.NAMED.items() if name in SITE]
    lines += [f"  --palette-{name}: light-dark({light}, {dark});" for name, (light, dark) in palette.SCHEMES.items()]
    return "\n".join(["/* Made by `make generated` from tiles/palette.py. */", ":root {", *lines, "}", ""])


def minus(weight: int, low: int, high: int) -> bytes:
    """A font of one glyph: the hyphen, drawn as a minus as wide as a digit of IBM Plex Sans, between two heights."""
    pen = TTGlyphPen(None)
    for at, place in enumerate(((67, low), (67, high), (533, high), (533, low))):
        (pen.lineTo if at else pen.moveTo)(place)
    pen.closePath()
    font = FontBuilder(unitsPerEm=1000)
    font.setupGlyphOrder([".notdef", "hyphen"])
    font.setupCharacterMap({ord("-"): "hyphen"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "hyphen": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (600, 0), "hyphen": (600, 67)})
    font.setupHorizontalHeader(ascent=1025, descent=-275)
    font.setupNameTable({"familyName": "Minteken", "styleName": str(weight)})
    font.setupOS2(usWeightClass=weight, sTypoAscender=1025, sTypoDescender=-275, usWinAscent=1025, usWinDescent=275)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


FILES: dict[Path, Callable[[], str | bytes]] = {
    WEB / "src" / "page-data.ts": types,
    WEB / "src" / "style" / "palette.css": colours,
    STATIC / "favicon.ico": mark.ico,
    STATIC / "merk-180.png": partial(mark.png, 180, square=True),
    STATIC / "merk-192.png": partial(mark.png, 192),
    STATIC / "merk-512.png": partial(mark.png, 512),
    WEB / "src" / "style" / "minus-400.ttf": partial(minus, 400, 271, 339),
    WEB / "src" / "style" / "minus-600.ttf": partial(minus, 600, 254, 357),
}


def as_bytes(made: str | bytes) -> bytes:
    """What is written to the file."""
    return made.encode() if isinstance(made, str) else made


if __name__ == "__main__":
    for path, made in FILES.items():
        path.write_bytes(as_bytes(made()))
