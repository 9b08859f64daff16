"""The OpenAPI 3.0 document of `/ogc/v1`: built from the same tables as the answers. Pure."""

from __future__ import annotations

from typing import Any

from server.ogc import cql2_check, cql2_tree, crs, documents, query
from tiles import licence, tile_schema

VERSION = "1.3.0"
PROBLEM = {"$ref": "#/components/responses/Probleem"}
OTHERS = {"304": {"description": "De client heeft dit antwoord al (If-None-Match)."}} | dict.fromkeys(
    ("400", "404", "405", "412", "414", "431", "500", "503"), PROBLEM
)
CRS = {"type": "string", "format": "uri", "enum": [system.uri for system in crs.ALL], "default": crs.CRS84.uri}


def _parameter(name: str, where: str, about: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    required = {"required": True} if where == "path" else {}
    return {"name": name, "in": where, "description": about, "schema": schema, **required, **more}


PARAMETERS = {
    "limit": _parameter(
        "limit", "query", "Hoeveel features hoogstens; meer dan het maximum wordt het maximum.",
        {"type": "integer", "minimum": 1, "maximum": query.LIMIT, "default": query.LIMIT}, style="form", explode=False,
    ),
    "offset": _parameter(
        "offset", "query", "Hoeveel features over te slaan; gebruik de link next.",
        {"type": "integer", "minimum": 0, "maximum": 999999999, "default": 0},
    ),
    "bbox": _parameter(
        "bbox", "query", "Alleen wat dit vlak raakt: vier getallen, of zes met hoogten (die tellen niet mee).",
        {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}, style="form", explode=False,
    ),
    "bbox-crs": _parameter("bbox-crs", "query", "Het stelsel van bbox.", CRS, style="form", explode=False),
    "crs": _parameter(
        "crs", "query", "Het stelsel van het antwoord; Content-Crs noemt het.", CRS, style="form", explode=False
    ),
    "datetime": _parameter(
        "datetime", "query",
        "Een dag of periode (RFC 3339). Een stand geldt voor zijn maand; het antwoord heeft alle standen in de periode, "
        "oudste eerst. Zijn het er meer dan een, dan staat de peildatum in elke id (GM0363@2026-11-01). Bij een feature is "
        "het de nieuwste.",
        {"type": "string", "example": "2026-11-01"}, style="form", explode=False,
    ),
    "filter": _parameter(
        "filter", "query",
        "Alleen wat hieraan voldoet, in CQL2: vergelijken, BETWEEN, IN, LIKE, IS NULL, AND, OR, NOT, CASEI, ACCENTI en "
        "S_INTERSECTS. De velden staan onder queryables.",
        {"type": "string", "maxLength": cql2_tree.LONGEST, "example": "klasse = 3 AND taakstelling >= 100"},
        style="form", explode=False,
    ),
    "filter-lang": _parameter(
        "filter-lang", "query", "De taal van filter; cql-text is een oudere naam van cql2-text.",
        {"type": "string", "enum": list(cql2_check.LANGUAGES), "default": "cql2-text"}, style="form",
    ),
    "filter-crs": _parameter(
        "filter-crs", "query", "Het stelsel van de vormen in filter.", CRS, style="form", explode=False
    ),
    "sortby": _parameter(
        "sortby", "query",
        "De volgorde: velden, met een - ervoor van hoog naar laag. Wat geen waarde heeft, komt achteraan.",
        {"type": "array", "minItems": 1, "maxItems": query.MOST_SORTED, "items": {"type": "string"}, "example": ["-nog"]},
        style="form", explode=False,
    ),
    "properties": _parameter(
        "properties", "query", "Alleen deze velden; id en grenzen zijn er altijd.",
        {"type": "array", "minItems": 1, "items": {"type": "string"}, "example": ["naam", "klasse"]},
        style="form", explode=False,
    ),
    "f": _parameter(
        "f", "query", "De vorm van het antwoord; zonder f zegt de header Accept het.",
        {"type": "string", "enum": ["json", "html"]},
    ),
    "f-features": _parameter(
        "f", "query", "De vorm van het antwoord; zonder f zegt de header Accept het. CSV heeft geen grenzen.",
        {"type": "string", "enum": list(query.FORMATS)},
    ),
    "f-feature": _parameter(
        "f", "query", "De vorm van het antwoord.", {"type": "string", "enum": list(query.FORMATS_OF_ONE)}
    ),
    "f-tile": _parameter("f", "query", "De vorm van het antwoord.", {"type": "string", "enum": ["mvt"]}),
    "featureId": _parameter("featureId", "path", "De code van de feature.", {"type": "string", "example": "GM0363"}),
    "tileMatrix": _parameter(
        "tileMatrix", "path", "Zoomniveau.", {"type": "string", "pattern": "^[0-9]{1,2}$", "example": "5"}
    ),
    "tileRow": _parameter("tileRow", "path", "Rij, vanaf het noorden.", {"type": "integer", "minimum": 0}),
    "tileCol": _parameter("tileCol", "path", "Kolom, vanaf het westen.", {"type": "integer", "minimum": 0}),
}  # fmt: skip
FILTERS = {
    "statcode": ("Alleen deze code.", "GM0363"),
    "naam": ("Alleen deze naam.", "Utrecht"),
    "provincie": ("Alleen deze provincie: naam of code.", "PV26"),
    "klasse": ("Alleen deze klasse.", "1"),
    "status": ("Alleen deze status.", "goed op schema"),
}


def _refs(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _operation(identity: str, summary: str, kind: str, schema: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": summary,
        "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    answer["content"][documents.FORMS["html"]] = {"schema": {"type": "string"}}
    if more.pop("features", False):
        answer["headers"] = {"Content-Crs": {"$ref": "#/components/headers/Content-Crs"}}
    parameters = more.pop("parameters", []) or _refs(("f",))
    return {
        "get": {
            "operationId": identity, "summary": summary, "parameters": parameters, "tags": [more.pop("tag", "Beschrijving")],
            "responses": {"200": answer, **OTHERS}, **more,
        }
    }  # fmt: skip


def document(root: str, *, name: str, email: str, url: str) -> dict[str, Any]:
    """The whole document. `root` is the address of `/ogc/v1`; the others are whom to turn to (may be empty)."""
    contact = {key: value for key, value in (("name", name), ("email", email), ("url", url)) if value}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Land in Beeld: OGC API Features en Tiles", "version": VERSION, "description": documents.ABOUT,
            "contact": contact, "license": {"name": licence.NAME, "url": licence.LICENCE},
        },
        "servers": [{"url": root}],
        "tags": [
            {"name": tag, "description": about}
            for tag, about in (("Beschrijving", "Wat er is."), ("Features", "Gebieden."), ("Tegels", "Vectortegels."))
        ],
        "paths": _paths(),
        "components": {
            "parameters": PARAMETERS | {f"filter-{key}": _filter(key) for key in FILTERS},
            "headers": {
                "Content-Crs": {"description": "Stelsel van de coördinaten, tussen < en >.", "schema": {"type": "string"}},
                "Link": {
                    "description": "Bij CSV: de andere vormen, de volgende bladzijde, de velden en de licentie (RFC 8288).",
                    "schema": {"type": "string"},
                },
            },
            "responses": {"Probleem": {
                "description": "Wat er mis is (RFC 9457).",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}},
            }},
            "schemas": _schemas(),
        },
    }  # fmt: skip


def _filter(key: str) -> dict[str, Any]:
    about, example = FILTERS[key]
    schema: dict[str, Any] = {"type": "string", "example": example}
    if key == "klasse":
        schema = {"type": "string", "enum": ["0", "1", "2", "3"]}
    return _parameter(key, "query", about, schema)


def _paths() -> dict[str, Any]:
    json, schema, geojson = documents.JSON, documents.SCHEMA, documents.GEOJSON
    paths = {
        "/": _operation("landing", "Deze API", json, "Document"),
        "/conformance": _operation("conformance", "Waar deze API aan voldoet", json, "Document"),
        "/api": _operation("api", "Dit document", documents.OPENAPI, "Document"),
        "/collections": _operation("collections", "De verzamelingen", json, "Document"),
        "/tileMatrixSets": _operation("getTileMatrixSetsList", "Tegelschema's", json, "Document", tag="Tegels"),
        "/tileMatrixSets/WebMercatorQuad": _operation(
            "getTileMatrixSet", "Het tegelschema", json, "Document", tag="Tegels"
        ),
    } | _tiles("", "all.dataset.vector", "")
    for name, (title, about) in documents.COLLECTIONS.items():
        here, shared = f"/collections/{name}", ("crs", "datetime")
        filters = tuple(f"filter-{key}" for key in query.FILTERS[name])
        paths[here] = _operation(f"{name}.collection", title, json, "Document")
        paths[f"{here}/schema"] = _operation(f"{name}.schema", f"Velden van {title.lower()}", schema, "Document")
        queryables = _operation(f"{name}.queryables", f"Velden voor een filter op {title.lower()}", schema, "Document")
        content = queryables["get"]["responses"]["200"]["content"]
        content[json] = content[schema]  # with f=json
        paths[f"{here}/queryables"] = queryables
        paths[f"{here}/items"] = _operation(
            f"{name}.items", about, geojson, f"{name}-verzameling", features=True, tag="Features",
            parameters=_refs((*query.COLLECTION_ONLY, *shared, "f-features", *filters)),
        )  # fmt: skip
        csv = paths[f"{here}/items"]["get"]["responses"]["200"]
        csv["content"][documents.FORMS["csv"]] = {"schema": {"type": "string"}}
        csv["headers"]["Link"] = {"$ref": "#/components/headers/Link"}
        paths[f"{here}/items/{{featureId}}"] = _operation(
            f"{name}.item", f"Een van de {title.lower()}", geojson, f"{name}-feature", features=True, tag="Features",
            parameters=_refs(("featureId", *shared, "f-feature")),
        )  # fmt: skip
        paths |= _tiles(here, f"{name}.collection.vector", f" met alleen {title.lower()}")
    return paths


def _tiles(here: str, name: str, which: str) -> dict[str, Any]:
    """The three paths of tiles, their operations named as OGC API Tiles part 1, table 11 wants it."""
    quad, kind = f"{here}/tiles/WebMercatorQuad", documents.JSON
    return {
        f"{here}/tiles": _operation(
            f"{name}.getTileSetsList", f"De tegelsets{which}", kind, "Document", tag="Tegels"
        ),
        quad: _operation(f"{name}.getTileSet", f"De tegelset{which}", kind, "Document", tag="Tegels"),
        f"{quad}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _tile(f"{name}.getTile", f"Een vectortegel{which}"),
    }  # fmt: skip


def _tile(identity: str, summary: str) -> dict[str, Any]:
    answer = {
        "description": "Een tegel",
        "content": {documents.MVT: {"schema": {"type": "string", "format": "binary"}}},
    }
    return {
        "get": {
            "operationId": identity, "summary": summary, "tags": ["Tegels"],
            "parameters": _refs(("tileMatrix", "tileRow", "tileCol", "f-tile")),
            "responses": {"200": answer, "204": {"description": "Een lege tegel"}, **OTHERS},
        }
    }  # fmt: skip


def _schemas() -> dict[str, Any]:
    text = {"type": "string"}
    links = {"type": "array", "items": {
        "type": "object", "required": ["href", "rel"],
        "properties": {"href": text, "rel": text, "type": text, "title": text},
    }}  # fmt: skip
    out: dict[str, Any] = {
        "Document": {"type": "object"},
        "Probleem": {
            "type": "object", "required": ["type", "status", "title", "detail"],
            "properties": {"type": text, "status": {"type": "integer"}, "title": text, "detail": text},
        },
    }  # fmt: skip
    position = {"type": "array", "minItems": 2, "items": {"type": "number"}}
    system: dict[str, Any] = {
        "type": "object", "required": ["type", "properties"], "description": "Alleen als het stelsel niet CRS84 is.",
        "properties": {
            "type": {"type": "string", "enum": ["name"]},
            "properties": {"type": "object", "required": ["name"], "properties": {"name": text}},
        },
    }  # fmt: skip
    ring = {"type": "array", "minItems": 4, "items": position}
    for name in (tile_schema.GEMEENTEN, tile_schema.PROVINCIES):
        properties = {a.naam: _nullable(documents.property_schema(a)) for a in tile_schema.COLUMNS[name]}
        feature: dict[str, Any] = {
            "type": "object", "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]}, "id": text, "links": links, "crs": system,
                "geometry": {"type": "object", "required": ["type", "coordinates"], "properties": {
                    "type": {"type": "string", "enum": ["MultiPolygon"]},
                    "coordinates": {"type": "array", "items": {"type": "array", "items": ring}},
                }},
                "properties": {"type": "object", "properties": properties},  # all, or those that were chosen
            },
        }  # fmt: skip
        count = {"type": "integer", "minimum": 0}
        out[f"{name}-feature"] = feature
        out[f"{name}-verzameling"] = {
            "type": "object", "required": ["type", "features", "links", "timeStamp", "numberMatched", "numberReturned"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]}, "links": links, "crs": system,
                "timeStamp": {"type": "string", "format": "date-time"}, "numberMatched": count, "numberReturned": count,
                "features": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}-feature"}},
            },
        }  # fmt: skip
    return out


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if not key.startswith("x-")} | {"nullable": True}
