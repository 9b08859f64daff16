"""Schemas of the API for corrections: which later file changed what, and why."""

from __future__ import annotations

from apiflask import Schema
from marshmallow import fields
from marshmallow.validate import OneOf

from data.domain.revisions import FIGURES
from data.terms import Peildatum
from server.api.question_terms import Term, Whole
from server.api.schemas import EXAMPLE_DAY, Paged, PeildatumPart, count, text, yes

MOST_CORRECTIONS = 50  # in one answer; each may name every gemeente


class CorrectiesQuestion(Paged):
    """Which corrections are asked."""

    limit = Whole(1, MOST_CORRECTIONS, "Hoogstens zoveel correcties.", 10)
    peildatum = Term(Peildatum.parse, "Alleen correcties van deze peildatum.", format="date", example=EXAMPLE_DAY)


def _figure(description: str) -> fields.Integer:
    return fields.Integer(required=True, allow_none=True, metadata={"description": description})


def _klasse(description: str) -> fields.Integer:
    return fields.Integer(
        required=True, allow_none=True, validate=OneOf([0, 1, 2, 3]), metadata={"description": description}
    )


class Wijziging(Schema):
    """One figure that changed."""

    veld = text("Welk cijfer.", example="gerealiseerd", validate=OneOf(FIGURES))
    was = _figure("Het cijfer ervoor (personen); null zonder cijfer.")
    werd = _figure("Het cijfer erna (personen); null zonder cijfer.")
    verschil = _figure("Erna min ervoor (personen); null als een van beide er niet is.")


class Gebiedswijziging(Schema):
    """What changed for one area."""

    code = text("Code: GM0344, PV26, of NL voor het land.", example="GM0344")
    naam = text("Naam.", example="Utrecht")
    wijzigingen = fields.List(fields.Nested(Wijziging), required=True)
    klasseWas = _klasse("De klasse ervoor.")  # noqa: N815 - public names are lower camelCase
    klasseWerd = _klasse("De klasse erna.")  # noqa: N815
    zin = text("Hetzelfde in woorden.", example="gerealiseerd was 130, werd 90")


class Correctie(PeildatumPart):
    """A later file of a peildatum."""

    revisie = count("Het hoeveelste bestand van de peildatum dit is; 2 is de eerste correctie.")
    ontvangen = text("Wanneer het bestand kwam (UTC).", format="date-time")
    toelichting = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Waarom, volgens wie het bestand aanleverde; null als daar niets bij stond."},
    )  # fmt: skip
    terugNaar = fields.Integer(  # noqa: N815
        required=True, allow_none=True,
        metadata={"description": "De eerdere revisie met dezelfde inhoud, als de cijfers zijn teruggezet; anders null."},
    )  # fmt: skip
    opKaart = yes("Of deze revisie op de kaart staat.")  # noqa: N815
    voorbeeld = yes("Of dit verzonnen voorbeeldcijfers zijn.")
    adres = text("De pagina van deze correctie.", format="uri")
    aantal = count("Zoveel gemeenten zijn veranderd.")
    nederland = fields.Nested(Gebiedswijziging, required=True, allow_none=True)
    provincies = fields.List(fields.Nested(Gebiedswijziging), required=True)
    gemeenten = fields.List(fields.Nested(Gebiedswijziging), required=True)


class Correcties(Schema):
    """Corrections, newest first."""

    aantal = count("Zoveel correcties voldoen aan de vraag, op alle pagina's samen.")
    correcties = fields.List(fields.Nested(Correctie), required=True)
    volgende = fields.String(metadata={"description": "Adres van de volgende pagina, als die er is.", "format": "uri"})
