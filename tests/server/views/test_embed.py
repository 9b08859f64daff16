"""What other sites get: options that fall back, code that is right without a script, oEmbed for our own pages only."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.pages import vite_manifest
from server.settings import Settings
from server.views import embed
from tiles.palette import BRAND

PUBLISHED = {
    1: "sha384-SWTqPLNzWhHJO+RjLyHqvpKNBi/3SI5Xddf5c8VcHkTyjBp8w4bT2sO/lNhzkEGz",
    2: "sha384-m+zYNB/ZeBmaK4S7Uc7hcnrAjubzOYdoYHSD4MjWPzLwlmcA1Di09uWflDgZPY0t",
    3: "sha384-Ftca+hlmYdpzRuwWG6eO6Mjm0jsOBogjgGvF05o8adrF36aLRBYnOV6GIGYHOZOn",
}


def test_unknown_options_fall_back(client: FlaskClient) -> None:
    page = client.get("/embed?gemeente=GM9999&provincie=x&thema=roze").get_data(as_text=True)
    assert "Nederland: huisvesting van vergunninghouders" in page
    assert 'data-thema="standaard"' in page


@pytest.mark.parametrize(
    ("query", "attributes"),
    [
        ("?weergave=auto&letters=groot&hoeken=rond", 'data-weergave="auto" data-letters="groot" data-hoeken="rond"'),
        ("?thema=warm&weergave=blauw&letters=99px&hoeken=%22%3E", 'data-thema="warm">'),
        ("?thema=donker", 'data-thema="standaard" data-weergave="donker">'),  # its name until 1.0
        ("?thema=donker&weergave=auto", 'data-weergave="auto">'),
    ],
)
def test_how_it_looks_is_one_of_a_few_words(client: FlaskClient, query: str, attributes: str) -> None:
    assert attributes in client.get(f"/embed{query}").get_data(as_text=True)


@pytest.mark.parametrize("accent", ["%23C8102E", "c8102e", "C8102E"])
def test_an_accent_is_a_style_sheet_of_its_own(client: FlaskClient, accent: str) -> None:
    page = client.get(f"/embed?accent={accent}").get_data(as_text=True)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert sheets[-1] == "/embed/accent/c8102e.css"  # after ours, or it would change nothing
    answer = client.get(sheets[-1])
    assert answer.mimetype == "text/css"
    assert "--nl-link-color:light-dark(#c8102e," in answer.get_data(as_text=True)
    assert "max-age=86400" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("accent", ["red", "c8102", "c8102e;}", "c8102e00", "var(--x)", "%0Ac8102e", "c8102e%0A"])
def test_what_is_no_colour_is_no_accent(client: FlaskClient, accent: str) -> None:
    assert "/embed/accent/" not in client.get(f"/embed?accent={accent}").get_data(as_text=True)
    assert client.get(f"/embed/accent/{accent}.css").status_code == 404


def test_a_colour_of_the_klassen_never_changes(client: FlaskClient) -> None:
    def swatches(query: str) -> list[str]:
        page = client.get(f"/embed{query}").get_data(as_text=True)
        return re.findall(r'fill="(#\w+)"', page.split('<ul class="embedlegenda"')[1].split("</ul>")[0])

    assert swatches("") == swatches("?accent=c8102e&weergave=donker&thema=warm")
    assert not set(swatches("")) & set(
        re.findall(r"#\w+", client.get("/embed/accent/c8102e.css").get_data(as_text=True))
    )


def test_the_title_can_be_left_out_but_the_label_cannot(client: FlaskClient) -> None:
    page = client.get("/embed?titel=nee").get_data(as_text=True)
    assert 'class="leesbaar">Nederland: huisvesting' in page
    assert "voorbeeldcijfers" in page
    assert "geen oordeel van de provincie" in page


def test_the_embed_may_be_framed_and_start_a_worker_in_a_sandbox(client: FlaskClient) -> None:
    policy = client.get("/embed").headers["Content-Security-Policy"]
    assert "frame-ancestors" not in policy  # with `*` a page without an origin, as in a sandbox, is kept out
    assert "worker-src 'self' blob: data:" in policy
    assert policy.count("'self'") == 9
    assert (
        len(re.findall(r"'self'[^;]* http://localhost(?=;)", policy)) == 9
    )  # to WebKit 'self' is nothing in a sandbox
    assert "data:" not in client.get("/").headers["Content-Security-Policy"].split("worker-src")[1]


def test_sites_that_alone_may_make_a_frame_are_named(small_site: Settings) -> None:
    with create_app(replace(small_site, embed_ancestors="https://gemeente.example")).test_client() as client:
        for path in ("/embed", "/gemeenten?kader=ja"):
            policy = client.get(path).headers["Content-Security-Policy"]
            assert policy.endswith("; frame-ancestors https://gemeente.example")


def test_the_legend_counts_only_what_the_map_shows(client: FlaskClient) -> None:
    def counts(query: str) -> list[int]:
        page = client.get(f"/embed{query}").get_data(as_text=True)
        legend = page.split('<ul class="embedlegenda"')[1].split("</ul>")[0]
        return [int(text) for text in re.findall(r"<b>(\d+)</b>", legend)]

    assert sum(counts("")) == 342
    assert sum(counts("?provincie=PV27")) == 44  # gemeenten of Noord-Holland since 2022
    assert counts("?klasse=3,1") == [counts("")[0], counts("")[2]]
    assert counts("?gemeente=GM0344") == []


def test_a_gemeente_is_named_once(client: FlaskClient) -> None:
    assert "<h2>Gemeente Utrecht</h2>" not in client.get("/embed?gemeente=GM0344").get_data(as_text=True)
    assert "<h2>Gemeente Utrecht</h2>" in client.get("/embed?gemeente=GM0344&titel=nee").get_data(as_text=True)
    assert "<h2>Gemeente Utrecht</h2>" in client.get("/embed/GM0344").get_data(as_text=True)


def test_the_page_says_that_embeds_show_true_sizes_only(client: FlaskClient) -> None:
    assert "Op uw site heeft elke gemeente haar ware grootte." in client.get("/insluiten").get_data(as_text=True)


def test_the_code_is_that_of_the_choice(client: FlaskClient) -> None:
    page = html.unescape(client.get("/insluiten?gemeente=GM0344&thema=koel&hoogte=99").get_data(as_text=True))
    assert 'src="http://localhost/embed?gemeente=GM0344&amp;thema=koel"' in page
    assert 'height="320"' in page
    link = (
        '<a href="http://localhost/gemeenten/GM0344">Land in Beeld: Utrecht (gemeente)</a>'  # for who takes scripts out
    )
    assert f'<land-in-beeld gemeente="GM0344" thema="koel" hoogte="320">{link}</land-in-beeld>' in page


@pytest.mark.parametrize(
    ("query", "height", "style"),
    [
        ("", 680, "border:0;width:100%"),
        ("?provincie=PV27", 680, "border:0;width:100%"),
        ("?gemeente=GM0344", 1000, "border:0;width:100%;height:clamp(760px,1400px - 100vw,1000px)"),
        ("?gemeente=GM0344&letters=grootst", 1300, "border:0;width:100%;height:clamp(1000px,1700px - 100vw,1300px)"),
        ("?gemeente=GM0344&hoogte=640", 640, "border:0;width:100%"),
        ("?hoogte=9999", 1600, "border:0;width:100%"),
    ],
)
def test_the_frame_is_as_high_as_its_kind_needs(client: FlaskClient, query: str, height: int, style: str) -> None:
    page = html.unescape(client.get(f"/insluiten{query}").get_data(as_text=True))
    assert f' height="{height}" frameborder="0" loading="lazy" referrerpolicy="no-referrer" style="{style}">' in page


def test_the_element_begins_as_high_as_a_plain_frame() -> None:
    script = (embed.FROZEN / f"{embed.newest_version()}.js").read_text(encoding="utf-8")
    assert f"<640?1e3:{embed.FITS_WIDE['gemeente']}:{embed.FITS['']}" in script
    assert embed.FITS["gemeente"] == 1000
    assert f"Math.min({embed.HIGHEST},Math.max({embed.LOWEST}," in script


@pytest.mark.parametrize(
    "query", ["gemeente=GM0344&letters=groot&accent=ffd500", "provincie=PV27&hoeken=recht", "klasse=2&provincie=PV27"]
)
def test_frame_element_and_example_show_the_same(client: FlaskClient, query: str) -> None:
    page = html.unescape(html.unescape(client.get(f"/insluiten?{query}").get_data(as_text=True)))
    assert re.findall(r'src="(?:http://localhost)?/embed\?([^"]+)"', page) == [query, query]  # example, code
    assert re.findall(r"<land-in-beeld ([^>]+)>", page) == [re.sub("=([^&]+)&?", r'="\1" ', query).strip()] * 2


def test_the_colour_where_its_field_begins_is_no_wish(client: FlaskClient) -> None:
    page = client.get("/insluiten", query_string={"accent": BRAND}).get_data(as_text=True)
    assert "accent" not in page.split("3. Kopieer")[1]


@pytest.mark.parametrize("path", ["/", "/gemeenten", "/gemeenten/GM0344", "/toelichting"])
def test_a_page_that_a_frame_follows_a_link_to_may_stand_in_it(client: FlaskClient, path: str) -> None:
    assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]
    framed = client.get(f"{path}?kader=ja")
    assert "frame-ancestors" not in framed.headers["Content-Security-Policy"]
    assert '<base target="_blank">' in framed.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/beheer", "/aanlevering", "/insluiten", "/api/v1/nederland", "/rapportages"])
def test_nothing_else_may_stand_in_a_frame(client: FlaskClient, path: str) -> None:
    assert "frame-ancestors 'none'" in client.get(f"{path}?kader=ja").headers["Content-Security-Policy"]


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
            "Utrecht (gemeente)",
            "?gemeente=GM0344&peildatum=2026-10-01&thema=koel&titel=nee",
        ),
        ("/#gemeente=GM0344&peildatum=2026-07-01", "Utrecht (gemeente)", "?gemeente=GM0344&peildatum=2026-07-01"),
        ("/gemeenten/GM0344?peildatum=2026-10-01", "Utrecht (gemeente)", "?gemeente=GM0344&peildatum=2026-10-01"),
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
    assert (told["height"], told["width"]) == (680, 960)
    assert 'height="680"' in told["html"]


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


def test_oembed_speaks_json_and_xml(client: FlaskClient) -> None:
    url = "/oembed?url=http://localhost/provincies/PV27%3Fthema=warm"
    answer = client.get(f"{url}&format=xml")
    assert answer.mimetype == "text/xml"
    root = ElementTree.fromstring(answer.data)
    assert root.tag == "oembed"
    assert {part.tag: part.text for part in root} == {n: str(v) for n, v in client.get(url).get_json().items()}
    assert client.get(f"{url}&format=yaml").status_code == 501


@pytest.mark.parametrize(
    ("page", "title", "query"),
    [
        ("/", "Nederland", ""),
        ("/gemeenten", "Nederland", ""),
        ("/gemeenten/GM0344", "Utrecht (gemeente)", "?gemeente=GM0344"),
        ("/gemeenten/GM0344?peildatum=2026-10-01", "Utrecht (gemeente)", "?gemeente=GM0344&peildatum=2026-10-01"),
        ("/provincies/PV27", "Noord-Holland", "?provincie=PV27"),
        ("/nederland?peildatum=2026-10-01", "Nederland", "?peildatum=2026-10-01"),
        ("/embed?gemeente=GM0344&accent=C8102E", "Utrecht (gemeente)", "?gemeente=GM0344&accent=c8102e"),
    ],
)
def test_every_page_with_an_embed_says_where_to_ask_for_it(
    client: FlaskClient, page: str, title: str, query: str
) -> None:
    text = client.get(page).get_data(as_text=True)
    links = dict(re.findall(r'<link rel="alternate" type="(\w+/\w+)\+oembed" href="([^"]+)"', text))
    as_json = client.get(html.unescape(links["application/json"])).get_json()
    as_xml = ElementTree.fromstring(client.get(html.unescape(links["text/xml"])).data)
    for code in (as_json["html"], as_xml.findtext("html") or ""):
        frame = ElementTree.fromstring(code)
        assert frame.get("src") == f"http://localhost/embed{query}"
        assert frame.get("title") == f"Land in Beeld: {title}"
        assert frame.get("frameborder") == "0"


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
    newest = max(PUBLISHED)
    assert f'/embed-{newest}.js" integrity="{PUBLISHED[newest]}" crossorigin="anonymous" async' in page


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
