"""Which areas somebody means who types a name or a code: the one search of map, table, pages and API. Pure.

What fits exactly is decided as for a file that comes in (`data.reference.names`): any usual spelling, and never a guess.
The rest is ranked by how far a name is from what was typed; a typing error counts only where nothing else fits. The script
of the pages has the same rules (`matching.ts`) on the same names (`labels`); a browser test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from data import dutch
from data.domain.stand import Stand
from data.errors import InvalidTerm, UnknownGebied
from data.reference import gemeenten as reference
from data.reference.area_names import Named
from data.reference.names import (
    LONGEST_NAME,
    PROVINCIE_NAMES,
    find_any_year,
    find_provincie,
    is_land,
    namen_among,
    split_code,
    varianten,
)
from data.terms import LAND, Gebied, Gebiedsoort, Gemeente, Gemeentecode

LONGEST = LONGEST_NAME  # signs of a question that are looked at
MOST = 12  # areas in an answer for people
SHORT = 5  # letters of a word in which a typing error is hardly guessed
_SPACED_CODE = re.compile(r"(gm|pv)[\s-]+(\d{1,4})", re.ASCII | re.IGNORECASE)


class Fit(IntEnum):
    """How a name fits what was typed, best first."""

    EXACT = 0
    BEGINS = 1
    WORD = 2  # a later word begins so
    PART = 3
    ONE_OFF = 4  # a typing error
    TWO_OFF = 5


@dataclass(frozen=True, slots=True)
class Label:
    """A name that leads to an area that has figures, and why."""

    naam: str
    code: Gebied
    note: str  # in Dutch: the provincie of a gemeente, or what this name has to do with the area
    former: bool = False  # the name of a gemeente that is no more


@dataclass(frozen=True, slots=True)
class Hit(Named):
    """An area that was found."""

    code: Gebied
    naam: str
    label: Label
    fit: Fit

    @property
    def why(self) -> str:
        """Why it was found, in Dutch, where its name does not say so; else empty."""
        other = self.label.former or self.label.naam != self.naam
        return f"{self.label.naam}: {self.label.note}" if other and self.label.note else ""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A name as people type and sort it: small letters and digits, no accents, no `'s-` in front. The script has the same.

    >>> plain("'s-Gravenhage"), plain("Súdwest-Fryslân"), plain("sudwest  fryslan ")
    ('gravenhage', 'sudwest fryslan', 'sudwest fryslan')
    """
    letters = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"^['’]?s[- ]", "", letters)).strip()


def find(text: str, stand: Stand, most: int | None = MOST) -> tuple[Hit, ...]:
    """The areas of the stand that the text can mean, best first, each once; none for a text without letters or digits."""
    text = text[:LONGEST].strip()
    typed = plain(text)
    if not typed:
        return ()
    fitting = [(Fit.EXACT, label) for label in _exact(text, stand)]
    others = [(fit, label) for label in labels(stand) if (fit := fit_of(typed, plain(label.naam))) is not None]
    sure = [pair for pair in others if pair[0] < Fit.ONE_OFF]
    fitting += sure or ([] if fitting else others)
    fitting.sort(key=lambda pair: (pair[0], plain(pair[1].naam), pair[1].code))
    hits: dict[str, Hit] = {}
    for fit, label in fitting:
        hits.setdefault(label.code, Hit(label.code, stand.regel(label.code).naam, label, fit))
    return tuple(hits.values())[:most]


def certain(hits: tuple[Hit, ...]) -> Hit | None:
    """The one area that can be meant; None where there are more, or where its name is no more: that wants a word."""
    exact = [hit for hit in hits if hit.fit is Fit.EXACT]
    return exact[0] if len(exact) == 1 and not exact[0].label.former else None


def gemeenten_meant(text: str, stand: Stand) -> tuple[set[str], tuple[Hit, ...]]:
    """The codes of the gemeenten that the text can mean, and what was found; the name of a provincie means all of hers."""
    hits = find(text, stand, most=None)
    exact = [hit.code for hit in hits if hit.fit is Fit.EXACT]
    if exact and all(code.soort is Gebiedsoort.PROVINCIE for code in exact):
        return {r.code for r in stand.gemeenten if r.provinciecode in exact}, hits[: len(exact)]
    hits = tuple(hit for hit in hits if hit.code.soort is Gebiedsoort.GEMEENTE)
    return {hit.code for hit in hits}, hits


def fit_of(typed: str, name: str) -> Fit | None:
    """How a plain name fits the plain text that was typed; None when it does not.

    >>> [fit_of("bergen", name) for name in ("bergen", "bergen op zoom", "eijsden bergen", "steenbergen", "bargen", "goes")]
    [<Fit.EXACT: 0>, <Fit.BEGINS: 1>, <Fit.WORD: 2>, <Fit.PART: 3>, <Fit.ONE_OFF: 4>, None]

    In a short word one letter makes another word: only a whole name with the same first letter may be meant.

    >>> fit_of("gooda", "gouda"), fit_of("test", "best"), fit_of("test", "terschelling")
    (<Fit.ONE_OFF: 4>, None, None)
    """
    if name == typed:
        return Fit.EXACT
    if name.startswith(typed):
        return Fit.BEGINS
    if f" {typed}" in name:
        return Fit.WORD
    if len(typed) > 2 and typed in name:
        return Fit.PART
    if len(typed) < 4 or (len(typed) <= SHORT and name[:1] != typed[0]):
        return None
    allowed = 1 if len(typed) < 7 else 2
    begins = (name[: len(typed) + more] for more in (-1, 0, 1)) if len(typed) > SHORT else ()
    off = min(OSA.distance(typed, piece, score_cutoff=allowed) for piece in (name, *begins))
    return Fit(Fit.PART + off) if off <= allowed else None


def labels(stand: Stand) -> tuple[Label, ...]:
    """Every name that leads to an area of the stand: of gemeenten and provincies, their other and their former names."""
    return _labels(stand.areas)


@lru_cache(maxsize=16)
def _labels(areas: tuple[Gemeente, ...]) -> tuple[Label, ...]:
    by_code = {g.code: g for g in areas}
    every = [Label(g.naam, g.code, g.provincie) for g in areas]
    every += [
        Label(other, code, f"andere naam van {by_code[code].naam}") for other, code in varianten() if code in by_code
    ]
    provincies = sorted({(g.provinciecode, g.provincie) for g in areas})
    every += [Label(naam, Gebied(code), "provincie") for code, naam in provincies]
    every += [
        Label(other, Gebied(code), f"andere naam van de provincie {naam}")
        for code, naam in provincies
        for other in PROVINCIE_NAMES.get(code, ())
    ]
    current = {g.naam for g in areas}
    for old in dict.fromkeys(h.old for h in reference.herindelingen()):
        for name in (old.naam, *(other for other, code in varianten() if code == old.code)):
            every += [] if name in current else _former(name, old.code, areas)
    return tuple({(label.naam, label.code): label for label in reversed(every)}.values())[::-1]


def _former(name: str, code: Gemeentecode, areas: tuple[Gemeente, ...]) -> Iterator[Label]:
    """Where a gemeente that is no more went, with the day it ended."""
    by_code = {g.code: g for g in areas}
    if code in by_code:
        return
    for went in reference.opgegaan_in(code):
        part = "" if len(reference.opgegaan_in(code)) == 1 else "deels "
        for there in _now(went.code, by_code):
            yield Label(name, there.code, f"naam tot {dutch.date(went.date)}, {part}nu {there.naam}", former=True)


def _now(code: Gemeentecode, by_code: dict[Gemeentecode, Gemeente]) -> Iterator[Gemeente]:
    """The gemeenten that the area of `code` belongs to; followed over mergers."""
    if code in by_code:
        yield by_code[code]
        return
    with suppress(UnknownGebied):
        for went in reference.opgegaan_in(code):
            yield from _now(went.code, by_code)


def _exact(text: str, stand: Stand) -> Iterator[Label]:
    """What the text means without any doubt about letters: a code, or any usual spelling of a name."""
    code, name = split_code(_SPACED_CODE.sub(r"\1\2", text) if _SPACED_CODE.fullmatch(text) else text)
    coded = list(_of_code(code or name, stand))
    if coded:
        yield from coded
        return
    noted = {(plain(label.naam), label.code): label for label in labels(stand)}
    for gemeente in namen_among(stand.areas, stand.halfjaar.year).find(name):
        yield noted.get((plain(name), gemeente.code), Label(gemeente.naam, gemeente.code, gemeente.provincie))
    provincie = find_provincie(name)
    if provincie in stand.by_code:
        naam = stand.regel(provincie).naam
        yield noted.get((plain(name), Gebied(provincie)), Label(naam, Gebied(provincie), "provincie"))
    for gemeente in find_any_year(name):
        yield from _former(gemeente.naam, gemeente.code, stand.areas)
    if is_land(name):
        yield Label(stand.nederland.naam, LAND, "het hele land")


def _of_code(text: str, stand: Stand) -> Iterator[Label]:
    try:
        code = Gebied.parse(text.upper())
    except InvalidTerm:
        return
    if code in stand.by_code:
        naam = stand.regel(code).naam
        yield Label(naam, code, "")
    elif isinstance(code, Gemeentecode):
        with suppress(UnknownGebied):
            yield from _former(reference.gemeente(code).naam, code, stand.areas)
