"""What the search is asked and what it answers, as schemas."""

from __future__ import annotations

from apiflask import Schema
from marshmallow import fields

from data.domain.area_search import LONGEST
from server.api.question_terms import Term
from server.api.schemas import PeildatumPart, StandQuestion, count, text, yes


class SearchQuestion(StandQuestion):
    """What is searched for, and in which month."""

    q = Term(
        str, "Naam of code; een andere naam, een naam van vroeger of een typefout mag ook. "
        f"De eerste {LONGEST} tekens tellen.",
        most=LONGEST, example="Slochteren",
    )  # fmt: skip


class Gevonden(Schema):
    """An area that was found."""

    code = text("Code: gemeentecode, PV26 of NL.", example="GM1952")
    naam = text("Naam.", example="Midden-Groningen")
    precies = yes("Of de naam of code precies zo geschreven wordt; anders past een deel, of er is een typefout.")
    uitleg = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Waarom dit gebied is gevonden, als dat niet uit de naam blijkt."},
    )  # fmt: skip


class Zoekantwoord(PeildatumPart):
    """What was found, best first."""

    aantal = count("Aantal gevonden gebieden.")
    gevonden = fields.List(fields.Nested(Gevonden), required=True)
