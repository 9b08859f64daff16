"""What a request for features asks for: parameters to a checked `Query`, or a sentence about what is wrong. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data.terms import Klasse, Peildatum
from server.http.refusals import InvalidQuery
from server.ogc import cql2_check
from server.ogc.cql2_tree import FilterRefused, Node
from server.ogc.crs import BY_URI, CRS84, Crs
from tiles import tile_schema

LIMIT = 1000  # features in an answer, at most and when nothing is asked
FILTERS = {
    tile_schema.GEMEENTEN: ("statcode", "naam", "provincie", "klasse", "status"),
    tile_schema.PROVINCIES: ("statcode", "naam", "klasse", "status"),
}
KLASSEN = tuple(str(int(klasse)) for klasse in Klasse)
SHARED = ("crs", "datetime", "f")
SELECTING = ("filter", "filter-lang", "filter-crs", "sortby", "properties")
COLLECTION_ONLY = ("limit", "offset", "bbox", "bbox-crs", *SELECTING)
MOST_SORTED = 4  # fields in `sortby`
FORMATS = ("json", "geojson", "html", "csv")  # of a collection
FORMATS_OF_ONE = ("json", "geojson", "html")
NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,3})?", re.ASCII)
HOUR, SIXTY = r"([01]\d|2[0-3])", r"[0-5]\d"
MOMENT = re.compile(
    rf"(\d{{4}})-(\d\d)-(\d\d)([Tt]{HOUR}:{SIXTY}:({SIXTY}|60)(\.\d{{1,9}})?([Zz]|[+-]{HOUR}:{SIXTY}))?", re.ASCII
)


def last_day(peildatum: Peildatum) -> dt.date:
    """The last day that the figures of a peildatum hold: a month has one position."""
    start = peildatum.date
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])


@dataclass(frozen=True, slots=True)
class Period:
    """The days that `datetime` names, both included; None is an open end."""

    first: dt.date | None
    last: dt.date | None

    def meets(self, peildatum: Peildatum) -> bool:
        """Whether figures of this peildatum, which hold for its month, are asked for."""
        start, end = peildatum.date, last_day(peildatum)
        return (self.first is None or end >= self.first) and (self.last is None or start <= self.last)


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a collection."""

    crs: Crs = CRS84
    period: Period | None = None
    limit: int = LIMIT
    offset: int = 0
    bbox: tuple[float, float, float, float] | None = None
    bbox_crs: Crs = CRS84
    filters: Mapping[str, str] = field(default_factory=dict)
    condition: Node | None = None
    condition_crs: Crs = CRS84
    order: tuple[tuple[str, bool], ...] = ()  # fields, and whether the highest comes first
    properties: tuple[str, ...] | None = None
    form: str = ""  # `json`, `csv` or so; empty: what the header `Accept` says

    @property
    def endless(self) -> bool:
        """Whether there are so many questions like this one that its answer had better not be kept."""
        return self.condition is not None or bool(self.order) or self.properties is not None


def parse(args: Iterable[tuple[str, str]], layer: str, *, single: bool = False) -> Query:
    """The question in the parameters of a request for items, or with `single` for one item. Raises InvalidQuery."""
    parameters: dict[str, str] = {}
    allowed = SHARED if single else (*SHARED, *COLLECTION_ONLY, *FILTERS[layer])
    for name, value in args:
        if name not in allowed:
            raise InvalidQuery(name, value, f"hier kunnen: {', '.join(allowed)}")
        if name in parameters:
            raise InvalidQuery(name, value, "noem hem eenmaal")
        parameters[name] = value
    formats = FORMATS_OF_ONE if single else FORMATS
    if parameters.get("f", "json") not in formats:
        raise InvalidQuery("f", parameters["f"], f"kies {' of '.join(formats)}")
    if parameters.get("klasse", "0") not in KLASSEN:
        raise InvalidQuery("klasse", parameters["klasse"], f"kies {', '.join(KLASSEN)}")
    bbox = parameters.get("bbox")
    bbox_crs = _crs("bbox-crs", parameters.get("bbox-crs"))
    condition_crs = _crs("filter-crs", parameters.get("filter-crs"))
    return Query(
        crs=_crs("crs", parameters.get("crs")),
        period=_period(parameters["datetime"]) if "datetime" in parameters else None,
        limit=min(LIMIT, _whole("limit", parameters.get("limit", str(LIMIT)), 1)),
        offset=_whole("offset", parameters.get("offset", "0"), 0),
        bbox=None if bbox is None else _bbox(bbox, bbox_crs),
        bbox_crs=bbox_crs,
        filters={name: parameters[name] for name in FILTERS[layer] if name in parameters},
        condition=_condition(parameters, condition_crs, layer),
        condition_crs=condition_crs,
        order=_order(parameters["sortby"], layer) if "sortby" in parameters else (),
        properties=_properties(parameters["properties"], layer) if "properties" in parameters else None,
        form=parameters.get("f", "").replace("geojson", "json"),
    )


def _condition(parameters: Mapping[str, str], system: Crs, layer: str) -> Node | None:
    language = parameters.get("filter-lang", "cql2-text")
    if language not in cql2_check.LANGUAGES:
        raise InvalidQuery("filter-lang", language, f"kies {' of '.join(cql2_check.LANGUAGES)}")
    if "filter" not in parameters:
        return None
    try:
        return cql2_check.read(parameters["filter"], language, system, layer)
    except FilterRefused as refused:
        raise InvalidQuery("filter", parameters["filter"], refused.sentence) from None


def _field(name: str, parameter: str, text: str, layer: str) -> str:
    names = [attribute.naam for attribute in tile_schema.COLUMNS[layer]]
    if name not in names:
        raise InvalidQuery(parameter, text, f"het veld {name[:40]!r} is er niet; wel: {', '.join(names)}")
    return name


def _order(text: str, layer: str) -> tuple[tuple[str, bool], ...]:
    """`naam` or `+naam` is from low to high, `-naam` from high to low; a plus in an address may arrive as a space."""
    order = {_field(part.lstrip("+- "), "sortby", text, layer): part[0] == "-" for part in text.split(",") if part}
    if not 0 < len(order) <= MOST_SORTED or len(order) < text.count(",") + 1:
        raise InvalidQuery("sortby", text, f"geef een tot {MOST_SORTED} velden, elk eenmaal, met komma's ertussen")
    return tuple(order.items())


def _properties(text: str, layer: str) -> tuple[str, ...]:
    chosen = {_field(name, "properties", text, layer) for name in text.split(",")}
    return tuple(attribute.naam for attribute in tile_schema.COLUMNS[layer] if attribute.naam in chosen)


def _crs(name: str, uri: str | None) -> Crs:
    if uri is None:
        return CRS84
    try:
        return BY_URI[uri]
    except KeyError:
        raise InvalidQuery(name, uri, f"kies {', '.join(BY_URI)}") from None


def _whole(name: str, text: str, least: int) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or int(text) < least:
        raise InvalidQuery(name, text, f"geef een geheel getal van {least} of meer")
    return int(text)


def _bbox(text: str, system: Crs) -> tuple[float, float, float, float]:
    """Four numbers, or six of which the heights are left out, in the order of the system."""
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(NUMBER.fullmatch(part) for part in parts):
        raise InvalidQuery("bbox", text, "geef vier getallen met komma's ertussen")
    numbers = [float(part) for part in parts]
    a, b, c, d = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    if not all(math.isfinite(n) for n in numbers):
        raise InvalidQuery("bbox", text, "geef gewone getallen")
    turned = (a > c and system is not CRS84, b > d)
    if any(turned):
        raise InvalidQuery("bbox", text, "noem eerst de kleinste waarden")
    return a, b, c, d


def _period(text: str) -> Period:
    """`2026-11-01`, a moment of that day, or `begin/end` with `..` or nothing for an open end (RFC 3339)."""
    parts = text.split("/")
    if len(parts) == 1:
        day = _day(text, text)
        return Period(day, day)
    if len(parts) != 2 or (all(part in ("", "..") for part in parts) and parts != ["..", ".."]):
        raise InvalidQuery("datetime", text, "geef een dag, of twee met een / ertussen")
    first, last = (None if part in ("", "..") else _day(part, text) for part in parts)
    if first is not None and last is not None and first > last:
        raise InvalidQuery("datetime", text, "het begin ligt na het einde")
    return Period(first, last)


def _day(part: str, text: str) -> dt.date:
    match = MOMENT.fullmatch(part)
    try:
        if match is None:
            raise ValueError(part)
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise InvalidQuery("datetime", text, "geef een dag zoals 2026-11-01") from None
