"""Schemas of the data that the pages embed for their scripts, from which the types of these scripts are made. Pure.

They share their parts with the schemas of the API: a field that both tell has one description. `make generated` writes
the types from `document`.
"""

from __future__ import annotations

import json
from typing import Any

from apiflask import Schema
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields
from marshmallow.validate import OneOf

from server.api.schemas import Klassenregel, PeildatumPart, text
from tiles.palette import LOOKS


class Row(fields.Tuple):
    """A list of which every place has its own meaning."""

    def __init__(self, *places: fields.Field[Any], about: str, **others: Any) -> None:
        super().__init__(places, metadata={"description": about}, **others)


class Klassebeeld(Klassenregel):
    """How the map draws a klasse."""

    class Meta:
        """See marshmallow."""

        exclude = ("teken", "uitleg", "aantal")

    inkt = text("Kleur van patroon en tekst op de kleur.")
    dekking = text("Een vierkant van het patroon: base64 van de dekking (0 tot 255) per beeldpunt, rij na rij.")
    patroon = text(
        "Naam van het patroon.", validate=OneOf([look.pattern.name if look.pattern else "" for look in LOOKS])
    )


class Legendarij(Klassenregel):
    """A line of the legend in a month."""

    class Meta:
        """See marshmallow."""

        exclude = ("kleur", "teken")


class Landtotaal(Schema):
    """The figures of the land as text, for the big figure of the map."""

    opbouw, nogTekst, normZin, gecorrigeerd, gerealiseerd, nog, percentage = (  # noqa: N815 - public names
        fields.String(required=True) for _ in range(7)
    )
    waarde = fields.Float(required=True, allow_none=True, metadata={"description": "Het percentage als getal."})


class Maand(PeildatumPart):
    """Everything that changes on the map with the month."""

    titel = text("De peildatum in woorden.")
    periodeTitel = text("Het halfjaar in woorden.")  # noqa: N815
    voortgang = text("Hoe ver het halfjaar is, in woorden.")
    sindsVorige = text("Wat er veranderde sinds de maand ervoor.")  # noqa: N815
    voorbeeld = fields.Boolean(required=True)
    norm = fields.Float(required=True, metadata={"description": "In procenten."})
    normTekst = text("De norm in woorden.")  # noqa: N815
    tegels = text("Adres van een tegel, met {z}, {x} en {y}.")
    versie = text("De versie van de cijfers, zoals in /versie/{versie}/.")
    grenzen = text("Kenmerk van de gemeentegrenzen; bij een ander kenmerk horen andere tegels.")
    nederland = fields.Nested(Landtotaal, required=True)
    legenda = fields.List(fields.Nested(Legendarij), required=True)
    tellingen = fields.Dict(
        fields.String(), fields.List(fields.Integer()), required=True,
        metadata={"description": "Onder de code van een provincie: haar gemeenten in klasse 0, 1, 2 en 3."},
    )  # fmt: skip
    cijfers = fields.Dict(
        fields.String(), Row(fields.Integer(), fields.Float(allow_none=True), about="Klasse en percentage."),
        required=True, metadata={"description": "Onder het nummer van de gemeentecode."},
    )  # fmt: skip


class Insluitkeuze(Schema):
    """The area that an embed is about, and the klassen that it shows; empty is the land, and all of them."""

    gemeente, provincie, klasse = (fields.String(required=True) for _ in range(3))


class Paden(Schema):
    """Where the script finds what; in braces what it fills in itself."""

    maand, buren, namen, paneel, embed, tabel, bronnen, gemeente, provincie, plaatje, werker = (
        fields.String(required=True) for _ in range(11)
    )


def extent(about: str) -> Row:
    """Two corners of a part of the map."""
    corner = Row(fields.Float(), fields.Float(), about="Graden oosterlengte en noorderbreedte.")
    return Row(corner, corner, about=about, required=True)


class Start(Schema):
    """What a page with a map tells its script."""

    paden = fields.Nested(Paden, required=True)
    klassen = fields.List(fields.Nested(Klassebeeld), required=True)
    land = extent("Waar Nederland ligt: zuidwest en noordoost.")
    uitsnede = extent("Wat de kaart het eerst laat zien: zuidwest en noordoost.")
    peildata = fields.List(fields.String(), required=True)
    zoom = Row(fields.Integer(), fields.Integer(), about="Het grofste en het fijnste niveau met tegels.", required=True)
    maand = fields.Nested(Maand, required=True)
    embed = fields.Nested(Insluitkeuze)


class PageData(Schema):
    """All that the server hands to a script."""

    start = fields.Nested(Start, required=True)
    naam = Row(*(fields.String() for _ in range(3)), about="Naam, code en uitleg van iets op de kaart.", required=True)


def document() -> dict[str, Any]:
    """The schemas as one JSON Schema, which `PageData` holds together."""
    plugin = MarshmallowPlugin()
    spec = APISpec("", "", "3.1.0", plugins=[plugin])
    assert plugin.converter
    plugin.converter.add_attribute_function(_places)  # type: ignore[no-untyped-call]
    spec.components.schema("PageData", schema=PageData)
    text = json.dumps(spec.to_dict()["components"]["schemas"])
    for of_openapi, of_json_schema in (("#/components/schemas/", "#/definitions/"), ("prefixItems", "items")):
        text = text.replace(of_openapi, of_json_schema)
    definitions = json.loads(text)
    return {"title": "PageData", **definitions.pop("PageData"), "definitions": definitions}


def _places(converter: Any, field: fields.Field[Any], **_ret: Any) -> dict[str, Any]:
    """The type of each place of a row."""
    if not isinstance(field, Row):
        return {}
    count = len(field.tuple_fields)
    return {
        "type": "array", "minItems": count, "maxItems": count,
        "prefixItems": [converter.field2property(place) for place in field.tuple_fields],
    }  # fmt: skip
