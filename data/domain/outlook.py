"""Looking ahead and beside: projection at the present pace, half-years in a row below target, the law's formula.

Pure. None of this is a verdict: a projection is arithmetic, the number of half-years is an *indicatie* and never the
supervisor's trede (that depends on what is excusable), and the formula only checks published numbers or answers a
"what if". Published numbers stay the input (design.md section 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from data.domain import rules
from data.terms import Cijfers, Gemeentecode, Halfjaar, Peildatum


@dataclass(frozen=True, slots=True)
class Prognose:
    """Where a half-year ends when every month that is left goes like those before it. Persons, exact."""

    gerealiseerd: Fraction  # at the end of the half-year
    saldo: Fraction  # what the next half-year would start with: positive = achterstand, negative = voorsprong
    haalt: bool  # whether the corrected taakstelling would be met


def prognose(cijfers: Cijfers, months: int) -> Prognose:
    """The projection after `months` (1..6) at the present pace; at six months it is the outcome itself.

    >>> prognose(Cijfers(10, 2, 5), 3)
    Prognose(gerealiseerd=Fraction(10, 1), saldo=Fraction(2, 1), haalt=False)
    """
    at_the_end = cijfers.gerealiseerd / rules.norm_share(months)
    saldo = cijfers.gecorrigeerd - at_the_end
    return Prognose(at_the_end, saldo, saldo <= 0)


@dataclass(frozen=True, slots=True)
class Indicatie:
    """How many half-years in a row ended below target, counted back from `laatste`. Not the supervisor's trede.

    `minstens`: the half-year before the first of them is not known, so there may be more.
    """

    aantal: int
    laatste: Halfjaar | None  # the last half-year with a final position; None when there is none
    minstens: bool


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
    return Indicatie(aantal, laatste, minstens=aantal > 0 and halfjaar not in final)


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
