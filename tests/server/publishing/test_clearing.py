"""What is cleared away by age, on days that follow, are skipped, or lie wherever the clock says."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import pytest

from data.releases.release_store import Releases
from data.terms import Peildatum
from server.http.refusals import DraftMissing
from server.publishing.clearing import clear
from server.publishing.drafts import Drafts
from server.settings import Settings
from tests.data.releases.test_release_store import make

NOVEMBER = Peildatum.parse("2026-11-01")
DAY = dt.date(2026, 11, 3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Settings(state_dir=tmp_path), keep_days=3)


@pytest.fixture
def releases(settings: Settings) -> Releases:
    """Four of one peildatum, of which the last is current; they were made in 1970."""
    found = Releases(settings.releases)
    found.mend()
    names = [make(found, NOVEMBER, number) for number in (1, 2, 3, 4)]
    found.switch({NOVEMBER: names[3]})
    for name in names:
        os.utime(found.folder / name, (1000, 1000))
    return found


def test_a_release_goes_when_it_was_not_needed_for_so_many_days(settings: Settings, releases: Releases) -> None:
    for day in range(3):
        for _ in range(2):  # a worker that starts looks as well
            clear(settings, releases, DAY + dt.timedelta(days=day))
        assert len(releases.names()) == 4
    clear(settings, releases, DAY + dt.timedelta(days=3))
    assert [name.split("-")[3] for name in releases.names()] == ["r4", "r3"]


@pytest.mark.parametrize("ahead", [400, -400, 40_000])
def test_a_clock_that_jumps_makes_nothing_old(settings: Settings, releases: Releases, ahead: int) -> None:
    drafts = Drafts(settings.state_dir / "concepten")
    key = drafts.keep(b"x", "a.csv", "")
    clear(settings, releases, DAY + dt.timedelta(days=ahead))
    assert len(releases.names()) == 4
    assert drafts.read(key)
    clear(settings, releases, DAY)
    assert len(releases.names()) == 4
    with pytest.raises(DraftMissing):
        drafts.read(key)


def test_what_was_needed_in_between_counts_anew(settings: Settings, releases: Releases) -> None:
    for day in range(3):
        clear(settings, releases, DAY + dt.timedelta(days=day))
    first = releases.names()[-1]
    releases.roll_back(NOVEMBER, first)
    clear(settings, releases, DAY + dt.timedelta(days=3))
    releases.follow(NOVEMBER)
    clear(settings, releases, DAY + dt.timedelta(days=4))
    assert first in releases.names()


def test_counting_begins_anew_when_its_note_is_damaged(settings: Settings, releases: Releases) -> None:
    for day in range(3):
        clear(settings, releases, DAY + dt.timedelta(days=day))
    (settings.state_dir / "overtollig.json").write_text("[]")
    clear(settings, releases, DAY + dt.timedelta(days=3))
    assert len(releases.names()) == 4
