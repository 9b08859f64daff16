"""Looking ahead and beside: pace, projection with its band, half-years met and missed, the law's formula.

Pure. None of this is a verdict: a projection is arithmetic, the number of half-years is an *indicatie* and never the
supervisor's trede (that depends on what is excusable), and the formula only checks published numbers or answers a
"what if". Published numbers stay the input (design.md section 2). Why so: decision 0038.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from data.domain import rules
from data.domain.history import Verleden, make_verleden
from data.domain.months import Month, months_of
from data.domain.stand import Stand
from data.terms import MONTHS_PER_HALFJAAR, Cijfers, Gemeentecode, Halfjaar, Peildatum

FEWEST_MONTHS = 3  # of two months the slowest and the fastest are all there is


@dataclass(frozen=True, slots=True)
class Prognose:
    """Where a half-year ends when every month that is left goes like those before it. Persons, exact."""

    gerealiseerd: Fraction  # at the end of the half-year
    saldo: Fraction  # what the next half-year would start with: positive = achterstand, negative = voorsprong
    haalt: bool  # whether the corrected taakstelling would be met

    @property
    def personen(self) -> int:
        """Whole persons at the end, rounded down: who is housed for a half is not housed."""
        return floor(self.gerealiseerd)

    @property
    def tekort(self) -> int:
        """Whole persons too few (negative: more than asked); above zero exactly when the taakstelling is not met."""
        return ceil(self.saldo)


def prognose(cijfers: Cijfers, months: int) -> Prognose:
    """The projection after `months` (1..6) at the present pace; at six months it is the outcome itself.

    >>> prognose(Cijfers(10, 2, 5), 3)
    Prognose(gerealiseerd=Fraction(10, 1), saldo=Fraction(2, 1), haalt=False)
    """
    at_the_end = cijfers.gerealiseerd / rules.norm_share(months)
    saldo = cijfers.gecorrigeerd - at_the_end
    return Prognose(at_the_end, saldo, saldo <= 0)


@dataclass(frozen=True, slots=True)
class Band:
    """Where a half-year ends when every month that is left goes like its slowest, or its fastest, month. Whole persons."""

    laag: int
    hoog: int
    traagste: int  # housed in the slowest month so far
    snelste: int


class GeenBand(StrEnum):
    """Why a projection has no band; the words are the reason as a sentence says it."""

    GEEN_CIJFER = "er zijn geen cijfers"
    VOORBIJ = "het halfjaar is voorbij"
    TE_WEINIG = "er zijn nog geen drie maanden voorbij"
    ONBEKEND = "niet van elke maand is een stand bekend"
    CORRECTIE = "een maand staat onder nul door een correctie"


@dataclass(frozen=True, slots=True)
class Indicatie:
    """Half-years met and missed, and how many in a row ended below target, back from `laatste`. Not the supervisor's trede.

    `minstens`: the half-year before the first of the row is not known, so there may be more.
    """

    aantal: int  # in a row below target
    laatste: Halfjaar | None  # the last half-year with a final position; None when there is none
    minstens: bool
    gehaald: int = 0  # of all that are known
    gemist: int = 0
    eerste: Halfjaar | None = None


@dataclass(frozen=True, slots=True)
class Vooruitblik:
    """What the figures of an area at a peildatum say of the rest of the half-year, and how earlier ones ended.

    `in_maanden` are the persons housed in each month until then; None where a position lacks.
    """

    peildatum: Peildatum
    cijfers: Cijfers | None
    in_maanden: tuple[int | None, ...]
    indicatie: Indicatie

    @property
    def tempo(self) -> Fraction | None:
        """Persons per month so far, exact; None without figures."""
        return None if self.cijfers is None else Fraction(self.cijfers.gerealiseerd, self.peildatum.months)

    @property
    def nodig(self) -> Fraction | None:
        """Persons per month still to come, exact; None without figures or when no month is left."""
        return None if self.cijfers is None else rules.per_remaining_month(self.cijfers, self.peildatum.months)

    @property
    def prognose(self) -> Prognose | None:
        """The end of the half-year at the pace so far; None without figures."""
        return None if self.cijfers is None else prognose(self.cijfers, self.peildatum.months)

    @property
    def geen_band(self) -> GeenBand | None:
        """Why there is no band; None where there is one."""
        if self.cijfers is None:
            return GeenBand.GEEN_CIJFER
        if self.peildatum.is_final:
            return GeenBand.VOORBIJ
        if self.peildatum.months < FEWEST_MONTHS:
            return GeenBand.TE_WEINIG
        if None in self.in_maanden:
            return GeenBand.ONBEKEND
        return GeenBand.CORRECTIE if any(n is not None and n < 0 for n in self.in_maanden) else None

    @property
    def band(self) -> Band | None:
        """The half-year at the pace of its slowest and of its fastest month so far; None where `geen_band` says why.

        Both happened in this half-year, under this taakstelling, so the band claims no more than the figures do. It is no
        interval of confidence: six months are too few for one. A month below zero is a correction on an earlier one, and
        then neither of them says how fast it went. The projection is always in it, as the mean lies between the two.
        """
        if self.cijfers is None or self.geen_band is not None:
            return None
        paces = [n for n in self.in_maanden if n is not None]
        left, done = MONTHS_PER_HALFJAAR - self.peildatum.months, self.cijfers.gerealiseerd
        slow, fast = min(paces), max(paces)
        return Band(done + left * slow, done + left * fast, slow, fast)


def look_ahead(code: str, stand: Stand, stands: Sequence[Stand]) -> Vooruitblik:
    """The look ahead of an area at `stand`; `stands` are the others, in any order. What is later is not looked at.

    Raises: UnknownGebied when the area does not exist at this peildatum.
    """
    finals = [s for s in stands if s.peildatum.is_final]
    return ahead_of(stand.peildatum, months_of(code, stand, stands), make_verleden(code, stand, finals))


def ahead_of(peildatum: Peildatum, maanden: Sequence[Month], verleden: Verleden) -> Vooruitblik:
    """The same of the months and the past of an area, for who has them.

    Earlier half-years count as the area is now: what merged is added up, and before a break it was another area.
    """
    until = [m for m in maanden if m.peildatum <= peildatum]
    since = max((b.date for b in verleden.breuken), default=dt.date.min)
    ended = [(h.peildatum, h.positie.cijfers) for h in verleden.halfjaren if h.halfjaar.begin >= since]
    return Vooruitblik(peildatum, until[-1].cijfers, tuple(m.in_month for m in until), halfjaren_onder(ended))


def halfjaren_onder(standen: Iterable[tuple[Peildatum, Cijfers | None]]) -> Indicatie:
    """The indicatie from positions of one area in any order; only final positions (1 January, 1 July) count.

    A half-year counts when less was realised than its corrected taakstelling; one that ended at or above it, or one
    without figures, ends the row. Source: the shape of provincial beleidskaders, domain notes section 5; our choice.
    """
    final = {day.halfjaar: cijfers for day, cijfers in standen if day.is_final and cijfers is not None}
    if not final:
        return Indicatie(0, None, minstens=False)
    laatste = halfjaar = max(final)
    aantal = 0
    while halfjaar in final and rules.closing_balance(final[halfjaar]) > 0:
        aantal += 1
        halfjaar = halfjaar.previous
    gemist = sum(rules.closing_balance(cijfers) > 0 for cijfers in final.values())
    return Indicatie(
        aantal, laatste, minstens=aantal > 0 and halfjaar not in final,
        gehaald=len(final) - gemist, gemist=gemist, eerste=min(final),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Toedeling:
    """The share of one gemeente by the formula, beside a published number where there is one."""

    code: Gemeentecode
    inwoners: int
    exact: Fraction
    formule: int  # exact, rounded up
    gepubliceerd: int | None

    @property
    def verschil(self) -> int | None:
        """Published minus formula; one is rounding, more deserves a note. None without a published number."""
        return None if self.gepubliceerd is None else self.gepubliceerd - self.formule


@dataclass(frozen=True, slots=True)
class Verdeling:
    """A national number divided over the gemeenten, sorted by code."""

    totaal: int  # vg: the national number
    inwoners: int  # iN: inhabitants of the country
    toedelingen: tuple[Toedeling, ...]
    zonder_inwoners: tuple[Gemeentecode, ...]  # with a published number but without inhabitants

    @property
    def som(self) -> int:
        """The sum of the shares: above the national number, as each is rounded up by itself (art. 29 has no remainder)."""
        return sum(t.formule for t in self.toedelingen)

    @property
    def afwijkend(self) -> tuple[Toedeling, ...]:
        """The gemeenten whose published number differs by more than one, the largest difference first."""
        apart = [t for t in self.toedelingen if t.verschil is not None and abs(t.verschil) > 1]
        return tuple(sorted(apart, key=lambda t: (-abs(t.verschil or 0), t.code)))


def allot(
    totaal: int,
    inwoners: Mapping[Gemeentecode, int],
    *,
    inwoners_land: int | None = None,
    gepubliceerd: Mapping[Gemeentecode, int] | None = None,
) -> Verdeling:
    """The taakstelling of every gemeente by the law's formula: vg x iG / iN, rounded up.

    `inwoners` are those of 1 January of the year before the year of the half-year; `inwoners_land` is their sum unless
    given. Source: Huisvestingswet 2014 art. 29 lid 1 (BWBR0035303). Raises: ValueError for a negative total, a negative
    number of inhabitants, or a country without any.
    """
    land = sum(inwoners.values()) if inwoners_land is None else inwoners_land
    if totaal < 0 or land <= 0 or any(i < 0 for i in inwoners.values()):
        raise ValueError((totaal, land))
    published = gepubliceerd or {}
    return Verdeling(
        totaal=totaal,
        inwoners=land,
        toedelingen=tuple(
            Toedeling(code, number, Fraction(totaal * number, land), -(-totaal * number // land), published.get(code))
            for code, number in sorted(inwoners.items())
        ),
        zonder_inwoners=tuple(sorted(published.keys() - inwoners.keys())),
    )
