"""How old published figures are, and whether that is older than expected. Pure; the day is given."""

from __future__ import annotations

import datetime as dt

from data.terms import Peildatum

OLD_AFTER_DAYS = 75  # a month until the next peildatum, and about six weeks in which its figures usually come


def days_old(peildatum: Peildatum, today: dt.date) -> int:
    """Days since the peildatum; 0 for one that is still to come.

    >>> days_old(Peildatum.parse("2025-04-01"), dt.date(2026, 11, 28))
    606
    """
    return max(0, (today - peildatum.date).days)


def older_than_expected(peildatum: Peildatum, today: dt.date, after: int = OLD_AFTER_DAYS) -> int:
    """The age in days of the newest figures when it is more than `after` days, else 0.

    >>> newest = Peildatum.parse("2026-11-01")
    >>> [older_than_expected(newest, day) for day in (dt.date(2027, 1, 15), dt.date(2027, 1, 16))]
    [0, 76]
    """
    days = days_old(peildatum, today)
    return days if days > after else 0
