"""What is kept ready of the answers: what is asked most stays, and nonsense takes no room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.http import response_cache
from server.settings import Settings

WARM = "/api/v1/nederland"


class Counted:
    """A client that tells whether Flask was asked."""

    def __init__(self, client: FlaskClient) -> None:
        self._client, self._asked = client, 0
        client.application.before_request(self._count)

    def _count(self) -> None:
        self._asked += 1

    def made(self, path: str) -> bool:
        before = self._asked
        assert self._client.get(path).status_code == 200
        return self._asked > before


@pytest.fixture
def site(small_site: Settings) -> Iterator[Counted]:
    yield Counted(create_app(small_site).test_client())


def test_what_was_not_asked_for_longest_leaves_first(site: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_cache, "MOST_ANSWERS", 4)
    assert site.made(WARM)
    for offset in range(12):
        assert site.made(f"/api/v1/gemeenten?limit=1&offset={offset}")
        assert not site.made(WARM), f"still there after {offset + 1} others"


@pytest.mark.parametrize("unknown", ["x={}", "peildatum=2026-11-01&y={}", "x={}&x=1", "%70={}"])
@pytest.mark.parametrize("path", [WARM, "/api/v1/peildata", "/styles/status.json", "/api/v1/gemeenten/GM0363/reeks"])
def test_a_parameter_that_means_nothing_makes_no_entry(
    site: Counted, monkeypatch: pytest.MonkeyPatch, path: str, unknown: str
) -> None:
    monkeypatch.setattr(response_cache, "MOST_ANSWERS", 2)
    site.made(WARM)
    for number in range(4):
        assert site.made(f"{path}?{unknown.format(number)}")
        assert site.made(f"{path}?{unknown.format(number)}"), "not kept"
    assert not site.made(WARM)


@pytest.mark.parametrize(
    "path",
    [f"{WARM}?peildatum=2026-11-01", "/api/v1/gemeenten?klasse=1&limit=3", "/ogc/v1?f=json", "/api/v1/openapi.json"],
)
def test_a_question_that_is_understood_is_kept(site: Counted, path: str) -> None:
    assert site.made(path)
    assert not site.made(path)
