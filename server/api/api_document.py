"""The OpenAPI document of `/api/v1`: made from the views and their schemas, completed here to what the API promises.

What holds for every operation (version header, problem documents, CORS) is said once, here, following the national
API Design Rules (Logius). `tests/spectral` lints the outcome.
"""

from __future__ import annotations

import copy
from typing import Any, cast

from apiflask import APIFlask
from flask import current_app

from data.domain.dictionary import BY_NAME
from data.store.snapshots_table import LONGEST_TOELICHTING
from server.http.headers import API_VERSION
from server.http.problems import PROBLEM
from server.read_model import current_site
from tiles import licence

ERRORS = {
    400: ("Ongeldig", "De vraag klopt niet; `detail` zegt wat er niet klopt."),
    401: ("GeenToegang", "Het token ontbreekt of is onjuist."),
    404: ("NietGevonden", "Dit bestaat niet, of niet op deze peildatum."),
    405: ("NietToegestaan", "Deze methode kan hier niet; `Allow` noemt welke wel."),
    413: ("TeGroot", "Het bestand is te groot."),
    414: ("VraagTeLang", "De vraag is te lang."),
    422: ("Afgewezen", "Het bestand is afgewezen; `bevindingen` zegt waarom."),
    429: ("TeVeel", "Te veel verzoeken; `Retry-After` zegt hoeveel seconden te wachten."),
    503: ("NuNiet", "Tijdelijk niet beschikbaar."),
}
PATH_PARAMETERS = {
    "periode": ("Halfjaar.", "2026-II"),
    "versie": ("Naam van een versie: peildatum en revisie, van voorbeeldcijfers met `-voorbeeld`.", "2026-11-01-r1"),
    "code": ("Gemeentecode van het CBS (GM0363, 0363 of 363) of provinciecode (PV27).", "GM0363"),
}
INTAKE = ("snapshots", "meldingen", "rapportages", "correcties")
OF_FIGURES = frozenset(("taakstelling", "normPercentage", "peildatum", "klasse"))  # a schema with one is about figures
VERSION_HEADER = {"description": "Versie van deze API.", "schema": {"type": "string", "example": API_VERSION}}


def describe(app: APIFlask) -> None:
    """Sets what the generated document says of the whole API, and how it is completed."""
    app.config.update(
        OPENAPI_VERSION="3.0.3", AUTO_404_RESPONSE=False, AUTO_VALIDATION_ERROR_RESPONSE=False,
        VALIDATION_ERROR_STATUS_CODE=400, AUTO_AUTH_ERROR_RESPONSE=False,
        SECURITY_SCHEMES={"token": {"type": "http", "scheme": "bearer", "description": "Token van de beheerder."}},
        TAGS=[
            {"name": "Cijfers", "description": "Taakstelling en realisatie per gebied en peildatum."},
            {"name": "Aanlevering", "description": "COA-bestanden, meldingen en rapportages."},
        ],
        DESCRIPTION=(
            "Hoe gemeenten vergunninghouders huisvesten, per peildatum. De klasse is een rekenuitkomst en niet het "
            "oordeel van de provinciale toezichthouder. Open voor iedereen, zonder sleutel; fouten zijn probleem"
            "documenten (RFC 9457)."
        ),
    )  # fmt: skip
    app.spec_processor(complete)


def complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """The generated document with version headers, errors and described path parameters everywhere."""
    assert isinstance(spec, dict)  # a string only for YAML
    components = spec.setdefault("components", {})
    components["responses"] = {name: _error(status, text) for status, (name, text) in ERRORS.items()}
    components["headers"] = {"API-Version": VERSION_HEADER}
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = {
        "type": "object", "required": ["type", "status", "title", "detail"], "description": "Een probleemdocument.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "example": "about:blank"},
            "status": {"type": "integer", "example": 404}, "title": {"type": "string", "example": "Niet gevonden"},
            "detail": {"type": "string"},
        },
    }  # fmt: skip
    if "Bevinding" in schemas:
        findings = {"type": "array", "items": {"$ref": "#/components/schemas/Bevinding"}}
        schemas["Afwijzing"] = {
            "allOf": [{"$ref": "#/components/schemas/Problem"}],
            "required": ["bevindingen"], "type": "object", "properties": {"bevindingen": findings},
        }  # fmt: skip
        components["responses"]["Afgewezen"]["content"][PROBLEM]["schema"] = {"$ref": "#/components/schemas/Afwijzing"}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            _complete_operation(path, method, operation)
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if "anyOf" in field:  # generators of clients take the first for the type
                field["anyOf"].sort(key=lambda one: "$ref" not in one)
    spec["paths"] = {path.removeprefix("/api/v1"): operations for path, operations in sorted(spec["paths"].items())}
    return spec


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        if parameter["in"] == "path" and parameter["name"] in PATH_PARAMETERS:
            parameter["description"], parameter["example"] = PATH_PARAMETERS[parameter["name"]]
    statuses = {400, 404, 405, 414, 503}
    operation["tags"] = ["Aanlevering" if path.split("/")[-1] in INTAKE else "Cijfers"]
    operation.setdefault("description", operation["summary"] + ".")
    responses = operation["responses"]
    if method == "post":
        statuses |= {401, 413, 422, 429}
        responses["200"]["content"] = responses["201"]["content"]
        file = {"type": "string", "format": "binary", "description": "xlsx, ods of csv"}
        why = {"type": "string", "maxLength": LONGEST_TOELICHTING, "description": "Waarom deze cijfers komen."}
        form = {"type": "object", "required": ["bestand"], "properties": {"bestand": file, "toelichting": why}}
        kinds = {"multipart/form-data": {"schema": form}, "application/octet-stream": {"schema": file}}
        operation["requestBody"] = {"required": True, "content": kinds}
    if method == "get":
        responses["304"] = {"description": "De client heeft dit antwoord al (`If-None-Match`)."}
    for answer in responses.values():
        answer.setdefault("headers", {})["API-Version"] = {"$ref": "#/components/headers/API-Version"}
    for status in sorted(statuses):
        responses[str(status)] = {"$ref": f"#/components/responses/{ERRORS[status][0]}"}


def _error(status: int, text: str) -> dict[str, Any]:
    headers: dict[str, Any] = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    if status == 429:
        headers["Retry-After"] = {"description": "Seconden.", "schema": {"type": "integer"}}
    if status == 405:
        headers["Allow"] = {"description": "Methoden die wel kunnen.", "schema": {"type": "string"}}
    return {
        "description": text,
        "headers": headers,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def explained(components: dict[str, Any], address: str) -> dict[str, Any]:
    """The components with, at every field that `/begrippen` (at `address`) explains, where it does so."""
    return components | {
        "schemas": {name: _with_addresses(schema, address) for name, schema in components["schemas"].items()}
    }


def _with_addresses(schema: dict[str, Any], address: str) -> dict[str, Any]:
    fields: dict[str, dict[str, Any]] = schema.get("properties", {})
    if not OF_FIGURES.intersection(fields):
        return schema  # about files and messages: their `code`, `naam` and `status` are other things
    docs = {name: {"externalDocs": {"url": f"{address}#{BY_NAME[name].naam}"}} for name in fields if name in BY_NAME}
    return schema | {
        "properties": {name: about | (docs.get(name, {}) if "type" in about else {}) for name, about in fields.items()}
    }


def other_fields() -> dict[str, list[str]]:
    """Every field that the dictionary does not have, by name, with what the schemas that have it say of it."""
    schemas = cast(dict[str, Any], cast(APIFlask, current_app).spec)["components"]["schemas"]
    by_name: dict[str, list[str]] = {}
    for schema in (schemas[name] for name in sorted(schemas) if name != "Problem"):
        for name, about in schema.get("properties", {}).items():
            text = about.get("description") or "Een lijst of een deel met eigen velden."
            if name not in BY_NAME and text not in by_name.setdefault(name, []):
                by_name[name].append(text)
    return {name: texts for name, texts in sorted(by_name.items()) if texts}


def landing() -> dict[str, Any]:
    """The landing page: what this is, under which licence, and the address of every question without a code in it."""
    site = current_site()
    spec = document()
    questions = (
        (path, operations["get"]["summary"])
        for path, operations in spec["paths"].items()
        if "get" in operations and "{" not in path
    )
    return {
        "titel": spec["info"]["title"],
        "tekst": spec["info"]["description"],
        "versie": API_VERSION,
        "licentie": licence.LICENCE,
        "openapi": site.url("/api/v1/openapi.json"),
        "pagina": site.url("/gegevens"),
        "vragen": [{"titel": title, "adres": site.url(f"/api/v1{path}")} for path, title in questions],
    }


def document() -> dict[str, Any]:
    """The document for whoever asks: with the address under which they reached us and the contact of the settings."""
    site = current_site()
    spec = copy.copy(cast(dict[str, Any], cast(APIFlask, current_app).spec))
    contact = {"name": site.settings.contact_name, "url": site.settings.contact_url or site.url("/toelichting")}
    if site.settings.contact_email:
        contact["email"] = site.settings.contact_email
    spec["info"] = {
        **spec["info"], "title": "Land in Beeld", "version": API_VERSION, "contact": contact,
        "license": {"name": licence.NAME, "url": licence.LICENCE},
    }  # fmt: skip
    spec["components"] = explained(spec["components"], site.url("/begrippen"))
    spec["servers"] = [{"url": site.url("/api/v1"), "description": "Deze website"}]
    return spec
