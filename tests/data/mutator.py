"""A right file with everything that checks itself, and mutations of one cell of it: a figure, a header, a total, a date."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from data.findings import Ernst
from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import MAANDEN, Peildatum, Snapshot
from tests.data import coafiles as coa

NAME = "coa-2017-04-01.csv"
FIRST = 4  # row of the first gemeente, from 0
SHARE = {"Percentage": lambda g, c: round(100 * c.gerealiseerd / c.gecorrigeerd, 1) if c.gecorrigeerd > 0 else None}
COLUMNS = coa.USUAL | SHARE
RIGHT = Snapshot(Peildatum.parse("2017-04-01"), {g.code: coa.figures(g) for g in gemeenten_of(2017)})
HEADERS = [
    *COLUMNS,
    "Taakstelling incl. nareizigers",
    "Totale taakstelling",
    "Te realiseren",
    "Achterstand",
    "Voorsprong",
    "Saldo",
    "Gerealiseerd maart",
    "waarvan AMV",
    "Opmerking",
    "",
]
KINDS = ("figure", "header", "total", "date")


def right_file() -> list[list[Any]]:
    """Title, header, gemeenten with all columns, and the totals."""
    return coa.table(COLUMNS, total=True)


def mutated(seed: int) -> tuple[str, list[list[Any]]]:
    """What kind of mutation it is, and the rows with one cell changed."""
    dice = random.Random(seed)
    rows = right_file()
    kind = KINDS[seed % len(KINDS)]
    if kind == "figure":
        row, column = rows[dice.randrange(FIRST, len(rows) - 1)], dice.randrange(2, len(COLUMNS))
        row[column] = another_number(row[column], dice)
    elif kind == "total":
        column = dice.randrange(2, len(COLUMNS) - 1)
        rows[-1][column] = another_number(rows[-1][column], dice)
    elif kind == "header":
        column = dice.randrange(len(COLUMNS))
        rows[FIRST - 1][column] = dice.choice([h for h in HEADERS if h != rows[FIRST - 1][column]])
    else:
        day, month, year = dice.choice([(1, dice.randint(1, 12), 2017), (1, 4, dice.randint(2016, 2026)), (2, 4, 2017)])
        rows[1] = [dice.choice(["Stand per {} {} {}", "Peildatum {} {} {}"]).format(day, MAANDEN[month - 1], year)]
    return kind, rows


def another_number(value: Any, dice: random.Random) -> Any:
    """A slip of a hand: a digit more or less, two digits swapped, a sign, nothing, or one more."""
    text = str(value or 0)
    slips = [text + dice.choice("0123456789"), text[:-1], text[::-1].lstrip("0"), f"-{text}", "", str((value or 0) + 1)]
    found = dice.choice([s for s in slips if s != text])
    try:
        return int(found)
    except ValueError:
        return found


def verdict(seed: int) -> tuple[str, str, Intake]:
    """The kind of mutation; whether nothing published changed (`same`), it was `noticed`, or `missed`."""
    kind, rows = mutated(seed)
    intake = read_snapshot(coa.csv(rows), NAME)
    if any(f.ernst is not Ernst.MELDING for f in intake.findings):
        return kind, "noticed", intake
    return kind, "same" if intake.snapshot == RIGHT else "missed", intake


def noticed_share(seeds: range) -> tuple[float, str]:
    """The share of the mutations that change what is published, and a line per kind."""
    counts = Counter((kind, what) for kind, what, _ in map(verdict, seeds))
    noticed = sum(counts[kind, "noticed"] for kind in KINDS)
    missed = sum(counts[kind, "missed"] for kind in KINDS)
    lines = [f"{kind}: {counts[kind, 'noticed']} noticed, {counts[kind, 'missed']} missed" for kind in KINDS]
    return noticed / (noticed + missed), "\n".join(lines)
