"""Stands without figures: which areas there are is all that searching and choosing them needs."""

from __future__ import annotations

import pytest

from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import gemeenten_of
from data.terms import Peildatum, Snapshot


def stand_of(peildatum: str) -> Stand:
    """The areas of that day."""
    day = Peildatum.parse(peildatum)
    gemeenten = gemeenten_of(day.halfjaar.year)
    return make_stand(Snapshot(day, {g.code: None for g in gemeenten}), gemeenten)


@pytest.fixture(scope="session")
def stand() -> Stand:
    """The areas of the newest month of the example."""
    return stand_of("2026-11-01")
