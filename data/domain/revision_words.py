"""What a correction changed, in Dutch words: one wording for pages, embed, feed, webhook, mail and reports. Pure."""

from __future__ import annotations

from data.domain.revisions import AreaChange, FigureChange
from data.dutch import number, signed

LABELS = {
    "taakstelling": "taakstelling",
    "achterstand": "achterstand (+) of voorsprong (−)",
    "gerealiseerd": "gerealiseerd",
}
IS_NOW, BECAME = "is nu", "werd"


def written(name: str, value: int | None) -> str:
    """A figure of this name: with its sign where plus and minus mean something.

    >>> written("achterstand", 12), written("gerealiseerd", 1234), written("taakstelling", None)
    ('+12', '1.234', '–')
    """
    return signed(value) if name == "achterstand" else number(value)


def was_and_is(figure: FigureChange, verb: str = IS_NOW) -> str:
    """One figure, from what to what; `verb` is BECAME where a later correction may have changed it once more.

    >>> was_and_is(FigureChange("gerealiseerd", 130, 90)), was_and_is(FigureChange("achterstand", -4, 0))
    ('gerealiseerd was 130, is nu 90', 'achterstand (+) of voorsprong (−) was −4, is nu 0')
    >>> was_and_is(FigureChange("taakstelling", None, 8)), was_and_is(FigureChange("taakstelling", 8, None))
    ('taakstelling is nu 8', 'taakstelling was 8')
    >>> was_and_is(FigureChange("gerealiseerd", 130, 90), BECAME)
    'gerealiseerd was 130, werd 90'
    """
    was = "" if figure.was is None else f" was {written(figure.name, figure.was)}"
    now = "" if figure.now is None else f" {verb} {written(figure.name, figure.now)}"
    return LABELS[figure.name] + ",".join(filter(None, (was, now)))


def changed_figures(change: AreaChange, verb: str = IS_NOW) -> str:
    """All figures of an area that differ, as one clause without a full stop; empty when only its klasse does."""
    clauses = [was_and_is(figure, verb) for figure in change.figures]
    if clauses and (change.before is None or change.before.cijfers is None):
        clauses.insert(0, "er was geen cijfer")
    elif clauses and change.after.cijfers is None:
        clauses.insert(0, "er is nu geen cijfer" if verb == IS_NOW else "er kwam geen cijfer voor in de plaats")
    return "; ".join(clauses)
