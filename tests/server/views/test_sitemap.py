"""What search engines and browsers ask for: the site map, robots.txt, canonical addresses, icons, structured data."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rasterio.io import MemoryFile

from data.store.store import Store
from data.terms import Peildatum
from server.app import create_app
from server.settings import Settings
from server.views.pages import TEXT_PAGES

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HOST = "http://localhost"
SAMPLE = ("", "gemeenten", "nederland", "gemeenten/GM0344", "provincies/PV26", "rapportages", "correcties", *TEXT_PAGES)


def locations(client: FlaskClient, base: str = HOST) -> list[str]:
    root = ET.fromstring(client.get("/sitemap.xml", base_url=base).data)
    days = root.findall("s:url/s:lastmod", NAMESPACE)
    assert len(days) == len(root)
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", day.text or "") for day in days)
    return [loc.text or "" for loc in root.findall("s:url/s:loc", NAMESPACE)]


def canonical(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return [unescape(a) for a in re.findall(r'<link rel="canonical" href="([^"]*)">', answer.get_data(as_text=True))]


def allowed(robots: str, path: str) -> bool:
    """Whether a crawler may ask a path, by RFC 9309: the longest rule that matches decides, and none allows."""
    rules = [line.partition(": ") for line in robots.splitlines() if line.startswith(("Allow: ", "Disallow: "))]
    hits = [
        (len(pattern), verb == "Allow")
        for verb, _, pattern in rules
        if re.match(re.escape(pattern).replace(r"\*", ".*"), path)
    ]
    return max(hits, default=(0, True))[1]


def structured(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    page = client.get(path).get_data(as_text=True)
    return [json.loads(t) for t in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)]


def test_the_site_map_has_every_area_of_the_store_once(client: FlaskClient, small_site: Settings) -> None:
    found = locations(client)
    with Store(small_site.database, small_site.files) as store:
        delivered = store.snapshot(Peildatum.parse("2026-11-01"), voorbeeld=True)[1].cijfers
    assert len(delivered) == 342
    assert sorted(a for a in found if "/gemeenten/" in a) == sorted(f"{HOST}/gemeenten/{code}" for code in delivered)
    assert sorted(a for a in found if "/provincies/" in a) == [f"{HOST}/provincies/PV{n}" for n in range(20, 32)]
    rest = {a.removeprefix(HOST) for a in found if not re.search("/(gemeenten|provincies)/", a)}
    assert rest == {
        "/", "/gemeenten", "/nederland", "/rapportages", "/correcties", "/insluiten", "/toelichting", "/begrippen",
        "/gegevens", "/toegankelijkheid", "/privacy",
    }  # fmt: skip
    assert len(found) == len(set(found))


@pytest.mark.parametrize("path", SAMPLE)
def test_an_address_of_the_site_map_is_there_and_is_its_own_canonical(client: FlaskClient, path: str) -> None:
    assert f"{HOST}/{path}" in locations(client)
    assert canonical(client, f"/{path}") == [f"{HOST}/{path}"]
    assert "noindex" not in client.get(f"/{path}").get_data(as_text=True)
    assert "X-Robots-Tag" not in client.get(f"/{path}").headers


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/gemeenten?zoek=utrecht&sorteer=percentage", "/gemeenten"),
        ("/gemeenten?klasse=3,1&peildatum=2026-11-01&sorteer=nog", "/gemeenten?peildatum=2026-11-01&klasse=1,3"),
        ("/gemeenten?peildatum=2026-10-01&provincie=PV26", "/gemeenten?peildatum=2026-10-01&provincie=PV26"),
        ("/gemeenten/GM0344?peildatum=2026-11-01", "/gemeenten/GM0344?peildatum=2026-11-01"),
        ("/gemeenten/GM0344?peildatum=2026-07-01", "/gemeenten/GM0344?peildatum=2026-07-01"),
        ("/provincies/PV26?sorteer=nog&peildatum=2026-07-01", "/provincies/PV26?peildatum=2026-07-01"),
        ("/nederland?x=1", "/nederland"),
        ("/?peildatum=2026-07-01", "/?peildatum=2026-07-01"),
        ("/?klasse=9&provincie=PV26&x=1", "/?provincie=PV26"),
        ("/nederland?peildatum=2026-10-01&klasse=1", "/nederland?peildatum=2026-10-01"),
        ("/insluiten?gemeente=GM0344&peildatum=2026-07-01", "/insluiten"),
        ("/toelichting?peildatum=2026-07-01", "/toelichting"),
        ("/gemeenten/GM0344/herkomst?peildatum=2026-07-01", "/gemeenten/GM0344/herkomst?peildatum=2026-07-01"),
        ("/versie/2026-11-01-r1-voorbeeld/gemeenten/GM0344", "/versie/2026-11-01-r1-voorbeeld/gemeenten/GM0344"),
    ],
)
def test_a_page_names_its_one_address(client: FlaskClient, path: str, address: str) -> None:
    assert canonical(client, path) == [HOST + address]


@pytest.mark.parametrize("path", ["/", "/gemeenten/GM0344", "/provincies/PV26", "/nederland"])
@pytest.mark.parametrize("query", ["", "?peildatum=2026-07-01"])
def test_what_is_passed_on_is_the_address_of_what_was_seen(client: FlaskClient, path: str, query: str) -> None:
    page = client.get(path + query).get_data(as_text=True)
    assert re.findall(r'<meta property="og:url" content="([^"]*)">', page) == [HOST + path + query]


def passed_on(page: str) -> dict[str, str]:
    """What a page tells of itself to chats and other sites; each thing once."""
    told = re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', page)
    assert len(told) == len(dict(told))
    return {name: unescape(text) for name, text in told}


VERSION = "/versie/2026-11-01-r1-voorbeeld/"
CARDS = [
    *((f"/{path}", "beeld/2026-11-01/NL") for path in SAMPLE if "/" not in path and path != "correcties"),
    ("/insluiten", "beeld/2026-11-01/NL"),
    ("/gemeenten/GM0344/blad?peildatum=2026-07-01", "beeld/2026-07-01/GM0344"),
    ("/gemeenten?peildatum=2026-10-01&provincie=PV26", "beeld/2026-10-01/PV26"),
    ("/?provincie=PV26", "beeld/2026-11-01/PV26"),
    ("/provincies/PV26/herkomst?peildatum=2026-10-01", "beeld/2026-10-01/NL"),
    (VERSION, f"{VERSION[1:]}beeld/NL"), (f"{VERSION}gemeenten", f"{VERSION[1:]}beeld/NL"),
    (f"{VERSION}gemeenten/GM0344", f"{VERSION[1:]}beeld/GM0344"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "card"), CARDS)
def test_a_link_to_any_page_has_a_title_a_text_and_a_card(client: FlaskClient, path: str, card: str) -> None:
    page = client.get(path).get_data(as_text=True)
    told = passed_on(page)
    assert told["og:url"] == canonical(client, path)[0]
    assert told["og:image"] == f"{HOST}/{card}/kaartje.png"
    assert (told["og:image:width"], told["og:image:height"], told["twitter:card"]) == (
        "1200",
        "630",
        "summary_large_image",
    )
    assert "huisvest" in told["og:image:alt"]
    assert "Land in Beeld" not in told["og:title"] or path.startswith("/?") or path == "/"
    assert len(told["og:description"]) > 40


@pytest.mark.parametrize("path", [*(path for path, _ in CARDS), "/gemeenten/GM0344"])
def test_every_page_can_be_copied_and_shared_in_one_place(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    whole, own = page.count('id="h-deel"'), re.findall(r'id="deel-adres" type="url" value="([^"]*)"', page)
    assert whole + len(own) == 1, "where there are figures to take along, the address stands with them"
    assert own == [] or unescape(own[0]) == canonical(client, path)[0]
    assert (
        page.count('id="kopiemelding"') == len(re.findall(r'<script type="module" src="[^"]*/share-[^"]*"', page)) == 1
    )
    assert page.count('href="/insluiten?gemeente=') == (path == "/gemeenten/GM0344")


def test_every_page_says_something_else_of_itself(client: FlaskClient) -> None:
    cards = (path for path, _ in CARDS if "?" not in path and path not in ("/", "/nederland") and "versie" not in path)
    paths = ["/correcties", *cards]
    told = [passed_on(client.get(path).get_data(as_text=True)) for path in paths]
    for name in ("og:title", "og:description"):
        assert len({about[name] for about in told}) == len(told) > 8, name


def test_figures_of_a_version_that_is_gone_from_the_map_have_no_card_of_another(client: FlaskClient) -> None:
    told = passed_on(client.get("/gemeenten/GM0344/herkomst?versie=2026-11-01-r1-voorbeeld").get_data(as_text=True))
    assert "og:image" not in told
    assert told["twitter:card"] == "summary"


def test_the_list_of_corrections_of_all_months_has_no_card_of_one(client: FlaskClient) -> None:
    told = passed_on(client.get("/correcties").get_data(as_text=True))
    assert "og:image" not in told
    assert (told["og:title"], told["twitter:card"]) == ("Correcties", "summary")


def test_an_error_has_no_canonical_address(client: FlaskClient) -> None:
    page = client.get("/gemeenten/GM9999").get_data(as_text=True)
    assert 'rel="canonical"' not in page
    assert passed_on(page) == {}


@pytest.mark.parametrize("prefix", ["", "/kaarten"])
def test_robots_leaves_out_what_is_endless_and_nothing_else(site_app: Flask, prefix: str) -> None:
    client = site_app.test_client()
    text = client.get("/robots.txt", base_url=HOST + prefix).get_data(as_text=True)
    assert f"Sitemap: {HOST}{prefix}/sitemap.xml" in text.splitlines()
    for path in ("/gemeenten?zoek=", "/gemeenten?zoek=a&provincie=PV26", "/gemeenten?peildatum=2026-10-01&sorteer=nog",
                 "/provincies/PV26?klasse=1", "/gemeenten?volgorde=aflopend", "/versie/2026-11-01-r1/gemeenten/GM0344",
                 "/api/v1/gemeenten?op=2026-11-20", "/insluiten?gemeente=GM0344",
                 "/vergelijk?g=GM0344,PV26", "/vergelijk?peildatum=2026-10-01&g=NL", "/vergelijk?erbij=utrecht",
                 "/tijd?als=tabel",
                 "/gemeenten/GM0344/herkomst?peildatum=2026-10-01&versie=2026-10-01-r1"):  # fmt: skip
        assert not allowed(text, prefix + path), path
    for path in ("/", "/vergelijk", "/gemeenten", "/gemeenten?peildatum=2026-10-01", "/gemeenten/GM0344", "/provincies/PV26",
                 "/tijd", "/insluiten", "/embed?gemeente=GM0344", "/toelichting", "/kaart/2026-11-01.png", "/rapportages",
                 "/rapportages/2026-II/GM0344.pdf", "/static/bundle/site.css", "/tiles/actueel/6/32/20.mvt"):  # fmt: skip
        assert allowed(text, prefix + path), path


def test_below_a_sub_path_every_address_is_that_of_the_settings(small_site: Settings) -> None:
    base = "https://www.example.nl/kaart"
    client = create_app(replace(small_site, public_url=base)).test_client()
    root = ET.fromstring(client.get("/kaart/sitemap.xml").data)
    found = [loc.text or "" for loc in root.findall("s:url/s:loc", NAMESPACE)]
    assert len(found) == 365
    assert all(address.startswith(f"{base}/") for address in found)
    assert canonical(client, "/kaart/gemeenten/GM0344") == [f"{base}/gemeenten/GM0344"]
    assert f"Sitemap: {base}/sitemap.xml" in client.get("/kaart/robots.txt").get_data(as_text=True)
    manifest = json.loads(client.get("/kaart/manifest.webmanifest").data)
    assert manifest["start_url"] == manifest["scope"] == "/kaart/"
    [crumbs] = structured(client, "/kaart/gemeenten/GM0344")
    assert [step["item"] for step in crumbs["itemListElement"]] == [
        f"{base}/", f"{base}/provincies/PV26", f"{base}/gemeenten/GM0344",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/gemeenten/GM0344", ["Kaart", "Utrecht (provincie)", "Utrecht (gemeente)"]),
        ("/provincies/PV26", ["Kaart", "Nederland", "Utrecht (provincie)"]),
        ("/gemeenten/GM0344/herkomst", ["Kaart", "Utrecht (gemeente)", "Herkomst"]),
    ],
)
def test_the_way_to_a_page_is_told_as_it_is_shown(client: FlaskClient, path: str, names: list[str]) -> None:
    [crumbs] = structured(client, path)
    assert crumbs["@type"] == "BreadcrumbList"
    assert [(s["position"], s["name"]) for s in crumbs["itemListElement"]] == list(enumerate(names, 1))
    page = client.get(path).get_data(as_text=True)
    shown = page.split('<nav class="kruimels"')[1].split("</nav>")[0]
    assert re.findall(r"<li[^>]*>(?:<a[^>]*>)?([^<]+)<", shown) == names


def test_the_figures_are_a_dataset_whose_downloads_are_there(client: FlaskClient) -> None:
    [about] = structured(client, "/gegevens")
    assert (about["@context"], about["@type"]) == ("https://schema.org", "Dataset")
    assert 50 <= len(about["description"]) <= 5000  # what Google's search for data asks
    assert about["name"].endswith("(voorbeeldcijfers)")
    assert about["temporalCoverage"] == "2026-07-01/2026-11-01"
    kinds = {d["contentUrl"].rpartition(".")[2]: d["encodingFormat"] for d in about["distribution"]}
    assert kinds["csv"] == "text/csv"
    for one in about["distribution"]:
        assert one["contentUrl"].startswith((f"{HOST}/download/actueel/gemeenten.", f"{HOST}/download/reeks."))
    assert client.get("/download/actueel/gemeenten.csv").mimetype == "text/csv"


@pytest.mark.parametrize(
    "path",
    ["/api/v1/nederland", "/kaart/2026-11-01.json", "/feed.atom", "/download/2026-11-01/gemeenten.csv", "/ogc/v1",
     "/gemeenten/GM0344/paneel", "/embed/GM0344", "/dcat", "/sitemap.xml", "/tiles/actueel.json", "/styles/status.json",
     "/gemeenten/GM0344/feed.atom"],
)  # fmt: skip
def test_what_is_no_page_is_in_no_search_engine(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", ["/kaart/2026-11-01/GM0344.png", "/rapportages/2026-II/GM0344.pdf", "/favicon.ico"])
def test_pictures_and_reports_may_be_shown(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert "X-Robots-Tag" not in answer.headers


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_icons_show_the_mark(client: FlaskClient) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").data)
    assert manifest["start_url"] == "/"
    for path, size, corner in (
        ("/apple-touch-icon.png", 180, 255),
        *((icon["src"], int(icon["sizes"].partition("x")[0]), 0) for icon in manifest["icons"]),
    ):
        with client.get(path) as answer:
            assert answer.mimetype == "image/png"
            content = answer.data
        with MemoryFile(content) as memory, memory.open() as picture:
            pixels = np.moveaxis(picture.read(), 0, -1)
        assert pixels.shape == (size, size, 4)
        assert pixels[0, 0, 3] == corner, "a start screen cuts off corners itself, elsewhere they are round"
        assert pixels[size * 10 // 36, size * 10 // 36].tolist() == [0x08, 0x26, 0x4F, 255]  # the upper left area
        assert pixels[size * 10 // 36, size * 26 // 36].tolist() == [0x6A, 0x87, 0xA3, 255]  # the upper right area
    with client.get("/favicon.ico") as answer:
        assert answer.mimetype == "image/x-icon"
        assert answer.data[:6] == bytes([0, 0, 1, 0, 1, 0])
        assert len(answer.data) == int.from_bytes(answer.data[14:18], "little") + 22


@pytest.mark.parametrize("path", ["/", "/gemeenten/GM0344", "/toelichting"])
def test_a_page_names_its_icons_and_manifest(client: FlaskClient, path: str) -> None:
    head = client.get(path).get_data(as_text=True).split("</head>")[0]
    for rel, href in re.findall(r'<link rel="(icon|apple-touch-icon|manifest)" href="([^"]+)"', head):
        with client.get(href) as answer:
            assert answer.status_code == 200, (rel, href)
    assert head.count('rel="icon"') == 2
    assert head.count('rel="manifest"') == head.count('rel="apple-touch-icon"') == 1
