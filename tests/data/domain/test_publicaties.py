"""Which version stood on the map when, worked out by hand from a short log."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from data import dutch
from data.domain.publicaties import Afloop, Geldigheid, Publicatie, Versie, afloop, first_of, published, standing
from data.errors import InvalidTerm
from data.terms import Peildatum

OKTOBER, NOVEMBER = Peildatum.parse("2026-10-01"), Peildatum.parse("2026-11-01")


def day(number: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 11, number, hour, tzinfo=dt.UTC)


def line(peildatum: Peildatum, revision: int, moment: dt.datetime, *, voorbeeld: bool = False) -> Publicatie:
    return Publicatie(Versie(peildatum, revision, voorbeeld), Fraction(3, 4), "COA", "", "", moment)


LOG = (
    line(NOVEMBER, 1, day(1), voorbeeld=True),
    line(NOVEMBER, 1, day(3)),
    line(OKTOBER, 1, day(5)),  # an older month, later
    line(NOVEMBER, 2, day(10)),
    line(NOVEMBER, 1, day(12)),  # rolled back
    line(NOVEMBER, 3, day(14)),
    line(OKTOBER, 0, day(16)),  # taken off the map
)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (day(1), []),
        (day(2), ["2026-11-01-r1-voorbeeld"]),
        (day(4), ["2026-11-01-r1"]),
        (day(6), ["2026-11-01-r1", "2026-10-01-r1"]),
        (day(11), ["2026-11-01-r2", "2026-10-01-r1"]),
        (day(13), ["2026-11-01-r1", "2026-10-01-r1"]),
        (day(15), ["2026-11-01-r3", "2026-10-01-r1"]),
        (None, ["2026-11-01-r3"]),
    ],
)
def test_what_stood_just_before_a_moment(at: dt.datetime | None, expected: list[str]) -> None:
    for log in (LOG, LOG[::-1]):
        assert [str(p.versie) for p in standing(log, at).values()] == expected


def test_a_day_ends_in_the_netherlands() -> None:
    late = line(NOVEMBER, 1, dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC))  # half past midnight of the 21st
    assert standing([late], dutch.end_of(dt.date(2026, 11, 20))) == {}
    assert list(standing([late], dutch.end_of(dt.date(2026, 11, 21)))) == [NOVEMBER]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-11-01-r3", Afloop(Geldigheid.GELDT, day(14), Versie(NOVEMBER, 3))),
        ("2026-11-01-r2", Afloop(Geldigheid.VERBETERD, day(12), Versie(NOVEMBER, 3))),
        ("2026-11-01-r1", Afloop(Geldigheid.VERBETERD, day(14), Versie(NOVEMBER, 3))),
        ("2026-10-01-r1", Afloop(Geldigheid.INGETROKKEN, day(16), None)),
        ("2026-11-01-r1-voorbeeld", Afloop(Geldigheid.VERVANGEN, day(3), Versie(NOVEMBER, 3))),
    ],
)
def test_what_became_of_a_version(name: str, expected: Afloop) -> None:
    assert afloop(LOG, Versie.parse(name)) == expected


def test_a_version_that_made_way_for_an_earlier_one() -> None:
    assert afloop(LOG[:5], Versie(NOVEMBER, 2)) == Afloop(Geldigheid.TERUGGEDRAAID, day(12), Versie(NOVEMBER, 1))


def test_other_klassen_of_the_same_figures_are_no_other_version() -> None:
    log = [line(NOVEMBER, 1, day(3)), replace(line(NOVEMBER, 1, day(8)), grens=Fraction(1, 2))]
    assert afloop(log, Versie(NOVEMBER, 1)) == Afloop(Geldigheid.GELDT, day(3), Versie(NOVEMBER, 1))
    assert [p.grens for p in standing(log, day(9)).values()] == [Fraction(1, 2)]


def test_every_version_is_listed_once_with_its_first_moment() -> None:
    assert [(str(p.versie), p.moment) for p in published(LOG)] == [
        ("2026-11-01-r3", day(14)),
        ("2026-11-01-r2", day(10)),
        ("2026-11-01-r1-voorbeeld", day(1)),
        ("2026-11-01-r1", day(3)),
        ("2026-10-01-r1", day(5)),
    ]
    first = first_of(LOG, Versie(NOVEMBER, 1))
    assert first is not None
    assert first.moment == day(3)
    assert first_of(LOG, Versie(NOVEMBER, 4)) is None


@pytest.mark.parametrize(
    "text",
    ["2026-11-01", "2026-11-01-r0", "2026-11-01-r01", "2026-11-02-r1", "2026-11-01-r1-", "2026-11-01-r1\n", "r1"],
)
def test_a_name_has_one_form(text: str) -> None:
    with pytest.raises(InvalidTerm):
        Versie.parse(text)
