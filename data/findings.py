"""What is wrong, doubtful or worth knowing about someone's file, as data: stable code, severity, place, Dutch sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.finding_kinds import SOORTEN, Ernst

__all__ = ["LIST_HEADER", "SOORTEN", "Ernst", "Finding", "bounded", "clean", "is_list", "make_finding"]

LONGEST_VALUE = 80  # characters of someone's text that we repeat
LONGEST_LIST = 400  # of several together
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, format, surrogate, private, line separators
LISTS = {"koppen", "namen", "bronnen", "waarheen", "bladen", "raad", "lezingen", "berekend", "bewijs"}
LIST_HEADER = (
    "Ernst",
    "Blad",
    "Cel",
    "Kolom",
    "Wat",
    "Suggestie",
)  # of the sheet with findings in a file that we gave back
MOST_FINDINGS = 1000  # of one file; the rest is counted


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `rij` counts from 1 as in the sheet; `kolom` is `F: Gerealiseerd`; empty where it is about no place."""

    code: str
    ernst: Ernst
    zin: str
    blad: str = ""
    rij: int | None = None
    kolom: str = ""
    waarde: str = ""
    suggestie: str = ""

    def to_json(self) -> dict[str, str | int | None]:
        """Plain values for `json`, with the same names."""
        return {
            "code": self.code,
            "ernst": str(self.ernst),
            "zin": self.zin,
            "blad": self.blad,
            "rij": self.rij,
            "kolom": self.kolom,
            "waarde": self.waarde,
            "suggestie": self.suggestie,
        }


def clean(value: object, longest: int = LONGEST_VALUE) -> str:
    """Someone's value as one short printable line, so that it can be shown and logged safely.

    >>> clean(" a\\n b "), clean(3.0), clean(None)
    ('a b', '3', '')
    """
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value)[: 10 * longest]
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in _UNSAFE else c for c in text)
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def is_list(row: Sequence[object]) -> bool:
    """Whether this first row is that of a sheet of findings that we made, which holds no figures."""
    return tuple(row[: len(LIST_HEADER)]) == LIST_HEADER


def make_finding(
    code: str,
    *,
    blad: str = "",
    rij: int | None = None,
    kolom: str = "",
    waarde: object = None,
    suggestie: str = "",
    **fields: object,
) -> Finding:
    """The finding of this kind with its sentence filled in. Raises KeyError for an unknown code or a missing field."""
    ernst, template = SOORTEN[code]
    cleaned = {key: clean(field, LONGEST_LIST if key in LISTS else LONGEST_VALUE) for key, field in fields.items()}
    places = {"blad": clean(blad), "kolom": clean(kolom), "waarde": clean(waarde)}
    zin = template.format(rij=rij, **places, **cleaned)
    return Finding(code, ernst, zin, places["blad"], rij, places["kolom"], places["waarde"], clean(suggestie))


def bounded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, worst first and then by place, at most MOST_FINDINGS and one that counts the rest."""
    order = list(Ernst)
    ordered = sorted(dict.fromkeys(findings), key=lambda f: (order.index(f.ernst), f.blad, f.rij or 0))
    if len(ordered) <= MOST_FINDINGS:
        return tuple(ordered)
    return (*ordered[:MOST_FINDINGS], make_finding("bevindingen-ingekort", aantal=len(ordered) - MOST_FINDINGS))
