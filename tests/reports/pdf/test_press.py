"""The key of a report: it covers all that is shown, and whatever is shown differently has another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from pathlib import Path

import pytest
import shapely

from data.domain.stand import Stand
from reports.kinds.all_kinds import make_figures
from reports.pdf.metadata import key_of
from reports.pdf.press import Manuscript
from reports.render import Renderer
from tests.reports import example

PLAIN = (str, bytes, int, float, bool, type(None), Fraction, Enum)
OWN, NEIGHBOUR, FAR = "GM0344", "GM0310", "GM0093"  # Utrecht, De Bilt, Terschelling


def _manuscript(renderer: Renderer, stand: Stand, earlier: tuple[Stand, ...], code: str = OWN) -> Manuscript:
    return renderer.manuscript(make_figures(code, stand, earlier), stand)


def _unseen(value: object, where: str) -> Iterator[str]:
    """The places in a value of which `repr` does not say all."""
    if is_dataclass(value):
        yield from (f"{where}.{f.name}" for f in fields(value) if not f.repr)
        if type(value).__repr__ is object.__repr__:
            yield where
        for f in fields(value):
            yield from _unseen(getattr(value, f.name), f"{where}.{f.name}")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _unseen(inner, f"{where}[{name!r}]")
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from _unseen(inner, f"{where}[{n}]")
    elif not isinstance(value, PLAIN):
        yield f"{where} is a {type(value).__name__}"


@pytest.mark.parametrize("code", [OWN, "PV26", "NL"])
def test_the_key_leaves_nothing_of_a_manuscript_out(renderer: Renderer, code: str) -> None:
    *earlier, stand = example.stands()
    assert list(_unseen(_manuscript(renderer, stand, tuple(earlier), code), code)) == []


def _with(stand: Stand, code: str, more: int) -> Stand:
    """The stand with so many more persons housed in a gemeente."""
    content = stand.to_json()
    row = next(row for row in content["gemeenten"] if row[0] == code)
    row[-1] += more
    return Stand.from_json(content)


def test_whatever_is_shown_differently_has_another_key(renderer: Renderer) -> None:
    *earlier, stand = example.stands()
    before = tuple(earlier)
    elsewhere = replace(renderer.vintage, bron="Anders")
    manuscripts = {
        "as it is": _manuscript(renderer, stand, before),
        "its own figure": _manuscript(renderer, _with(stand, OWN, 1), before),
        "a neighbour, the sums as they were": _manuscript(
            renderer, _with(_with(stand, NEIGHBOUR, 1), "GM0321", -1), before
        ),
        "the land, by a gemeente far away": _manuscript(renderer, _with(stand, FAR, 1), before),
        "the month before": _manuscript(renderer, stand, (*before[:-1], _with(before[-1], OWN, 1))),
        "an eindstand before": _manuscript(
            renderer, stand, tuple(_with(s, OWN, 1) if str(s.peildatum) == "2026-07-01" else s for s in before)
        ),
        "a version": _manuscript(renderer, replace(stand, revision=2), (*before, stand)),
        "real figures": _manuscript(renderer, replace(stand, voorbeeld=False), before),
        "the source": _manuscript(renderer, replace(stand, bron="Anders"), before),
        "the border of the klassen": _manuscript(
            renderer, Stand.from_json({**stand.to_json(), "grens": "1/2"}), before
        ),
        "the boundaries": _manuscript(_like(renderer, vintage=elsewhere), stand, before),
        "borders that are exact": _manuscript(
            _like(renderer, vintage=replace(renderer.vintage, gegeneraliseerd=False)), stand, before
        ),
        "the address": _manuscript(_like(renderer, _site="https://voorbeeld.nl"), stand, before),
        "who publishes": _manuscript(_like(renderer, _published=(("Uitgever", "Voorbeeldstad"),)), stand, before),
    }
    keys = {name: manuscript.key for name, manuscript in manuscripts.items()}
    assert len(set(keys.values())) == len(keys), keys
    again = _manuscript(_like(renderer), Stand.from_json(stand.to_json()), before[::-1])
    assert again.key == keys["as it is"]
    unseen = tuple(_with(s, FAR, 1) if s.peildatum < stand.peildatum else s for s in before)
    assert _manuscript(renderer, stand, unseen).key == keys["as it is"], "months and half-years of others are not shown"


def _like(renderer: Renderer, **other: object) -> Renderer:
    """A renderer that differs in these things, with the maps of the first."""
    new = object.__new__(Renderer)
    new.__dict__.update({**renderer.__dict__, **other})
    return new


def test_another_outline_has_another_key_and_the_same_number(renderer: Renderer, fonts: Path) -> None:
    stand = example.stands()[-1]
    near = slice(0, 6)
    vintage = replace(
        renderer.vintage, gemeenten=renderer.vintage.gemeenten[near], geometries=renderer.vintage.geometries[near]
    )
    code = str(vintage.gemeenten[0].code)
    mended = replace(vintage, geometries=shapely.transform(vintage.geometries, lambda xy: xy + 20.0))
    first, second = (_manuscript(Renderer(v, fonts), stand, (), code) for v in (vintage, mended))
    assert first.key != second.key
    assert first.metadata.identifier == second.metadata.identifier, "every word and number is the same"


def test_a_report_carries_its_key(renderer: Renderer) -> None:
    *earlier, stand = example.stands()
    manuscript = _manuscript(renderer, stand, tuple(earlier))
    content = renderer.press.print(manuscript)
    assert key_of(content) == manuscript.key
    assert key_of(content.replace(b"InstanceID", b"InstanceXX")) == ""
    assert renderer.press.print(manuscript) == content
