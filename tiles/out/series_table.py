"""All months in one table: a row for each gemeente and peildatum, oldest first, of the land or of one provincie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.domain.stand import Regel, Stand
from tiles.sheets import sheet_csv
from tiles.sheets.sheet import Column, Origin, Sheet
from tiles.tile_schema import COLUMNS, GEMEENTEN, OF_SERIES, Value, values

COLUMNS_OF_SERIES = (*COLUMNS[GEMEENTEN], *OF_SERIES)


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of one peildatum, with what they came from and where their release lies."""

    stand: Stand
    sha256: str  # of the file with the figures
    bron: str  # attribution of figures and boundaries
    release: str
    folder: Path
    grenzen: str  # key of the boundaries

    def gemeenten(self, provincie: str) -> Iterator[Regel]:
        """The gemeenten, by code, of a provincie by its code; of the land where that is empty."""
        return (regel for regel in self.stand.gemeenten if provincie in ("", regel.provinciecode))


@dataclass(frozen=True, slots=True)
class Series:
    """The months of a table, oldest first; `provincie` is a code, or empty for the whole land."""

    months: tuple[Month, ...]
    provincie: str = ""

    def rows(self) -> Iterator[dict[str, Value | None]]:
        """The rows, by peildatum and code, with the values of `COLUMNS_OF_SERIES` by name in that order."""
        for month in self.months:
            for regel in month.gemeenten(self.provincie):
                yield values(regel, month.stand, GEMEENTEN) | {OF_SERIES[0].naam: month.sha256}

    @property
    def voorbeeld(self) -> bool:
        """Whether there are constructed figures in it."""
        return any(month.stand.voorbeeld for month in self.months)

    @property
    def title(self) -> str:
        """What is in it, for people."""
        area = self.months[-1].stand.regel(self.provincie).naam if self.provincie else "Nederland"
        first, last = self.months[0].stand.peildatum, self.months[-1].stand.peildatum
        return f"Huisvesting van vergunninghouders per gemeente, {area}, {first.title} tot en met {last.title}"


def table(series: Series) -> bytes:
    """The rows as CSV."""
    return sheet_csv.csv_of((a.naam for a in COLUMNS_OF_SERIES), (row.values() for row in series.rows()))


def sheet(series: Series) -> Sheet:
    """The rows with what each column means and which file each month came from."""
    return Sheet(
        name="Reeks",
        title=f"{series.title}{' (voorbeeldcijfers)' if series.voorbeeld else ''}",
        columns=tuple(map(Column.named, COLUMNS_OF_SERIES)),
        rows=tuple(tuple(row.values()) for row in series.rows()),
        of=series.months[-1].stand.peildatum,
        origins=tuple(Origin(m.stand.peildatum, m.stand.revision, m.release, m.sha256) for m in series.months),
        sources=tuple(dict.fromkeys(month.bron for month in series.months)),
    )
