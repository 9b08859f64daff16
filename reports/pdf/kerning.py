"""The kerning of a font, pair by pair, for text that is set without a text layout (labels of charts, tables).

Reads the `kern` feature of the Latin script from GPOS: pair adjustments, by glyph and by class (OpenType 1.9, GPOS lookup
type 2). What else a layout engine does (ligatures, marks) does not occur in our labels: the letters are composed ones.
"""

from __future__ import annotations

from typing import Any

from fontTools.ttLib import TTFont


class Kerning:
    """How much closer (negative) or wider two glyphs stand, in units of the font."""

    def __init__(self, font: TTFont) -> None:
        self._lookups: list[list[Any]] = []
        self._known: dict[tuple[str, str], int] = {}
        if "GPOS" not in font:
            return
        table = font["GPOS"].table
        scripts = {record.ScriptTag: record.Script for record in table.ScriptList.ScriptRecord}
        script = scripts.get("latn") or scripts.get("DFLT")
        if script is None or script.DefaultLangSys is None:
            return
        features = [table.FeatureList.FeatureRecord[n] for n in script.DefaultLangSys.FeatureIndex]
        lookups = sorted({n for f in features if f.FeatureTag == "kern" for n in f.Feature.LookupListIndex})
        for lookup in (table.LookupList.Lookup[n] for n in lookups):
            if lookup.LookupType == 2:
                self._lookups.append(list(lookup.SubTable))

    def between(self, left: str, right: str) -> int:
        """The adjustment of the advance of `left` when `right` follows; both are glyph names."""
        pair = (left, right)
        if pair not in self._known:
            self._known[pair] = sum(_adjustment(subtables, left, right) for subtables in self._lookups)
        return self._known[pair]


def _adjustment(subtables: list[Any], left: str, right: str) -> int:
    """Of one lookup: the first subtable that knows the pair decides, also when it says zero."""
    for subtable in subtables:
        if left not in subtable.Coverage.glyphs:
            continue
        if subtable.Format == 1:
            pairs = subtable.PairSet[subtable.Coverage.glyphs.index(left)].PairValueRecord
            value = next((p.Value1 for p in pairs if p.SecondGlyph == right), None)
            if value is None:
                continue
        else:
            first = subtable.Class1Record[subtable.ClassDef1.classDefs.get(left, 0)]
            value = first.Class2Record[subtable.ClassDef2.classDefs.get(right, 0)].Value1
        return int(getattr(value, "XAdvance", 0) or 0) if value is not None else 0
    return 0
