"""The words and fields of everything that is published: meaning, unit, rule and source. Pure; the one table.

Tiles, downloads, API, OGC, CSVW, GeoPackage and the page `/begrippen` say what a field means in these words. A name stays:
it is the last part of an address that others keep (`/begrippen#taakstelling`). docs/glossary.md says the same to developers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Begrip:
    """One word or field. `uitleg` is its meaning and `regel` how it is found, both without a capital or a full stop."""

    naam: str  # the fragment of its address; of a field its name in files and tiles
    titel: str
    uitleg: str
    eenheid: str = ""
    regel: str = ""
    bron: str = ""  # article of the Huisvestingswet 2014, or who decides
    ook: tuple[str, ...] = ()  # what the API calls the same
    type: str = "String"  # of a field: or Number or Date
    cijfer: bool = False  # a figure of every area, in all files: `Position` has it under this name


PERSONEN = "personen"
NUMBER, DATE = "Number", "Date"
LAW = "https://wetten.overheid.nl/BWBR0035303"  # Huisvestingswet 2014
EIGEN = "eigen keuze van deze site"
COA = "opgave van het COA"
CBS = "CBS"
WORDS = (
    Begrip(
        "vergunninghouder", "Vergunninghouder",
        "iemand met een verblijfsvergunning die een gemeente moet huisvesten, ook wel statushouder", bron="art. 1",
    ),
    Begrip(
        "voorsprong", "Voorsprong", "wat een gemeente aan het eind van het vorige halfjaar meer deed dan gevraagd",
        PERSONEN, "staat in de kolom achterstand als een getal onder nul",
    ),
    Begrip(
        "saldo", "Saldo", "wat meegaat naar het volgende halfjaar: boven nul een achterstand, onder nul een voorsprong",
        PERSONEN, "gecorrigeerd min gerealiseerd, bij de eindstand",
    ),
    Begrip("eindstand", "Eindstand", "de stand na zes maanden, op 1 juli of 1 januari; elke andere is een tussenstand"),
    Begrip(
        "herindeling", "Herindeling", "gemeenten die bij wet samengaan, worden gesplitst of een stuk van hun gebied ruilen",
        regel="gemeenten die helemaal samengaan worden opgeteld; een deel dat overgaat is een breuk", bron="Wet arhi",
    ),
    Begrip("breuk", "Breuk", "een dag vanaf welke de cijfers over een ander gebied gaan", ook=("breuken",), bron=EIGEN),
)  # fmt: skip
AREAS = (
    Begrip("statcode", "Code", "CBS-code van het gebied, bijvoorbeeld GM0363 of PV27", bron=CBS, ook=("code",)),
    Begrip("naam", "Naam", "naam van het gebied", bron=CBS),
    Begrip("provincie", "Provincie", "naam van de provincie", bron=CBS),
    Begrip("provinciecode", "Provinciecode", "CBS-code van de provincie, bijvoorbeeld PV27", bron=CBS),
    Begrip("niveau", "Niveau van een grens", "gemeente, provincie of land (ook de kust)", bron=EIGEN),
    Begrip("rang", "Rang", "volgorde naar oppervlakte; 1 is de grootste gemeente", bron=EIGEN, type=NUMBER),
)
FIGURES = (
    Begrip(
        "taakstelling", "Taakstelling", "taakstelling van dit halfjaar: zoveel vergunninghouders te huisvesten", PERSONEN,
        "deel van het landelijke aantal naar inwoners, door de minister bekendgemaakt", "art. 28 en 29",
        type=NUMBER, cijfer=True,
    ),
    Begrip(
        "achterstand", "Achterstand of voorsprong bij het begin",
        "achterstand uit het vorige halfjaar; negatief is een voorsprong",
        PERSONEN, "wat er aan het eind van het vorige halfjaar overbleef", COA, type=NUMBER, cijfer=True,
    ),
    Begrip("gecorrigeerd", "Gecorrigeerde taakstelling", "taakstelling plus achterstand", PERSONEN,
           "kan nul of negatief zijn; geldt per peildatum", "gebruik van COA en ministerie",
           type=NUMBER, cijfer=True),
    Begrip("gerealiseerd", "Gerealiseerd", "gehuisveste vergunninghouders in dit halfjaar, tot de peildatum", PERSONEN,
           "geteld op de dag waarop het COA iemand afmeldt naar de gemeente", COA, type=NUMBER, cijfer=True),
    Begrip("percentage", "Percentage", "gerealiseerd gedeeld door gecorrigeerd; ontbreekt bij nul of minder", "%",
           "afgerond op een decimaal; kan boven 100 zijn; voor provincie en land eerst personen optellen",
           "gebruik van het COA", type=NUMBER, cijfer=True),
    Begrip("reden", "Reden", "waarom er geen percentage is: al gehaald of geen cijfer",
           regel="al gehaald als gecorrigeerd nul of minder is; leeg als er een percentage is", bron=EIGEN,
           ook=("alGehaald",)),
    Begrip("nog", "Nog te huisvesten", "nog te huisvesten in dit halfjaar, niet onder nul", PERSONEN,
           "gecorrigeerd min gerealiseerd", EIGEN, type=NUMBER, cijfer=True),
    Begrip("perMaand", "Nodig per maand", "nog te huisvesten per maand die over is", PERSONEN,
           "nog gedeeld door de maanden die over zijn, naar boven afgerond op hele personen", EIGEN),
    Begrip("klasse", "Klasse", "0 geen cijfer, 1 goed op schema, 2 enigszins achter, 3 achter op schema",
           regel="goed op of boven de norm, enigszins achter vanaf de grens, daaronder achter; een rekensom, geen oordeel",
           bron=EIGEN, type=NUMBER),
    Begrip("status", "Status", "de klasse in woorden", bron=EIGEN),
    Begrip("telling", "Telling", "aantal gemeenten in elke klasse", "gemeenten", bron=EIGEN),
)  # fmt: skip
AHEAD = (
    Begrip("vooruitblik", "Vooruitblik", "wat de cijfers zeggen over de rest van het halfjaar, en hoe eerdere afliepen",
           regel="een rekensom, geen voorspelling en geen oordeel", bron=EIGEN),
    Begrip("tempo", "Gemiddeld per maand", "gehuisvest per maand, gemiddeld over de maanden die voorbij zijn", PERSONEN,
           "gerealiseerd gedeeld door maanden, afgerond op een decimaal", EIGEN, type=NUMBER),
    Begrip("prognose", "In dit tempo", "zoveel zijn er in dit tempo gehuisvest aan het eind van het halfjaar", PERSONEN,
           "gerealiseerd plus tempo maal de maanden die over zijn, naar beneden afgerond; bij de eindstand de uitkomst",
           EIGEN, type=NUMBER),
    Begrip("prognoseTekort", "Te weinig in dit tempo", "zoveel is de prognose onder de gecorrigeerde taakstelling",
           PERSONEN, "gecorrigeerd min prognose; onder nul zijn het er meer dan nodig", EIGEN, type=NUMBER),
    Begrip("prognoseLaag", "Als in de traagste maand", "de prognose als elke maand gaat als de traagste van dit halfjaar",
           PERSONEN, "ontbreekt als geenBand zegt waarom", EIGEN, type=NUMBER),
    Begrip("prognoseHoog", "Als in de snelste maand", "de prognose als elke maand gaat als de snelste van dit halfjaar",
           PERSONEN, "ontbreekt als geenBand zegt waarom", EIGEN, type=NUMBER),
    Begrip("geenBand", "Waarom geen bandbreedte", "waarom prognoseLaag en prognoseHoog ontbreken",
           regel="leeg als zij er zijn", bron=EIGEN),
    Begrip("halfjarenGehaald", "Halfjaren gehaald", "halfjaren waarvan de eindstand bekend is en de taakstelling is gehaald",
           "halfjaren", "van het gebied zoals het op de peildatum is, tot een breuk", EIGEN, type=NUMBER),
    Begrip("halfjarenNietGehaald", "Halfjaren niet gehaald",
           "halfjaren waarvan de eindstand bekend is en de taakstelling niet is gehaald", "halfjaren",
           "van het gebied zoals het op de peildatum is, tot een breuk", EIGEN, type=NUMBER),
    Begrip("halfjarenOnder", "Halfjaren achter elkaar niet gehaald",
           "zoveel van de laatste halfjaren achter elkaar is de taakstelling niet gehaald", "halfjaren",
           "geen oordeel van de provincie", EIGEN, type=NUMBER),
    Begrip("minstens", "Minstens", "ja als halfjarenOnder meer kan zijn, omdat het halfjaar ervoor niet bekend is",
           bron=EIGEN),
)  # fmt: skip
OF_STAND = (
    Begrip("peildatum", "Peildatum", "de cijfers zijn die van deze dag, de eerste van een maand",
           regel="sluit de maand ervoor af: 1 juli is de eindstand van het eerste halfjaar", bron=COA, type=DATE),
    Begrip("periode", "Halfjaar", "halfjaar waar de peildatum bij hoort, bijvoorbeeld 2026-II", bron="art. 1"),
    Begrip("maanden", "Maanden", "maanden van het halfjaar die voorbij zijn, 1 tot 6", "maanden", type=NUMBER),
    Begrip("norm", "Norm", "zoveel procent hoort na deze maanden gehaald te zijn", "%",
           "maanden gedeeld door zes", "gebruik van het COA", ook=("normPercentage",), type=NUMBER),
    Begrip("grens", "Grens", "het percentage vanaf waar het enigszins achter is, daaronder achter", "%",
           "een deel van de norm, gewoonlijk drie kwart", EIGEN, ook=("grensPercentage",)),
    Begrip("voorbeeld", "Voorbeeld", "ja als de cijfers verzonnen zijn, anders nee", bron=EIGEN),
    Begrip("revisie", "Revisie", "1 voor het eerste bestand van een peildatum, meer na een verbetering", bron=EIGEN,
           type=NUMBER),
    Begrip("sha256", "Bestand", "SHA-256 van het bestand waar de cijfers uit komen",
           regel="bij Waar komt dit cijfer vandaan? staat hoe dat bestand heet", bron=EIGEN),
    Begrip("bron", "Bron", "waar de cijfers vandaan komen"),
    Begrip("licentie", "Licentie", "onder deze licentie mag u cijfers en grenzen gebruiken", bron=EIGEN,
           regel="noem Land in Beeld, de peildatum en de bron"),
)  # fmt: skip
OF_TABLES = (
    Begrip("maand", "Maand", "de maand van het halfjaar waar de regel over gaat", bron=COA),
    Begrip("inMaand", "Gehuisvest in de maand", "gehuisveste vergunninghouders in deze ene maand", PERSONEN,
           "gerealiseerd min gerealiseerd van een maand eerder", EIGEN, type=NUMBER),
    Begrip("opmerking", "Opmerking", "wat er bij deze regel is opgeteld of ontbreekt, meestal niets", bron=EIGEN),
    Begrip("goed", "Goed op schema", "aantal gemeenten in klasse 1", "gemeenten", bron=EIGEN, type=NUMBER),
    Begrip("enigszins", "Enigszins achter", "aantal gemeenten in klasse 2", "gemeenten", bron=EIGEN, type=NUMBER),
    Begrip("achter", "Achter op schema", "aantal gemeenten in klasse 3", "gemeenten", bron=EIGEN, type=NUMBER),
    Begrip("geenCijfer", "Geen cijfer", "aantal gemeenten in klasse 0", "gemeenten", bron=EIGEN, type=NUMBER),
    Begrip("inwoners", "Inwoners", "inwoners op 1 januari van het jaar voor dat van het halfjaar", "inwoners",
           bron=CBS, type=NUMBER),
    Begrip("cijfer", "Cijfer", "het cijfer dat een correctie veranderde", bron=EIGEN),
    Begrip("was", "Was", "het cijfer voor de correctie", PERSONEN, bron=COA, type=NUMBER),
    Begrip("werd", "Werd", "het cijfer na de correctie", PERSONEN, bron=COA, type=NUMBER),
    Begrip("verandering", "Verandering", "zoveel hoger is het cijfer na de correctie, onder nul lager", PERSONEN,
           "werd min was", EIGEN, type=NUMBER),
    Begrip("statusWas", "Klasse voor de correctie", "de klasse voor de correctie, in woorden", bron=EIGEN),
    Begrip("statusWerd", "Klasse na de correctie", "de klasse na de correctie, in woorden", bron=EIGEN),
)  # fmt: skip
GROUPS = {
    "Woorden": WORDS,
    "Gebieden": AREAS,
    "Cijfers": FIGURES,
    "Vooruitblik": AHEAD,
    "De stand": OF_STAND,
    "In tabellen": OF_TABLES,
}
ALL = tuple(begrip for group in GROUPS.values() for begrip in group)
BY_NAME = {name: begrip for begrip in ALL for name in (begrip.naam, *begrip.ook)}


def sentence(name: str) -> str:
    """The meaning of a field as a sentence, with its unit.

    >>> sentence("nog")
    'Nog te huisvesten in dit halfjaar, niet onder nul (personen).'
    """
    begrip = BY_NAME[name]
    unit = f" ({begrip.eenheid})" if begrip.eenheid else ""
    return f"{begrip.uitleg[0].upper()}{begrip.uitleg[1:]}{unit}."
