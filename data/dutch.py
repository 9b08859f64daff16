"""How numbers, percentages and dates are written for people in Dutch: the one place, for pages, map and embed. Pure."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

from data.domain import rules
from data.terms import MAANDEN, Halfjaar, Peildatum

NONE = "–"  # written where there is no figure
MINUS = "−"
TIME_ZONE = ZoneInfo("Europe/Amsterdam")


def getal(value: float | None, decimals: int = 0) -> str:
    """A number with a point for thousands and a comma for decimals; a dash for None.

    >>> getal(19082), getal(-6), getal(4.25, 1), getal(None)
    ('19.082', '−6', '4,2', '–')
    """
    if value is None:
        return NONE
    text = f"{abs(value):,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return (MINUS if value < 0 else "") + text


def geteld(value: int, one: str, more: str) -> str:
    """A number with its noun, singular for one.

    >>> geteld(1, "gemeente", "gemeenten"), geteld(1342, "gemeente", "gemeenten")
    ('1 gemeente', '1.342 gemeenten')
    """
    return f"{getal(value)} {one if value == 1 else more}"


def verschil(value: float | None) -> str:
    """A number with its sign, for what counts for or against; a dash for None.

    >>> verschil(412), verschil(-122), verschil(0), verschil(None)
    ('+412', '−122', '0', '–')
    """
    return f"+{getal(value)}" if value is not None and value > 0 else getal(value)


def decimaal(value: float | None) -> str:
    """A number with one decimal, without a decimal that is zero.

    >>> decimaal(20.5), decimaal(21.0), decimaal(None)
    ('20,5', '21', '–')
    """
    return NONE if value is None else getal(value, 1).removesuffix(",0")


def procent(value: float | None) -> str:
    """A percentage with one decimal; a dash for None.

    >>> procent(66.7), procent(100.0), procent(None)
    ('66,7%', '100,0%', '–')
    """
    return NONE if value is None else f"{getal(value, 1)}%"


def aandeel(value: Fraction) -> str:
    """A share (0..1) as a percentage, with one decimal where it needs one.

    >>> aandeel(Fraction(3, 4)), aandeel(Fraction(5, 8)), aandeel(Fraction(2, 3))
    ('75%', '62,5%', '66,7%')
    """
    return f"{decimaal(rules.rounded(100 * value))}%"


def datum(value: dt.date) -> str:
    """A date in words.

    >>> datum(dt.date(2024, 1, 31))
    '31 januari 2024'
    """
    return f"{value.day} {MAANDEN[value.month - 1]} {value.year}"


def tijdstip(moment: dt.datetime) -> str:
    """An aware moment as the clock in the Netherlands gives it.

    >>> tijdstip(dt.datetime(2026, 7, 31, 22, 30, tzinfo=dt.UTC)), tijdstip(dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC))
    ('01-08-2026 00:30', '03-11-2026 10:00')
    """
    return moment.astimezone(TIME_ZONE).strftime("%d-%m-%Y %H:%M")


def day(moment: dt.datetime) -> dt.date:
    """The calendar day in the Netherlands at an aware moment.

    >>> day(dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)).isoformat()
    '2026-12-01'
    """
    return moment.astimezone(TIME_ZONE).date()


def months_of(halfjaar: Halfjaar) -> tuple[str, ...]:
    """The short names of the six months of a half-year.

    >>> months_of(Halfjaar(2026, 2))
    ('jul', 'aug', 'sep', 'okt', 'nov', 'dec')
    """
    first = 0 if halfjaar.half == 1 else 6
    return tuple("mrt" if name == "maart" else name[:3] for name in MAANDEN[first : first + 6])


def na_maanden(peildatum: Peildatum) -> str:
    """How far the half-year is, in words.

    >>> na_maanden(Peildatum.parse("2026-11-01")), na_maanden(Peildatum.parse("2026-07-01"))
    ('na 4 van de 6 maanden', 'eindstand')
    """
    return "eindstand" if peildatum.is_final else f"na {peildatum.months} van de 6 maanden"
