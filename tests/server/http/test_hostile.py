"""What nobody means well by: paths, methods and headers at random over a real server, and schemathesis on the documents.

HOSTILE_REQUESTS says how many (`make fuzz`: 10,000); by default a short run.
"""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance, unsupported_method

from server.settings import Settings
from tests.whole.processes import wait_until_it_answers
from tiles.out import glyphs

REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "200"))
SLOW_SECONDS = 5.0  # on a machine that does other work too

GOOD = [
    "/", "/gemeenten", "/gemeenten/GM0363", "/provincies/PV27", "/nederland", "/embed", "/oembed", "/toelichting",
    "/tiles/actueel/5/16/10.mvt", "/tiles/actueel/5/16/10@2x.png", "/tiles/actueel.json", "/styles/status.json",
    "/api/v1/openapi.json", "/api/v1/gemeenten", "/api/v1/gemeenten/GM0344", "/api/v1/gemeenten/GM0344/reeks",
    "/api/v1/legenda", "/api/v1/snapshots", "/api/v1/meldingen", "/ogc/v1", "/ogc/v1/collections/gemeenten/items",
    "/ogc/v1/collections/gemeenten/items/GM0363", "/download/2026-11-01/gemeenten.csv",
    "/download/2026-11-01/gemeenten.pmtiles", "/kaart/2026-11-01.json", "/healthz", "/readyz", "/metrics",
    "/.well-known/security.txt", "/fonts/IBM%20Plex%20Sans/0-255.pbf", "/static/bundle/manifest.json", "/feed.atom",
    "/gemeenten/GM0363/feed.atom",
]  # fmt: skip
PIECES = [
    "%2f", "%2F..%2f", "..", ".", "%00", "%0d%0aSet-Cookie:a=b", "//", "\\", "%5c", "-1", "99999999999999999999999", "1e9",
    "0x10", "%ff%fe", "%e2%80%ae", "é", "\x7f", "'", "\"", "<script>", "{z}", "%25", "%", "%zz", "a" * 300, "a" * 5000, " ",
    ";", "?", "#", "..;/", "GM0363/../../etc/passwd", "¹", "١", "%F0%9F%98%80", "*", "~", "CON", "null", "NaN", "true",
]  # fmt: skip
QUERIES = [
    "peildatum=", "peildatum=2026-13-99", "peildatum=%00", "klasse=9", "limit=-1", "limit=99999999999", "offset=1e5",
    "filter=%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28%28", "filter={&filter-lang=cql2-json",
    "filter=naam LIKE %27" + "%25a" * 60 + "%27", "sortby=-", "properties=,", "filter=%00", "filter-crs=x",
    "bbox=1,2", "bbox=nan,nan,inf,1", "bbox=-1e308,-1e308,1e308,1e308", "crs=x", "f=exe", "datetime=../..", "a=%ff", "&&&=",
    "provincie=PV27&provincie=PV20", "q=" + "x" * 3000, "limit[]=1", "periode=2026-III", "url=javascript:alert(1)",
    "sort=" + "%27 OR 1=1--", "bestandsnaam=" + "..%2f" * 20, "\u0663=1",
]  # fmt: skip
METHODS = ["GET"] * 8 + ["HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get", "G" * 40]
HEADERS = [
    "Range: bytes=0-0", "Range: bytes=-1", "Range: bytes=9-1", "Range: bytes=99999999999-", "Range: bytes=a-b", "Range: x",
    "Range: bytes=0-1,2-3,5-", "Accept: */*;q=x", "Accept: " + ",".join(["a/b"] * 200), "Accept: text/html;;;", "Accept:",
    "Accept-Encoding: gzip;q=0", "Accept-Encoding: gzip;q=zz", "Accept-Encoding: ,,;=", "If-None-Match: " + '"' * 50,
    "If-None-Match: *", "If-Match: \"x\"", "If-Modified-Since: gisteren", "If-Unmodified-Since: Thu, 01 Jan 1970",
    "If-Range: x",
    "Host: evil.example", "Host: [::1", "Host: a b", "Host: a/../b", "X-Forwarded-Host: evil.example", "X-Forwarded-For: ;;",
    "X-Forwarded-Prefix: //evil", "Content-Type: multipart/form-data", "Content-Type: \xff", "Authorization: Bearer",
    "Authorization: Bearer " + "x" * 600, "Cookie: a=b; a=c;;;", "Origin: null", "Access-Control-Request-Headers: \x01",
    "Access-Control-Request-Headers: " + "x," * 500, "X-Big: " + "y" * 20000, "Forwarded: for=", "Referer: \x80\x81",
]  # fmt: skip


@pytest.fixture(scope="module")
def port(small_site: Settings) -> Iterator[int]:
    """A granian with the real application on the small site."""
    glyphs.make_ready(small_site.glyphs)  # as the worker does at its start
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    env = os.environ | {"LANDINBEELD_STATE_DIR": str(small_site.state_dir), "LANDINBEELD_MAXZOOM": "6"}
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "rsgi", "--http", "1", "--no-ws", "--workers", "1",
        "--runtime-mode", "st", "--host", "127.0.0.1", "--port", str(port), "server.wsgi:app",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_answers(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _request(random_: random.Random) -> bytes:
    path = random_.choice(GOOD)
    for _ in range(random_.choice((0, 0, 1, 1, 2))):
        parts = path.split("/")
        nth = random_.randrange(1, len(parts) + 1)
        piece = random_.choice(PIECES)
        if nth < len(parts) and random_.random() < 0.6:
            parts[nth] = piece if random_.random() < 0.5 else parts[nth] + piece
        else:
            parts.insert(nth, piece)
        path = "/".join(parts)
    if random_.random() < 0.4:
        path += "?" + "&".join(random_.sample(QUERIES, random_.randrange(1, 4)))
    lines = [f"{random_.choice(METHODS)} {path} HTTP/1.1"]
    headers = random_.sample(HEADERS, random_.choice((0, 0, 1, 1, 2, 3)))
    if not any(h.startswith("Host:") for h in headers):
        headers.append("Host: localhost")
    body = random_.choice((b"", b"", b"\x00" * 100, b"a=b&" * 50, b"PK\x03\x04"))
    headers += ["Connection: close", f"Content-Length: {len(body)}"]
    text = "\r\n".join([*lines, *headers]) + "\r\n\r\n"
    return text.encode("utf-8" if random_.random() < 0.5 else "latin-1", "replace") + body


def _answer(port: int, request: bytes) -> tuple[int, bytes, float]:
    """Status (0 when the server closed without one), everything it said, seconds."""
    started = time.perf_counter()
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        try:
            sock.sendall(request)
            while piece := sock.recv(65536):
                said += piece
        except ConnectionError:
            pass
    status = int(said[9:12]) if said[:5] == b"HTTP/" else 0
    return status, said, time.perf_counter() - started


def test_hostile_requests_get_no_error_of_ours_and_no_slow_answer(port: int) -> None:
    random_ = random.Random(20261124)
    seen: dict[int, int] = {}
    for _ in range(REQUESTS):
        request = _request(random_)
        status, said, seconds = _answer(port, request)
        seen[status] = seen.get(status, 0) + 1
        assert status < 500, (request[:300], said[:300])
        elsewhere = re.findall(rb"\r\nlocation: (?!/[^/])[^\r]*", said.partition(b"\r\n\r\n")[0].lower() + b"\r\n")
        assert elsewhere == [], (request[:300], said[:300])
        assert seconds < SLOW_SECONDS, (request[:300], seconds)
        assert b"Traceback" not in said
        assert b"\r\nset-cookie" not in said.lower().partition(b"\r\n\r\n")[0]
        if status and request.split(b" ")[1].startswith(b"/tiles/") and status != 400:
            assert b"access-control-allow-origin: *" in said.lower(), (request[:300], said[:600])
    assert {200, 404} <= set(seen), seen
    print(dict(sorted(seen.items())))
    assert _answer(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")[0] == 200


def test_an_endless_header_and_a_slow_one_do_not_stop_others(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        status, _, seconds = _answer(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert (status, seconds < SLOW_SECONDS) == (200, True)
    status, _, _ = _answer(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"X: y" + b"y" * 600_000 + b"\r\n\r\n")
    assert status in (0, 400, 414, 431)


load_all_checks()
EXAMPLES = hypothesis.settings(
    max_examples=max(10, REQUESTS // 40), deadline=None, database=None, derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/ogc/v1/api"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_answers_are_as_the_document_says(site_app: Flask, path: str) -> None:
    """Every operation, asked in right and wrong ways: status, type, headers and shape are those of the document."""
    schema = schemathesis.openapi.from_wsgi(path, site_app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 8

    def ask(operation: Any) -> None:
        @hypothesis.given(
            case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
            | operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
        )
        @EXAMPLES
        def run(case: schemathesis.Case) -> None:
            case.call_and_validate(
                headers={"Accept-Encoding": "identity"},  # the client of these tests does not unpack
                excluded_checks=[positive_data_acceptance, unsupported_method, negative_data_rejection],
            )

        run()

    for operation in operations:
        ask(operation)
