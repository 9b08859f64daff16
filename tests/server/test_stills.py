from __future__ import annotations

import pytest
from flask.testing import FlaskClient


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
