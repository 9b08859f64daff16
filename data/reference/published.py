"""The national figures published per half-year, each with its source; the page of the land shows them beside our own.

Facts from `data/reference/landelijke_taakstelling.csv` (sources and gaps in `data/reference/README.md`). Published
figures are restated now and then; these are the newest ones found. Read once, on first use.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.terms import Halfjaar

FILE = Path(__file__).with_name("landelijke_taakstelling.csv")


@dataclass(frozen=True, slots=True)
class Gepubliceerd:
    """One half-year of the land as published, in persons; None where no figure was found."""

    halfjaar: Halfjaar
    taakstelling: int | None
    gecorrigeerd: int | None
    gerealiseerd: int | None
    bron: str
    adres: str  # where the source stands on the web; empty when only its name is known


def _number(text: str) -> int | None:
    return int(text) if text else None


@lru_cache(maxsize=1)
def gepubliceerd() -> tuple[Gepubliceerd, ...]:
    """Every half-year with a published figure, oldest first."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Gepubliceerd(
                Halfjaar.parse(row["periode"]),
                _number(row["taakstelling"]),
                _number(row["gecorrigeerd"]),
                _number(row["gerealiseerd"]),
                row["bron"],
                row["adres"],
            )
            for row in csv.DictReader(file)
        )
