"""A `Stand`: everything that is known of one peildatum (gemeenten, provincies, land), as maps, pages and reports read it.

Pure. A stand is made once per snapshot, kept in the release as JSON and read back by everybody else, so that a figure
can only ever have one value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from data.domain import rules
from data.dutch import rounded
from data.errors import UnknownGebied
from data.reference.area_names import Named
from data.terms import LAND, Cijfers, Gebied, Gemeente, Gemeentecode, Halfjaar, Klasse, Peildatum, Snapshot


class Reden(StrEnum):
    """Why a percentage is empty."""

    AL_GEHAALD = "al gehaald"
    GEEN_CIJFER = "geen cijfer"


class Position:
    """Figures after some months of a half-year and what follows from them; base of whatever has figures and a klasse.

    The only place where a klasse is put beside figures, so the two cannot disagree.
    """

    __slots__ = ("_percentage",)
    cijfers: Cijfers | None  # None where there is no figure
    klasse: Klasse
    months: int
    _percentage: float | None  # once it was asked for

    def __post_init__(self, grens: Fraction) -> None:
        """`grens` is the share of the month norm where `enigszins achter` begins."""
        object.__setattr__(self, "klasse", rules.klasse(self.cijfers, self.months, grens))

    @property
    def taakstelling(self) -> int | None:
        """The target of the half-year itself, in persons; None without figures, as with the three that follow."""
        return None if self.cijfers is None else self.cijfers.taakstelling

    @property
    def achterstand(self) -> int | None:
        """What was left of the half-year before; negative is a voorsprong."""
        return None if self.cijfers is None else self.cijfers.achterstand

    @property
    def gecorrigeerd(self) -> int | None:
        """Taakstelling plus achterstand; may be zero or negative."""
        return None if self.cijfers is None else self.cijfers.gecorrigeerd

    @property
    def gerealiseerd(self) -> int | None:
        """Vergunninghouders housed in this half-year."""
        return None if self.cijfers is None else self.cijfers.gerealiseerd

    @property
    def percentage(self) -> float | None:
        """Gerealiseerd / gecorrigeerd in percent with one decimal; None when undefined. May exceed 100."""
        try:
            return self._percentage
        except AttributeError:  # maps and tables ask for all of them, again and again
            exact = rules.percentage(self.cijfers)
            object.__setattr__(self, "_percentage", None if exact is None else rounded(exact))
            return self._percentage

    @property
    def nog(self) -> int | None:
        """Persons still to be housed, at least 0; None without figures."""
        return None if self.cijfers is None else rules.nog_te_huisvesten(self.cijfers)

    @property
    def exact_per_maand(self) -> Fraction | None:
        """Persons per month still to come, exact; None without figures or when no month is left."""
        return None if self.cijfers is None else rules.per_remaining_month(self.cijfers, self.months)

    @property
    def per_maand(self) -> int | None:
        """The same in whole persons, rounded up: so many each month are enough."""
        return None if self.exact_per_maand is None else rules.at_least(self.exact_per_maand)

    @property
    def al_gehaald(self) -> bool:
        """Whether the corrected taakstelling was zero or less: `taakstelling al gehaald`."""
        return self.cijfers is not None and self.cijfers.gecorrigeerd <= 0

    @property
    def reden(self) -> Reden | None:
        """Why there is no percentage; None where there is one."""
        if self.cijfers is None:
            return Reden.GEEN_CIJFER
        return Reden.AL_GEHAALD if self.al_gehaald else None


@dataclass(frozen=True, slots=True)
class Total(Position):
    """The position of some gemeenten together, which need not be an area."""

    cijfers: Cijfers | None
    klasse: Klasse = field(init=False)
    months: int
    grens: InitVar[Fraction]


@dataclass(frozen=True, slots=True)
class Regel(Position, Named):
    """The position of one area."""

    code: Gebied
    naam: str
    provinciecode: str  # of a gemeente, and of a provincie its own; empty for the land
    provincie: str
    cijfers: Cijfers | None
    klasse: Klasse = field(init=False)
    months: int
    grens: InitVar[Fraction]


@dataclass(frozen=True)
class Stand:
    """All areas at one peildatum. `gemeenten` and `provincies` are sorted by code."""

    peildatum: Peildatum
    revision: int  # 1 for the first file of a peildatum
    grens: Fraction  # share of the month norm where `enigszins achter` begins
    voorbeeld: bool  # constructed figures, to be labelled everywhere
    bron: str  # source of the figures, for people
    gemeenten: tuple[Regel, ...]
    provincies: tuple[Regel, ...]
    nederland: Regel

    @property
    def halfjaar(self) -> Halfjaar:
        """The half-year that this peildatum belongs to."""
        return self.peildatum.halfjaar

    @property
    def norm_percentage(self) -> float:
        """The month norm in percent of the corrected taakstelling, one decimal: 50.0 after three months."""
        return rounded(100 * rules.norm_share(self.peildatum.months))

    @property
    def grens_percentage(self) -> float:
        """The percentage from which a gemeente is `enigszins achter`, one decimal: 37.5 after three months."""
        return rounded(100 * rules.norm_share(self.peildatum.months) * self.grens)

    @cached_property
    def by_code(self) -> dict[str, Regel]:
        """Every area by its code, NL included."""
        return {r.code: r for r in (*self.gemeenten, *self.provincies, self.nederland)}

    @cached_property
    def areas(self) -> tuple[Gemeente, ...]:
        """The gemeenten without their figures, by code."""
        return tuple(
            Gemeente(Gemeentecode(r.code.number), r.naam, r.provinciecode, r.provincie) for r in self.gemeenten
        )

    def regel(self, code: str) -> Regel:
        """The area with this code. Raises UnknownGebied."""
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownGebied(code) from None

    def telling(self, provinciecode: str = "") -> dict[Klasse, int]:
        """Gemeenten per klasse, of the land or of one provincie; all four klassen are present."""
        counted = Counter(r.klasse for r in self.gemeenten if not provinciecode or r.provinciecode == provinciecode)
        return {k: counted[k] for k in (Klasse.GOED, Klasse.ENIGSZINS, Klasse.ACHTER, Klasse.GEEN_CIJFER)}

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json`; only inputs, everything derived is derived again by `from_json`."""
        return {
            "peildatum": str(self.peildatum),
            "revision": self.revision,
            "grens": str(self.grens),
            "voorbeeld": self.voorbeeld,
            "bron": self.bron,
            "gemeenten": [
                [r.code, r.naam, r.provinciecode, r.provincie]
                + ([] if r.cijfers is None else [r.cijfers.taakstelling, r.cijfers.achterstand, r.cijfers.gerealiseerd])
                for r in self.gemeenten
            ],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Stand:
        """The stand that `to_json` wrote."""
        gemeenten = []
        cijfers: dict[Gemeentecode, Cijfers | None] = {}
        for code, naam, provinciecode, provincie, *figures in value["gemeenten"]:
            gemeente = Gemeente(Gemeentecode.parse(code), naam, provinciecode, provincie)
            gemeenten.append(gemeente)
            cijfers[gemeente.code] = Cijfers(*figures) if figures else None
        return make_stand(
            Snapshot(Peildatum.parse(value["peildatum"]), cijfers),
            gemeenten,
            revision=value["revision"],
            grens=Fraction(value["grens"]),
            voorbeeld=value["voorbeeld"],
            bron=value["bron"],
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """An area with its place by percentage, the highest first; equals share a place. `small`: that says little."""

    regel: Regel
    place: int
    small: bool


def ranked(areas: Iterable[Regel]) -> list[Ranked]:
    """Those that have a percentage, as it is shown, from high to low; equals by code."""
    shares = sorted((-r.percentage, r.code, r) for r in areas if r.percentage is not None)
    return [
        Ranked(r, 1 + sum(other < share for other, _, _ in shares), r.cijfers is not None and rules.is_small(r.cijfers))
        for share, _, r in shares
    ]


def extremes(areas: Iterable[Regel], most: int = 8) -> tuple[list[Ranked], list[Ranked]]:
    """The highest percentages from high to low, and the lowest from low to high: `most` of each, and none in both.

    Of few areas each gets half. What has the same percentage as the last of them is there too.
    """
    order = ranked(areas)
    each = min(most, len(order) // 2)
    if not each:
        return [], []
    best = [one for one in order if one.place <= each]
    lowest = order[-each].place
    worst = [one for one in reversed(order) if one.place >= lowest and one not in best]
    return best, worst


def make_stand(
    snapshot: Snapshot,
    gemeenten: Iterable[Gemeente],
    *,
    revision: int = 1,
    grens: Fraction = rules.DEFAULT_GRENS,
    voorbeeld: bool = False,
    bron: str = "COA",
) -> Stand:
    """The stand of a checked snapshot. `gemeenten` are those of the year of the half-year; each must be in the snapshot."""
    months = snapshot.peildatum.months

    def regel(code: Gebied, naam: str, provinciecode: str, provincie: str, cijfers: Cijfers | None) -> Regel:
        return Regel(code, naam, provinciecode, provincie, cijfers, months, grens)

    def summed(rows: list[Regel]) -> Cijfers | None:
        present = [r.cijfers for r in rows if r.cijfers is not None]
        return rules.total(present) if present else None

    rows = [
        regel(g.code, g.naam, g.provinciecode, g.provincie, snapshot.cijfers[g.code])
        for g in sorted(gemeenten, key=lambda g: g.code)
    ]
    provincies = sorted({(r.provinciecode, r.provincie) for r in rows})
    return Stand(
        peildatum=snapshot.peildatum,
        revision=revision,
        grens=grens,
        voorbeeld=voorbeeld,
        bron=bron,
        gemeenten=tuple(rows),
        provincies=tuple(
            regel(Gebied(code), naam, code, naam, summed([r for r in rows if r.provinciecode == code]))
            for code, naam in provincies
        ),
        nederland=regel(LAND, "Nederland", "", "", summed(rows)),
    )
