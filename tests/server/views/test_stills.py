from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.http import rate_limits
from server.settings import Settings


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/kaart/2026-11-01.png", (1200, 1000)),
        ("/kaart/2026-11-01/GM0344.png", (1200, 630)),
        ("/kaart/2026-11-01/PV27.png", (1200, 630)),
    ],
)
def test_picture_has_the_promised_size_and_may_be_used_elsewhere(
    client: FlaskClient, path: str, size: tuple[int, int]
) -> None:
    with client.get(path) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        content = answer.data
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        tag = answer.headers["ETag"]
    assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == size
    with client.get(path, headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/kaart/2026-11-01/GM9999.png", "/kaart/2026-11-01/..%2f.png", "/kaart/1999-01-01.png", "/kaart/2026-11-02.png"],
)
def test_what_does_not_exist_is_not_drawn(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code in (400, 404)
        assert answer.mimetype == "text/html"


def test_one_address_cannot_have_everything_drawn_at_once(
    small_site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "STILL_RATE", "1 per minute")
    (tmp_path / "releases").symlink_to(small_site.releases)
    client = create_app(replace(small_site, state_dir=tmp_path)).test_client()
    for _ in range(3):
        assert client.get("/kaart/2026-11-01/GM0344.png").status_code == 200, "what is there is always given"
    refused = client.get("/kaart/2026-11-01/GM0345.png")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
