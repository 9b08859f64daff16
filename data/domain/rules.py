"""The arithmetic of the taakstelling: integers and fractions in, the same out. No I/O, no clock, no settings.

Sources: Huisvestingswet 2014 art. 28-30 (BWBR0035303); the even spread over six months is the practice of COA and of the
former Land in Beeld; the border between the two lower classes is our own choice (decision 0003).
"""

from __future__ import annotations

import math
from fractions import Fraction

from data.terms import MONTHS_PER_HALFJAAR, Cijfers, Klasse

DEFAULT_GRENS = Fraction(3, 4)
SMALL = 10  # persons; of a corrected taakstelling below this one person is more than 10%


def norm_share(months: int) -> Fraction:
    """The part of the corrected taakstelling that should be done after `months` (1..6): months / 6.

    Raises: ValueError when months is outside 1..6.
    >>> norm_share(3)
    Fraction(1, 2)
    """
    if not 1 <= months <= MONTHS_PER_HALFJAAR:
        raise ValueError(months)
    return Fraction(months, MONTHS_PER_HALFJAAR)


def month_norm(gecorrigeerd: int, months: int) -> Fraction:
    """Persons who should have been housed after `months` (1..6) of a half-year; not below zero.

    >>> month_norm(12, 3)
    Fraction(6, 1)
    """
    return max(Fraction(0), gecorrigeerd * norm_share(months))


def klasse(cijfers: Cijfers | None, months: int, grens: Fraction = DEFAULT_GRENS) -> Klasse:
    """The class after `months` (1..6); `grens` (0..1) is the share of the month norm where `enigszins achter` begins.

    A corrected taakstelling of zero or less is met before it starts, so it is goed whatever was realised.
    >>> klasse(Cijfers(10, 2, 6), 3).name, klasse(Cijfers(10, 2, 5), 3).name, klasse(Cijfers(10, 2, 4), 3).name
    ('GOED', 'ENIGSZINS', 'ACHTER')
    """
    if cijfers is None:
        return Klasse.GEEN_CIJFER
    norm = norm_share(months) * cijfers.gecorrigeerd
    if cijfers.gecorrigeerd <= 0 or cijfers.gerealiseerd >= norm:
        return Klasse.GOED
    return Klasse.ENIGSZINS if cijfers.gerealiseerd >= grens * norm else Klasse.ACHTER


def percentage(cijfers: Cijfers | None) -> Fraction | None:
    """Gerealiseerd as percentage of the corrected taakstelling, never clipped; None when that is zero or less.

    >>> percentage(Cijfers(10, -2, 12)), percentage(Cijfers(3, -3, 1))
    (Fraction(150, 1), None)
    """
    if cijfers is None or cijfers.gecorrigeerd <= 0:
        return None
    return Fraction(100 * cijfers.gerealiseerd, cijfers.gecorrigeerd)


def at_least(threshold: Fraction) -> int:
    """The smallest whole number of persons that reaches the threshold; not below zero.

    >>> at_least(Fraction(25, 6)), at_least(Fraction(4))
    (5, 4)
    """
    return max(0, math.ceil(threshold))


def is_small(cijfers: Cijfers) -> bool:
    """Whether a percentage of this corrected taakstelling says little: one person more or less changes it much.

    >>> is_small(Cijfers(10, -1, 9)), is_small(Cijfers(10, 0, 9))
    (True, False)
    """
    return cijfers.gecorrigeerd < SMALL


def nog_te_huisvesten(cijfers: Cijfers) -> int:
    """Persons still to be housed in this half-year: never below zero."""
    return max(0, cijfers.gecorrigeerd - cijfers.gerealiseerd)


def per_remaining_month(cijfers: Cijfers, months: int) -> Fraction | None:
    """Persons to be housed in each month that is left after `months` (1..6); None when no month is left.

    >>> per_remaining_month(Cijfers(10, 2, 5), 3)
    Fraction(7, 3)
    """
    norm_share(months)
    left = MONTHS_PER_HALFJAAR - months
    return Fraction(nog_te_huisvesten(cijfers), left) if left else None


def closing_balance(cijfers: Cijfers) -> int:
    """What the next half-year starts with, at the final position: positive = achterstand, negative = voorsprong."""
    return cijfers.gecorrigeerd - cijfers.gerealiseerd


def total(figures: list[Cijfers]) -> Cijfers:
    """The sums of many areas: figures are added first, a percentage is taken of the sums.

    >>> total([Cijfers(1, 2, 3), Cijfers(10, -20, 30)])
    Cijfers(taakstelling=11, achterstand=-18, gerealiseerd=33)
    """
    return sum(figures, Cijfers(0, 0, 0))
