"""The layers of the map and their attributes, with the names of the contract: what tiles, TileJSON and downloads share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.domain.dictionary import BY_NAME
from data.domain.dictionary import FIGURES as MEANINGS
from data.domain.stand import Position, Regel, Stand
from tiles import licence
from tiles.palette import BY_KLASSE

GEMEENTEN, PROVINCIES, GRENZEN, NAMEN = "gemeenten", "provincies", "grenzen", "namen"
NIVEAUS = ("gemeente", "provincie", "land")  # value of `niveau` of a border, from the finest to the coarsest

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a layer: its public name, type (`String`, `Number` or `Date`), unit, and what it says (Dutch)."""

    naam: str
    type: str
    eenheid: str
    uitleg: str


def _attributes(names: Iterable[str]) -> tuple[Attribute, ...]:
    """Attributes by name, as the table of meanings describes them."""
    return tuple(Attribute(b.naam, b.type, b.eenheid, b.uitleg) for b in map(BY_NAME.__getitem__, names))


COUNTED = tuple(begrip.naam for begrip in MEANINGS if begrip.cijfer)
FIXED = _attributes(("statcode", "naam", "provincie"))
FIGURES = _attributes((*COUNTED, "klasse", "status"))
COUNTS = tuple(a for a in FIGURES if a.naam in COUNTED and a.eenheid != "%")
CODE_AND_NAME = _attributes(("statcode", "naam"))
LAYERS: dict[str, tuple[str, tuple[Attribute, ...]]] = {
    GEMEENTEN: ("Gemeenten met hun cijfers", (*FIXED, *FIGURES)),
    PROVINCIES: ("Provincies", CODE_AND_NAME),
    GRENZEN: (
        "Grenzen, elke gedeelde grens een keer",
        _attributes(("niveau",)),
    ),
    NAMEN: (
        "Een punt in elke gemeente, voor de naam",
        (*CODE_AND_NAME, *_attributes(("rang",))),
    ),
}


def fixed_values(regel: Regel) -> tuple[Value, ...]:
    """The values of `FIXED`, in that order."""
    return regel.code, regel.naam, regel.provincie


def figure_values(regel: Position) -> tuple[Value | None, ...]:
    """The values of `FIGURES`, in that order; None for what is absent (no figures, or no percentage)."""
    return *(getattr(regel, naam) for naam in COUNTED), int(regel.klasse), BY_KLASSE[regel.klasse].status


def counts(regel: Position) -> dict[str, Value | None]:
    """The figures in whole numbers by name, as the API gives them; None for what a sum of some areas cannot have."""
    return {a.naam: getattr(regel, a.naam, None) for a in COUNTS}


def attributes(regel: Regel) -> dict[str, Value | None]:
    """All attributes of a gemeente by name; absent ones are None."""
    names = [a.naam for a in (*FIXED, *FIGURES)]
    return dict(zip(names, (*fixed_values(regel), *figure_values(regel)), strict=True))


OF_STAND = _attributes(("peildatum", "periode", "maanden", "norm", "voorbeeld", "revisie"))
OF_ROW = _attributes(("provinciecode", "reden", "licentie"))
COLUMNS: dict[str, tuple[Attribute, ...]] = {
    GEMEENTEN: (*FIXED, *FIGURES, *OF_STAND, *OF_ROW),
    PROVINCIES: (*CODE_AND_NAME, *FIGURES, *OF_STAND, *OF_ROW),
}

OF_SERIES = _attributes(("sha256",))  # what a row of several stands says besides: of which file it is


def stand_values(stand: Stand) -> dict[str, Value]:
    """What holds for every figure of a stand: the values of `OF_STAND` by name, in that order."""
    of_stand = (
        str(stand.peildatum), str(stand.halfjaar), stand.peildatum.months, stand.norm_percentage,
        "ja" if stand.voorbeeld else "nee", stand.revision,
    )  # fmt: skip
    return dict(zip((a.naam for a in OF_STAND), of_stand, strict=True))


def rows_of(stand: Stand, layer: str) -> tuple[Regel, ...]:
    """The areas of a layer, by code."""
    return stand.gemeenten if layer == GEMEENTEN else stand.provincies


def values(regel: Regel, stand: Stand, layer: str) -> dict[str, Value | None]:
    """All attributes of an area in a layer with features, in the order of `COLUMNS`; absent ones are None."""
    fixed = fixed_values(regel) if layer == GEMEENTEN else (regel.code, regel.naam)
    names = [attribute.naam for attribute in COLUMNS[layer]]
    of_row = regel.provinciecode, None if regel.reden is None else str(regel.reden), licence.NAME
    return dict(zip(names, (*fixed, *figure_values(regel), *stand_values(stand).values(), *of_row), strict=True))
