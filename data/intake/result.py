"""What the intake is given and what it answers: the only part of it that the store knows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.findings import Ernst, Finding
from data.terms import Gemeentecode, Peildatum, Snapshot


@dataclass(frozen=True)
class Context:
    """What is already known, for the warnings: the newest snapshot of each earlier peildatum. May be empty."""

    earlier: Mapping[Peildatum, Snapshot] = field(default_factory=dict)


@dataclass(frozen=True)
class Intake:
    """The answer to a file. `snapshot` is None when it was rejected; `herkomst` gives sheet and row of each figure."""

    snapshot: Snapshot | None
    findings: tuple[Finding, ...]
    sha256: str
    filename: str
    herkomst: dict[Gemeentecode, tuple[str, int]]
    peildatum: Peildatum | None = None  # as far as it could be determined, also of a rejected file

    @property
    def accepted(self) -> bool:
        """Whether the whole file is accepted."""
        return self.snapshot is not None

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json`: what was decided, how many findings of each severity, and the findings."""
        return {
            "bestand": self.filename,
            "sha256": self.sha256,
            "goedgekeurd": self.accepted,
            "peildatum": str(self.peildatum) if self.peildatum else None,
            "gemeenten": len(self.snapshot.cijfers) if self.snapshot else 0,
            "telling": {str(ernst): sum(f.ernst is ernst for f in self.findings) for ernst in Ernst},
            "bevindingen": [f.to_json() for f in self.findings],
        }
