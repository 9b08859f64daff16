"""Pictures over HTTP: taken apart, each says of when it is, which version, whose and under which licence."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.http import rate_limits
from server.rendering import on_demand, picture_store
from server.settings import Settings
from server.views.beelden import CHARTS, HEXAGONS, LINKED

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PERMANENT = "http://localhost/versie/2026-11-01-r1-voorbeeld/gemeenten/GM0344"
DC, CC = "{http://purl.org/dc/elements/1.1/}", "{http://creativecommons.org/ns#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG, of which each checksum is right."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, []
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == int.from_bytes(png[at + 8 + length : at + 12 + length], "big"), kind
        parts.append((kind, body))
        at += 12 + length
    return parts


def texts(png: bytes) -> dict[str, str]:
    pieces = (body.split(b"\0", 5) for kind, body in chunks(png) if kind == b"iTXt")
    return {piece[0].decode("latin-1"): piece[5].decode() for piece in pieces}


def assert_tells(about: dict[str, str]) -> None:
    assert about["Peildatum"] == "2026-11-01"
    assert about["Versie"] == "2026-11-01-r1-voorbeeld"
    assert about["Source"].startswith("Voorbeeldcijfers; grenzen 2024: ")
    assert about["Licentie"] == LICENCE
    assert about["URL"] == PERMANENT


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("kaartje.png", (1200, 630)),
        ("kaartje@2x.png", (2400, 1260)),
        ("vierkant.png", (1080, 1080)),
        ("staand.png", (794, 1123)),
    ],
)
def test_a_png_has_its_size_and_tells_what_it_is(client: FlaskClient, name: str, size: tuple[int, int]) -> None:
    with client.get(f"/beeld/2026-11-01/GM0344/{name}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        content, tag = answer.data, answer.headers["ETag"]
    kinds = [kind for kind, _ in chunks(content)]
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")
    assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == size
    about = texts(content)
    assert_tells(about)
    assert about["Title"] == "Utrecht (gemeente): huisvesting van vergunninghouders, stand per 1 november 2026"
    assert about["Description"].startswith("De gemeente Utrecht huisvestte in 4\N{NO-BREAK SPACE}maanden")
    with client.get(f"/beeld/2026-11-01/GM0344/{name}", headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_an_svg_has_title_description_and_metadata(client: FlaskClient) -> None:
    with client.get("/beeld/2026-11-01/GM0344/kaartje.svg") as answer:
        assert answer.mimetype == "image/svg+xml"
        picture = ElementTree.fromstring(answer.data)
    title, desc = picture[0], picture[1]
    assert (title.tag.rpartition("}")[2], desc.tag.rpartition("}")[2]) == ("title", "desc")
    assert "1 november 2026" in (title.text or "")
    assert "huisvestte in 4\N{NO-BREAK SPACE}maanden" in (desc.text or "")
    (work,) = picture.iter(f"{CC}Work")
    said = {part.tag.removeprefix(DC): part.text or "" for part in work}
    (licence,) = work.iter(f"{CC}license")
    assert_tells({
        "Peildatum": said["date"], "Versie": said["relation"].removeprefix("versie "), "Source": said["source"],
        "Licentie": licence.get(f"{RDF}resource", ""), "URL": said["identifier"],
    })  # fmt: skip
    assert not [part for part in picture.iter() if part.get("href", "").startswith("http")], (
        "asks for nothing elsewhere"
    )


@pytest.mark.parametrize(("name", "size"), [("staand", (595, 842)), ("liggend", (842, 595))])
def test_a_pdf_is_one_tagged_page_of_a4_that_tells_what_it_is(
    client: FlaskClient, name: str, size: tuple[int, int]
) -> None:
    with client.get(f"/beeld/2026-11-01/GM0344/{name}.pdf") as answer:
        assert answer.mimetype == "application/pdf"
        content = answer.data
    with pikepdf.open(BytesIO(content)) as pdf:
        (page,) = pdf.pages
        assert (round(float(page.mediabox[2])), round(float(page.mediabox[3]))) == size
        about = {key: str(value) for key, value in pdf.docinfo.items()}
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        assert [str(f["/Alt"])[:30] for f in figures] == ["De gemeente Utrecht huisvestte"]
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"], (
            "vectors"
        )
        xmp = pdf.Root.Metadata.read_bytes().decode()
    assert about["/Title"] == "Utrecht (gemeente): huisvesting van vergunninghouders, stand per 1 november 2026"
    assert about["/CreationDate"] == "D:20261101000000Z"
    assert "peildatum 2026-11-01" in about["/Keywords"] and "versie 2026-11-01-r1-voorbeeld" in about["/Keywords"]
    for text in ("Voorbeeldcijfers; grenzen 2024", LICENCE, PERMANENT):
        assert text in about["/Subject"] and text in xmp


def test_an_svg_reads_the_same_without_our_font(client: FlaskClient) -> None:
    """Each line as text is as long as it is in our font; as outlines there is no text at all."""
    with client.get("/beeld/2026-11-01/GM0344/kaartje.svg") as answer:
        as_text = [part for part in ElementTree.fromstring(answer.data).iter() if part.tag.endswith("}text")]
    assert "Huisvesting van vergunninghouders" in [text.text for text in as_text]
    assert all(float(text.get("textLength", "0")) > 0 for text in as_text)
    with client.get("/beeld/2026-11-01/GM0344/kaartje-omtrek.svg") as answer:
        outlines = ElementTree.fromstring(answer.data)
    assert not [part for part in outlines.iter() if part.tag.endswith("}text")]
    assert (outlines[1].text or "").startswith("De gemeente Utrecht"), "the description still says it"
    (message,) = (part for part in outlines.iter() if part.get("id") == "boodschap")
    lines = [part for part in message if part.tag.endswith("}path")]
    assert len(lines) == 7, "badge, name, subject, three of the title, the day in one: no room for a broader font"


def test_a_picture_of_hexagons_says_what_it_is_and_when(client: FlaskClient) -> None:
    with client.get("/beeld/2026-11-01/NL/zeshoek@2x.png") as answer:
        assert int.from_bytes(answer.data[16:20], "big") == 2400
        about = texts(answer.data)
    of_version = "/versie/2026-11-01-r1-voorbeeld/nederland"
    assert_tells(about | {"URL": about["URL"].replace(of_version, PERMANENT.removeprefix("http://localhost"))})
    assert about["URL"] == f"http://localhost{of_version}"
    assert (
        about["Title"]
        == "Nederland: huisvesting van vergunninghouders, elke gemeente even groot, stand per 1 november 2026"
    )
    assert "Elke gemeente is even groot getekend en ligt ongeveer op haar plaats." in about["Description"]
    with client.get("/beeld/2026-11-01/NL/zeshoek-staand.pdf") as answer, pikepdf.open(BytesIO(answer.data)) as pdf:
        assert "peildatum 2026-11-01" in str(pdf.docinfo["/Keywords"]) and LICENCE in str(pdf.docinfo["/Subject"])
        (figure,) = (o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure")
        assert "even groot getekend" in str(figure["/Alt"])


CHOICE = "GM0344,GM0363,PV26"


@pytest.mark.parametrize("chart", ["aandelen", "maandpercentages"])
def test_charts_of_areas_side_by_side_tell_what_they_are(client: FlaskClient, chart: str) -> None:
    at = f"/beeld/2026-11-01/{CHOICE}/{chart}"
    with client.get(f"{at}@2x.png") as answer:
        assert int.from_bytes(answer.data[16:20], "big") == 2400
        about = texts(answer.data)
    assert about["URL"] == "http://localhost/versie/2026-11-01-r1-voorbeeld/"
    assert_tells(about | {"URL": PERMANENT})
    assert about["Title"].startswith("Utrecht (gemeente), Amsterdam en Utrecht (provincie): gehuisvest")
    assert about["Title"].endswith(", stand per 1 november 2026")
    assert "Geen van de 3 gebieden ligt op of boven de norm" in about["Description"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Utrecht (gemeente) 157 van 358" in about["Description"]
    for ending in (".svg", "-omtrek.svg", "-kaal.svg"):
        with client.get(at + ending) as answer:
            picture = ElementTree.fromstring(answer.data)
        assert (picture[0].text, picture[1].text) == (about["Title"], about["Description"])
        (work,) = picture.iter(f"{CC}Work")
        said = {part.tag.removeprefix(DC): part.text or "" for part in work}
        assert (said["date"], said["relation"]) == ("2026-11-01", "versie 2026-11-01-r1-voorbeeld")
        assert work.find(f"{CC}license") is not None
    with client.get(f"{at}-a4.pdf") as answer, pikepdf.open(BytesIO(answer.data)) as pdf:
        assert "versie 2026-11-01-r1-voorbeeld" in str(pdf.docinfo["/Keywords"])
        assert LICENCE in str(pdf.docinfo["/Subject"])


def test_a_choice_is_drawn_in_one_way_of_writing_it_or_not_at_all(client: FlaskClient) -> None:
    wrong = (
        "GM0344",
        "GM0344,GM0344",
        "gm0344,GM0363",
        "GM0344,GM9999",
        "GM0344,GM0363,",
        "NL,PV20,PV21,PV22,PV23,PV24,PV25",
    )
    for codes in (*wrong, "GM0007,GM0344"):
        with client.get(f"/beeld/2026-11-01/{codes}/aandelen.png") as answer:
            assert answer.status_code == 404, codes
            assert "Naast elkaar passen 2 tot 6 gebieden" in answer.get_data(as_text=True), codes
    with client.get("/beeld/2026-11-01/GM0344,GM0363/kaartje.png") as answer:
        assert answer.status_code in (400, 404), "a map is of one area"
    with client.get("/versie/2026-11-01-r1-voorbeeld/beeld/GM0344,GM0363/aandelen.png") as answer:
        assert answer.status_code == 404


def test_the_page_offers_the_pictures_of_its_choice_and_month(client: FlaskClient) -> None:
    text = client.get(f"/vergelijk?g={CHOICE}&peildatum=2026-07-01").get_data(as_text=True)
    links = re.findall(r'href="(/beeld/[^"]+)"', text)
    assert len(links) == 2 * len(CHARTS)
    assert all(link.startswith(f"/beeld/2026-07-01/{CHOICE}/") for link in links)
    with client.get(links[2]) as answer:
        assert answer.status_code == 200


def test_a_version_keeps_its_picture(client: FlaskClient) -> None:
    now, then = "/beeld/2026-11-01/PV29/kaartje.svg", "/versie/2026-11-01-r1-voorbeeld/beeld/PV29/kaartje.svg"
    with client.get(now) as one, client.get(then) as other:
        assert one.data == other.data
        assert other.headers["Cache-Control"] == "public, max-age=86400"
    with client.get("/versie/2026-11-01-r2/beeld/PV29/kaartje.svg") as none:
        assert none.status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/beeld/2026-11-01/GM9999/kaartje.png", 404),
        ("/beeld/2026-11-01/GM0344/kaartje.gif", 400),
        ("/beeld/2026-11-01/GM0344/iets.png", 400),
        ("/beeld/2026-11-01/GM0344/kaartje@2x.svg", 400),
        ("/beeld/2026-11-01/GM0344/kaartje.pdf", 400),
        ("/beeld/2026-11-01/GM0344/kaartje-omtrek.png", 400),
        ("/beeld/2026-11-01/PV26/zeshoek.png", 404),
        ("/beeld/2026-11-01/NL/zeshoek.pdf", 400),
        ("/beeld/1999-01-01/NL/kaartje.png", 404),
        ("/beeld/vandaag/NL/kaartje.png", 400),
    ],
)
def test_what_does_not_exist_is_not_drawn(client: FlaskClient, path: str, status: int) -> None:
    with client.get(path) as answer:
        assert answer.status_code == status


def test_made_once_counted_and_bounded(small_site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "PICTURE_RATE", "1 per minute")
    (tmp_path / "releases").symlink_to(small_site.releases)
    settings = replace(small_site, state_dir=tmp_path)
    client = create_app(settings).test_client()
    for _ in range(3):
        assert client.get("/beeld/2026-11-01/GM0344/kaartje.svg").status_code == 200, "what is there is always given"
    refused = client.get("/beeld/2026-11-01/GM0345/kaartje.svg")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    folder = settings.downloads / on_demand.pictures_folder()
    assert len(list(folder.iterdir())) == 1
    for n in range(4):
        (folder / f"older-{n}.png").write_bytes(b"1234")
    on_demand.bound(folder, 3, 2**20)
    assert len(list(folder.iterdir())) == 3
    on_demand.bound(folder, 3, 9)
    assert len(list(folder.iterdir())) == 2
    assert picture_store.MOST_FILES >= 355, "all cards of a release stay"


@pytest.mark.parametrize(
    ("page", "code"),
    [("/", "NL"), ("/nederland", "NL"), ("/provincies/PV27", "PV27"), ("/gemeenten/GM0518", "GM0518"),
     ("/gemeenten/GM0518?peildatum=2026-07-01", "GM0518")],
)  # fmt: skip
def test_a_link_to_a_page_shows_the_card_of_its_month(client: FlaskClient, page: str, code: str) -> None:
    text = client.get(page).get_data(as_text=True)
    about = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"', text))
    day = "2026-07-01" if "07-01" in page else "2026-11-01"
    assert about["og:image"] == f"http://localhost/beeld/{day}/{code}/kaartje.png"
    assert about["twitter:card"] == "summary_large_image"
    assert "huisvest" in about["og:description"] and about["og:image:alt"] == about["og:description"]
    assert ("eindstand" in about["og:description"]) == (day == "2026-07-01")


@pytest.mark.parametrize("page", ["/nederland", "/provincies/PV27", "/gemeenten/GM0518"])
def test_pages_offer_their_pictures(client: FlaskClient, page: str) -> None:
    text = client.get(page).get_data(as_text=True)
    every = re.findall(r'href="(/beeld/2026-11-01/[^"]+)"', text)
    links = [link for link in every if not re.search("maanden|verloop|halfjaren|zeshoek", link)]
    assert len(links) == len(LINKED)
    hexagons = [link for link in every if "zeshoek" in link]
    assert len(hexagons) == (len(HEXAGONS) if page == "/nederland" else 0)
    assert len(every) == len(links) + len(hexagons) + 3 * len(CHARTS)
    for link in links if "GM" in page else links[:1]:
        with client.get(link) as answer:
            assert answer.status_code == 200, link
