"""The static site, in a folder and on an S3-compatible server (moto's, on this machine)."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from data.reference.gemeenten import REFERENCE_FOLDER
from data.releases.release_store import Releases
from server.app import create_app
from server.commands import static_export as module
from server.commands.static_export import ExportIncomplete, export
from server.read_model import Site
from server.rendering import report_store
from server.settings import Settings

URL = "https://kaart.example.nl/sub"
STAGES = module._stages  # whole; `few` puts another in its place


def _few(path: str) -> bool:
    return re.search(r"/(GM|PV)\d", path) is None or "GM0363" in path or "PV27" in path


@pytest.fixture(scope="module")
def all_stages(small_site: Settings) -> list[set[str]]:
    """Every path that is exported, in order."""
    site = Site(small_site)
    return list(STAGES(site, site.releases.current()))


@pytest.fixture(scope="module")
def few(all_stages: list[set[str]]) -> Iterator[None]:
    """One gemeente is enough to write."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_stages", lambda *_: [set(filter(_few, stage)) for stage in all_stages])
        yield


@pytest.fixture(scope="module")
def folder(small_site: Settings, few: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in a folder."""
    target = tmp_path_factory.mktemp("site")
    done = export(small_site, str(target), URL)
    assert done.release == Releases(small_site.releases).index().actueel
    return target


def test_pages_of_all_and_what_never_changes_goes_first(all_stages: list[set[str]]) -> None:
    fixed, pages, last = all_stages
    with (REFERENCE_FOLDER / "herindelingen.csv").open(encoding="utf-8") as file:
        gone = {row["oude_code"] for row in csv.DictReader(file) if row["soort"] != "grens"}
    assert len([p for p in pages if p.startswith("gemeenten/GM")]) == 5 * 342 + 2 * len(gone)
    assert {
        "gemeenten/GM0457",
        "gemeenten/GM0457/feed.atom",
        "provincies/PV26/feed.atom",
        "nederland/feed.atom",
    } <= pages
    assert len([p for p in pages if p.startswith("versie/2026-11-01-r1-voorbeeld/")]) == 342 + 12 + 1 + 3
    assert all("/actueel" not in path for path in fixed | pages)
    assert {"", "tiles/actueel.json", "styles/status.json"} <= last


def test_every_file_has_its_headers_and_tiles_are_those_of_the_release(folder: Path, small_site: Settings) -> None:
    headers = json.loads((folder / "headers.json").read_bytes())
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {"headers.json"}
    assert files == set(headers)
    name = Releases(small_site.releases).index().actueel
    tile = f"tiles/{name}/5/16/10.mvt"
    assert headers[tile] == {
        "Content-Type": "application/vnd.mapbox-vector-tile",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    assert {
        f"versie/2026-11-01-r1-voorbeeld/{path}index.html" for path in ("", "nederland/", "gemeenten/GM0363/")
    } <= files
    assert (folder / tile).read_bytes() == (folder / "tiles/actueel/5/16/10.mvt").read_bytes()
    assert "max-age=300" in headers["tiles/actueel/5/16/10.mvt"]["Cache-Control"]


def test_a_folder_can_be_served_by_any_file_server(folder: Path) -> None:
    """Nothing in it is compressed: such a server would not say so, and a browser would show the bytes."""
    assert (folder / "index.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    json.loads((folder / "styles/status.json").read_bytes())
    headers = json.loads((folder / "headers.json").read_bytes())
    assert [name for name, about in headers.items() if "Content-Encoding" in about] == []
    packed = [p for p in folder.rglob("*") if p.is_file() and p.read_bytes()[:2] == b"\x1f\x8b"]
    assert packed == []


def test_addresses_are_those_of_the_new_place(folder: Path) -> None:
    told = json.loads((folder / "tiles/actueel.json").read_bytes())
    assert told["tiles"] == [f"{URL}/tiles/actueel/{{z}}/{{x}}/{{y}}.mvt"]
    page = (folder / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'(?:src|href)="(/sub/static/[^"?]+)', page))
    assert links
    for link in links:
        assert (folder / link.removeprefix("/sub/")).is_file(), link


def test_its_search_leads_to_a_page_that_is_there(folder: Path) -> None:
    for page in ("index.html", "nederland/index.html", "gemeenten/GM0363/index.html"):
        found = re.search(r'<form class="zoek".*?action="/sub/([^"?]+)".*?name="([a-z]+)" type="search"',
                          (folder / page).read_text(encoding="utf-8"), re.S)  # fmt: skip
        assert found is not None, page
        assert found.groups() == ("gemeenten", "zoek")
        assert (folder / "gemeenten/index.html").is_file()


def test_no_link_asks_for_what_only_a_server_makes(folder: Path) -> None:
    for page in ("nederland", "gemeenten/GM0363", "provincies/PV27", "rapportages"):
        text = (folder / page / "index.html").read_text(encoding="utf-8")
        assert "/rapportages/2026-II/" in text, page
        assert "groot=1" not in text, page
        assert 'name="gebied"' not in text, page


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("gemeenten", {"gemeenten"}),
        (
            "nederland",
            {
                "nederland/maanden",
                "nederland/halfjaren",
                "nederland/vooruitblik",
                "nederland/gepubliceerd",
                "provincies",
            },
        ),
        ("gemeenten/GM0363", set()),
    ],
)
def test_its_tables_are_there_as_files_whole_and_without_a_choice(folder: Path, page: str, names: set[str]) -> None:
    text = (folder / page / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="/sub/((?!rapportages/|versie/)[^"]+\.(?:xlsx|ods|csv)[^"]*)"', text))
    assert links == {f"{name}.{ending}" for name in names for ending in ("xlsx", "ods", "csv")}
    assert all((folder / link).is_file() for link in links)
    assert len((folder / "gemeenten.csv").read_text(encoding="utf-8-sig").splitlines()) == 343


def test_every_link_of_its_pages_leads_somewhere(folder: Path) -> None:
    """But to reports that were not made, and to areas that are left out here."""
    for path in ("", "gemeenten", "nederland", "gemeenten/GM0363", "provincies/PV27", "rapportages", "gegevens",
                 "correcties", "gemeenten/GM0363/herkomst", "gemeenten/GM0363/blad", "versie/2026-11-01-r1-voorbeeld",
                 "versie/2026-11-01-r1-voorbeeld/gemeenten/GM0363"):  # fmt: skip
        page = (folder / path / "index.html").read_text(encoding="utf-8")
        links = {unescape(link) for link in re.findall(r'(?:href|src|action)="/sub/?([^"#?]*)', page)}
        assert len(links) > 15
        assert "/oembed?" not in page
        assert [
            link
            for link in sorted(links)
            if _few(f"/{link}")
            and not link.endswith(".pdf")
            and not (folder / link).is_file()
            and not (folder / link / "index.html").is_file()
        ] == [], path


@pytest.mark.parametrize(("page", "frame", "name"), [
    ("gemeenten/GM0363", "embed/gemeente/GM0363/", "Amsterdam"),
    ("provincies/PV27", "embed/provincie/PV27/", "Noord-Holland"),
])  # fmt: skip
def test_the_frame_in_the_page_of_an_area_shows_that_area(folder: Path, page: str, frame: str, name: str) -> None:
    text = (folder / page / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<iframe title="[^"]*" loading="lazy" src="([^"]+)"', text) == [f"/sub/{frame}"]
    framed = (folder / frame / "index.html").read_text(encoding="utf-8")
    assert f"<title>Land in Beeld: {name}, stand per 1 november 2026</title>" in framed
    assert 'class="eerste gebied"' in framed
    assert f'<h1 class="leesbaar">{name}' in framed, "its name stands above the frame"
    links = set(re.findall(r'<a href="([^"]+)" tabindex="-1">', framed))
    assert links
    assert all(re.fullmatch(r"/sub/embed/gemeente/GM\d{4}/", link) for link in links)
    assert (folder / "embed/GM0363/index.html").is_file(), "what its script asks for when a gemeente is chosen"


def test_every_month_has_tiles_also_with_boundaries_of_another_year(small_site: Settings, tmp_path: Path) -> None:
    settings = replace(small_site, state_dir=tmp_path / "var")
    shutil.copytree(small_site.releases, settings.releases)
    site = Site(settings)
    names = {str(peildatum): name for peildatum, name in site.releases.index().peildata.items()}
    assert list(names) == ["2026-11-01", "2026-10-01", "2026-07-01"]
    manifest = settings.releases / names["2026-07-01"] / "manifest.json"
    told = json.loads(manifest.read_bytes())
    told["inputs"]["grenzen"]["key"] = "of-another-year"
    manifest.write_text(json.dumps(told))

    fixed, pages, _ = STAGES(site, site.releases.current())
    client = create_app(settings).test_client()
    asked = {}
    for path in (path for path in pages if re.fullmatch(r"kaart/[0-9-]+\.json", path)):
        tegels = client.get(f"/{path}").get_json()["tegels"]
        asked[path] = tegels.split("/")[2]
        assert tegels.format(z=5, x=16, y=10).lstrip("/") in fixed, path
    assert asked == {
        "kaart/2026-11-01.json": names["2026-11-01"],
        "kaart/2026-10-01.json": names["2026-11-01"],
        "kaart/2026-07-01.json": names["2026-07-01"],
    }
    exported = {path.split("/")[1] for path in fixed if path.startswith("tiles/") and path.endswith(".mvt")}
    assert exported == {names["2026-11-01"], names["2026-07-01"]}, "one set of tiles for each set of boundaries"


@pytest.mark.parametrize("public_url", ["", "https://hier.example.nl/kaart"])
def test_reports_that_lie_ready_go_along_whatever_the_new_address(
    small_site: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, public_url: str
) -> None:
    settings = replace(small_site, state_dir=tmp_path / "var", public_url=public_url)
    shutil.copytree(small_site.releases, settings.releases)
    site = Site(settings)
    lie = report_store.report_folder(settings, site.releases, site.releases.current())
    lie.mkdir(parents=True)
    for code in ("GM0363", "NL"):
        (lie / f"{code}.pdf").write_bytes(b"%PDF of " + code.encode())
    monkeypatch.setattr(
        module,
        "_stages",
        lambda *about: [
            {p for p in stage if p.startswith("rapportages/") and p.endswith(".pdf")} for stage in STAGES(*about)
        ],
    )
    target = tmp_path / "site"
    assert export(settings, str(target), URL).files == 4, "each by version too"
    assert (target / "rapportages/2026-II/GM0363.pdf").read_bytes() == b"%PDF of GM0363"
    assert (target / "rapportages/2026-II/nederland.pdf").read_bytes() == b"%PDF of NL"
    assert sorted(path.name for path in lie.iterdir()) == ["GM0363.pdf", "NL.pdf"], "none is made for this"


def test_an_answer_that_fails_stops_the_export(small_site: Settings, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "_stages", lambda *_: [{"bestaat-niet.json"}])
    with pytest.raises(ExportIncomplete, match=r"bestaat-niet\.json geeft 404"):
        export(small_site, str(tmp_path / "out"), URL)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket on an S3 server of our own."""
    pytest.importorskip("s3fs", reason="s3fs is not installed (extra `s3`)")
    server_module = pytest.importorskip("moto.server", reason="moto is not installed (extra `test`)")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    before = dict(os.environ)
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }  # fmt: skip
    import boto3

    boto3.client("s3").create_bucket(Bucket="kaart", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield "kaart"
    server.stop()
    os.environ.clear()
    os.environ |= before


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_object_storage_holds_the_same_with_headers_as_metadata(
    bucket: str, folder: Path, small_site: Settings
) -> None:
    import boto3

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        export(replace(small_site), f"s3://{bucket}/pad", URL)
    client = boto3.client("s3")
    headers = json.loads((folder / "headers.json").read_bytes())
    keys = [
        item["Key"]
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for item in page["Contents"]
    ]
    assert {key.removeprefix("pad/") for key in keys} == set(headers)
    name = Releases(small_site.releases).index().actueel
    for path in (f"tiles/{name}/5/16/10.mvt", "index.html", "styles/status.json", "gemeenten/GM0363/index.html"):
        found = client.get_object(Bucket=bucket, Key=f"pad/{path}")
        assert found["ContentType"] == headers[path]["Content-Type"]
        assert found["CacheControl"] == headers[path]["Cache-Control"]
        assert found["ContentEncoding"] == "gzip"
        assert gzip.decompress(found["Body"].read()) == (folder / path).read_bytes()
