"""Who publishes: only what the settings say, and the same on pages, in the frame, feed, DCAT and reports."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from reports.batch import make_batch, render_batch
from server.app import create_app
from server.pages import colofon
from server.settings import Settings
from tests.reports import example

ATOM = "{http://www.w3.org/2005/Atom}"
NAMED = {
    "publisher": "Gemeente Voorbeeldstad",
    "publisher_url": "https://voorbeeldstad.nl",
    "contact_name": "Team Cijfers",
    "contact_email": "cijfers@voorbeeldstad.nl",
    "error_contact": "https://voorbeeldstad.nl/fout",
}
PAGES = ("/", "/gemeenten/GM0344", "/toelichting", "/rapportages")


def test_without_settings_nobody_is_named(small_site: Settings) -> None:
    client = create_app(small_site).test_client()
    for path in PAGES:
        page = client.get(path).get_data(as_text=True)
        assert "initiatief" not in page
        assert "uitgegeven door" not in page
        assert "mailto:" not in page
    assert "Wie deze site uitgeeft, is hier niet opgegeven." in client.get("/toelichting").get_data(as_text=True)
    assert colofon.published(small_site) == ()


def test_whom_the_settings_name_stands_everywhere(small_site: Settings) -> None:
    client = create_app(replace(small_site, **NAMED)).test_client()
    for path in PAGES:
        page = client.get(path).get_data(as_text=True)
        assert 'door <a href="https://voorbeeldstad.nl">Gemeente Voorbeeldstad</a>.' in page
        assert 'Team Cijfers: <a href="mailto:cijfers@voorbeeldstad.nl">cijfers@voorbeeldstad.nl</a>.' in page
        assert '<a href="https://voorbeeldstad.nl/fout">voorbeeldstad.nl/fout</a>' in page
    assert "Gemeente Voorbeeldstad" in client.get("/embed").get_data(as_text=True)
    author = ET.fromstring(client.get("/feed.atom").data).find(f"{ATOM}author")
    assert author is not None
    assert [part.text for part in author] == ["Gemeente Voorbeeldstad", "https://voorbeeldstad.nl"]
    by_type = {str(node["@type"]): node for node in json.loads(client.get("/dcat").data)["@graph"]}
    assert by_type["foaf:Agent"]["foaf:name"]["@value"] == "Gemeente Voorbeeldstad"
    assert by_type["foaf:Agent"]["foaf:homepage"] == {"@id": "https://voorbeeldstad.nl"}
    assert by_type["vcard:Organization"]["vcard:fn"] == "Team Cijfers"
    assert by_type["vcard:Organization"]["vcard:hasEmail"] == {"@id": "mailto:cijfers@voorbeeldstad.nl"}


def test_questions_and_errors_fall_back(small_site: Settings) -> None:
    asks = replace(small_site, contact_email="vraag@voorbeeld.nl")
    assert (colofon.questions(asks), colofon.errors(asks)) == ("mailto:vraag@voorbeeld.nl",) * 2
    assert colofon.published(asks) == (("Vragen", "vraag@voorbeeld.nl"), ("Fout melden", "vraag@voorbeeld.nl"))
    page = replace(asks, contact_url="https://voorbeeld.nl/contact", error_contact="mailto:fout@voorbeeld.nl")
    assert colofon.questions(page) == "https://voorbeeld.nl/contact"
    assert colofon.errors(page) == "mailto:fout@voorbeeld.nl"


def test_a_report_names_them_in_its_colophon_and_says_how_to_cite_it(small_site: Settings, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    *earlier, stand = example.stands()
    published = colofon.published(replace(small_site, **NAMED))
    site = "https://voorbeeld.nl"
    batch = make_batch(example.vintage(), stand, earlier, tmp_path, site, published)
    assert batch.key != make_batch(example.vintage(), stand, earlier, tmp_path).key
    ((_, content),) = render_batch(batch, ("GM0344",))
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, timeout=60, text=True).stdout
    words = " ".join(text.split())
    assert (
        "Uitgever: Gemeente Voorbeeldstad. Vragen: cijfers@voorbeeldstad.nl. Fout melden: voorbeeldstad.nl/fout."
        in words
    )
    assert "Versie: 1 (tussenstand). Grenzen: " in words
    address = "https://voorbeeld.nl/versie/2026-11-01-r1-voorbeeld/gemeenten/GM0344"
    cited = f"Land in Beeld (voorbeeldcijfers), Utrecht (gemeente), stand per 1 november 2026, versie 1, {address}."
    assert f"Citeer als: {cited}".replace(" ", "") in words.replace(" ", ""), "an address may go on on the next line"
    assert "rapportages/2026-II/versie-1/GM0344.csv" in words.replace(" ", "")
