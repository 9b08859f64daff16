"""A table that people download, as a value: what it shows, what each column means and where the figures come from. Pure.

Every format is written of this one value, so they all say the same, and none of them loses its labels.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from data.domain.dictionary import BY_NAME, Begrip
from data.dutch import MINUS, NO_BREAK
from data.terms import Halfjaar, Peildatum
from tiles import licence
from tiles.tile_schema import Attribute, Value

WORDS, ABOUT = "Begrippen", "Over dit bestand"  # the sheets after the one with the rows
HEADS_OF_WORDS = ("kolom", "titel", "betekenis", "eenheid", "regel", "bron", "naam in bestanden")
WIDTHS_OF_WORDS = (28, 30, 70, 12, 70, 30, 20)
HEADS_OF_ORIGINS = ("peildatum", "revisie", "uitgave", "sha256")
PART_OF_ONE = "in dit werkblad een deel van 1, opgemaakt als procent"
NARROW, WIDE = 8, 40  # characters

Row = tuple[Value | None, ...]
Line = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The text at the head of a column, and what the table of meanings says of what stands below it.

    Values are `str`, `int` or `float` by the type there: a percentage as 66.7, a day as `2026-11-01`; None where absent.
    """

    kop: str
    naam: str  # in files for programs
    begrip: Begrip

    @classmethod
    def of(cls, naam: str, kop: str = "") -> Column:
        """The column of a field, under a text that people read; without one under that of the table of meanings."""
        begrip = BY_NAME[naam]
        return cls((kop or begrip.titel).replace(NO_BREAK, " ").replace(MINUS, "-"), naam, begrip)

    @classmethod
    def named(cls, attribute: Attribute) -> Column:
        """The column of an attribute under its public name, for programs."""
        return cls(attribute.naam, attribute.naam, BY_NAME[attribute.naam])

    @property
    def percent(self) -> bool:
        """Whether its values are percentages."""
        return self.begrip.type == "Number" and self.begrip.eenheid == "%"


@dataclass(frozen=True, slots=True)
class Origin:
    """One version of the figures of a day that is in a table; `sha256` of the file that it came from, if known."""

    of: Peildatum | Halfjaar
    revision: int
    release: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table with all that has to go along with it. The texts are Dutch, for people."""

    name: str  # of the sheet with the rows
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    of: Peildatum | Halfjaar  # of the newest figures in it; a half-year where only its taakstelling is known
    origins: tuple[Origin, ...]  # none of figures that others published
    sources: tuple[str, ...]  # attributions of figures and boundaries
    choice: str = ""  # which rows there are, and in which order
    notes: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()  # what it is the address of, and the address

    @property
    def terms(self) -> tuple[str, ...]:
        """Under which licence it is given, and whom to name."""
        return tuple(map(licence.terms, self.sources))

    @property
    def version(self) -> str:
        """The versions of the figures in words: one number where all have the same."""
        numbers = sorted({origin.revision for origin in self.origins})
        return ", ".join(map(str, numbers))

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How wide each column must be, in characters."""
        longest = [len(column.kop) + 4 for column in self.columns]  # with room for the button of the filter
        for row in self.rows:
            longest = [max(n, len(str(value))) for n, value in zip(longest, row, strict=True)]
        return tuple(min(max(n + 1, NARROW), WIDE) for n in longest)

    @property
    def keywords(self) -> tuple[str, ...]:
        """What a catalogue finds the file by."""
        version = (f"versie {self.version}",) if self.origins else ()
        return "Land in Beeld", f"{self._kind.lower()} {self.of}", *version

    @property
    def day(self) -> dt.date:
        """The day of the document: never that of the clock."""
        return self.of.date if isinstance(self.of, Peildatum) else self.of.begin

    @property
    def _kind(self) -> str:
        return "Peildatum" if isinstance(self.of, Peildatum) else "Halfjaar"

    def words(self) -> Iterator[tuple[str, ...]]:
        """The meaning of each column, in the order of `HEADS_OF_WORDS`."""
        for column in self.columns:
            begrip = column.begrip
            rule = "; ".join(filter(None, (begrip.regel, PART_OF_ONE if column.percent else "")))
            yield column.kop, begrip.titel, begrip.uitleg, begrip.eenheid, rule, begrip.bron, column.naam

    def about(self) -> Iterator[Line]:
        """What the file says of itself: a name and a text each, then the head and the lines of its origins."""
        yield from self._named(("Titel", self.title), ("Keuze", self.choice))
        halfjaar = f", {self.of.halfjaar.title}" if isinstance(self.of, Peildatum) else ""
        yield self._kind, f"{self.of} ({self.of.title}{halfjaar})"
        yield from self._named(("Versie", self.version))
        yield from self._named(*(("Bron en licentie", text) for text in self.terms))
        yield from self._named(*(("Let op", text) for text in self.notes), *self.addresses)
        if self.origins:
            yield ()
            yield HEADS_OF_ORIGINS
        for origin in self.origins:
            yield str(origin.of), origin.revision, origin.release, origin.sha256

    @staticmethod
    def _named(*lines: tuple[str, str]) -> Iterable[Line]:
        return ((name, text) for name, text in lines if text)
