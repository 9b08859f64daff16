"""The areas that a reader sets side by side, as an address names them: `g=GM0344,GM0363,PV26`. Pure.

A gemeente that has no figures in a half-year stays in the address: in another half-year it may have them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data import dutch
from data.domain.area_search import Hit, find
from data.domain.history import samenstelling
from data.domain.stand import Regel, Stand
from data.errors import InvalidTerm, UnknownGebied
from data.reference.gemeenten import PROVINCIES, gemeente
from data.terms import LAND, Gebied, Gemeentecode

PARAMETER = "g"  # in a query
FEWEST, MOST = 2, 6
LONGEST = 120  # signs of the parameter that are looked at
SHOWN = 4  # codes that nobody knows, in a message


@dataclass(frozen=True, slots=True)
class Gone:
    """A gemeente that is not in the stand; `zin` says in Dutch why, `instead` are the areas of the stand to take."""

    code: Gebied
    naam: str
    zin: str
    instead: tuple[Regel, ...]


@dataclass(frozen=True, slots=True)
class ChosenAreas:
    """The areas of a stand in the order of the address, each once; `codes` has those that are gone as well."""

    codes: tuple[Gebied, ...]
    areas: tuple[Regel, ...]
    gone: tuple[Gone, ...]
    remarks: tuple[str, ...]  # what in the address could not be followed, in Dutch

    @classmethod
    def read(cls, text: str, stand: Stand) -> ChosenAreas:
        """The choice in the value of the parameter, of which no more than `LONGEST` signs are looked at."""
        pieces = [piece.strip() for piece in text[:LONGEST].split(",") if piece.strip()]
        read = [(piece, _code(piece)) for piece in pieces]
        named = [code for _, code in read if code is not None]
        codes = tuple(dict.fromkeys(named))
        unknown = tuple(dict.fromkeys(piece[:12] for piece, code in read if code is None))
        remarks = []
        if unknown:
            remarks.append(f"Geen code van een gemeente of provincie: {dutch.some(unknown, SHOWN)}.")
        twice = tuple(code for code in codes if named.count(code) > 1)
        if twice:
            remarks.append(f"Meer dan eens gevraagd, hier eenmaal: {dutch.some(twice)}.")
        if len(codes) > MOST or len(text) > LONGEST:
            remarks.append(f"Meer dan {MOST} gebieden passen niet naast elkaar: u ziet de eerste {MOST}.")
        codes = codes[:MOST]
        return cls(
            codes=codes,
            areas=tuple(stand.regel(code) for code in codes if code in stand.by_code),
            gone=tuple(_gone(code, stand) for code in codes if code not in stand.by_code),
            remarks=tuple(remarks),
        )

    @property
    def enough(self) -> bool:
        """Whether there is something to compare."""
        return len(self.areas) >= FEWEST

    @property
    def full(self) -> bool:
        """Whether no area can be added."""
        return len(self.codes) >= MOST

    @property
    def value(self) -> str:
        """The choice as an address has it.

        >>> ChosenAreas((Gebied("GM0344"), Gebied("NL")), (), (), ()).value
        'GM0344,NL'
        """
        return ",".join(self.codes)

    def plus(self, *others: str) -> str:
        """The same with areas behind those that are there; those that are there already stay where they are."""
        return ",".join(dict.fromkeys((*self.codes, *others)))

    def minus(self, code: str) -> str:
        """The same without an area."""
        return ",".join(other for other in self.codes if other != code)

    def instead_of(self, gone: Gone) -> str:
        """The same with what became of a gemeente in its place."""
        pieces = ([r.code for r in gone.instead] if code == gone.code else [code] for code in self.codes)
        return ",".join(dict.fromkeys(code for piece in pieces for code in piece))


def _code(text: str) -> Gebied | None:
    """The area with this code, now or in a year that we know; None when there never was one."""
    try:
        code = Gebied.parse(text.upper())
        if isinstance(code, Gemeentecode):
            gemeente(code)
        return code if isinstance(code, Gemeentecode) or code == LAND or code in PROVINCIES else None
    except (InvalidTerm, UnknownGebied):
        return None


def _gone(code: Gebied, stand: Stand) -> Gone:
    """Why an area is not in a stand: it went into another one, or it had not begun."""
    naam = gemeente(Gemeentecode(code.number)).naam
    went: tuple[Hit, ...] = find(code, stand, most=None)
    if went:
        now = tuple(stand.regel(hit.code) for hit in went)
        return Gone(code, naam, f"{naam} is er niet meer per {stand.peildatum.title} ({went[0].label.note}).", now)
    before = samenstelling(Gemeentecode(code.number), dt.date(stand.halfjaar.year, 1, 1))
    members = tuple(stand.regel(member) for member in before if member in stand.by_code)
    names = f"; toen waren het {dutch.listed([r.naam for r in members])}" if members else ""
    return Gone(code, naam, f"{naam} was er nog niet per {stand.peildatum.title}{names}.", members)
