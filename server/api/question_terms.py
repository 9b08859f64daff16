"""What a question to the API may hold: terms of the field and whole numbers, parsed, bounded and described."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from marshmallow import fields
from marshmallow.validate import Range

from data import terms
from data.errors import InvalidTerm
from data.reference.names import find_provincie
from data.terms import Gebiedsoort, Klasse

MOST_NAME = 255  # characters of a file name


def shown_about(description: str, about: dict[str, Any]) -> dict[str, Any]:
    """What the document says of a field; what is meant for it is taken out of `about`."""
    field: dict[str, Any] = {"description": description}
    for key in ("example", "format"):
        if key in about:
            field[key] = about.pop(key)
    return field


class Term(fields.String):
    """A query parameter that is a term of the field. Empty is as if it were not there; wrong raises InvalidTerm."""

    def __init__(self, parse: Callable[[str], Any], description: str, *, most: int = 40, **about: Any) -> None:
        super().__init__(metadata=shown_about(description, about), **about)
        self._parse, self._most = parse, most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return self._parse(str(value)[: self._most]) if value else None


class Whole(fields.Integer):
    """A query parameter that is a whole number between two bounds. Raises InvalidTerm."""

    def __init__(self, low: int, high: int, description: str, default: int | None = None) -> None:
        about: dict[str, Any] = {} if default is None else {"load_default": default}
        super().__init__(validate=Range(low, high), metadata={"description": description}, **about)
        self._low, self._high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not re.fullmatch(r"[0-9]{1,9}", str(value), re.ASCII) or not self._low <= int(value) <= self._high:
            raise InvalidTerm(f"{attr} ({self._low} tot {self._high})", str(value)[:20])
        return int(value)


def parse_klasse(text: str) -> Klasse:
    """The klasse of `0` to `3`. Raises InvalidTerm."""
    if text not in ("0", "1", "2", "3"):
        raise InvalidTerm("klasse", text)
    return Klasse(int(text))


def parse_provinciecode(text: str) -> terms.Gebied:
    """A text that looks like PV27. Raises InvalidTerm."""
    with suppress(InvalidTerm):
        gebied = terms.Gebied(text)
        if gebied.soort is Gebiedsoort.PROVINCIE:
            return gebied
    raise InvalidTerm("provinciecode", text[:20])


def parse_provincie(text: str) -> terms.Gebied:
    """The provincie of a code or a name. Raises InvalidTerm."""
    return parse_provinciecode(find_provincie(text) or text)


def parse_bestandsnaam(text: str) -> str:
    """A name that a file can have. Raises InvalidTerm."""
    if len(text) > MOST_NAME:
        raise InvalidTerm(f"bestandsnaam (hoogstens {MOST_NAME} tekens)", text[:20])
    return text


def parse_day(value: str) -> dt.date:
    """A calendar day in ISO 8601. Raises InvalidTerm."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
            return dt.date.fromisoformat(value)
    except ValueError as error:
        raise InvalidTerm("dag", value) from error
    raise InvalidTerm("dag", value)
