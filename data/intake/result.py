"""The question to the intake and its answer: the only part of it that the store knows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.findings import Ernst, Finding
from data.sheets.cells import column_letters
from data.terms import Circulaire, Gemeentecode, Halfjaar, Peildatum, Snapshot


@dataclass(frozen=True)
class Context:
    """What is already known, for the warnings: the newest snapshot of each peildatum and the circulars. May be empty."""

    earlier: Mapping[Peildatum, Snapshot] = field(default_factory=dict)
    circulaires: Mapping[Halfjaar, Circulaire] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Naast:
    """A column beside the figures that we know no use for: kept as it stands, published nowhere."""

    kop: str
    waarden: Mapping[Gemeentecode, str]  # without the blank ones


@dataclass(frozen=True, slots=True)
class Bronkolom:
    """A column that a figure was read from on one sheet, for every row of it.

    A figure is the sum of its columns, each added (`teken` +1) or subtracted (-1). `cijfer` is taakstelling, achterstand or
    gerealiseerd, or what the file itself prints beside them: gecorrigeerd, nog, percentage.
    """

    blad: str
    cijfer: str
    kolom: int  # from 0
    teken: int
    kop: str  # the header as it stands in the file, its rows parted by " / "

    @property
    def letter(self) -> str:
        """The column as a spreadsheet names it."""
        return column_letters(self.kolom)


@dataclass(frozen=True)
class Intake:
    """The answer to a file. It holds a snapshot or a circulaire, or neither when it was rejected.

    `herkomst` gives sheet and row of each figure, `kolommen` the columns of each sheet that is used.
    """

    snapshot: Snapshot | None
    findings: tuple[Finding, ...]
    sha256: str
    filename: str
    herkomst: dict[Gemeentecode, tuple[str, int]]
    peildatum: Peildatum | None = None  # as far as it could be determined, also of a rejected file
    circulaire: Circulaire | None = None
    naast: tuple[Naast, ...] = ()
    kolommen: tuple[Bronkolom, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the whole file is accepted."""
        return self.snapshot is not None or self.circulaire is not None

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json`: what was decided, how many findings of each severity, and the findings."""
        return {
            "bestand": self.filename,
            "sha256": self.sha256,
            "goedgekeurd": self.accepted,
            "peildatum": str(self.peildatum) if self.peildatum else None,
            "periode": str(self.circulaire.halfjaar) if self.circulaire else None,
            "gemeenten": len(self.snapshot.cijfers) if self.snapshot else 0,
            "telling": {str(ernst): sum(f.ernst is ernst for f in self.findings) for ernst in Ernst},
            "bevindingen": [f.to_json() for f in self.findings],
        }
