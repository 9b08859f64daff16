"""How figures, dates and classes are written for people in Dutch: the one place, for pages, API, PDF and findings. Pure.

Halves are rounded away from zero, of the value as it is written: 0.25 is 0,3 as a fraction and as a float.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import islice
from math import ceil, floor
from zoneinfo import ZoneInfo

from data.terms import MAANDEN, Klasse, Peildatum

NO_FIGURE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
# What a half-year begins with and what it hands on: two figures, so two headings
BALANCE_IN = f"Achterstand{NO_BREAK}(+) of voorsprong{NO_BREAK}({MINUS}) bij begin"
BALANCE_OUT = f"Achterstand{NO_BREAK}(+) of voorsprong{NO_BREAK}({MINUS}) aan eind"
TIME_ZONE = ZoneInfo("Europe/Amsterdam")

Number = int | float | Fraction


def rounded(value: Number, decimals: int = 1) -> float:
    """The value for display, halves away from zero: the one place where a fraction becomes a float.

    >>> rounded(Fraction(369, 20)), rounded(Fraction(-1, 20)), rounded(0.25)
    (18.5, -0.1, 0.3)
    """
    scale: int = 10**decimals
    exact = (
        Fraction(str(value)) if isinstance(value, float) else value
    )  # what it is written as, not what it is in binary
    whole = (2 * abs(exact.numerator) * scale + exact.denominator) // (2 * exact.denominator)
    return (-1 if exact < 0 else 1) * whole / scale


def number(value: Number | None, decimals: int = 0) -> str:
    """A number with a point for thousands and a comma for decimals; a dash for None.

    >>> number(19082), number(-6), number(4.25, 1), number(Fraction(5, 2)), number(-0.04, 1), number(None)
    ('19.082', '−6', '4,3', '3', '0,0', '–')
    """
    if value is None:
        return NO_FIGURE
    written = value if isinstance(value, int) else rounded(value, decimals)
    text = f"{abs(written):,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return (MINUS if written < 0 else "") + text


def signed(value: Number | None, decimals: int = 0) -> str:
    """The same with a plus sign above zero, for what counts for or against.

    >>> signed(412), signed(-122), signed(0), signed(None)
    ('+412', '−122', '0', '–')
    """
    text = number(value, decimals)
    return f"+{text}" if value is not None and value > 0 else text


def decimal(value: Number | None) -> str:
    """A number with one decimal, without a decimal that is zero.

    >>> decimal(20.5), decimal(21.0), decimal(Fraction(25, 6)), decimal(None)
    ('20,5', '21', '4,2', '–')
    """
    return number(value, 1).removesuffix(",0")


def percent(value: Number | None) -> str:
    """A percentage with one decimal, always, so that columns line up; a dash for None.

    >>> percent(66.7), percent(100.0), percent(1234.5), percent(None)
    ('66,7%', '100,0%', '1.234,5%', '–')
    """
    return NO_FIGURE if value is None else f"{number(value, 1)}%"


def share(value: Fraction) -> str:
    """A share (0..1) as a percentage, with one decimal where it needs one.

    >>> share(Fraction(3, 4)), share(Fraction(5, 8)), share(Fraction(2, 3))
    ('75%', '62,5%', '66,7%')
    """
    return f"{decimal(100 * value)}%"


def cell(value: float) -> str:
    """A number with one decimal as a spreadsheet reads it: no points for thousands, an ordinary minus sign.

    >>> cell(1234.5), cell(-0.25)
    ('1234,5', '-0,3')
    """
    return str(rounded(value)).replace(".", ",")


def about(persons: Fraction, *, down: bool = False) -> str:
    """A share of persons in whole persons, rounded up, and whether it was rounded: persons do not come in parts.

    `down`: what is needed is rounded up, what is expected down.

    >>> about(Fraction(25, 4)), about(Fraction(24, 4)), about(Fraction(0)), about(Fraction(27, 4), down=True)
    ('ongeveer 7', '6', '0', 'ongeveer 6')
    """
    whole = number(floor(persons) if down else ceil(persons))
    return whole if persons.denominator == 1 else f"ongeveer {whole}"


def counted(value: Number, one: str, more: str) -> str:
    """A number with its noun in singular or plural, kept together on one line.

    >>> counted(1, "gemeente", "gemeenten"), counted(1342, "gemeente", "gemeenten"), counted(0.5, "dag", "dagen")
    ('1\\xa0gemeente', '1.342\\xa0gemeenten', '0,5\\xa0dagen')
    """
    text = decimal(value)
    return f"{text}{NO_BREAK}{one if text == '1' else more}"


def personen(value: Number) -> str:
    """So many persons."""
    return counted(value, "persoon", "personen")


def mensen(value: Number) -> str:
    """The same in a sentence: people, where a table says persons."""
    return counted(value, "mens", "mensen")


def maanden(value: int) -> str:
    """So many months."""
    return counted(value, "maand", "maanden")


def listed(items: Sequence[str]) -> str:
    """The items as an enumeration.

    >>> listed(["Appingedam"]), listed(["Appingedam", "Delfzijl", "Loppersum"])
    ('Appingedam', 'Appingedam, Delfzijl en Loppersum')
    """
    return " en ".join(filter(None, (", ".join(items[:-1]), items[-1])))


def some(items: Collection[str], most: int = 10) -> str:
    """The first items by name, the rest as a number.

    >>> some(["a", "b"]), some(["a", "b", "c", "d"], 2)
    ('a, b', 'a, b en nog 2')
    """
    rest = f" en nog {number(len(items) - most)}" if len(items) > most else ""
    return ", ".join(islice(items, most)) + rest


def date(value: dt.date) -> str:
    """A date in words.

    >>> date(dt.date(2024, 1, 31))
    '31 januari 2024'
    """
    return f"{value.day} {MAANDEN[value.month - 1]} {value.year}"


def clock(moment: dt.datetime) -> str:
    """An aware moment as the clock in the Netherlands gives it.

    >>> clock(dt.datetime(2026, 7, 31, 22, 30, tzinfo=dt.UTC)), clock(dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC))
    ('01-08-2026 00:30', '03-11-2026 10:00')
    """
    return moment.astimezone(TIME_ZONE).strftime("%d-%m-%Y %H:%M")


def day(moment: dt.datetime) -> dt.date:
    """The calendar day in the Netherlands at an aware moment.

    >>> day(dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)).isoformat()
    '2026-12-01'
    """
    return moment.astimezone(TIME_ZONE).date()


def end_of(value: dt.date) -> dt.datetime:
    """The moment at which a calendar day in the Netherlands ends, in UTC: the first that is not in it.

    >>> end_of(dt.date(2026, 11, 20)).isoformat(), end_of(dt.date(2026, 7, 31)).isoformat()
    ('2026-11-20T23:00:00+00:00', '2026-07-31T22:00:00+00:00')
    """
    return dt.datetime.combine(value + dt.timedelta(days=1), dt.time(), TIME_ZONE).astimezone(dt.UTC)


def short_month(naam: str) -> str:
    """A month in three letters, for an axis: Dutch shortens maart to mrt.

    >>> short_month("maart"), short_month("mei"), short_month("september")
    ('mrt', 'mei', 'sep')
    """
    return "mrt" if naam == "maart" else naam[:3]


def progress(peildatum: Peildatum) -> str:
    """How far the half-year is.

    >>> progress(Peildatum.parse("2026-11-01")), progress(Peildatum.parse("2026-07-01"))
    ('na 4 van de 6 maanden', 'eindstand')
    """
    return "eindstand" if peildatum.is_final else f"na {peildatum.months} van de 6 maanden"


def borders(norm: float, grens: float) -> dict[Klasse, str]:
    """From where to where each class goes, of the percentages where `goed` and `enigszins` begin.

    >>> borders(66.7, 50.0)[Klasse.ENIGSZINS]
    '50,0% tot 66,7%'
    """
    return {
        Klasse.GOED: f"{percent(norm)} of meer",
        Klasse.ENIGSZINS: f"{percent(grens)} tot {percent(norm)}",
        Klasse.ACHTER: f"minder dan {percent(grens)}",
        Klasse.GEEN_CIJFER: "geen cijfer bekend",
    }
