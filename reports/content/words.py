"""Numbers and counted nouns as Dutch text, so that every sentence and table writes a figure in the same way. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from data.domain import rules

MINUS = "\N{MINUS SIGN}"
NARROW = "\N{NO-BREAK SPACE}"
NO_FIGURE = "\N{EN DASH}"
PERSONEN = ("persoon", "personen")


def whole(number: int | None) -> str:
    """A whole number with a dot per thousand and a real minus sign; an en dash where there is none.

    >>> whole(19082), whole(-12), whole(None)
    ('19.082', '−12', '–')
    """
    if number is None:
        return NO_FIGURE
    text = f"{abs(number):,}".replace(",", ".")
    return f"{MINUS}{text}" if number < 0 else text


def signed(number: int | None) -> str:
    """The same with a plus sign above zero, for what is added to or taken from a sum.

    >>> signed(7), signed(0), signed(-7)
    ('+7', '0', '−7')
    """
    return f"+{whole(number)}" if number is not None and number > 0 else whole(number)


def decimal(number: float | Fraction | None) -> str:
    """A number with a comma and one decimal, without the decimal when it is zero.

    >>> decimal(12.5), decimal(Fraction(4)), decimal(Fraction(25, 6))
    ('12,5', '4', '4,2')
    """
    if number is None:
        return NO_FIGURE
    tenths = round(10 * rules.rounded(number)) if isinstance(number, Fraction) else round(10 * number)
    text = whole(abs(tenths) // 10) + (f",{abs(tenths) % 10}" if tenths % 10 else "")
    return f"{MINUS}{text}" if tenths < 0 else text


def percent(number: float | None) -> str:
    """A percentage with one decimal, always: columns line up and the text equals the API.

    >>> percent(58.3), percent(100.0), percent(1234.5)
    ('58,3%', '100,0%', '1.234,5%')
    """
    if number is None:
        return NO_FIGURE
    tenths = round(10 * number)
    return f"{whole(tenths // 10)},{tenths % 10}%"


def counted(number: int | float | Fraction, nouns: tuple[str, str]) -> str:
    """The number with its noun in singular or plural, kept together on one line.

    >>> counted(1, PERSONEN), counted(12, PERSONEN), counted(0.5, PERSONEN)
    ('1\\xa0persoon', '12\\xa0personen', '0,5\\xa0personen')
    """
    text = whole(number) if isinstance(number, int) else decimal(number)
    return f"{text}{NARROW}{nouns[0] if text == '1' else nouns[1]}"


def personen(number: int | float | Fraction) -> str:
    """So many persons, in words."""
    return counted(number, PERSONEN)


def listed(items: Sequence[str]) -> str:
    """The items as a Dutch enumeration.

    >>> listed(["Appingedam"]), listed(["Appingedam", "Delfzijl", "Loppersum"])
    ('Appingedam', 'Appingedam, Delfzijl en Loppersum')
    """
    return " en ".join(filter(None, (", ".join(items[:-1]), items[-1])))


def short_month(naam: str) -> str:
    """A month of at most three letters, for below a chart: Dutch shortens maart to mrt.

    >>> short_month("maart"), short_month("mei"), short_month("september")
    ('mrt', 'mei', 'sep')
    """
    return "mrt" if naam == "maart" else naam[:3]


def at_least(threshold: Fraction) -> int:
    """The smallest whole number of persons that reaches the threshold; not below zero.

    >>> at_least(Fraction(25, 6)), at_least(Fraction(4))
    (5, 4)
    """
    return max(0, math.ceil(threshold))
