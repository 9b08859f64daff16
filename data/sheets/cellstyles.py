"""The styles of an xlsx by which a cell shows another figure than it holds: struck, hidden, in thousands, with signs."""

from __future__ import annotations

import re
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

STRUCK = "doorgehaald"
HIDDEN = "verborgen"
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NO_SIGN = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours and conditions, spaces as wide as a sign, fillers


def shown_otherwise(code: str) -> str:
    """How a number format shows a positive number as another; empty for those that do not.

    >>> shown_otherwise('#,##0;[Red]-#,##0'), shown_otherwise('0,'), shown_otherwise(';;;')
    ('', 'in duizenden', 'verborgen')
    >>> shown_otherwise('0"1"'), shown_otherwise('"-"0'), shown_otherwise('0" personen"')
    ('met tekens erbij', 'met tekens erbij', '')
    """
    first = _NO_SIGN.sub("", code.partition(";")[0])
    literal = _LITERAL.sub(lambda m: m[1] if m[1] is not None else m[2], first)
    bare = _LITERAL.sub("", first)
    if ";" in code and not bare.strip() and not literal.strip():
        return HIDDEN
    if _SCALED.search(bare):
        return "in duizenden"
    marked = _LITERAL.sub(lambda m: "\x01" if (m[1] or m[2] or "").strip()[:1].isdigit() else "", first)
    return "met tekens erbij" if re.search(r"[0#?]\x01|\x01[0#?]", marked) or re.match(r"\s*[-−–]", literal) else ""


class CellStyles(ContentHandler):
    """The styles part: by the number of a cell style, how it shows a figure otherwise. Names as in ECMA-376 1 (18.8)."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: dict[str, str] = {}
        self._formats: dict[str, str] = {}
        self._struck: set[str] = set()
        self._inside = ""
        self._font = self._style = -1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: D102, N802
        match name.rpartition(":")[2]:
            case "numFmt" if how := shown_otherwise(attrs.get("formatCode") or ""):
                self._formats[attrs.get("numFmtId") or ""] = how
            case "fonts" | "cellXfs" | "cellStyleXfs" | "dxfs" as part:
                self._inside = part
            case "font" if self._inside == "fonts":
                self._font += 1
            case "strike" if self._inside == "fonts" and attrs.get("val") not in {"0", "false"}:
                self._struck.add(str(self._font))
            case "xf" if self._inside == "cellXfs":
                self._style += 1
                how = (
                    STRUCK
                    if attrs.get("fontId") in self._struck
                    else self._formats.get(attrs.get("numFmtId") or "", "")
                )
                if how:
                    self.odd[str(self._style)] = how
