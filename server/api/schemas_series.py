"""Schemas of the API for what runs through time or comes from outside: series, peildata, reports, meldingen, snapshots."""

from __future__ import annotations

from apiflask import Schema
from marshmallow import fields
from marshmallow.validate import OneOf

from data.domain.announced import Staat
from data.domain.dictionary import sentence
from server.api.schemas import EXAMPLE_HALFJAAR, CijfersPart, PeildatumPart, count, number, text, yes


class Peildatumregel(PeildatumPart):
    """A peildatum that has figures."""

    titel = text("In woorden.", example="1 november 2026")
    release = text("Naam van de uitgave; staat in adressen van tegels.")
    grenzen = text("Kenmerk van de gemeentegrenzen.")
    definitief = fields.Boolean(required=True, metadata={"description": "Of dit de eindstand van het halfjaar is."})
    voorbeeld = fields.Boolean(required=True, metadata={"description": "Of dit verzonnen voorbeeldcijfers zijn."})


class Peildata(Schema):
    """All peildata, newest first."""

    peildata = fields.List(fields.Nested(Peildatumregel), required=True)
    actueel = fields.String(
        required=True, allow_none=True, metadata={"format": "date", "description": "De nieuwste peildatum."}
    )


class Opgegaan(Schema):
    """Where a gemeente that no longer exists went."""

    datum = text("Dag van de herindeling.", format="date")
    code = text("Code van de gemeente waar zij in opging.", example="GM1992")
    naam = text("Naam daarvan.", example="Voorne aan Zee")
    toelichting = text("Welk deel.", example="de hele gemeente")


class Breuk(Schema):
    """A day from which the figures are about another area."""

    datum = text("Vanaf deze dag.", format="date")
    zin = text("Wat er veranderde.")


class Punt(PeildatumPart, CijfersPart):
    """The figures of one peildatum of a series."""

    normPercentage = number(sentence("normPercentage"))  # noqa: N815 - public name
    voorbeeld = yes("Of dit verzonnen voorbeeldcijfers zijn.")
    revisie = count("1 voor het eerste bestand van een peildatum.")
    uit = fields.List(
        fields.String(), required=True, metadata={"description": "Codes van de gemeenten die zijn opgeteld."}
    )
    zonder = fields.List(
        fields.String(), required=True,
        metadata={"description": "Codes van gemeenten waarvan later een deel bij dit gebied kwam; niet in de som."},
    )  # fmt: skip


class Reeks(Schema):
    """The figures of an area through the years, oldest first; gemeenten that merged are added up."""

    code = text("Gemeentecode, provinciecode of NL.", example="GM0363")
    naam = text("Naam.", example="Amsterdam")
    reeks = fields.List(fields.Nested(Punt), required=True)
    breuken = fields.List(fields.Nested(Breuk), required=True)
    opgegaanIn = fields.List(fields.Nested(Opgegaan), required=True)  # noqa: N815 - public name


class Versie(Schema):
    """What is kept of the reports of a version before."""

    versie = count("Versie van de cijfers.")
    gereed = count("Zoveel rapportages zijn er van bewaard.")
    sjabloon = text("Adres van een rapportage, met {code} voor een gemeente of provincie, of nederland.")


class Rapportage(PeildatumPart):
    """The reports of one half-year."""

    definitief = fields.Boolean(required=True, metadata={"description": "Of het om de eindstand gaat."})
    voorbeeld = fields.Boolean(required=True, metadata={"description": "Of dit verzonnen voorbeeldcijfers zijn."})
    aantal = count("Zoveel rapportages horen er te zijn.")
    gereed = count("Zoveel liggen er klaar; de andere worden gemaakt zodra erom wordt gevraagd.")
    nederland = text("Adres van de rapportage van heel Nederland (PDF).", format="uri")
    sjabloon = text("Adres van een rapportage, met {code} voor een gemeente of provincie.")
    zip = text("Adres van alle rapportages in één bestand; 503 met `Retry-After` zolang `gereed` kleiner is dan `aantal`.",
               format="uri")  # fmt: skip
    versie = count("Versie van de cijfers: 1, of meer na een verbetering.")
    eerder = fields.List(fields.Nested(Versie), required=True)


class Rapportages(Schema):
    """All half-years with reports, newest first."""

    rapportages = fields.List(fields.Nested(Rapportage), required=True)


class Bevinding(Schema):
    """Something found in a file."""

    code = text("Vaste code.", example="bestand-leeg")
    ernst = text("Hoe erg.", validate=OneOf(["fout", "waarschuwing", "melding"]))
    zin = text("Voor mensen.")
    blad, kolom, waarde, suggestie = (
        text(t) for t in ("Werkblad.", "Kolom.", "Wat er stond.", "Wat bedoeld kan zijn.")
    )
    rij = fields.Integer(required=True, allow_none=True, metadata={"description": "Rij, vanaf 1."})


class Melding(Schema):
    """Something that happened."""

    id = count("Nummer.")
    soort = text("Soort.")
    tekst = text("Voor mensen.")
    moment = text("Wanneer (UTC).", format="date-time")


class Opname(PeildatumPart):
    """The newest file that was taken in, with what was found in it."""

    revisie = count("1 voor het eerste bestand van een peildatum.")
    voorbeeld = fields.Boolean(required=True, metadata={"description": "Of dit verzonnen voorbeeldcijfers zijn."})
    ontvangen = text("Wanneer (UTC).", format="date-time")
    bevindingen = fields.List(fields.Nested(Bevinding), required=True)


class Meldingen(Schema):
    """Public meldingen, newest first, and the findings of the last file taken in."""

    meldingen = fields.List(fields.Nested(Melding), required=True)
    volgende = fields.String(metadata={"description": "Adres van de volgende pagina, als die er is.", "format": "uri"})
    laatsteOpname = fields.Nested(Opname, required=True, allow_none=True)  # noqa: N815 - public name


class Doel(Schema):
    """The taakstelling of an area in a half-year."""

    code = text("Gemeentecode, provinciecode of NL.", example="GM0363")
    naam = text("Naam.", example="Amsterdam")
    taakstelling = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Taakstelling (personen), zonder achterstand of voorsprong."},
    )
    inwoners = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Inwoners waarmee is gerekend, als de circulaire ze noemt."},
    )


class Gemeentedoel(Doel):
    """The taakstelling of a gemeente."""

    provinciecode = text("Code van de provincie.", example="PV27")
    provincie = text("Naam van de provincie.", example="Noord-Holland")


class Aankondiging(Schema):
    """A half-year of which the taakstelling was announced."""

    periode = text("Halfjaar.", example=EXAMPLE_HALFJAAR)
    titel = text("In woorden.", example="tweede halfjaar 2026")
    begin = text("Eerste dag van het halfjaar.", format="date")
    staat = text("Hoever het halfjaar is.", validate=OneOf([str(s) for s in Staat]))
    uitgever = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Wie de taakstelling bekendmaakte, als het bestand dat zegt."},
    )
    versie = count("1 voor de eerste circulaire van een halfjaar.")
    nederland = fields.Nested(Doel, required=True)


class Taakstellingen(Schema):
    """The half-years of which the taakstelling was announced, newest first."""

    taakstellingen = fields.List(fields.Nested(Aankondiging), required=True)


class Taakstelling(Aankondiging):
    """The taakstelling of all areas in one half-year."""

    provincies = fields.List(fields.Nested(Doel), required=True)
    gemeenten = fields.List(fields.Nested(Gemeentedoel), required=True)


class Ontvangst(Schema):
    """What became of a file that was delivered and accepted."""

    soort = text("Wat het bestand is.", validate=OneOf(["stand", "circulaire"]))
    peildatum = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Peildatum van het bestand; null bij een circulaire.", "format": "date"},
    )  # fmt: skip
    periode = text("Halfjaar.", example=EXAMPLE_HALFJAAR)
    revisie = count("Revisie van deze peildatum.")
    nieuw = fields.Boolean(required=True, metadata={"description": "Of er iets veranderd is."})
    bevindingen = fields.List(fields.Nested(Bevinding), required=True)
