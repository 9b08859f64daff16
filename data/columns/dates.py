"""The peildatum of a file: from what the sender chose, from its title lines or from its name; and what contradicts it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import PurePath

from data.errors import InvalidTerm
from data.findings import Finding, clean, make_finding
from data.sheets.cells import Cell
from data.terms import MAANDEN, Halfjaar, Peildatum

_MONTHS = {naam: n for n, naam in enumerate(MAANDEN, 1)}
_MONTHS |= {naam[:3]: n for naam, n in _MONTHS.items()} | {"mrt": 3, "maa": 3, "sept": 9}
MONTH_WORD = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DATE = re.compile(
    rf"(?<![0-9])(?:(?P<y1>[12][0-9]{{3}})[-/._ ]?(?P<m1>[01][0-9])[-/._ ]?(?P<d1>[0-3][0-9])(?![0-9])"
    rf"|(?P<d2>[0-3]?[0-9])\s?[-/._]\s?(?P<m2>[01]?[0-9])\s?[-/._]\s?(?P<y2>[12][0-9]{{3}})(?![0-9])"
    rf"|(?P<d3>[0-3]?[0-9])(?:e|ste)?[-_. ]+(?P<m3>{MONTH_WORD})[-_. ]+(?P<y3>[12][0-9]{{3}})(?![0-9]))"
)
_KEYWORD = re.compile(r"\b(stand|peildatum|per|positie|situatie)\b")
_OTHER_MATTER = re.compile(
    r"inwoner|bevolking|\bcbs\b|indeling|grenzen|\bwet\b|afgedrukt|bijgewerkt|gewijzigd|opgesteld|versie|geldig"
    r"|achterstand|voorsprong|saldo|begin"
)
_STATED = re.compile(
    r"\b(stand|peildatum|standdatum|situatie|positie)\b|\bcijfers\W+(per|van|op|t/m)\b"
    r"|(realisatie|gerealiseerd|gehuisvest)\W+(t/m|tot en met)"
)
_CHANGE = re.compile(
    r"opgegaan|herind|heringedeeld|fusie|gefuseerd|samengevoegd|ingang|vanaf|sinds|gemeente\b|nieuwe?\b"
)
_OURS = re.compile(
    r"^([0-9]{8}t[0-9]{6}z-([0-9]{1,3}-(?=.*[a-z]))?)+", re.IGNORECASE
)  # how the inbox names what it moved
_UNTIL = re.compile(r"(t/m|t\.?e\.?m\.?|tot en met|tm)\W*(op\W*)?$")
_HALFJAREN = (
    re.compile(r"(?<![0-9])(?P<y>20[0-9]{2})\s?[-/ _]?\s?(?P<h>ii|i)(?![0-9a-z])"),
    re.compile(r"(?<![0-9])(?P<y>20[0-9]{2})(?:\s?[-/_]\s?|\s?[-/_ ]?(?:h|hj))(?P<h>[12])(?![0-9a-z]|[-/.)][0-9]?)"),
    re.compile(r"(?<![0-9a-z])(?P<h>ii|i)[-/ _](?P<y>20[0-9]{2})(?![0-9])"),
    re.compile(r"(?<![0-9a-z.\-/])(?:h|hj)?(?P<h>[12])[-/_](?P<y>20[0-9]{2})(?![0-9])"),
    re.compile(
        r"\b(?P<h>1e|2e|1ste|2de|eerste|tweede)\s+(?:half\s?jaar|helft)\W{1,3}(?:van\s+)?(?P<y>20[0-9]{2})(?![0-9])"
    ),
)


class Kracht(IntEnum):
    """How sure it is that a date is meant as peildatum."""

    LOS = 1  # a date somewhere above the table
    GENOEMD = 2  # `stand per`, `peildatum`, or a whole file name
    GEVRAAGD = 3  # the option


@dataclass(frozen=True, slots=True)
class Aanwijzing:
    """A date found somewhere; `bron` is Dutch, for people. The row counts from 1."""

    date: dt.date
    kracht: Kracht
    bron: str
    blad: str = ""
    rij: int | None = None


def plain(text: str) -> str:
    """Lower case, without accents, on one line.

    >>> plain("Gerealiséerd\\n t/m")
    'gerealiseerd t/m'
    """
    if text.isascii():
        return " ".join(text[:400].casefold().split())
    text = unicodedata.normalize("NFKD", text[:400]).casefold()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def month_number(word: str) -> int:
    """1..12 for a Dutch month, whole or short. Raises KeyError."""
    return _MONTHS[word.strip(". ")]


def find_dates(text: str) -> Iterator[tuple[dt.date, bool]]:
    """The dates in a text, and whether `stand per`, `peildatum` or the like stands before it; `t/m` gives the day after.

    >>> [(str(d), k) for d, k in find_dates("Stand per 1 april 2017, afgedrukt 3-4-2017")]
    [('2017-04-01', True), ('2017-04-03', False)]
    >>> [(str(d), k) for d, k in find_dates("inwoners per 1-1-2016, peildatum 1-4-2017")]
    [('2016-01-01', False), ('2017-04-01', True)]
    >>> [(str(d), k) for d, k in find_dates("realisatie t/m 31 maart 2017")]
    [('2017-04-01', True)]
    """
    text = plain(text)
    end = 0
    for match in _DATE.finditer(text):
        parts = {key[0]: value for key, value in match.groupdict().items() if value}
        before, end = text[end : match.start()], match.end()
        try:
            month = int(parts["m"]) if parts["m"].isdecimal() else month_number(parts["m"])
            date = dt.date(int(parts["y"]), month, int(parts["d"]))
            if _UNTIL.search(before):
                yield date + dt.timedelta(days=1), True
            else:
                yield date, bool(_KEYWORD.search(before)) and not _OTHER_MATTER.search(before)
        except (ValueError, KeyError, OverflowError):
            continue


def find_halfjaren(text: str) -> frozenset[Halfjaar]:
    """The half-years that a text names.

    >>> sorted(map(str, find_halfjaren("Taakstelling 2017-I en saldo tweede halfjaar 2016")))
    ['2016-II', '2017-I']
    """
    text = _DATE.sub(" ", plain(text))
    halfjaren = set()
    for pattern in _HALFJAREN:
        for match in pattern.finditer(text):
            half = 2 if match["h"] in {"ii", "2", "2e", "2de", "tweede"} else 1
            halfjaren.add(Halfjaar(int(match["y"]), half))
    return frozenset(halfjaren)


def hints_in_row(row: Iterable[Cell], blad: str, rij: int) -> list[Aanwijzing]:
    """The dates in one row above or below a table, text and date cells alike."""
    cells = [cell for cell in row if cell not in (None, "")]
    words = [plain(cell) for cell in cells if isinstance(cell, str)]
    named = any(_KEYWORD.search(text) for text in words) and not any(_OTHER_MATTER.search(text) for text in words)
    hints = []
    for cell in cells:
        if isinstance(cell, dt.date):
            date = cell.date() if isinstance(cell, dt.datetime) else cell
            hints.append(Aanwijzing(date, Kracht.GENOEMD if named else Kracht.LOS, f"rij {rij}", blad, rij))
        elif isinstance(cell, str):
            for date, strong in find_dates(cell):
                sure = strong or (named and len(cells) > 1)
                hints.append(Aanwijzing(date, Kracht.GENOEMD if sure else Kracht.LOS, f"rij {rij}", blad, rij))
    return hints


def hints_beside(row: Iterable[Cell], blad: str, rij: int) -> list[Aanwijzing]:
    """The dates in a row with or below the table that are said to be its peildatum; those of other matters are not."""
    hints: list[Aanwijzing] = []
    label = ""
    for cell in row:
        if isinstance(cell, str) and cell:
            said = hints_in_text(cell, f"rij {rij}", blad, rij)
            hints += said
            if not said and (date := _only_date(cell)) and _is_label(label):
                hints.append(Aanwijzing(date, Kracht.GENOEMD, f"rij {rij}", blad, rij))
            label = cell
        elif isinstance(cell, dt.date) and _is_label(label):
            date = cell.date() if isinstance(cell, dt.datetime) else cell
            hints.append(Aanwijzing(date, Kracht.GENOEMD, f"rij {rij}", blad, rij))
            label = ""
        elif cell not in (None, ""):
            label = ""
    return hints


def hints_in_text(text: str, bron: str, blad: str = "", rij: int | None = None) -> list[Aanwijzing]:
    """The dates that a text outside the title lines states as its peildatum; a date alone states nothing.

    >>> [str(h.date) for h in hints_in_text("Bron: COA, stand per 1 april 2024.", "rij 9")]
    ['2024-04-01']
    >>> hints_in_text("Per 1 januari 2023 is Weesp opgegaan in Amsterdam", "rij 9")
    []
    """
    words = plain(text)
    if not _STATED.search(words) or _CHANGE.search(words):
        return []
    return [Aanwijzing(date, Kracht.GENOEMD, bron, blad, rij) for date, sure in find_dates(text) if sure]


def _is_label(text: str) -> bool:
    return bool(re.fullmatch(r"(peildatum|standdatum|stand( per| op)?|situatie per)\W*", plain(text)))


def _only_date(text: str) -> dt.date | None:
    """The date that is all of a text."""
    dates = [date for date, _ in find_dates(text)]
    return dates[0] if len(dates) == 1 and not _DATE.sub("", plain(text)).strip(" .") else None


def hint_in_sheet_name(naam: str) -> list[Aanwijzing]:
    """The date in the name of a sheet: stated when it is the whole name, or called so."""
    bron = f"de naam van blad {clean(naam)}"
    if date := _only_date(re.sub(r"^(stand|peildatum|per)\b( per\b)?", "", plain(naam))):
        return [Aanwijzing(date, Kracht.GENOEMD if date.day == 1 else Kracht.LOS, bron, naam)]
    return [Aanwijzing(date, Kracht.LOS, bron, naam) for date, _ in find_dates(naam)]


def hints_in_name(filename: str) -> list[Aanwijzing]:
    """The dates in a file name, but for the moment that the inbox puts before the name of a file that comes back.

    >>> [str(h.date) for h in hints_in_name("20261201T213000Z-2-coa 2024-04-01.xlsx")]
    ['2024-04-01']
    """
    stem = _OURS.sub("", PurePath(filename).stem)
    return [Aanwijzing(date, Kracht.GENOEMD, "de bestandsnaam") for date, _ in find_dates(stem.replace("_", " "))]


def decide(hints: Iterable[Aanwijzing], suggestie: str = "") -> tuple[Peildatum | None, list[Finding]]:
    """The one peildatum that the hints agree on, or findings that say why there is none."""
    distinct = list(dict.fromkeys(hints))
    strong = [h for h in distinct if h.kracht > Kracht.LOS] or [h for h in distinct if h.date.day == 1]
    first_days = [h for h in strong if h.date.day == 1]
    findings = []
    for hint in strong:
        if hint.date.day != 1:
            fatal = hint.blad or not first_days
            code = "peildatum-geen-eerste-dag" if fatal else "datum-genegeerd"
            datum = hint.date.isoformat()
            after = hint.date + dt.timedelta(days=1)
            suggest = after.isoformat() if after.day == 1 else ""
            fields = {"waarde": datum, "datum": datum, "bron": hint.bron}
            findings.append(make_finding(code, blad=hint.blad, rij=hint.rij, suggestie=suggest, **fields))
    dates = sorted({h.date for h in first_days})
    if len(dates) > 1:
        bronnen = "; ".join(dict.fromkeys(f"{h.bron} zegt {h.date.isoformat()}" for h in first_days))
        place = next((h for h in first_days if h.rij), first_days[0])
        findings.append(make_finding("peildatum-tegenstrijdig", blad=place.blad, rij=place.rij, bronnen=bronnen))
        return None, findings
    if not dates:
        if not findings:
            findings.append(make_finding("peildatum-ontbreekt", suggestie=suggestie))
        return None, findings
    try:
        return Peildatum(dates[0]), findings
    except InvalidTerm:
        findings.append(make_finding("peildatum-onmogelijk", waarde=dates[0], jaar=dates[0].year))
        return None, findings
