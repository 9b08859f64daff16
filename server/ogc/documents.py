"""The documents that describe the features: landing page, conformance, collections and schema. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.domain.dictionary import BY_NAME
from data.reference.gemeenten import PROVINCIES, all_gemeenten
from data.terms import Klasse, Peildatum
from server.ogc import crs
from server.ogc.query import last_day
from tiles import licence, tile_schema
from tiles.tile_schema import Attribute

JSON, GEOJSON, OPENAPI = "application/json", "application/geo+json", "application/vnd.oai.openapi+json;version=3.0"
SCHEMA, MVT = "application/schema+json", "application/vnd.mapbox-vector-tile"
FORMS = {  # of features, by the name that `f` gives them
    "json": GEOJSON,
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
SPEC = "http://www.opengis.net/spec/"
CONFORMANCE = (
    SPEC + "ogcapi-common-1/1.0/conf/core",
    SPEC + "ogcapi-common-1/1.0/conf/landing-page",
    SPEC + "ogcapi-common-1/1.0/conf/json",
    SPEC + "ogcapi-common-1/1.0/conf/html",
    SPEC + "ogcapi-common-1/1.0/conf/oas30",
    SPEC + "ogcapi-common-2/1.0/conf/collections",
    SPEC + "ogcapi-common-2/1.0/conf/json",
    SPEC + "ogcapi-features-1/1.0/conf/core",
    SPEC + "ogcapi-features-1/1.0/conf/geojson",
    SPEC + "ogcapi-features-1/1.0/conf/oas30",
    SPEC + "ogcapi-features-2/1.0/conf/crs",
    SPEC + "ogcapi-features-3/1.0/conf/queryables",
    SPEC + "ogcapi-features-3/1.0/conf/filter",
    SPEC + "ogcapi-features-3/1.0/conf/features-filter",
    SPEC + "cql2/1.0/conf/cql2-text",
    SPEC + "cql2/1.0/conf/cql2-json",
    SPEC + "cql2/1.0/conf/basic-cql2",
    SPEC + "cql2/1.0/conf/advanced-comparison-operators",
    SPEC + "cql2/1.0/conf/case-insensitive-comparison",
    SPEC + "cql2/1.0/conf/accent-insensitive-comparison",
    SPEC + "cql2/1.0/conf/basic-spatial-functions",
    SPEC + "cql2/1.0/conf/basic-spatial-functions-plus",
    SPEC + "ogcapi-common-3/1.0/conf/schemas",
    SPEC + "ogcapi-common-3/1.0/conf/advanced-property-roles",
    SPEC + "ogcapi-common-3/1.0/conf/queryables",
    SPEC + "ogcapi-common-3/1.0/conf/profile-codelists",
    SPEC + "ogcapi-features-5/1.0/conf/schemas",  # the same in the draft, by the names that QGIS and others know
    SPEC + "ogcapi-features-5/1.0/conf/core-roles-features",
    SPEC + "ogcapi-tiles-1/1.0/conf/core",
    SPEC + "ogcapi-tiles-1/1.0/conf/tileset",
    SPEC + "ogcapi-tiles-1/1.0/conf/tilesets-list",
    SPEC + "ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    SPEC + "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    SPEC + "ogcapi-tiles-1/1.0/conf/mvt",
    SPEC + "ogcapi-tiles-1/1.0/conf/oas30",
)
TITLE = "Land in Beeld"
ABOUT = (
    "Hoe gemeenten vergunninghouders huisvesten: taakstelling, realisatie en klasse op een peildatum, met grenzen. "
    "De klasse is een rekenuitkomst en niet het oordeel van de provinciale toezichthouder."
)
COLLECTIONS = {
    tile_schema.GEMEENTEN: ("Gemeenten", "Alle gemeenten met hun cijfers op een peildatum."),
    tile_schema.PROVINCIES: ("Provincies", "Alle provincies met de som van hun gemeenten op een peildatum."),
}
UCUM = {"%": "%", "personen": "{personen}", "maanden": "mo"}  # units as OGC API Features part 5 wants them
CODELIST_REF = "http://www.opengis.net/def/profile/OGC/0/codelist-ref"  # how schemas name the codes of a field
CODELISTS = {
    tile_schema.GEMEENTEN: {"statcode": "gemeenten", "provinciecode": "provincies", "klasse": "klasse"},
    tile_schema.PROVINCIES: {"statcode": "provincies", "provinciecode": "provincies", "klasse": "klasse"},
}


def link(href: str, rel: str, kind: str, title: str = "") -> dict[str, str]:
    """A link (RFC 8288) as the OGC API writes it."""
    return {"href": href, "rel": rel, "type": kind} | ({"title": title, "hreflang": "nl"} if title else {})


def both_forms(address: str) -> list[dict[str, str]]:
    """The links to a document about the service, and to the same as a page."""
    return [
        link(address, "self", JSON, "Dit document"),
        link(f"{address}?f=html", "alternate", FORMS["html"], "Als html"),
    ]


def landing(root: str, base: str, attribution: str) -> dict[str, Any]:
    """The landing page. `root` is the address of `/ogc/v1`, `base` of the site."""
    return {
        "title": TITLE,
        "description": ABOUT,
        "attribution": attribution,
        "links": [
            *both_forms(root),
            link(f"{root}/api", "service-desc", OPENAPI, "Beschrijving van deze API"),
            link(f"{root}/api?f=html", "service-doc", FORMS["html"], "Beschrijving van deze API, om te lezen"),
            link(f"{base}/gegevens", "service-doc", "text/html", "Uitleg voor gebruikers"),
            link(f"{root}/conformance", "conformance", JSON, "Waar deze API aan voldoet"),
            link(f"{root}/conformance", REL + "conformance", JSON, "Waar deze API aan voldoet"),
            link(f"{root}/collections", "data", JSON, "De verzamelingen"),
            link(f"{root}/collections", REL + "data", JSON, "De verzamelingen"),
            link(f"{root}/tiles", REL + "tilesets-vector", JSON, "Vectortegels"),
            link(f"{root}/tileMatrixSets", REL + "tiling-schemes", JSON, "Tegelschema's"),
            link(f"{base}/styles/status.json", "describedby", JSON, "Stijl voor de tegels (MapLibre)"),
            link(f"{base}/dcat", "describedby", "application/ld+json", "Beschrijving van de gegevens (DCAT)"),
            link(licence.LICENCE, "license", "text/html", f"Licentie: {licence.NAME}"),
        ],
    }


def conformance() -> dict[str, Any]:
    """The conformance classes that we meet."""
    return {"conformsTo": list(CONFORMANCE)}


def collections(
    root: str, base: str, peildata: Sequence[Peildatum], bounds: tuple[float, float, float, float]
) -> dict[str, Any]:
    """All collections. `peildata` newest first; `bounds` in degrees."""
    return {
        "links": both_forms(f"{root}/collections"),
        "crs": [system.uri for system in crs.ALL],
        "collections": [collection(root, base, name, peildata, bounds) for name in COLLECTIONS],
    }


def collection(
    root: str, base: str, name: str, peildata: Sequence[Peildatum], bounds: tuple[float, float, float, float]
) -> dict[str, Any]:
    """One collection."""
    title, about = COLLECTIONS[name]
    here = f"{root}/collections/{name}"
    return {
        "id": name,
        "title": title,
        "description": f"{about} Zonder datetime is dat de nieuwste.",
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [crs.outward(bounds)], "crs": crs.CRS84.uri},
            "temporal": {
                "interval": [[f"{peildata[-1]}T00:00:00Z", f"{last_day(peildata[0])}T23:59:59Z"]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            },
        },
        "crs": [system.uri for system in crs.ALL],
        "storageCrs": crs.RD.uri,
        "links": [
            *both_forms(here),
            link(f"{root}/collections", "parent", JSON, "De verzamelingen"),
            link(f"{here}/items", "items", GEOJSON, title),
            *(
                link(f"{here}/items?f={form}", "items", FORMS[form], f"{title} als {form}")
                for form in FORMS
                if form != "json"
            ),
            link(f"{here}/schema", REL + "schema", SCHEMA, "Velden met titel en eenheid"),
            link(f"{here}/schema", "describedby", SCHEMA, "Velden met titel en eenheid"),
            link(f"{here}/queryables", REL + "queryables", SCHEMA, "Velden voor een filter"),
            link(f"{here}/queryables?f=json", "queryables", JSON, "Velden voor een filter"),  # GDAL takes no other type
            link(f"{here}/tiles", REL + "tilesets-vector", JSON, "Vectortegels"),
            link(licence.LICENCE, "license", "text/html", f"Licentie: {licence.NAME}"),
            link(
                f"{base}/download/actueel/gemeenten.gpkg", "enclosure", "application/geopackage+sqlite3", "GeoPackage"
            ),
        ],
    }


def schema(root: str, base: str, name: str) -> dict[str, Any]:
    """The JSON schema of a feature's properties (OGC API Features part 5): type, title, meaning and unit of each."""
    properties: dict[str, Any] = {
        attribute.naam: property_schema(attribute)
        | {"x-ogc-propertySeq": n, "x-ogc-definition": f"{base}/begrippen#{attribute.naam}"}
        for n, attribute in enumerate(tile_schema.COLUMNS[name], 1)
    }
    for field, codelist in CODELISTS[name].items():
        properties[field] |= {"enum": _codes(codelist), "x-ogc-codelistUri": f"{base}/begrippen/{codelist}.jsonld"}
    properties["statcode"]["x-ogc-role"] = "id"
    properties["peildatum"]["x-ogc-role"] = "primary-instant"
    properties["geometry"] = {"x-ogc-role": "primary-geometry", "format": "geometry-multipolygon"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{root}/collections/{name}/schema",
        "title": COLLECTIONS[name][0],
        "type": "object",
        "properties": properties,
    }


def _codes(codelist: str) -> list[Any]:
    """The codes of a list, those of gemeenten that are no more among them: earlier months have them."""
    if codelist == "klasse":
        return [int(klasse) for klasse in Klasse]
    return list(PROVINCIES) if codelist == "provincies" else [gemeente.code for gemeente in all_gemeenten()]


def queryables(root: str, base: str, name: str) -> dict[str, Any]:
    """What may stand in a filter (OGC API Features part 3): every field of the schema, and no other."""
    about = {"$id": f"{root}/collections/{name}/queryables", "additionalProperties": False}
    return schema(root, base, name) | about


def older_queryables(root: str, base: str, name: str) -> dict[str, Any]:
    """The same with the list of an older draft, which is all that GDAL reads (3.12 at least); no schema of part 5."""
    return queryables(root, base, name) | {
        "queryables": [{"id": attribute.naam} for attribute in tile_schema.COLUMNS[name]]
    }


def property_schema(attribute: Attribute) -> dict[str, Any]:
    """The schema of one property."""
    out: dict[str, Any] = {
        "title": BY_NAME[attribute.naam].titel,
        "description": attribute.uitleg,
        "type": "string",
    }
    if attribute.type == "Number":
        out["type"] = "number" if attribute.eenheid == "%" else "integer"
    if attribute.type == "Date":
        out["format"] = "date"
    if attribute.eenheid:
        out["x-ogc-unit"] = UCUM[attribute.eenheid]
    if attribute.naam == "klasse":
        out |= {"minimum": 0, "maximum": 3}
    return out
