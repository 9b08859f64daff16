"""`/download/reeks.*`: every gemeente and peildatum in one file, the same in each format, and as it was delivered."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from pathlib import Path

import pyogrio.raw
import pytest
import python_calamine
import shapely
from flask.testing import FlaskClient

from data.domain.dictionary import BY_NAME
from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from server.rendering import series_files
from server.rendering.series_files import Choice
from server.settings import Settings
from tests.server.conftest import MONTHS
from tiles.out.release_files import SERIES

Row = dict[str, str]
PLAIN = {"Accept-Encoding": "identity"}
NUMBERS = ("taakstelling", "achterstand", "gecorrigeerd", "gerealiseerd", "nog", "klasse", "maanden", "revisie")
SHARES = ("percentage", "norm")


def rows_of(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture(scope="module")
def files(site_app: object, small_site: Settings) -> dict[str, bytes]:
    """The whole series in each format, as it is downloaded."""
    client = site_app.test_client()  # type: ignore[attr-defined]
    out = {}
    for ending in SERIES:
        with client.get(f"/download/reeks.{ending}", headers=PLAIN) as answer:
            assert answer.status_code == 200
            out[ending] = answer.data
    return out


@pytest.fixture(scope="module")
def rows(files: dict[str, bytes]) -> list[Row]:
    return rows_of(files["csv"])


def percentage(gecorrigeerd: int, gerealiseerd: int) -> str:
    """One decimal, halves upwards, with a comma; nothing where it cannot be computed."""
    if gecorrigeerd <= 0:
        return ""
    tenths = (2000 * gerealiseerd + gecorrigeerd) // (2 * gecorrigeerd)
    return f"{tenths // 10},{tenths % 10}"


def test_rows_are_the_files_that_were_delivered(rows: list[Row]) -> None:
    expected = []
    for month in MONTHS:
        content = (REFERENCE_FOLDER / "voorbeeld" / f"{month}.csv").read_bytes()
        of_file = hashlib.sha256(content).hexdigest()
        for row in sorted(rows_of(content), key=lambda row: row["gemeentecode"]):
            figures = [row[name] for name in ("taakstelling", "achterstand", "gerealiseerd")]
            target = int(figures[0]) + int(figures[1]) if all(figures) else None
            share = "" if target is None else percentage(target, int(figures[2]))
            expected.append((month, row["gemeentecode"], *figures, share, "1", of_file))
    names = ("peildatum", "statcode", "taakstelling", "achterstand", "gerealiseerd", "percentage", "revisie", "sha256")
    assert [tuple(row[name] for name in names) for row in rows] == expected
    assert len(rows) == 3 * 342


def test_columns_are_those_of_the_other_downloads(client: FlaskClient, rows: list[Row]) -> None:
    with client.get("/download/2026-10-01/gemeenten.csv", headers=PLAIN) as answer:
        month = rows_of(answer.data)
    assert list(rows[0]) == [*month[0], "sha256"]
    assert [
        {k: v for k, v in row.items() if k != "sha256"} for row in rows if row["peildatum"] == "2026-10-01"
    ] == month
    described = client.get("/download/reeks.csv-metadata.json").get_json()
    assert [c["name"] for c in described["tableSchema"]["columns"]] == list(rows[0])
    assert described["tableSchema"]["primaryKey"] == ["statcode", "peildatum"]
    assert len({(row["statcode"], row["peildatum"]) for row in rows}) == len(rows)


def as_typed(name: str, text: str) -> object:
    """What stands in a typed cell for this text of the CSV."""
    if not text:
        return ""
    if name in NUMBERS:
        return float(text)
    if name in SHARES:
        return pytest.approx(float(text.replace(",", ".")) / 100)
    return dt.date.fromisoformat(text) if name == "peildatum" else text


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_workbook_read_back_is_the_csv_with_typed_cells(ending: str, files: dict[str, bytes], rows: list[Row]) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(files[ending]))
    assert book.sheet_names == ["Reeks", "Begrippen", "Over dit bestand"]
    head, *cells = book.get_sheet_by_name("Reeks").to_python()
    assert head == list(rows[0])
    assert len(cells) == len(rows)
    for row, line in zip(rows, cells, strict=True):
        assert line == [as_typed(name, text) for name, text in row.items()]
    words = {row[0]: row for row in book.get_sheet_by_name("Begrippen").to_python()[1:]}
    assert list(words) == head
    assert words["nog"][1:4] == [BY_NAME["nog"].titel, BY_NAME["nog"].uitleg, "personen"]
    lines = book.get_sheet_by_name("Over dit bestand").to_python()
    text = "\n".join(str(cell) for row in lines for cell in row)
    assert "voorbeeldcijfers" in text
    assert "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/" in text
    assert [row[:2] for row in lines[-3:]] == [[month, 1.0] for month in MONTHS]


def test_geopackage_has_the_rows_with_the_borders_of_their_month(
    client: FlaskClient, files: dict[str, bytes], rows: list[Row], tmp_path: Path
) -> None:
    path, month = tmp_path / "reeks.gpkg", tmp_path / "gemeenten.gpkg"
    path.write_bytes(files["gpkg"])
    with client.get("/download/2026-07-01/gemeenten.gpkg", headers=PLAIN) as answer:
        month.write_bytes(answer.data)
    about, _, shapes, columns = pyogrio.raw.read(path, layer="gemeenten")
    assert (about["crs"], about["geometry_type"]) == ("EPSG:28992", "MultiPolygon")
    assert list(about["fields"]) == list(rows[0])
    data = dict(zip(about["fields"], columns, strict=True))
    for name in ("statcode", "naam", "peildatum", "status", "sha256"):
        assert data[name].astype(str).tolist() == [row[name] for row in rows], name
    assert data["gerealiseerd"].tolist() == [int(row["gerealiseerd"]) for row in rows]
    _, _, of_month, codes = pyogrio.raw.read(month, layer="gemeenten", columns=["statcode"])
    own = dict(zip(codes[0].tolist(), shapely.from_wkb(of_month), strict=True))
    assert all(
        shapely.from_wkb(shape).equals(own[row["statcode"]]) for shape, row in zip(shapes, rows[:342], strict=False)
    )
    assert {name for name, _ in pyogrio.list_layers(path)} == {"gemeenten", "grenzen", "reeks", "layer_styles"}
    assert pyogrio.read_info(path, layer="grenzen")["features"] == 342, "the borders of the year stand there once"


def test_part_of_it_by_provincie_and_period(client: FlaskClient, rows: list[Row]) -> None:
    def asked_for(query: str) -> list[Row]:
        with client.get(f"/download/reeks.csv?{query}", headers=PLAIN) as answer:
            assert answer.status_code == 200
            names.append(answer.headers["Content-Disposition"].split('"')[1])
            tags.add(answer.headers["ETag"])
            return rows_of(answer.data)

    names: list[str] = []
    tags: set[str] = set()
    late = [row for row in rows if row["provincie"] == "Utrecht" and row["peildatum"] >= "2026-10-01"]
    assert len(late) == 2 * 26
    for query in ("provincie=PV26&van=2026-10-01", "provincie=utrecht&van=2026-08-01&tot=2026-11-01"):
        assert asked_for(query) == late
    assert len(tags) == 1, "one file, however it is asked for"
    assert set(names) == {"land-in-beeld-reeks-2026-10-01-2026-11-01-PV26.csv"}


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("sort=naam", 400, "sort"),
        ("provincie=PV26&provincie=PV27", 400, "eenmaal"),
        ("provincie=Atlantis", 400, "provinciecode"),
        ("provincie=PV99", 404, "PV99"),
        ("van=2026-10-02", 400, "peildatum"),
        ("van=", 400, "peildatum"),
        ("tot=gisteren", 400, "peildatum"),
        ("van=2026-11-01&tot=2026-10-01", 400, "begin"),
        ("tot=2026-06-01", 404, "2026-07-01 tot en met 2026-11-01"),
    ],
)
def test_what_makes_no_sense_is_refused(client: FlaskClient, query: str, status: int, says: str) -> None:
    answer = client.get(f"/download/reeks.csv?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert says in answer.get_data(as_text=True)
    assert client.get("/download/reeks.exe").status_code == 404


def test_client_that_has_it_gets_nothing_and_parts_join(client: FlaskClient, files: dict[str, bytes]) -> None:
    whole = files["xlsx"]
    with client.get("/download/reeks.xlsx") as answer:
        etag = answer.headers["ETag"]
        assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in answer.headers.getlist("Link")
    assert client.get("/download/reeks.xlsx", headers={"If-None-Match": etag}).status_code == 304
    part = client.get("/download/reeks.xlsx", headers={"Range": "bytes=100-199", "If-Match": etag})
    assert (part.status_code, part.data) == (206, whole[100:200])


def test_what_is_kept_is_bounded(small_site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = Releases(small_site.releases)
    settings = Settings(state_dir=tmp_path)
    settings.releases.symlink_to(small_site.releases)
    newest = releases.current()

    def kept_after(what: str) -> set[str]:
        path = series_files.make_series(settings, releases, newest, f"csv {what}")
        assert path.is_file()
        return {path.name for path in path.parent.iterdir()}

    monkeypatch.setattr(series_files, "MOST_FILES", 2)
    numbers = [len(kept_after(str(Choice(provincie)))) for provincie in ("PV20", "PV21", "PV22")]
    assert numbers == [1, 2, 2]
    monkeypatch.setattr(series_files, "MOST_BYTES", 10)
    assert len(kept_after(str(Choice("PV23")))) == 1, "the newest stays, however large"
    old = settings.downloads / "reeks-0123456789ab" / "x.csv"
    old.parent.mkdir()
    old.write_bytes(b"made by an earlier version of this program")
    kept_after(str(Choice("PV24")))
    assert not old.exists()


def test_page_and_records_name_it(client: FlaskClient) -> None:
    page = client.get("/gegevens").get_data(as_text=True)
    graph = json.loads(client.get("/dcat").data)["@graph"]
    dataset = next(node for node in graph if node["@type"] == "dcat:Dataset")
    addresses = {d["dcat:downloadURL"]["@id"] for d in dataset["dcat:distribution"]}
    for ending in SERIES:
        assert f'<a href="/download/reeks.{ending}">reeks.{ending}</a>' in page
        assert f'"http://localhost/download/reeks.{ending}"' in page
        assert f"http://localhost/download/reeks.{ending}" in addresses
