"""The files of docs/deploy in a real nginx before the real server: on an address of its own and at /kaart/, with a cache."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from data.store.store import Store
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.settings import Settings
from tests.conftest import lay_ready
from tests.whole.conftest import NOW
from tests.whole.processes import BIN, Process, environment
from tiles.grid import Tile
from tiles.out.archive import Archive

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
OWN, KAART = "https://landinbeeld.example.nl", "https://www.example.nl/kaart"
CORS = "access-control-allow-origin"
MAIN = """
{user}
pid {w}/nginx.pid; error_log {w}/nginx.err; daemon off; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {w}/b; proxy_temp_path {w}/p; fastcgi_temp_path {w}/f; uwsgi_temp_path {w}/u; scgi_temp_path {w}/s;
  {http}
  {own}
  {kaart}
  {away}
}}
"""


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Front:
    """nginx: asks it for public addresses."""

    port: int
    context: ssl.SSLContext
    log: Path
    release: Path

    def __call__(self, url: str, method: str = "GET", **more: str) -> Answer:
        parts = urlsplit(url)
        assert parts.hostname
        connection = http.client.HTTPSConnection(parts.hostname, self.port, context=self.context, timeout=30)
        here = ("127.0.0.1", self.port)
        connection._create_connection = lambda address, *a, **k: socket.create_connection(here, timeout=30)  # type: ignore[attr-defined]
        told = {name.replace("_", "-"): value for name, value in more.items()}
        try:
            connection.request(method, parts.path, headers={"Host": parts.netloc, **told})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def cached(self, path: str) -> list[str]:
        """What the cache did at each request for a path, in order, after the log was written."""
        time.sleep(0.1)
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return [line[-1] for line in lines if line[2] == path]


def _certificate(folder: Path) -> Path:
    names = "subjectAltName=DNS:landinbeeld.example.nl,DNS:www.example.nl,DNS:away.example.nl"
    command = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test",
        "-addext", names, "-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return folder / "fullchain.pem"


def _example(name: str, work: Path, front: int, back: int) -> str:
    """A file of docs/deploy with the folders, ports and names of this test in place of those of a real machine."""
    text = (DEPLOY / name).read_text()
    for old, new in (
        (r"/etc/letsencrypt/live/[a-z.]+/", f"{work}/"),
        (r"/var/cache/nginx/", f"{work}/"),
        (r"/var/log/nginx/", f"{work}/"),
        (r"/var/www/html", str(work)),
        (r"snippets/landinbeeld\.conf", f"{work}/snippet.conf"),
        (r"listen 443 ", f"listen 127.0.0.1:{front} "),
        (r"http://landinbeeld([;/])", rf"http://127.0.0.1:{back}\1"),
    ):
        text = re.sub(old, new, text)
    assert not re.search(r"/(etc|var)/", re.sub(r"(?m)^#.*", "", text)), (
        f"{name} names a folder this test does not know"
    )
    return text


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Iterator[Front]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("nginx is not installed here (Debian: apt-get install nginx openssl)")
    work = tmp_path_factory.mktemp("examples")
    settings = Settings(state_dir=work / "var", maxzoom=8)  # the first zoom with empty tiles in the pyramid
    lay_ready(settings.state_dir, made)
    store = Store(settings.database, settings.files)
    store.migrate()
    path = REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv"
    deliver(store, path.read_bytes(), path.name, door="cli", wie="", now=NOW)
    releases = Releases(settings.releases)
    Pipeline(settings, store, releases).publish()
    store.close()
    port, own, kaart, closed = (_port() for _ in range(4))
    (work / "snippet.conf").write_text(_example("nginx-proxy.conf", work, port, own))
    away = _example("nginx.conf", work, port, closed).replace("landinbeeld.example.nl", "away.example.nl")
    (work / "nginx.conf").write_text(
        MAIN.format(
            w=work,
            user="user root;" if os.geteuid() == 0 else "",  # else it may not read the folder of this test
            http=_example("nginx-http.conf", work, port, own),
            own=_example("nginx.conf", work, port, own),
            kaart=_example("nginx-kaart.conf", work, port, kaart),
            away=away,
        )
    )
    context = ssl.create_default_context(cafile=str(_certificate(work)))
    tried = subprocess.run([nginx, "-t", "-c", str(work / "nginx.conf")], capture_output=True, text=True, check=False)
    assert "test is successful" in tried.stderr, tried.stderr
    with ExitStack() as stack:
        for back, public in ((own, OWN), (kaart, KAART)):
            command = [str(BIN / "landinbeeld"), "serve", "--workers", "1", "--port", str(back)]
            more = {
                "LANDINBEELD_PUBLIC_URL": public,
                "LANDINBEELD_TRUSTED_PROXIES": "1",
                "LANDINBEELD_SECURITY_CONTACT": "mailto:veilig@example.nl",
            }
            stack.callback(Process(command, work / f"{back}.log", environment(settings, **more)).end)
        proxy = Process([nginx, "-c", str(work / "nginx.conf")], work / "nginx.out", {})
        stack.callback(proxy.end)
        front = Front(port, context, work / "landinbeeld.log", releases.current().path)

        def ready() -> bool:
            with suppress(OSError):
                return all(front(f"{base}/healthz").status == 200 for base in (OWN, KAART))
            return False

        proxy.wait_for(ready, 60)
        yield front


@pytest.fixture(params=[OWN, KAART], ids=["own", "kaart"])
def base(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_addresses_lead_back_to_us(front: Front, base: str) -> None:
    told = json.loads(front(f"{base}/tiles/actueel.json").body)
    assert told["tiles"] == [f"{base}/tiles/actueel/{{z}}/{{x}}/{{y}}.mvt"]
    tile = front(told["tiles"][0].format(z=6, x=32, y=20), Accept_Encoding="gzip")
    expected = Archive(front.release / "tiles.pmtiles").get(Tile(6, 32, 20))
    assert (tile.status, tile.headers["content-encoding"], tile.body) == (200, "gzip", expected)
    plain = front(f"{base}/tiles/actueel/6/32/20.mvt")
    assert "content-encoding" not in plain.headers
    assert plain.body == gzip.decompress(expected or b""), "the cache keeps the two apart"
    style = json.loads(front(f"{base}/styles/status.json").body)
    assert style["sources"]["land-in-beeld"]["url"] == f"{base}/tiles/actueel.json"
    assert style["glyphs"].startswith(f"{base}/fonts/")
    api = json.loads(front(f"{base}/api/v1/openapi.json").body)["servers"][0]["url"]
    amsterdam = json.loads(front(f"{api}/gemeenten/GM0363").body)
    assert amsterdam["rapport"].startswith(f"{base}/rapportages/")
    landing = json.loads(front(f"{base}/ogc/v1").body)
    links = [link["href"] for link in landing["links"] if link["rel"] != "license"]
    assert all(link.startswith(base) for link in links)
    assert {front(link).status for link in links} == {200}
    page = front(f"{base}/gemeenten").body.decode()
    path = urlsplit(base).path
    for link in re.findall(r'(?:href|src)="(/[^"]*)"', page)[:20]:
        assert link.startswith(f"{path}/"), link
    assert front(f"{base}/gemeenten/GM0363").status == 200


def test_the_cache_answers_the_second_time_and_304_and_head_hold(front: Front, base: str) -> None:
    url = f"{base}/tiles/actueel/6/33/21.mvt"
    path = urlsplit(url).path
    first, second = (front(url, Accept_Encoding="gzip") for _ in range(2))
    assert first.body == second.body
    assert front.cached(path) == ["MISS", "HIT"]
    same = front(url, Accept_Encoding="gzip", If_None_Match=second.headers["etag"])
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", first.headers["etag"])
    head = front(url, "HEAD", Accept_Encoding="gzip")
    assert (head.status, head.body) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in second.headers.items() if k != "date"
    }
    versioned = front(f"{base}/tiles/{front.release.name}/6/33/21.mvt", Accept_Encoding="gzip")
    assert (versioned.body, versioned.headers["etag"]) == (first.body, first.headers["etag"])
    assert "immutable" in versioned.headers["cache-control"]
    assert front(f"{base}/readyz").status == 200
    assert front.cached(urlsplit(f"{base}/readyz").path)[-1] == "-", "never from a cache"


def test_however_a_browser_writes_what_it_takes_it_shares_the_cache(front: Front, base: str) -> None:
    url = f"{base}/nederland"
    seen = len(front.cached(urlsplit(url).path))
    for taken, coding, cached in (
        ("gzip, deflate, br", "br", "MISS"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br", "HIT"),
        ("gzip", "gzip", "MISS"),
        ("deflate, GZIP;q=0.5", "gzip", "HIT"),
        ("br", None, "MISS"),
        ("gzip;q=0, deflate", None, "HIT"),
        ("", None, "HIT"),
    ):
        answer = front(url, Accept_Encoding=taken)
        assert (answer.status, answer.headers.get("content-encoding")) == (200, coding), taken
        assert front.cached(urlsplit(url).path)[seen:][-1] == cached, taken


def test_no_page_is_sent_that_is_older_than_it_says(front: Front) -> None:
    """`updating` would send a page of a month ago once more; how long one may be sent is said by the page alone."""
    text = re.sub(r"(?m)^#.*", "", (DEPLOY / "nginx-proxy.conf").read_text())
    stale = re.search(r"proxy_cache_use_stale ([^;]*);", text)
    assert stale
    assert "updating" not in stale[1]
    assert "stale-while-revalidate=30" in front(f"{OWN}/nederland").headers["cache-control"]


def test_ranges_of_pmtiles(front: Front, base: str) -> None:
    url = f"{base}/download/2026-11-01/gemeenten.pmtiles"
    whole = (front.release / "tiles.pmtiles").read_bytes()
    part = front(url, Range="bytes=100-299")
    assert (part.status, part.body) == (206, whole[100:300])
    assert part.headers["content-range"] == f"bytes 100-299/{len(whole)}"
    assert front(url, Range="bytes=-50").body == whole[-50:]
    etag = part.headers["etag"]
    assert front(url, Range="bytes=0-9", If_Range=etag).status == 206
    assert front(url, Range="bytes=0-9", If_Range='"other"').body == whole
    changed = front(url, Range="bytes=0-9", If_Match='"other"')
    assert (changed.status, changed.headers.get(CORS)) == (412, "*")
    beyond = front(url, Range=f"bytes={len(whole)}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    assert beyond.headers.get(CORS) == "*"


def test_errors_and_empty_tiles_have_cors_also_those_of_nginx(front: Front, base: str) -> None:
    empty = front(f"{base}/tiles/actueel/8/130/82.mvt")
    assert (empty.status, empty.body, empty.headers[CORS]) == (204, b"", "*")
    outside = front(f"{base}/tiles/actueel/8/0/0.mvt")
    assert (outside.status, outside.headers[CORS], json.loads(outside.body)["status"]) == (404, "*", 404)
    unknown = front(f"{base}/api/v1/gemeenten/GM9999")
    assert (unknown.status, unknown.headers["content-type"], unknown.headers[CORS]) == (
        404, "application/problem+json", "*",
    )  # fmt: skip
    assert front(f"{base}/metrics").status == 403
    away = front("https://away.example.nl/tiles/actueel/6/32/20.mvt")
    assert (away.status, away.headers[CORS], away.headers["content-type"]) == (503, "*", "application/problem+json")
    assert json.loads(away.body)["status"] == 503


def test_security_txt_lies_at_the_root_of_the_host(front: Front, base: str) -> None:
    host = base.removesuffix("/kaart")
    told = front(f"{host}/.well-known/security.txt")
    assert (told.status, f"Canonical: {host}/.well-known/security.txt" in told.body.decode()) == (200, True)


def test_a_prefix_that_a_visitor_sends_is_not_passed_on(front: Front, base: str) -> None:
    """Else the page with links to elsewhere would lie in the cache for everybody."""
    url = f"{base}/embed?gemeente=GM0344"
    assert b"evil.example" not in front(url, X_Forwarded_Prefix="//evil.example").body
    assert b"evil.example" not in front(url).body


def test_kaart_is_a_folder_and_the_rest_is_not_ours(front: Front) -> None:
    moved = front("https://www.example.nl/kaart")
    assert (moved.status, urlsplit(moved.headers["location"]).path) == (301, "/kaart/")
    assert b"</html>" in front(f"{KAART}/").body
    assert front("https://www.example.nl/gemeenten").status in (403, 404), "nginx says so"
