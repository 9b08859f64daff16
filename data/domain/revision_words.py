"""What a correction changed, in Dutch words: one wording for pages, embed, feed, webhook, mail and reports. Pure."""

from __future__ import annotations

from data.domain.revisions import AreaChange, FigureChange
from data.dutch import BALANCE_IN, NO_BREAK, number, signed

LABELS = {
    "taakstelling": "taakstelling",
    "achterstand": BALANCE_IN.replace(NO_BREAK, " ").lower(),
    "gerealiseerd": "gerealiseerd",
}


def written(name: str, value: int | None) -> str:
    """A figure of this name: with its sign where plus and minus mean something.

    >>> written("achterstand", 12), written("gerealiseerd", 1234), written("taakstelling", None)
    ('+12', '1.234', '–')
    """
    return signed(value) if name == "achterstand" else number(value)


def was_and_became(figure: FigureChange) -> str:
    """One figure, from what to what; never "is now" of a month that is past, which may also be corrected once more.

    >>> was_and_became(FigureChange("gerealiseerd", 130, 90)), was_and_became(FigureChange("achterstand", -4, 0))
    ('gerealiseerd was 130, werd 90', 'achterstand (+) of voorsprong (−) bij begin was −4, werd 0')
    >>> was_and_became(FigureChange("taakstelling", None, 8)), was_and_became(FigureChange("taakstelling", 8, None))
    ('taakstelling werd 8', 'taakstelling was 8')
    """
    was = "" if figure.was is None else f" was {written(figure.name, figure.was)}"
    became = "" if figure.now is None else f" werd {written(figure.name, figure.now)}"
    return LABELS[figure.name] + ",".join(filter(None, (was, became)))


def changed_figures(change: AreaChange) -> str:
    """All figures of an area that differ, as one clause without a full stop; empty when only its klasse does."""
    clauses = [was_and_became(figure) for figure in change.figures]
    if clauses and (change.before is None or change.before.cijfers is None):
        clauses.insert(0, "er was geen cijfer")
    elif clauses and change.after.cijfers is None:
        clauses.insert(0, "er kwam geen cijfer voor in de plaats")
    return "; ".join(clauses)
