"""Schemas of the API for what was published before: the versions of the figures."""

from __future__ import annotations

from apiflask import Schema
from marshmallow import fields
from marshmallow.validate import OneOf, Regexp

from data.domain.publicaties import Geldigheid
from data.terms import Peildatum
from server.api.question_terms import Term
from server.api.schemas import EXAMPLE_DAY, Paged, PeildatumPart, StandPart, count, text

EXAMPLE_VERSIE = "2026-11-01-r1"
VERSIE_FORM = "^[0-9]{4}-[0-9]{2}-01-r[1-9][0-9]*(-voorbeeld)?$"


class VersiesQuestion(Paged):
    """Which versions are asked."""

    peildatum = Term(Peildatum.parse, "Alleen versies van deze peildatum.", format="date", example=EXAMPLE_DAY)


class Versieregel(PeildatumPart):
    """One version of the figures of a peildatum."""

    versie = text("Naam van de versie; staat in haar blijvende adres.", example=EXAMPLE_VERSIE,
                  validate=Regexp(VERSIE_FORM))  # fmt: skip
    revisie = count("1 voor de eerste cijfers van een peildatum.")
    voorbeeld = fields.Boolean(required=True, metadata={"description": "Of dit verzonnen voorbeeldcijfers zijn."})
    gepubliceerd = text("Moment waarop deze versie voor het eerst op de kaart stond.", format="date-time")
    release = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Uitgave die haar het eerst toonde; null als dat niet is bewaard."},
    )  # fmt: skip
    sha256 = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Waaruit die uitgave is gemaakt, als sha256. Dezelfde cijfers, grenzen en instellingen "
                  "geven op een andere machine dezelfde waarde; de naam van de uitgave eindigt op de eerste acht tekens."},
    )  # fmt: skip
    adres = text("Blijvend adres in deze API.", format="uri")
    pagina = text("Blijvend adres om te lezen.", format="uri")


class Versies(Schema):
    """The versions that were published, newest first."""

    aantal = count("Zoveel versies voldoen aan de vraag, op alle pagina's samen.")
    versies = fields.List(fields.Nested(Versieregel), required=True)
    volgende = fields.String(metadata={"description": "Adres van de volgende pagina, als die er is.", "format": "uri"})


class Versie(Versieregel, StandPart):
    """One version, and what became of it."""

    geldigheid = text("Of deze versie nog geldt, en anders wat ervoor in de plaats kwam.",
                      validate=OneOf([str(g) for g in Geldigheid]))  # fmt: skip
    sinds = text("Sinds wanneer dat zo is.", format="date-time")
    geldend = fields.String(
        required=True, allow_none=True,
        metadata={"description": "De versie van deze peildatum die geldt; null als er geen geldt."},
    )  # fmt: skip
    tegels = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Adres van de kaarttegels (TileJSON); null als die zijn opgeruimd.", "format": "uri"},
    )  # fmt: skip
    rapport = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Adres van de rapportage (PDF) van Nederland; null als die er niet (meer) is.",
                  "format": "uri"},
    )  # fmt: skip
    opgeruimd = fields.List(
        fields.String(), required=True, metadata={"description": "Zinnen over wat er van deze versie niet meer is."}
    )
