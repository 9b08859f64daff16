"""What other sites get: options that fall back, code that is right without a script, oEmbed for our own pages only."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from server.pages import vite_manifest
from server.views import embed

PUBLISHED = {1: "sha384-SWTqPLNzWhHJO+RjLyHqvpKNBi/3SI5Xddf5c8VcHkTyjBp8w4bT2sO/lNhzkEGz"}


def test_unknown_options_fall_back(client: FlaskClient) -> None:
    page = client.get("/embed?gemeente=GM9999&provincie=x&thema=roze").get_data(as_text=True)
    assert "Nederland: huisvesting van vergunninghouders" in page
    assert 'data-thema="standaard"' in page


def test_the_title_can_be_left_out_but_the_label_cannot(client: FlaskClient) -> None:
    page = client.get("/embed?titel=nee").get_data(as_text=True)
    assert 'class="leesbaar">Nederland: huisvesting' in page
    assert "voorbeeldcijfers" in page
    assert "geen oordeel van de provincie" in page


def test_the_embed_may_be_framed_and_start_a_worker_in_a_sandbox(client: FlaskClient) -> None:
    policy = client.get("/embed").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "worker-src 'self' blob: data:" in policy
    assert "data:" not in client.get("/").headers["Content-Security-Policy"].split("worker-src")[1]


def test_the_legend_counts_only_what_the_map_shows(client: FlaskClient) -> None:
    def counts(query: str) -> list[int]:
        page = client.get(f"/embed{query}").get_data(as_text=True)
        legend = page.split('<ul class="embedlegenda"')[1].split("</ul>")[0]
        return [int(text) for text in re.findall(r"<b>(\d+)</b>", legend)]

    assert sum(counts("")) == 342
    assert sum(counts("?provincie=PV27")) == 44  # gemeenten of Noord-Holland since 2022
    assert counts("?gemeente=GM0344") == []


def test_a_gemeente_is_named_once(client: FlaskClient) -> None:
    assert "<h2>Utrecht</h2>" not in client.get("/embed?gemeente=GM0344").get_data(as_text=True)
    assert "<h2>Utrecht</h2>" in client.get("/embed?gemeente=GM0344&titel=nee").get_data(as_text=True)
    assert "<h2>Utrecht</h2>" in client.get("/embed/GM0344").get_data(as_text=True)


def test_the_code_is_that_of_the_choice(client: FlaskClient) -> None:
    page = html.unescape(client.get("/insluiten?gemeente=GM0344&thema=koel&hoogte=99").get_data(as_text=True))
    assert 'src="http://localhost/embed?gemeente=GM0344&amp;thema=koel"' in page
    assert 'height="320"' in page
    assert '<land-in-beeld gemeente="GM0344" thema="koel">' in page


@pytest.mark.parametrize("hoogte", ["", "hoog", "9" * 30])
def test_a_height_that_is_no_height_falls_back(client: FlaskClient, hoogte: str) -> None:
    assert client.get(f"/insluiten?hoogte={hoogte}").status_code == 200


def test_oembed_of_a_gemeente(client: FlaskClient) -> None:
    told = client.get("/oembed?url=http://localhost/gemeenten/GM0344&maxheight=300&maxwidth=500").get_json()
    assert (told["version"], told["type"], told["height"], told["width"]) == ("1.0", "rich", 300, 500)
    assert "gemeente=GM0344" in told["html"]


@pytest.mark.parametrize(
    ("url", "title", "query"),
    [
        ("/", "Nederland", ""),
        ("/embed?provincie=PV27", "Noord-Holland", "?provincie=PV27"),
        (
            "/embed?gemeente=GM0344&thema=koel&titel=nee&peildatum=2026-10-01",
            "Utrecht",
            "?gemeente=GM0344&peildatum=2026-10-01&thema=koel&titel=nee",
        ),
        ("/#gemeente=GM0344&peildatum=2026-07-01", "Utrecht", "?gemeente=GM0344&peildatum=2026-07-01"),
        ("/gemeenten/GM0344?peildatum=2026-10-01", "Utrecht", "?gemeente=GM0344&peildatum=2026-10-01"),
        ("/#peildatum=1999-01-01", "Nederland", ""),
    ],
)
def test_oembed_shows_what_the_address_shows(client: FlaskClient, url: str, title: str, query: str) -> None:
    told = client.get("/oembed", query_string={"url": f"http://localhost{url}"}).get_json()
    assert told["title"] == f"Land in Beeld: {title}"
    assert f'src="http://localhost/embed{query}"' in html.unescape(told["html"])


@pytest.mark.parametrize("size", ["-5", "0", "x", "9999"])
def test_oembed_of_a_size_that_cannot_be_has_the_usual_one(client: FlaskClient, size: str) -> None:
    told = client.get(f"/oembed?url=http://localhost/&maxheight={size}&maxwidth={size}").get_json()
    assert (told["height"], told["width"]) == (640, 960)
    assert 'height="640"' in told["html"]


@pytest.mark.parametrize(
    "url",
    [
        "http://elders.nl/gemeenten/GM0344",
        "",
        "http://localhost.elders.nl/",
        "http://localhost/api/v1/gemeenten",
        "http://localhost/gemeentenfoo",
        "http://localhost/gemeenten/GM9999",
        "http://localhost/gemeenten/GM0344/paneel",
    ],
)
def test_oembed_is_for_our_own_pages(client: FlaskClient, url: str) -> None:
    assert client.get("/oembed", query_string={"url": url}).status_code == 404


def test_oembed_speaks_json_only(client: FlaskClient) -> None:
    assert client.get("/oembed?url=http://localhost/&format=xml").status_code == 501


def test_the_host_script_is_small(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    assert len(answer.data) < 2048


@pytest.mark.parametrize(("version", "integrity"), PUBLISHED.items())
def test_a_published_host_script_never_changes(client: FlaskClient, version: int, integrity: str) -> None:
    """Sites that check the bytes would go blank: do not mend this value, add a version."""
    assert embed.integrity(version) == integrity
    answer = client.get(f"/embed-{version}.js")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"  # without it a browser cannot check


def test_the_newest_version_is_the_script_of_today(client: FlaskClient) -> None:
    newest = embed.newest_version()
    assert newest in PUBLISHED
    built = vite_manifest.path_of(embed.HOST_SCRIPT).read_bytes()
    assert built == (embed.FROZEN / f"{newest}.js").read_bytes(), f"copy the built script to {newest + 1}.js"
    assert client.get(f"/embed-{newest + 1}.js").status_code == 404


def test_the_page_shows_the_version_with_its_check(client: FlaskClient) -> None:
    page = html.unescape(client.get("/insluiten").get_data(as_text=True))
    assert f'/embed-1.js" integrity="{PUBLISHED[1]}" crossorigin="anonymous" async' in page


def test_the_month_of_the_embed_can_be_fixed(client: FlaskClient) -> None:
    page = html.unescape(client.get("/insluiten?peildatum=2026-10-01").get_data(as_text=True))
    assert 'src="http://localhost/embed?peildatum=2026-10-01"' in page
    assert '<land-in-beeld peildatum="2026-10-01">' in page
    assert 'peildatum="' not in html.unescape(client.get("/insluiten?peildatum=").get_data(as_text=True))


def test_the_frame_gets_all_figures_of_a_gemeente(client: FlaskClient) -> None:
    figures = client.get("/api/v1/gemeenten/GM0344").get_json()
    piece = client.get("/embed/GM0344")
    text = piece.get_data(as_text=True)
    for name in ("taakstelling", "gecorrigeerd", "gerealiseerd", "nog"):
        assert f">{figures[name]}<" in text, name
    assert piece.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/embed/GM9999").status_code == 404


def test_the_bundle_is_sent_compressed_and_kept_for_ever(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    path = page.split('<script type="module" src="')[1].split('"')[0]
    plain = client.get(path)
    small = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert len(small.data) < len(plain.data) / 2
    assert "immutable" in small.headers["Cache-Control"]
    assert small.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", [".vite/manifest.json", "../base.html", "x.js", "%2e%2e/site.py"])
def test_nothing_else_is_served_from_the_bundle(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/bundle/{name}").status_code == 404
