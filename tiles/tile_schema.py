"""The layers of the map and their attributes, with the names of the contract: what tiles, TileJSON and downloads share."""

from __future__ import annotations

from dataclasses import dataclass

from data.domain.stand import Position, Regel, Stand
from tiles.palette import BY_KLASSE

GEMEENTEN, PROVINCIES, GRENZEN, NAMEN = "gemeenten", "provincies", "grenzen", "namen"
NIVEAUS = ("gemeente", "provincie", "land")  # value of `niveau` of a border, from the finest to the coarsest

PERSONEN = "personen"
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a layer: its public name, `String` or `Number` (TileJSON 3.0), unit, and what it says (Dutch)."""

    naam: str
    type: str
    eenheid: str
    uitleg: str


FIXED = (
    Attribute("statcode", "String", "", "CBS-code van de gemeente, bijvoorbeeld GM0363"),
    Attribute("naam", "String", "", "naam van de gemeente"),
    Attribute("provincie", "String", "", "naam van de provincie"),
)
FIGURES = (
    Attribute("taakstelling", "Number", PERSONEN, "taakstelling van dit halfjaar"),
    Attribute("achterstand", "Number", PERSONEN, "achterstand uit het vorige halfjaar; negatief is een voorsprong"),
    Attribute("gecorrigeerd", "Number", PERSONEN, "taakstelling plus achterstand"),
    Attribute("gerealiseerd", "Number", PERSONEN, "gehuisveste vergunninghouders in dit halfjaar, tot de peildatum"),
    Attribute("percentage", "Number", "%", "gerealiseerd gedeeld door gecorrigeerd; ontbreekt bij nul of minder"),
    Attribute("nog", "Number", PERSONEN, "nog te huisvesten in dit halfjaar, niet onder nul"),
    Attribute("klasse", "Number", "", "0 geen cijfer, 1 goed op schema, 2 enigszins achter, 3 achter op schema"),
    Attribute("status", "String", "", "de klasse in woorden"),
)
CODE_AND_NAME = (
    Attribute("statcode", "String", "", "CBS-code"),
    Attribute("naam", "String", "", "naam"),
)
LAYERS: dict[str, tuple[str, tuple[Attribute, ...]]] = {
    GEMEENTEN: ("Gemeenten met hun cijfers", (*FIXED, *FIGURES)),
    PROVINCIES: ("Provincies", CODE_AND_NAME),
    GRENZEN: (
        "Grenzen, elke gedeelde grens een keer",
        (Attribute("niveau", "String", "", "gemeente, provincie of land (ook de kust)"),),
    ),
    NAMEN: (
        "Een punt in elke gemeente, voor de naam",
        (*CODE_AND_NAME, Attribute("rang", "Number", "", "volgorde naar oppervlakte; 1 is de grootste gemeente")),
    ),
}


def fixed_values(regel: Regel) -> tuple[Value, ...]:
    """The values of `FIXED`, in that order."""
    return regel.code, regel.naam, regel.provincie


def figure_values(regel: Position) -> tuple[Value | None, ...]:
    """The values of `FIGURES`, in that order; None for what is absent (no figures, or no percentage)."""
    klasse, status = int(regel.klasse), BY_KLASSE[regel.klasse].status
    if regel.cijfers is None:
        return None, None, None, None, None, None, klasse, status
    c = regel.cijfers
    return (
        c.taakstelling, c.achterstand, c.gecorrigeerd, c.gerealiseerd, regel.percentage, regel.nog, klasse, status,
    )  # fmt: skip


def persons(regel: Position) -> dict[str, Value | None]:
    """The figures in persons by name, in the order of `FIGURES`: what the API gives of an area, whatever it is."""
    pairs = zip(FIGURES, figure_values(regel), strict=True)
    return {attribute.naam: value for attribute, value in pairs if attribute.eenheid == PERSONEN}


def attributes(regel: Regel) -> dict[str, Value | None]:
    """All attributes of a gemeente by name; absent ones are None."""
    names = [a.naam for a in (*FIXED, *FIGURES)]
    return dict(zip(names, (*fixed_values(regel), *figure_values(regel)), strict=True))


OF_STAND = (
    Attribute("peildatum", "Date", "", "de cijfers zijn die van deze dag, de eerste van een maand"),
    Attribute("periode", "String", "", "halfjaar waar de peildatum bij hoort, bijvoorbeeld 2026-II"),
    Attribute("maanden", "Number", "maanden", "maanden van het halfjaar die voorbij zijn, 1 tot 6"),
    Attribute("norm", "Number", "%", "zoveel procent hoort na deze maanden gehaald te zijn"),
    Attribute("voorbeeld", "String", "", "ja als de cijfers verzonnen zijn, anders nee"),
    Attribute("revisie", "Number", "", "1 voor het eerste bestand van een peildatum, meer na een verbetering"),
)
OF_ROW = (
    Attribute("provinciecode", "String", "", "CBS-code van de provincie, bijvoorbeeld PV27"),
    Attribute("reden", "String", "", "waarom er geen percentage is: al gehaald of geen cijfer"),
)
COLUMNS: dict[str, tuple[Attribute, ...]] = {
    GEMEENTEN: (*FIXED, *FIGURES, *OF_STAND, *OF_ROW),
    PROVINCIES: (*CODE_AND_NAME, *FIGURES, *OF_STAND, *OF_ROW),
}


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
    of_row = regel.provinciecode, None if regel.reden is None else str(regel.reden)
    return dict(zip(names, (*fixed, *figure_values(regel), *stand_values(stand).values(), *of_row), strict=True))
