"""What a line of the log changed on the map, worked out by hand from short logs."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from data.domain.publicaties import INGETROKKEN, Publicatie, Versie
from data.terms import Peildatum
from server.feeds.turns import turns

OKTOBER, NOVEMBER = "2026-10-01", "2026-11-01"


def line(peildatum: str, revision: int, day: int, hour: int = 9, *, voorbeeld: bool = False) -> Publicatie:
    moment = dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)
    return Publicatie(Versie(Peildatum.parse(peildatum), revision, voorbeeld), Fraction(3, 4), "COA", "", "", moment)


def named(*log: Publicatie) -> list[tuple[str, ...]]:
    """Each turn as month and revision of its line, of what stood there before, and of the month before."""
    return [
        tuple(f"{p.versie}"[5:7] + f"{p.versie}"[10:13] if p else "" for p in (turn.line, turn.before, turn.earlier))
        for turn in turns(log)
    ]


def test_each_change_of_the_map_stands_beside_what_it_changed() -> None:
    assert named(
        line(NOVEMBER, 1, 1, voorbeeld=True),  # real figures came: no figures
        line(OKTOBER, 1, 2),
        line(NOVEMBER, 1, 3),
        line(OKTOBER, 2, 10),
        line(OKTOBER, 1, 12),  # rolled back
        line(NOVEMBER, INGETROKKEN, 14),
        line(NOVEMBER, 1, 16),
    ) == [
        ("11-r1", "", "10-r1"),
        ("11-r0", "11-r1", "10-r1"),
        ("10-r1", "10-r2", ""),
        ("10-r2", "10-r1", ""),
        ("11-r1", "", "10-r1"),
        ("10-r1", "", ""),
    ]


def test_a_month_that_comes_after_a_newer_one_is_no_news_but_its_correction_is() -> None:
    assert named(line(NOVEMBER, 1, 3), line(OKTOBER, 1, 5), line(OKTOBER, 2, 6)) == [
        ("10-r2", "10-r1", ""),
        ("11-r1", "", ""),
    ]
    off, on = line(OKTOBER, INGETROKKEN, 6), line(OKTOBER, 1, 7)
    assert named(line(OKTOBER, 1, 2), line(NOVEMBER, 1, 3), off, on)[0] == ("10-r1", "", ""), "it was there before"


def test_on_the_day_that_an_empty_map_is_filled_the_newest_month_stands_beside_the_one_before() -> None:
    assert named(line(NOVEMBER, 1, 3, 9), line(OKTOBER, 1, 3, 10), line(OKTOBER, 2, 3, 11))[-1] == (
        "11-r1",
        "",
        "10-r1",
    )
    assert named(line(NOVEMBER, 1, 3, 22), line(OKTOBER, 1, 3, 23))[-1] == ("11-r1", "", ""), (
        "midnight in the Netherlands"
    )
