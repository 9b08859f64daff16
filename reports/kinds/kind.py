"""What a kind of report has to say of itself. Pure, but for the outlines in an Atlas.

A new kind is a module beside this one, a template, and a line in `all_kinds`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from data.domain.stand import Regel, Stand
from data.terms import Gebiedsoort
from reports.content.maps import PX_PER_MM, Atlas, MapDrawing
from reports.content.report_figures import Figures, Parts
from reports.content.report_tables import Table

LOCATOR_PX = 42 * PX_PER_MM


@dataclass(frozen=True, slots=True)
class Maps:
    """The maps of a report by the name that its template gives them, and what stands beside them."""

    drawings: Mapping[str, MapDrawing]
    alternatives: Mapping[str, str]  # by the same names; empty for a map that is not there
    neighbours: Table | None = None
    low: bool = False  # leaves room below it on its page
    cities: str = ""  # what large cities are called on it, where that is not their name


class Kind(ABC):
    """A kind of report."""

    soort: ClassVar[Gebiedsoort]  # with the pattern of its codes and its address
    template: ClassVar[str]
    pages: ClassVar[int] = 0  # how many there mostly are, 0 where that differs: a right guess saves a layout
    chart_mm: ClassVar[tuple[int, int]] = (84, 36)
    titled_lists: ClassVar[bool] = False  # each table of gemeenten under a heading of its own
    alone: ClassVar[bool] = True  # so large that making it is a task of its own

    @abstractmethod
    def parts(self, regel: Regel, stand: Stand) -> Parts:
        """What only this kind says."""

    @abstractmethod
    def beside(self, regel: Regel, stand: Stand) -> tuple[Regel, ...]:
        """The other areas whose figures it gives."""

    @abstractmethod
    def maps(self, figures: Figures, stand: Stand, atlas: Atlas) -> Maps:
        """Its maps with their alternative texts."""
