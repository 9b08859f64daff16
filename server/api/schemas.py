"""What the JSON API is asked and what it answers, as schemas: they parse the question and make the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apiflask import Schema
from marshmallow import EXCLUDE, fields, pre_load
from marshmallow.validate import OneOf, Range, Regexp

from data.domain.dictionary import sentence
from data.domain.stand import Reden
from data.store.snapshots_table import LONGEST_TOELICHTING, parse_toelichting
from data.terms import GEMEENTE_FORM, PROVINCIE_FORM, Halfjaar, Peildatum
from server.api.question_terms import (
    MOST_NAME,
    Term,
    Whole,
    parse_bestandsnaam,
    parse_day,
    parse_klasse,
    parse_provincie,
    shown_about,
)
from server.api.schemas_ahead import Vooruitblik
from server.http.refusals import InvalidQuery
from tiles.palette import BRAND
from tiles.tile_schema import COUNTS

MOST_ROWS = 1000
EXAMPLE_DAY, EXAMPLE_HALFJAAR = "2026-11-01", "2026-II"


class Question(Schema):
    """Base of all questions: a parameter that does not exist is refused, as the OGC API does; a typing error shows."""

    class Meta:
        """See marshmallow."""

        unknown = EXCLUDE

    @pre_load
    def _refuse(self, question: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        for name in question:
            if name not in self.fields:
                allowed = f"hier kunnen: {', '.join(self.fields)}" if self.fields else "hier kan er geen"
                raise InvalidQuery(name, str(question[name]), allowed)
        return question


class OpQuestion(Question):
    """On which day the figures could be seen that are asked; now without it."""

    op = Term(
        parse_day,
        "Wat er aan het einde van deze dag (Nederlandse tijd) was gepubliceerd; zonder: wat er nu staat. Het gaat om het "
        "moment waarop cijfers op de kaart kwamen, niet dat waarop het bestand kwam.",
        format="date", example="2026-11-20",
    )  # fmt: skip


class StandQuestion(OpQuestion):
    """Which month is asked: a peildatum, or the newest of a half-year; the newest of all without either."""

    peildatum = Term(
        Peildatum.parse, "Eerste dag van een maand; zonder: de nieuwste.", format="date", example=EXAMPLE_DAY
    )
    periode = Term(Halfjaar.parse, "Halfjaar; de nieuwste peildatum daarvan.", example=EXAMPLE_HALFJAAR)


class Paged(Question):
    """A part of a list."""

    limit = Whole(1, MOST_ROWS, "Hoogstens zoveel rijen.", MOST_ROWS)
    offset = Whole(0, 1_000_000, "Zoveel rijen overslaan.", 0)


class AreasQuestion(Paged):
    """Which gemeenten of a month are asked."""

    provincie = Term(parse_provincie, "Alleen gemeenten in deze provincie: naam of code.", example="PV27")
    klasse = Term(parse_klasse, "Alleen gemeenten in deze klasse: 0 geen cijfer, 1 goed, 2 enigszins achter, 3 achter.",
                  example="3")  # fmt: skip


class GemeentenQuestion(StandQuestion, AreasQuestion):
    """Which gemeenten are asked, and of which month."""


class MeldingenQuestion(Paged):
    """Which meldingen are asked."""

    limit = Whole(1, 200, "Hoogstens zoveel meldingen.", 50)


class SnapshotQuestion(Question):
    """What goes with a file that is delivered."""

    peildatum = Term(
        Peildatum.parse, "Nodig als het bestand zelf geen peildatum noemt.", format="date", example=EXAMPLE_DAY
    )
    bestandsnaam = Term(
        parse_bestandsnaam, "Naam van het bestand, als het niet als formulierveld komt; hoogstens 255 tekens.",
        most=MOST_NAME + 1, example="stand-2026-11-01.xlsx",
    )  # fmt: skip
    toelichting = Term(
        parse_toelichting, "Waarom deze cijfers komen, voor iedereen te lezen bij de correcties; hoogstens 500 tekens. "
        "Mag ook als formulierveld.", most=4 * LONGEST_TOELICHTING, example="Twee gemeenten waren verwisseld.",
    )  # fmt: skip


def text(description: str, **about: Any) -> fields.String:
    """A text that is always there."""
    return fields.String(required=True, metadata=shown_about(description, about), **about)


def _persons(name: str) -> fields.Integer:
    return fields.Integer(
        required=True, allow_none=True, metadata={"description": f"{sentence(name)} Zonder cijfer null."}
    )


def number(description: str, *, allow_none: bool = False) -> fields.Float:
    """A number that is always there."""
    return fields.Float(required=True, allow_none=allow_none, metadata={"description": description})


def count(description: str) -> fields.Integer:
    """A whole number from 0 that is always there."""
    return fields.Integer(required=True, metadata={"description": description}, validate=Range(0))


def yes(description: str) -> fields.Boolean:
    """Whether something is so."""
    return fields.Boolean(required=True, metadata={"description": description})


def _day(description: str) -> fields.String:
    return text(description, format="date", example=EXAMPLE_DAY)


class PeildatumPart(Schema):
    """A peildatum and its half-year."""

    peildatum = _day(sentence("peildatum"))
    periode = text(sentence("periode"), example=EXAMPLE_HALFJAAR)
    maanden = fields.Integer(required=True, validate=Range(1, 6), metadata={"description": sentence("maanden")})


_OF_TABLE = {a.naam: _persons(a.naam) for a in COUNTS}


class CijfersPart(Schema.from_dict(_OF_TABLE)):  # type: ignore[misc]  # made of the table of attributes
    """The figures of one area."""

    percentage = number(sentence("percentage"), allow_none=True)
    reden = fields.String(
        required=True, allow_none=True, validate=OneOf([str(reden) for reden in Reden]),
        metadata={"description": sentence("reden")},
    )  # fmt: skip
    perMaand = fields.Integer(  # noqa: N815 - public names are lower camelCase
        required=True, allow_none=True, validate=Range(0),
        metadata={"description": f"{sentence('perMaand')} Naar boven afgerond; zonder cijfer en bij de eindstand null."},
    )  # fmt: skip
    klasse = fields.Integer(
        required=True, validate=OneOf([0, 1, 2, 3]),
        metadata={"description": f"{sentence('klasse')} Een rekenuitkomst, niet het oordeel van de toezichthouder."},
    )  # fmt: skip
    status = text(sentence("status"), example="goed op schema")
    alGehaald = yes("Of de gecorrigeerde taakstelling nul of minder is.")  # noqa: N815


class StandPart(PeildatumPart):
    """What holds for all figures of a month."""

    normPercentage = number(sentence("normPercentage"))  # noqa: N815
    grensPercentage = number(sentence("grensPercentage"))  # noqa: N815
    voorbeeld = yes("Of dit verzonnen voorbeeldcijfers zijn.")
    bron = text("Bron van de cijfers.", example="COA")
    revisie = count("1 voor het eerste bestand van een peildatum.")
    versie = fields.String(
        metadata={
            "description": "Alleen bij `op` en onder `versies`: naam van de versie, die haar blijvende adres geeft."
        }
    )


class GemeentePart(CijfersPart):
    """A gemeente with its figures."""

    code = text("Gemeentecode van het CBS.", example="GM0363", validate=Regexp(f"^{GEMEENTE_FORM}$"))
    naam = text("Naam.", example="Amsterdam")
    provinciecode = text("Code van de provincie.", example="PV27", validate=Regexp(f"^{PROVINCIE_FORM}$"))
    provincie = text("Naam van de provincie.", example="Noord-Holland")


class AheadPart(Schema):
    """The look ahead of one area."""

    vooruitblik = fields.Nested(
        Vooruitblik, metadata={"description": f"{sentence('vooruitblik')} Niet bij een versie."}
    )


class Gemeente(GemeentePart, StandPart, AheadPart):
    """One gemeente at a peildatum."""

    rapport = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Adres van de halfjaarrapportage (PDF); null als die van een versie er niet meer is.",
                  "format": "uri"},
    )  # fmt: skip


class Gemeenten(StandPart):
    """A list of gemeenten at a peildatum."""

    aantal = count("Zoveel gemeenten voldoen aan de vraag, op alle pagina's samen.")
    gemeenten = fields.List(fields.Nested(GemeentePart), required=True)
    volgende = fields.String(metadata={"description": "Adres van de volgende pagina, als die er is.", "format": "uri"})


class Telling(Schema):
    """How many gemeenten are in each klasse."""

    goed, enigszins, achter = (count(f"Gemeenten in klasse {k}.") for k in (1, 2, 3))
    geenCijfer = count("Gemeenten zonder cijfer.")  # noqa: N815


class GebiedPart(CijfersPart):
    """A provincie or the land: sums of gemeenten."""

    code = text("Code: PV27, of NL voor het land.", example="PV27")
    naam = text("Naam.", example="Noord-Holland")
    telling = fields.Nested(Telling, required=True)


class Gebied(GebiedPart, StandPart, AheadPart):
    """One provincie, or the land, at a peildatum."""


class Provincies(StandPart):
    """All provincies at a peildatum."""

    aantal = count("Aantal provincies.")
    provincies = fields.List(fields.Nested(GebiedPart), required=True)


class Klassenregel(Schema):
    """One klasse of the legend."""

    klasse = count("Nummer van de klasse.")
    status = text("In woorden.", example="achter")
    kleur = text("Kleur op de kaart.", example=BRAND, validate=Regexp("^#[0-9a-f]{6}$"))
    teken = text("Teken naast de kleur.", example="●")
    uitleg = text("De grens in woorden.", example="66,7% of meer")
    aantal = count("Gemeenten in deze klasse.")


class Legenda(StandPart):
    """The klassen at a peildatum."""

    klassen = fields.List(fields.Nested(Klassenregel), required=True)


class MonthQuestion(Question):
    """Of which month the figures are asked."""

    peildatum = Term(
        Peildatum.parse, "Eerste dag van een maand; zonder: de nieuwste.", format="date", example=EXAMPLE_DAY
    )


class Kaartcijfers(StandPart):
    """The figures of all gemeenten, by the number that their feature has in a tile."""

    grenstegels = text("Adres van de tegels zonder cijfers (TileJSON) waar deze nummers in staan.", format="uri")
    kolommen = fields.List(
        fields.String(), required=True, metadata={"description": "Wat er in elke rij staat, in deze volgorde."}
    )
    cijfers = fields.Dict(
        keys=fields.String(), values=fields.List(fields.Float(allow_none=True)), required=True,
        metadata={"description": "Per gemeente een rij, onder haar nummer: 363 voor GM0363. Zonder cijfer null."},
    )  # fmt: skip
