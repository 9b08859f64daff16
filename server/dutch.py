"""How numbers, percentages and dates are written for people in Dutch: the one place, for pages, map and embed. Pure."""

from __future__ import annotations

import datetime as dt

from data.terms import MAANDEN, Halfjaar, Peildatum

NONE = "–"  # written where there is no figure
MINUS = "−"


def getal(value: float | None, decimals: int = 0) -> str:
    """A number with a point for thousands and a comma for decimals; a dash for None.

    >>> getal(19082), getal(-6), getal(4.25, 1), getal(None)
    ('19.082', '−6', '4,2', '–')
    """
    if value is None:
        return NONE
    text = f"{abs(value):,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return (MINUS if value < 0 else "") + text


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


def datum(value: dt.date) -> str:
    """A date in words.

    >>> datum(dt.date(2024, 1, 31))
    '31 januari 2024'
    """
    return f"{value.day} {MAANDEN[value.month - 1]} {value.year}"


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
