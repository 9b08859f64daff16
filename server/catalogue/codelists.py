"""What describes the data to programs: codelists as SKOS (JSON-LD), and the table that lies in the CSV as CSVW."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.domain.dictionary import BY_NAME
from data.domain.stand import Stand
from data.reference.gemeenten import PROVINCIES, all_gemeenten, opgegaan_in
from data.terms import Gemeente
from tiles import licence, tile_schema
from tiles.out.release_files import CSV
from tiles.out.series_table import COLUMNS_OF_SERIES
from tiles.palette import LOOKS
from tiles.tile_schema import Attribute

NAMES = ("klasse", "gemeenten", "provincies")
TITLES = {"klasse": "Klassen", "gemeenten": "Gemeenten sinds 2016", "provincies": "Provincies"}
TOOI = "https://identifier.overheid.nl/tooi/id/"  # the identifiers of the government for its organisations
CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TITLE = "Huisvesting van vergunninghouders per gemeente"
CSVW = "http://www.w3.org/ns/csvw"
FORMS: dict[str, Any] = {
    "Date": {"base": "date", "format": "yyyy-MM-dd"},
    "String": "string",
    "Number": "integer",
    "%": {"base": "decimal", "format": {"pattern": "#0.0", "decimalChar": ","}},
}


def codelist(name: str, base_url: str) -> dict[str, Any]:
    """A list of `NAMES` as SKOS: a concept scheme whose concepts have addresses that stay. Raises KeyError."""
    scheme = f"{base_url}/begrippen/{name}"
    rows = {"klasse": _klassen, "gemeenten": _gemeenten, "provincies": _provincies}[name]
    concepts = [
        {
            "@id": f"{scheme}#{code}",
            "@type": "skos:Concept",
            "skos:notation": code,
            "skos:inScheme": _id(scheme),
            **about,
        }
        for code, about in rows(base_url)
    ]
    head = {
        "@id": scheme,
        "@type": "skos:ConceptScheme",
        "dct:title": _nl(TITLES[name]),
        "skos:hasTopConcept": [_id(concept["@id"]) for concept in concepts],
    }
    return {"@context": CONTEXT, "@graph": [head, *concepts]}


def _klassen(_: str) -> Iterable[tuple[str, dict[str, Any]]]:
    for look in sorted(LOOKS, key=lambda look: look.klasse):
        yield str(int(look.klasse)), {"skos:prefLabel": _nl(look.status)}


def _provincies(_: str) -> Iterable[tuple[str, dict[str, Any]]]:
    for code, naam in PROVINCIES.items():
        yield code, {"skos:prefLabel": _nl(naam), "skos:exactMatch": _id(f"{TOOI}provincie/{code.lower()}")}


def _gemeenten(base_url: str) -> Iterable[tuple[str, dict[str, Any]]]:
    for gemeente in all_gemeenten():
        yield gemeente.code, _about(gemeente, base_url)


def _about(gemeente: Gemeente, base_url: str) -> dict[str, Any]:
    about: dict[str, Any] = {
        "skos:prefLabel": _nl(gemeente.naam),
        "skos:broadMatch": _id(f"{base_url}/begrippen/provincies#{gemeente.provinciecode}"),
    }
    went = opgegaan_in(gemeente.code)
    if not went:
        return about | {"skos:exactMatch": _id(f"{TOOI}gemeente/{gemeente.code.lower()}")}
    return about | {
        "owl:deprecated": True,
        "dct:isReplacedBy": [_id(f"{base_url}/begrippen/gemeenten#{one.code}") for one in went],
        "skos:note": [_nl(f"vanaf {one.date.isoformat()} {one.naam}: {one.note}") for one in went],
    }


def table(stand: Stand, base_url: str, *, publisher: str = "") -> dict[str, Any]:
    """The metadata of `gemeenten.csv` (W3C Tabular Metadata): form, meaning and address of each column."""
    schema = {
        "columns": [_column(attribute, base_url) for attribute in tile_schema.COLUMNS[tile_schema.GEMEENTEN]],
        "primaryKey": "statcode",
        "aboutUrl": f"{base_url}/gemeenten/{{statcode}}?peildatum={stand.peildatum}",
    }
    return _table(CSV, f"{TITLE}, stand per {stand.peildatum.title}", schema, stand, publisher)


def table_of_series(newest: Stand, base_url: str, *, publisher: str = "") -> dict[str, Any]:
    """The metadata of the CSV with all months."""
    schema = {
        "columns": [_column(attribute, base_url) for attribute in COLUMNS_OF_SERIES],
        "primaryKey": ["statcode", "peildatum"],
        "aboutUrl": f"{base_url}/gemeenten/{{statcode}}?peildatum={{peildatum}}",
    }
    return _table("reeks.csv", f"{TITLE}, alle maanden", schema, newest, publisher)


def _table(url: str, title: str, schema: dict[str, Any], stand: Stand, publisher: str) -> dict[str, Any]:
    about = {
        "@context": [CSVW, {"@language": "nl"}],
        "url": url,
        "dc:title": f"{title}{' (voorbeeldcijfers)' if stand.voorbeeld else ''}",
        "dc:license": {"@id": licence.LICENCE},
        "dc:source": stand.bron,
        "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": schema,
    }
    return about | ({"dc:publisher": publisher} if publisher else {})


def _column(attribute: Attribute, base_url: str) -> dict[str, Any]:
    begrip = BY_NAME[attribute.naam]
    column = {
        "name": attribute.naam,
        "titles": attribute.naam,
        "dc:title": begrip.titel,
        "dc:description": "; ".join(filter(None, (begrip.uitleg, begrip.regel))),
        "datatype": FORMS["%" if attribute.eenheid == "%" else attribute.type],
        "propertyUrl": f"{base_url}/begrippen#{attribute.naam}",
    }
    lists = {"statcode": "gemeenten", "provinciecode": "provincies", "klasse": "klasse"}
    if attribute.naam in lists:
        column["valueUrl"] = f"{base_url}/begrippen/{lists[attribute.naam]}#{{{attribute.naam}}}"
    return column


def _id(address: str) -> dict[str, str]:
    return {"@id": address}


def _nl(text: str) -> dict[str, str]:
    return {"@language": "nl", "@value": text}
