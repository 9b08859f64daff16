"""A scene as PNG, drawn by resvg, with what the picture is and whose in its text chunks (PNG 1.2, 11.3.4.5: iTXt)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from struct import pack

from resvg import render, usvg

from server.maps.svg_file import NAME_OF_FONT
from server.pictures.lettering import Letters
from server.pictures.words import Words
from tiles import licence

AS_IT_STANDS = 1, 0, 0, 0, 1, 0  # the matrix that moves nothing, row by row
HEAD = 8 + 25  # bytes of the signature and of IHDR, after which text may stand


def png(svg: str, words: Words, letters: Letters) -> bytes:
    """The picture, as large as it says. Same input, same bytes."""
    fonts = usvg.Options.default()
    for path in letters.files:
        fonts.load_font_file(path)
    fonts.font_family = NAME_OF_FONT
    drawn = render(usvg.Tree.from_str(svg, fonts), AS_IT_STANDS)
    return drawn[:HEAD] + b"".join(_text(key, text) for key, text in said(words).items()) + drawn[HEAD:]


def said(words: Words) -> Mapping[str, str]:
    """The text chunks: the keywords of the standard where it has one."""
    return {
        "Title": words.title,
        "Description": words.summary,
        "Author": "Land in Beeld",
        "Copyright": words.rights,
        "Source": words.source,
        "Peildatum": words.peildatum,
        "Versie": words.version,
        "Licentie": licence.LICENCE,
        "URL": words.permanent,
    }


def _text(key: str, text: str) -> bytes:
    body = b"iTXt" + key.encode("latin-1") + b"\0\0\0nl\0\0" + text.encode()
    return pack(">I", len(body) - 4) + body + pack(">I", zlib.crc32(body))
