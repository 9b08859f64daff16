"""How much larger or smaller a gemeente became, by a repair or between two years, and the sentences about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data import dutch
from data.boundaries.coverage import HECTARE_M2
from data.findings import Ernst, Finding
from data.terms import Gemeente

MOST_NAMED = 20  # gemeenten in the findings of one import; the rest is counted


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What the repair did to the area of one gemeente, in hectares."""

    code: str
    naam: str
    before_ha: float
    after_ha: float

    @property
    def percent(self) -> float:
        """The change in percent of the area before; positive = larger."""
        return 100 * (self.after_ha - self.before_ha) / self.before_ha


def area_changes(
    gemeenten: Iterable[Gemeente], before_m2: Iterable[float], after_m2: Iterable[float]
) -> list[AreaChange]:
    """The gemeenten whose area differs by 1 m2 or more."""
    rows = zip(gemeenten, before_m2, after_m2, strict=True)
    return [
        AreaChange(str(g.code), g.naam, float(before) / HECTARE_M2, float(after) / HECTARE_M2)
        for g, before, after in rows
        if abs(after - before) >= 1
    ]


def too_large_sentence(change: AreaChange, limit: float) -> str:
    """Why a repair is refused; `limit` is the largest allowed share."""
    return (
        f"{change.naam} zou door de reparatie {dutch.number(abs(change.percent), 2)}% "
        f"{'groter' if change.percent > 0 else 'kleiner'} worden ({dutch.number(change.before_ha, 2)} wordt "
        f"{dutch.number(change.after_ha, 2)} ha); meer dan {dutch.percent(100 * limit)} mag niet."
    )


def year_findings(changes: Iterable[AreaChange], other_year: int, limit: float) -> tuple[Finding, ...]:
    """A warning for each gemeente whose area differs from that of another year by more than the share `limit`."""
    large = sorted((c for c in changes if abs(c.percent) > 100 * limit), key=lambda c: -abs(c.percent))
    findings = [
        Finding(
            "grenzen-ander-jaar",
            Ernst.WAARSCHUWING,
            f"{c.naam} is {dutch.number(abs(c.percent), 2)}% {'groter' if c.percent > 0 else 'kleiner'} dan in {other_year} "
            f"({dutch.number(c.before_ha, 2)} werd {dutch.number(c.after_ha, 2)} ha).",
            waarde=c.code,
        )
        for c in large[:MOST_NAMED]
    ]
    if len(large) > MOST_NAMED:
        zin = f"Nog {len(large) - MOST_NAMED} gemeenten verschillen meer dan {dutch.percent(100 * limit)} van {other_year}."
        findings.append(Finding("grenzen-ander-jaar", Ernst.WAARSCHUWING, zin))
    return tuple(findings)
