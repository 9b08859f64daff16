"""Plain sheets of cells, and the limits within which a file becomes them; knows nothing of the domain."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.findings import Finding, make_finding
from data.sheets.cells import Cell
from data.sheets.numberforms import Form
from data.sheets.richtext import Rich

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost. Sizes in bytes, time in seconds; a real overview has some 400 rows and 20 columns."""

    size: int = 10 * MEGABYTE
    unpacked: int = 40 * MEGABYTE
    ratio: int = 250  # unpacked / packed, of one part larger than a megabyte
    parts: int = 2_000
    sheets: int = 40
    rows: int = 20_000
    columns: int = 250
    cells: int = 400_000  # of all sheets together
    text: int = 20 * MEGABYTE  # characters of all cells together
    seconds: float = 6.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is row 1 of the sheet and `rows[0][0]` its column A; hidden rows and columns count from 0."""

    naam: str
    rows: list[list[Cell]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    no_value: frozenset[tuple[int, int]] = frozenset()  # formulas (row, column) without a kept outcome
    text_only: bool = False  # from csv: a stray separator shifts cells
    merged: frozenset[tuple[int, int]] = frozenset()  # below a merged cell, where it or what it hides is a figure
    restyled: Mapping[tuple[int, int], str] = field(
        default_factory=dict
    )  # cells that show another figure than they hold
    left_out: Mapping[tuple[int, int], Rich] = field(default_factory=dict)  # footnote marks and struck texts
    forms: Mapping[int, Form] = field(default_factory=dict)  # by column, where the form of numbers had to be decided
    texts: tuple[tuple[str, str], ...] = ()  # beside the cells: where, and what (headers of pages, the title)


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read: sheets, or the findings that say why not."""

    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()


class Unreadable(Exception):
    """Stops the reading of a file; never leaves this package."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code)

    @property
    def finding(self) -> Finding:
        """This error as a finding."""
        return make_finding(self.code, **self.fields)  # type: ignore[arg-type]


@dataclass(slots=True)
class Budget:
    """What is left of the limits while one file is read."""

    limits: Limits = LIMITS
    clock: Callable[[], float] = time.thread_time  # of this thread: a busy machine makes no file too slow
    cells: int = 0
    text: int = 0
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def check_time(self) -> None:
        """Raises Unreadable when the time is up."""
        if self.clock() - self.began > self.limits.seconds:
            raise Unreadable("bestand-te-traag", seconden=self.limits.seconds)

    def spend(self, *, row: int, column: int, text: int = 0, times: int = 1) -> None:
        """Accounts for `times` filled cells with `text` characters in all, the last of them at row and column (from 0).

        Raises Unreadable beyond a limit.
        """
        limits = self.limits
        self.cells += times
        self.text += text
        if row >= limits.rows:
            raise Unreadable("bestand-te-veel", wat="rijen", grens=limits.rows)
        if column >= limits.columns:
            raise Unreadable("bestand-te-veel", wat="kolommen", grens=limits.columns)
        if self.cells > limits.cells:
            raise Unreadable("bestand-te-veel", wat="cellen", grens=limits.cells)
        if self.text > limits.text:
            raise Unreadable("bestand-te-veel", wat="tekst", grens=f"{limits.text // MEGABYTE} miljoen tekens")
