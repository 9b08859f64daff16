"""The rule behind each figure that follows from others, in words and with its numbers filled in. Pure."""

from __future__ import annotations

from data import dutch
from data.domain import rules
from data.domain.stand import Position
from data.dutch import MINUS, number
from data.terms import MONTHS_PER_HALFJAAR, Cijfers, Peildatum


def corrected(c: Cijfers) -> str:
    """How the corrected taakstelling follows.

    >>> corrected(Cijfers(130, 9, 72)), corrected(Cijfers(130, -12, 72))
    ('taakstelling + achterstand = 130 + 9 = 139', 'taakstelling − voorsprong = 130 − 12 = 118')
    """
    sign, word = (MINUS, "voorsprong") if c.achterstand < 0 else ("+", "achterstand")
    sum_of = f"{number(c.taakstelling)} {sign} {number(abs(c.achterstand))} = {number(c.gecorrigeerd)}"
    return f"taakstelling {sign} {word} = {sum_of}"


def left(c: Cijfers) -> str:
    """How what is still to do follows; what is above the taakstelling counts as nothing to do."""
    rest = c.gecorrigeerd - c.gerealiseerd
    sum_of = f"{number(c.gecorrigeerd)} {MINUS} {number(c.gerealiseerd)} = {number(rest)}"
    above = f"; onder 0 telt als 0, er is {number(-rest)} boven de taakstelling" if rest < 0 else ""
    return f"gecorrigeerde taakstelling {MINUS} gerealiseerd = {sum_of}{above}"


def percentage(at: Position, c: Cijfers) -> str:
    """How the percentage follows, or why there is none."""
    if at.percentage is None:
        return f"de gecorrigeerde taakstelling is {number(c.gecorrigeerd)}; dan is er geen percentage"
    sum_of = f"{number(c.gerealiseerd)} ÷ {number(c.gecorrigeerd)} = {dutch.percent(at.percentage)}"
    return f"gerealiseerd ÷ gecorrigeerde taakstelling = {sum_of}"


def per_month(at: Position, c: Cijfers) -> str:
    """How what each month needs follows; empty when no month is left."""
    exact = at.exact_per_maand
    if exact is None:
        return ""
    months = MONTHS_PER_HALFJAAR - at.months
    rounded = "" if exact.denominator == 1 else f", naar boven afgerond {number(at.per_maand)}"
    sum_of = f"{number(rules.nog_te_huisvesten(c))} ÷ {months} = {dutch.decimal(exact)}{rounded}"
    return f"nog te huisvesten ÷ maanden die over zijn = {sum_of}"


def klasse(at: Position, c: Cijfers, grens: str, status: str) -> str:
    """How the klasse follows; `grens` is the share of the norm where enigszins achter begins, in words."""
    if at.al_gehaald:
        return f"de gecorrigeerde taakstelling is {number(c.gecorrigeerd)}, dus al gehaald: {status}"
    norm = rules.month_norm(c.gecorrigeerd, at.months)
    sum_of = f"{at.months} ÷ {MONTHS_PER_HALFJAAR} × {number(c.gecorrigeerd)} = {dutch.decimal(norm)}"
    return (
        f"de norm is {sum_of}; achter begint onder {grens} daarvan; gerealiseerd is {number(c.gerealiseerd)}: {status}"
    )


def in_month(now: int, peildatum: Peildatum, before: tuple[Peildatum, int] | None) -> str:
    """How the number of one month follows from two positions; the first month of a half-year is its own position."""
    if before is None:
        return f"de eerste maand van het halfjaar: gelijk aan gerealiseerd, {number(now)}"
    day, was = before
    words = f"gerealiseerd per {peildatum.title} {MINUS} gerealiseerd per {day.title}"
    return f"{words} = {number(now)} {MINUS} {number(was)} = {number(now - was)}"


def added_up(gemeenten: int) -> str:
    """Of how many gemeenten a figure is the sum."""
    return f"opgeteld over {dutch.counted(gemeenten, 'gemeente', 'gemeenten')}"
