"""Schema of the API for the look ahead of an area."""

from __future__ import annotations

from apiflask import Schema
from marshmallow import fields
from marshmallow.validate import OneOf, Range

from data.domain.dictionary import sentence
from data.domain.outlook import GeenBand

_COUNTS = ("prognose", "prognoseTekort", "prognoseLaag", "prognoseHoog")
_HALVES = ("halfjarenGehaald", "halfjarenNietGehaald", "halfjarenOnder")


def _persons(name: str) -> fields.Integer:
    return fields.Integer(required=True, allow_none=True, metadata={"description": sentence(name)})


def _halves(name: str) -> fields.Integer:
    return fields.Integer(required=True, validate=Range(0), metadata={"description": sentence(name)})


_FIGURES = {name: _persons(name) for name in _COUNTS} | {name: _halves(name) for name in _HALVES}


class Vooruitblik(Schema.from_dict(_FIGURES)):  # type: ignore[misc]  # made of names
    """What the figures say of the rest of the half-year: arithmetic, no forecast and no verdict."""

    tempo = fields.Float(required=True, allow_none=True, metadata={"description": sentence("tempo")})
    geenBand = fields.String(  # noqa: N815 - public names are lower camelCase
        required=True, allow_none=True, validate=OneOf([str(why) for why in GeenBand]),
        metadata={"description": sentence("geenBand")},
    )  # fmt: skip
    minstens = fields.Boolean(required=True, metadata={"description": sentence("minstens")})
    zinnen = fields.List(
        fields.String(), required=True, metadata={"description": "Hetzelfde in woorden, zoals op de pagina."}
    )
    uitleg = fields.String(required=True, metadata={"description": "Hoe deze cijfers bedoeld zijn."})
