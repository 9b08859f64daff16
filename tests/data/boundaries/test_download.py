"""The download against a real server on this machine that behaves and misbehaves like PDOK's OGC API Features."""

import email.utils
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely

from data.boundaries import boundary_reader, vintages
from data.boundaries import download as boundaries_download
from data.boundaries.coverage import is_coverage
from data.boundaries.download import RD_URI, Limits, download
from data.boundaries.vintages import imported_years, vintage_for
from data.errors import BoundariesRejected, DownloadFailed
from data.reference.gemeenten import make_gemeente
from tests.data import toy

TOY = tuple(make_gemeente(f"GM{n:04d}", naam, "PV25") for n, naam in enumerate("ABCDE", 10))
FAST = Limits(page_size=2, pages=6, bytes=1_000_000, seconds=5, read_seconds=0.3, attempts=3, first_wait=0.01)
ITEMS = "/ogc/v1/collections/gemeente_gegeneraliseerd/items"


class Service:
    """Pages of two features with a cursor, as GoKoala makes them; `mischief` may answer before it does."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.mischief: Callable[[Service, BaseHTTPRequestHandler, int], bool] = lambda *_: False
        self.jaarcode = 2016
        self.features = [
            {
                "type": "Feature",
                "id": str(n),
                "properties": {"statcode": str(g.code), "statnaam": g.naam, "jaarcode": 2016},
                "geometry": shapely.geometry.mapping(geometry),
            }
            for n, (g, geometry) in enumerate(zip(TOY, toy.country(), strict=True))
        ]
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.asked.append(self.path)
                if not service.mischief(service, self, len(service.asked)):
                    service.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/ogc/v1"

    def page(self, path: str) -> dict[str, Any]:
        query = parse_qs(urlsplit(path).query)
        start, limit = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
        chosen = [dict(f, properties=dict(f["properties"], jaarcode=self.jaarcode)) for f in self.features]
        links = [{"rel": "self", "href": path}]
        if start + limit < len(chosen):
            links.append({"rel": "next", "href": f"{ITEMS}?limit={limit}&f=json&cursor={start + limit}"})
        return {
            "type": "FeatureCollection",
            "features": chosen[start : start + limit],
            "links": links,
            "numberReturned": len(chosen[start : start + limit]),
        }

    def answer(self, to: BaseHTTPRequestHandler, page: dict[str, Any] | None = None, crs: str = f"<{RD_URI}>") -> None:
        send(to, 200, json.dumps(page or self.page(to.path)).encode(), {"Content-Crs": crs})


def send(to: BaseHTTPRequestHandler, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
    to.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        to.send_header(name, value)
    to.end_headers()
    to.wfile.write(body)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    for module in (vintages, boundary_reader, boundaries_download):
        monkeypatch.setattr(module, "gemeenten_of", lambda year: TOY)
    monkeypatch.setattr(vintages, "reference", lambda: None)  # the toy country lies nowhere
    service = Service()
    yield service
    service.server.shutdown()
    service.server.server_close()
    service.thread.join()


def test_all_pages_become_a_vintage(service: Service, tmp_path: Path) -> None:
    seen: list[int] = []
    report = download(2016, tmp_path, base_url=service.url, limits=FAST, progress=seen.append)
    assert seen == [2, 4, 5]
    assert len(service.asked) == 3
    first = parse_qs(urlsplit(service.asked[0]).query)
    assert first == {"f": ["json"], "limit": ["2"], "crs": [RD_URI], "jaarcode": ["2016"]}
    assert urlsplit(service.asked[0]).path == ITEMS
    vintage = vintage_for(2016, tmp_path)
    assert (report.column, vintage.key, vintage.gegeneraliseerd) == ("statcode", report.key, False)
    assert vintage.bron == "© CBS / Kadaster, gemeente_gegeneraliseerd 2016"
    assert is_coverage(vintage.geometries)
    assert shapely.equals(vintage.geometries, toy.country()).all()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2016.gpkg", "2016.json"], "nothing is left beside"


def test_the_service_of_kadaster_is_asked_without_a_year(service: Service, tmp_path: Path) -> None:
    download(2016, tmp_path, source="kadaster", base_url=service.url + "/", limits=FAST)
    assert service.asked[0].startswith("/ogc/v1/collections/gemeentegebied/items?")
    assert "jaarcode" not in service.asked[0]


def test_errors_that_pass_are_tried_again(service: Service, tmp_path: Path) -> None:
    def mischief(_: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
        if n == 1:
            send(to, 500)
        elif n == 3:
            send(to, 429, headers={"Retry-After": "0"})
        elif n == 4:
            page = json.dumps(service.page(to.path)).encode()
            send(to, 200, page[: len(page) // 2], {"Content-Crs": f"<{RD_URI}>"})  # cut off, but it says it is whole
        elif n == 6:
            send(to, 200, b"{}", {"Content-Length": "1000"})  # the connection closes too early
            to.close_connection = True
        return n in (1, 3, 4, 6)

    service.mischief = mischief
    assert download(2016, tmp_path, base_url=service.url, limits=FAST).gemeenten == 5
    assert len(service.asked) == 7


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed(service: Service, tmp_path: Path, as_date: bool) -> None:
    moments: list[float] = []

    def mischief(_: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
        moments.append(time.monotonic())
        if n == 1:
            later = email.utils.formatdate(time.time() + 1, usegmt=True)
            send(to, 503, headers={"Retry-After": later if as_date else "1"})
        return n == 1

    service.mischief = mischief
    download(2016, tmp_path, base_url=service.url, limits=FAST)
    assert 0.9 <= moments[1] - moments[0] < 3


def test_retry_after_of_a_day_is_cut_to_the_limit(service: Service, tmp_path: Path) -> None:
    service.mischief = lambda s, to, n: n <= 2 and not send(to, 429, headers={"Retry-After": "86400"})
    limits = Limits(page_size=5, seconds=5, attempts=3, longest_wait=0.05)
    assert download(2016, tmp_path, base_url=service.url, limits=limits).gemeenten == 5


def endless(service: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
    page = service.page(f"{ITEMS}?limit=2")
    service.answer(to, page | {"links": [{"rel": "next", "href": f"{ITEMS}?limit=2&cursor={n}"}]})
    return True


def circle(service: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
    page = service.page(f"{ITEMS}?limit=2")
    service.answer(to, page | {"links": [{"rel": "next", "href": f"{ITEMS}?limit=2&cursor=same"}]})
    return True


def elsewhere(service: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
    service.answer(to, service.page(to.path) | {"links": [{"rel": "next", "href": "http://169.254.169.254/latest"}]})
    return True


def dripping(service: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
    to.send_response(200)
    to.send_header("Content-Length", "1000000")
    to.end_headers()
    try:
        for _ in range(100):
            to.wfile.write(b" ")
            to.wfile.flush()
            time.sleep(0.05)
    except OSError:  # the client left, as it should
        to.close_connection = True
    return True


def silent(service: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
    time.sleep(0.6)
    to.close_connection = True
    return True


def fewer(service: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
    page = service.page(f"{ITEMS}?limit=3")
    service.answer(to, page | {"links": [], "numberMatched": 5})
    return True


@pytest.mark.parametrize(
    ("mischief", "limits", "reason", "asked"),
    [
        (lambda s, to, n: not send(to, 500), FAST, "foutcode 500", 3),
        (lambda s, to, n: not send(to, 404), FAST, "foutcode 404", 1),
        (lambda s, to, n: not send(to, 302, headers={"Location": "http://127.0.0.1:1/"}), FAST, "foutcode 302", 1),
        (lambda s, to, n: not send(to, 200, b"<html>"), FAST, "geen \\(volledige\\) JSON", 3),
        (lambda s, to, n: not send(to, 200, b'{"type": "x"}'), FAST, "geen FeatureCollection", 1),
        (lambda s, to, n: not send(to, 200, b" " * 2_000_000), FAST, "te groot", 1),
        (endless, FAST, "meer dan 6 bladzijden", 6),
        (circle, FAST, "kring", 2),
        (elsewhere, FAST, "ander adres \\(169.254.169.254\\)", 1),
        (fewer, FAST, "3 van de 5", 1),
        (silent, FAST, "niet op tijd", 3),
        (dripping, Limits(seconds=0.5, read_seconds=0.3, attempts=3, first_wait=0.01), "te lang", 1),
    ],
    ids=[
        "500",
        "404",
        "302",
        "html",
        "other-json",
        "too-large",
        "endless",
        "circle",
        "elsewhere",
        "fewer",
        "silent",
        "drip",
    ],
)
def test_misbehaviour_ends_in_a_clear_refusal(
    service: Service, tmp_path: Path, mischief: Any, limits: Limits, reason: str, asked: int
) -> None:
    service.mischief = mischief
    started = time.monotonic()
    with pytest.raises(DownloadFailed, match=reason):
        download(2016, tmp_path, base_url=service.url, limits=limits)
    assert time.monotonic() - started < 5
    assert len(service.asked) == asked
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_ignores_the_year_is_noticed(service: Service, tmp_path: Path) -> None:
    service.jaarcode = 2025
    with pytest.raises(DownloadFailed, match="ook gebieden van 2025"):
        download(2016, tmp_path, base_url=service.url, limits=FAST)


def test_gemeenten_of_another_year_are_rejected_and_nothing_is_left(service: Service, tmp_path: Path) -> None:
    del service.features[4]
    with pytest.raises(BoundariesRejected, match="GM0014 E"):
        download(2016, tmp_path, base_url=service.url, limits=FAST)
    assert list(tmp_path.iterdir()) == []
    assert imported_years(tmp_path) == ()


def test_nobody_at_that_address(tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="verbinding"):
        download(2026, tmp_path, base_url="http://127.0.0.1:1/ogc/v1", limits=FAST)


def test_without_rd_in_the_answer_it_is_read_as_wgs84(service: Service, tmp_path: Path) -> None:
    def mischief(_: Service, to: BaseHTTPRequestHandler, n: int) -> bool:
        service.answer(to, crs="<http://www.opengis.net/def/crs/OGC/1.3/CRS84>")
        return True

    service.mischief = mischief
    report = download(2016, tmp_path, base_url=service.url, limits=FAST)
    assert "gelezen als RD (EPSG:28992)" in report.findings[1].zin, "numbers beyond 360 cannot be degrees"
