"""Charts as pictures: the figures of the page, and in each file of when, which version, whose and under which licence."""

from __future__ import annotations

import json
import re
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
from flask.testing import FlaskClient

from data.releases.release_store import Releases
from data.terms import Peildatum
from server.app import create_app
from server.rendering.picture_store import Picture, earlier_of
from server.settings import Settings
from server.views.beelden import CHARTS
from tests.server.views.test_beelden import CC, DC, PERMANENT, RDF, assert_tells, chunks, texts

OF_UTRECHT = "/beeld/2026-11-01/GM0344"


def of_page(client: FlaskClient) -> dict[str, list[str]]:
    """The months in the table of the page: housed in it, and in all."""
    text = client.get("/gemeenten/GM0344").get_data(as_text=True)
    rows = re.findall(r'<tr><th scope="row">(\w+)</th><td class="n">([^<]*)</td><td class="n">([^<]*)</td>', text)
    return {month: figures for month, *figures in rows if month in ("september", "oktober")}


def words_in(svg: bytes) -> list[str]:
    return [part.text or "" for part in ElementTree.fromstring(svg).iter() if part.tag.endswith("}text")]


def test_a_png_has_the_figures_of_the_page_and_tells_what_it_is(client: FlaskClient) -> None:
    with client.get(f"{OF_UTRECHT}/maanden.png") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        content = answer.data
    assert chunks(content)[0][1][:8] == (1200).to_bytes(4, "big") + (800).to_bytes(4, "big")
    about = texts(content)
    assert_tells(about)
    assert about["Title"] == "Utrecht (gemeente): gehuisvest per maand, stand per 1 november 2026"
    in_month, _ = of_page(client)["oktober"]
    assert f"gehuisvest in oktober {in_month}." in about["Description"]
    assert "Stand per 1 november 2026" in about["Description"] and "tabel" not in about["Description"]


def test_an_svg_has_the_figures_of_the_page_and_its_furniture(client: FlaskClient) -> None:
    with client.get(f"{OF_UTRECHT}/verloop.svg") as answer:
        picture, lines = ElementTree.fromstring(answer.data), words_in(answer.data)
    _, total = of_page(client)["oktober"]
    assert {total, "norm 358", "op schema naar 358", "Voorbeeldcijfers", "Land in Beeld", "okt"} <= set(lines)
    said = " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")
    for text in (
        "Stand per 1 november 2026",
        "Deze cijfers kunnen nog veranderen.",
        "CC BY 4.0",
        "2026-11-01-r1-voorbeeld",
    ):
        assert text in said
    assert "localhost/gemeenten/GM0344" in said
    (work,) = picture.iter(f"{CC}Work")
    (licence,) = work.iter(f"{CC}license")
    fields = {part.tag.removeprefix(DC): part.text or "" for part in work}
    assert_tells({
        "Peildatum": fields["date"], "Versie": fields["relation"].removeprefix("versie "), "Source": fields["source"],
        "Licentie": licence.get(f"{RDF}resource", ""), "URL": fields["identifier"],
    })  # fmt: skip
    assert (
        f"totaal aan het eind van september {of_page(client)['september'][1]} en oktober {total}"
        in fields["description"]
    )


def test_by_itself_a_chart_has_no_words_around_it_and_as_outlines_none_at_all(client: FlaskClient) -> None:
    with client.get(f"{OF_UTRECHT}/maanden-kaal.svg") as answer:
        plain = answer.data
    assert of_page(client)["oktober"][0] in words_in(plain)
    assert not {"Land in Beeld", "Voorbeeldcijfers"} & set(words_in(plain))
    assert PERMANENT.encode() in plain and b"<dc:date>2026-11-01</dc:date>" in plain, "the file still tells"
    with client.get(f"{OF_UTRECHT}/maanden-omtrek.svg") as answer:
        assert not words_in(answer.data)


def test_half_years_have_the_figures_of_the_page(client: FlaskClient) -> None:
    page = client.get("/gemeenten/GM0344").get_data(as_text=True)
    told = re.findall(r"Staafgrafiek, gerealiseerd en gecorrigeerde taakstelling per halfjaar: ([^.]+)\.", page)
    halves = re.findall(r"(\d{4}-I+) (\d+) en (\d+)", told[0])
    assert [half for half, _, _ in halves] == ["2026-I", "2026-II"]
    with client.get(f"{OF_UTRECHT}/halfjaren.svg") as answer:
        lines = words_in(answer.data)
    assert {text for half in halves for text in half} | {"gecorrigeerde taakstelling", "gehuisvest"} <= set(lines)
    assert "2026-II: na 4 van de 6 maanden" in [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
    assert "Alle halfjaren" not in " ".join(lines) and "per halfjaar: 2026-I " in answer.get_data(as_text=True)


def test_a_pdf_is_one_page_of_a4_with_a_described_figure(client: FlaskClient) -> None:
    with client.get(f"{OF_UTRECHT}/verloop-a4.pdf") as answer:
        content = answer.data
    with pikepdf.open(BytesIO(content)) as pdf:
        (page,) = pdf.pages
        assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]
        about = {key: str(value) for key, value in pdf.docinfo.items()}
        (figure,) = (o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure")
        assert f"oktober {of_page(client)['oktober'][1]}" in str(figure["/Alt"])
    assert about["/Title"].startswith("Utrecht (gemeente): gehuisvest, opgeteld")
    assert "peildatum 2026-11-01" in about["/Keywords"] and "versie 2026-11-01-r1-voorbeeld" in about["/Keywords"]
    assert PERMANENT in about["/Subject"] and "creativecommons.org/licenses/by/4.0" in about["/Subject"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{OF_UTRECHT}/maanden.pdf", 400),
        (f"{OF_UTRECHT}/maanden-kaal.png", 400),
        (f"{OF_UTRECHT}/kaartje-kaal.svg", 400),
        (f"{OF_UTRECHT}/maanden-omtrek-kaal.svg", 400),
        ("/versie/2026-11-01-r1-voorbeeld/beeld/GM0344/maanden.svg", 404),
    ],
)
def test_what_does_not_exist_is_not_drawn(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_of_an_area_without_figures_there_is_no_chart(changing: Settings) -> None:
    folder = Releases(changing.releases).current().path
    stand, manifest = (
        json.loads((folder / name).read_text(encoding="utf-8")) for name in ("stand.json", "manifest.json")
    )
    (row,) = (row for row in stand["gemeenten"] if row[0] == "GM0344")
    row[4:] = []
    manifest["files"]["stand.json"]["size"] = (folder / "stand.json").write_text(json.dumps(stand))
    (folder / "manifest.json").write_text(json.dumps(manifest))
    client = create_app(changing).test_client()
    for name in ("maanden.png", "verloop-a4.pdf", "halfjaren-kaal.svg"):
        answer = client.get(f"{OF_UTRECHT}/{name}")
        assert answer.status_code == 404, name
        assert "Hiervan zijn er geen cijfers om te tekenen." in answer.get_data(as_text=True)


def test_pages_link_to_every_form_and_what_has_one_screen_to_none(client: FlaskClient) -> None:
    text = client.get("/gemeenten/GM0344").get_data(as_text=True)
    links = re.findall(rf'href="{OF_UTRECHT}/((?:maanden|verloop|halfjaren)[^"]+)"', text)
    assert len(links) == 3 * len(CHARTS)
    assert all(Picture.parse("GM0344", name, "").name == name for name in links)
    for path in ("/gemeenten/GM0344/blad", "/gemeenten/GM0344/paneel"):
        assert f"{OF_UTRECHT}/maanden" not in client.get(path).get_data(as_text=True), path


def test_a_month_before_that_was_corrected_makes_another_picture(small_site: Settings) -> None:
    releases = Releases(small_site.releases)
    picture = Picture.parse("GM0344", "maanden.svg", "")
    names = earlier_of(releases, releases.current(), picture)
    assert [name[:10] for name in names] == ["2026-10-01"], "not of the half-year before"
    assert not earlier_of(releases, releases.current(Peildatum.parse("2026-10-01")), picture)
    assert not earlier_of(releases, releases.current(), Picture.parse("GM0344", "kaartje.svg", ""))
    halves = earlier_of(releases, releases.current(), Picture.parse("GM0344", "halfjaren.svg", ""))
    assert [name[:10] for name in halves] == ["2026-07-01"], "the last of the half-year before"
