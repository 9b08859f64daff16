"""Schemas of the API for where figures came from."""

from __future__ import annotations

from apiflask import Schema
from marshmallow import fields
from marshmallow.validate import OneOf, Regexp

from data.domain.publicaties import Versie
from data.terms import GEMEENTE_FORM, PROVINCIE_FORM, Peildatum
from server.api.question_terms import Term
from server.api.schemas import EXAMPLE_DAY as DAY
from server.api.schemas import PeildatumPart, Question, count, text

VIA = ("inbox", "api", "cli", "beheer", "voorbeeld")


def _if_any(description: str, **about: str) -> fields.String:
    return fields.String(required=True, allow_none=True, metadata={"description": description, **about})


class SumQuestion(Question):
    """Of which month it is asked."""

    peildatum = Term(Peildatum.parse, "Eerste dag van een maand; zonder: de nieuwste.", format="date", example=DAY)
    versie = Term(Versie.parse, "Een versie die is gepubliceerd, in plaats van een peildatum.", example="2026-11-01-r1")


class OriginQuestion(SumQuestion):
    """The same of a gemeente, which may be another later."""

    indeling = Term(
        Peildatum.parse,
        "De gemeente zoals die op deze peildatum is: wat tot dan is samengevoegd, is opgeteld. Zonder: de nieuwste.",
        format="date",
        example=DAY,
    )


class Bestand(Schema):
    """The file that the figures were read from."""

    naam = text("Naam van het bestand.", example="stand-2026-11-01.xlsx")
    sha256 = text("SHA-256 van de inhoud.", validate=Regexp("^[0-9a-f]{64}$"))
    via = text("Hoe het bestand binnenkwam.", validate=OneOf(VIA))
    ontvangen = text("Wanneer (UTC).", format="date-time")
    origineel = _if_any("Adres van het bestand zelf, als de beheerder originelen publiceert.", format="uri")


class Cel(Schema):
    """A cell of the file."""

    cel = text("Adres in een rekenblad.", example="E12")
    kolom = text("Kolomletter.", example="E")
    rij = count("Rij, vanaf 1.")
    kop = text("Kop van de kolom, zoals die in het bestand staat.", example="Taakstelling")
    teken = fields.Integer(
        required=True, validate=OneOf([1, -1]), metadata={"description": "1: opgeteld, -1: afgetrokken."}
    )


class Bron(Schema):
    """One figure and where it came from."""

    cijfer = text("Welk cijfer; `maand` is wat er in de laatste maand bij kwam.", example="gerealiseerd")
    waarde = fields.Float(required=True, allow_none=True, metadata={"description": "De waarde die is gepubliceerd."})
    som = _if_any("De cellen als som.", example="F12 + G12")
    regel = _if_any("De rekenregel, met deze getallen ingevuld, voor een cijfer dat uit andere volgt.")
    cellen = fields.List(
        fields.Nested(Cel),
        required=True,
        metadata={
            "description": "Waar het cijfer staat; bij een cijfer met een regel: waar het bestand het ook noemt."
        },
    )


class Opgeteld(Schema):
    """The figures of several gemeenten together."""

    uit = fields.List(
        fields.String(validate=Regexp(f"^{GEMEENTE_FORM}$")),
        required=True,
        metadata={"description": "Codes van de gemeenten die zijn opgeteld; elk heeft een eigen herkomst."},
    )
    cijfers = fields.List(fields.Nested(Bron), required=True)


class Herkomst(PeildatumPart):
    """Where the figures of an area at a peildatum came from."""

    code = text(
        "Code van gemeente of provincie (CBS), of NL.",
        example="GM0363",
        validate=Regexp(f"^({GEMEENTE_FORM}|{PROVINCIE_FORM}|NL)$"),
    )
    naam = text("Naam.", example="Amsterdam")
    voorbeeld = fields.Boolean(required=True, metadata={"description": "Of dit verzonnen voorbeeldcijfers zijn."})
    revisie = count("1 voor het eerste bestand van een peildatum.")
    bestand = fields.Nested(Bestand, required=True)
    blad = _if_any("Werkblad; null als het gebied geen eigen rij heeft.")
    rij = fields.Integer(required=True, allow_none=True, metadata={"description": "Rij, vanaf 1."})
    kolommenBewaard = fields.Boolean(  # noqa: N815 - public name
        required=True, metadata={"description": "Of de kolommen van deze levering zijn bewaard."}
    )
    cijfers = fields.List(
        fields.Nested(Bron),
        required=True,
        metadata={"description": "Wat het bestand zelf van deze gemeente zegt."},
    )
    opgeteld = fields.Nested(
        Opgeteld,
        required=True,
        allow_none=True,
        metadata={
            "description": "De som: van een provincie, het land, of met gemeenten die later in deze zijn opgegaan."
        },
    )
