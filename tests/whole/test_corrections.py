"""A correction from the form at `/beheer` to everywhere that it must be read, published by the worker as a real process."""

from __future__ import annotations

import base64
import html
import io
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from data.reference.gemeenten import REFERENCE_FOLDER
from server.app import create_app
from server.http import tokens
from server.settings import Settings
from tests.whole.processes import worker

FILE = REFERENCE_FOLDER / "voorbeeld" / "2026-10-01.csv"
WHY = "Utrecht telde 27 mensen <dubbel>."
TOKEN, HASH = tokens.new_token()


def _post(client: FlaskClient, path: str, **form: object) -> str:
    headers = {
        "Authorization": "Basic " + base64.b64encode(f"mieke:{TOKEN}".encode()).decode(),
        "Sec-Fetch-Site": "same-origin",
    }
    answer = client.post(f"/beheer/{path}", data=form, headers=headers)
    assert answer.status_code == 200, answer.data
    return answer.get_data(as_text=True)


def _words(page: str) -> str:
    """What there is to read, with single spaces."""
    assert "<dubbel>" not in page, "what an operator writes is no markup"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_correction_of_the_form_stands_everywhere(settings: Settings, tmp_path: Path) -> None:
    """On 1 October Utrecht had 117 in the file; the correction says 90, that of the land goes from 5.450 to 5.423."""
    settings = replace(settings, upload_token_hash=HASH, public_url="https://kaart.example.nl")
    settings.inbox.mkdir()
    shutil.copy(FILE, settings.inbox)
    client = create_app(settings).test_client()
    with worker(settings, tmp_path / "worker.log") as running:
        running.wait_for(lambda: client.get("/gemeenten/GM0344").status_code == 200)
        running.wait_for(lambda: b"<entry>" in client.get("/feed.atom").data)
        corrected = FILE.read_bytes().replace(b"GM0344;Utrecht;230;128;117", b"GM0344;Utrecht;230;128;90")
        assert corrected != FILE.read_bytes()
        preview = _post(client, "voorbeeld", bestand=(io.BytesIO(corrected), FILE.name), toelichting=WHY)
        assert "van 1 veranderen de cijfers" in _words(preview)
        assert re.search(r"Utrecht \(gemeente\) 230 128 117 → 90\b", _words(preview))
        assert "Er zijn nog geen correcties" in _words(client.get("/correcties").get_data(as_text=True))
        key = re.search(r'name="concept" value="([0-9a-f]{64})"', preview)
        assert key
        _post(client, "publiceren", concept=key[1], toelichting=WHY)
        running.wait_for(lambda: client.get("/feed.atom").data.count(b"<entry>") == 2)
        assert running.terminate(60) == 0

    listed = _words(client.get("/correcties").get_data(as_text=True))
    assert "1 oktober 2026, versie 2" in listed
    assert "Utrecht (gemeente) gerealiseerd 117 90 -27" in listed
    assert "Nederland gerealiseerd 5.450 5.423 -27" in listed
    assert f"Waarom: {WHY}" in listed

    (one,) = client.get("/api/v1/correcties").get_json()["correcties"]
    assert (one["peildatum"], one["revisie"], one["toelichting"], one["aantal"]) == ("2026-10-01", 2, WHY, 1)
    assert one["gemeenten"][0]["wijzigingen"] == [{"veld": "gerealiseerd", "was": 117, "werd": 90, "verschil": -27}]
    assert client.get(one["adres"].removeprefix("https://kaart.example.nl")).status_code == 200

    page = client.get("/gemeenten/GM0344").get_data(as_text=True)
    assert re.search(
        r"Verbeterd op \d+ \w+ \d{4}: gerealiseerd was 117, werd 90\. .*Reden: Utrecht telde 27", _words(page)
    )
    assert 'href="/correcties/2026-10-01-r2"' in page
    assert "Verbeterd op" not in client.get("/gemeenten/GM0355").get_data(as_text=True), "Zeist stayed as it was"

    newest = ET.fromstring(client.get("/feed.atom").data).find("{*}entry")
    assert newest is not None
    told = newest.findtext("{*}summary") or ""
    figures = (
        "De verbeterde cijfers (versie 2) per 1 oktober 2026 staan op de kaart: bij 1 gemeente is een cijfer veranderd."
    )
    assert told.startswith(f"{figures} De gemeenten in Nederland huisvestten samen in 3 maanden 5.423 van ")
    assert told.endswith(f" Utrecht (gemeente): gerealiseerd was 117, werd 90. Waarom: {WHY}")
    assert client.get("/api/v1/versies/2026-10-01-r1/gemeenten/GM0344").get_json()["gerealiseerd"] == 117
