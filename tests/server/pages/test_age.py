"""Figures that are older than expected say so; the newest month of the small site is 1 November 2026."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from server.app import create_app
from server.settings import Settings

PAGES = (
    *(
        "/",
        "/gemeenten",
        "/gemeenten/GM0344",
        "/provincies/PV26",
        "/nederland",
        "/toelichting",
        "/gegevens",
        "/rapportages",
    ),
    *("/insluiten", "/embed", "/embed?gemeente=GM0344", "/privacy", "/toegankelijkheid"),
)


def words(settings: Settings, path: str, now: str) -> str:
    client = create_app(settings, now=lambda: dt.datetime.fromisoformat(now)).test_client()
    return client.get(path).get_data(as_text=True).replace("\u00a0", " ")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_how_old_the_newest_figures_are(small_site: Settings, path: str) -> None:
    """From 1 November to 16 January are 30 + 31 + 15 = 76 days; the Dutch day begins an hour before that of UTC."""
    assert "deze cijfers zijn van 1 november 2026, 76 dagen oud." in words(
        small_site, path, "2027-01-15T23:30:00+00:00"
    )
    assert "dagen oud" not in words(small_site, path, "2027-01-15T22:30:00+00:00")


@pytest.mark.parametrize("path", ["/", "/gemeenten/GM0344", "/embed", "/toelichting"])
def test_who_chose_an_older_month_is_not_warned(small_site: Settings, path: str) -> None:
    assert "dagen oud" not in words(small_site, f"{path}?peildatum=2026-07-01", "2028-06-29T12:00:00+00:00")
    assert "606 dagen oud" in words(small_site, f"{path}?peildatum=2026-11-01", "2028-06-29T12:00:00+00:00")


def test_the_limit_is_a_setting(small_site: Settings) -> None:
    strict = replace(small_site, old_after_days=10)
    assert "11 dagen oud" in words(strict, "/", "2026-11-12T12:00:00+00:00")
    assert "dagen oud" not in words(strict, "/", "2026-11-11T12:00:00+00:00")
