"""A release as a static site, in a folder or on object storage: the answers of the application, with their headers.

What never changes goes first (tiles of the release, scripts, reports), the pages and `actueel` last, so a reader in between
finds whole sets. Headers become metadata on object storage (Content-Type, Cache-Control, Content-Encoding); beside a folder
they are listed in `headers.json`. The API, OGC and the search by form need a server and are not exported.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import fsspec
from flask import Flask
from werkzeug.test import Client

from data.domain.citaat import path_of, version_of
from data.errors import LandInBeeldError
from data.reference.gemeenten import all_gemeenten, opgegaan_in
from data.releases.release_store import Release
from data.terms import Gemeente
from server.app import create_app
from server.catalogue import codelists
from server.pages.correction_list import correction_paths
from server.read_model import Site
from server.rendering import report_store
from server.settings import Settings
from server.views.pages import TEXT_PAGES
from tiles.grid import tile_range
from tiles.out.archive import Archive
from tiles.out.glyphs import WEIGHTS
from tiles.out.release_files import CSV, DOWNLOADS, SERIES, SHEETS, VECTOR
from tiles.out.style import WEBFONT_ID

log = logging.getLogger(__name__)

PAGES_KEEP = "public, max-age=300"  # where the answer does not say how long it keeps
THREADS, BATCH = 8, 64
REPORTS = "rapportages/"
STATIC = Path(__file__).parents[1] / "static"
GLYPHS = (0, 256, 8192)  # Latin, its extension and general punctuation: what names of gemeenten need
PAGES = ("", "gemeenten", "nederland", "rapportages", "insluiten", "embed", "correcties", *TEXT_PAGES)
FILES = (
    "embed.js", "feed.atom", "styles/status.json", "styles/qgis.json", "tiles/actueel.json", "kaart/namen.json", "dcat",
    "robots.txt", "sitemap.xml", "favicon.ico", "apple-touch-icon.png", "manifest.webmanifest",
)  # fmt: skip
TABLES = (
    "gemeenten",
    "provincies",
    "nederland/maanden",
    "nederland/halfjaren",
    "nederland/vooruitblik",
    "nederland/gepubliceerd",
    "nederland/klassen",
)  # each in every form
FRAME = "titel=nee&weergave=auto"  # of an area, in its page
CODELISTS = tuple(f"begrippen/{name}.jsonld" for name in codelists.NAMES)
HEADERS = {"Content-Type": "ContentType", "Cache-Control": "CacheControl", "Content-Encoding": "ContentEncoding"}


class ExportIncomplete(LandInBeeldError):
    """A path that the application did not answer as it should."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(f"Uitvoeren is niet gelukt: {path} geeft {status}.")


class TargetUnknown(LandInBeeldError):
    """A target that is neither a folder nor a bucket."""

    def __init__(self, target: str, reason: str = "") -> None:
        super().__init__(f"Uitvoeren kan naar een map of naar s3://emmer/pad, niet naar {target}.{reason}")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    release: str
    files: int
    bytes: int


Rendered = tuple[str, bytes, dict[str, str]]  # name of the file, its bytes, and the headers that go with it


class _Target:
    """The folder or bucket that is written to. Raises TargetUnknown for an address that is neither."""

    def __init__(self, address: str) -> None:
        self.remote = address.startswith("s3://")
        if (not self.remote and "://" in address) or address == "s3://":
            raise TargetUnknown(address)
        try:
            self._files, root = fsspec.core.url_to_fs(address)
        except ImportError as error:
            raise TargetUnknown(address, " Voor s3:// is het pakket s3fs nodig.") from error
        self._root = root.rstrip("/")
        self._headers: dict[str, dict[str, str]] = {}

    def write(self, rendered: Rendered) -> int:
        """Writes one file; its size."""
        name, body, headers = rendered
        place = f"{self._root}/{name}"
        if self.remote:
            self._files.pipe_file(place, body, **{HEADERS[key]: value for key, value in headers.items()})
        else:
            self._files.makedirs(place.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(place, body)
            self._headers[name] = headers
        return len(body)

    def finish(self) -> None:
        """Writes down the headers beside a folder, which has no other place for them."""
        if not self.remote:
            content = json.dumps(dict(sorted(self._headers.items())), indent=1)
            self._files.pipe_file(f"{self._root}/headers.json", content.encode())


def _without_questions(settings: Settings) -> Flask:
    """The application without what no file answers.

    Its search leads to the table of gemeenten, whose script finds them, and no link asks for a report in large print.
    """
    app = create_app(settings)
    app.config["SEARCH_FORM"] = {"pagina": "pages.gemeenten", "vraag": "zoek"}
    app.config["ON_A_SERVER"] = False
    return app


class _Source:
    """The application that is asked for every file: once for the new address, once for what has its own (reports)."""

    def __init__(self, settings: Settings, url: str, encoding: str) -> None:
        self.settings = replace(settings, report_rate="1000000 per second")
        self._there = replace(self.settings, public_url=url.rstrip("/"))
        self._encoding = encoding
        self._clients = {of.public_url: Client(_without_questions(of).wsgi_app) for of in (self.settings, self._there)}

    def render(self, path: str) -> Rendered | None:
        """The file of a path; None where there is nothing. Raises ExportIncomplete."""
        base = (self.settings if path.startswith(REPORTS) else self._there).public_url  # reports go as they lie
        request_headers = {"Accept-Encoding": self._encoding}
        with self._clients[base].get("/" + _question(path), base_url=base or None, headers=request_headers) as answer:
            if answer.status_code == 204:
                return None
            if answer.status_code != 200:
                raise ExportIncomplete(path, answer.status_code)
            headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
            return _file_name(path), answer.get_data(), {"Cache-Control": PAGES_KEEP} | headers


def export(
    settings: Settings, target: str, url: str, progress: Callable[[int, int], None] = lambda a, b: None
) -> Exported:
    """Writes the current release to `target` (a folder or s3://bucket/path) for the public address `url`.

    In a folder nothing is compressed, as a plain file server would not say so; on object storage what gains by it is.

    Raises: ReleaseMissing, TargetUnknown, ExportIncomplete.
    """
    place = _Target(target)
    source = _Source(settings, url, "gzip" if place.remote else "identity")
    site = Site(source.settings)
    release = site.releases.current()
    stages = [sorted(stage) for stage in _stages(site, release)]
    total, done, size = sum(map(len, stages)), 0, 0
    with ThreadPoolExecutor(THREADS) as pool:  # for sending, which waits; rendering is this thread's
        for stage in stages:
            for start in range(0, len(stage), BATCH):
                batch = stage[start : start + BATCH]
                size += sum(pool.map(place.write, filter(None, map(source.render, batch))))
                done += len(batch)
                progress(done, total)
    place.finish()
    log.info("release_exported release=%s files=%s bytes=%s", release.name, done, size)
    return Exported(release.name, done, size)


def _question(path: str) -> str:
    """What the application is asked for a file: the frame of an area has a path of its own, which no file server can ask."""
    area = re.fullmatch("embed/(gemeente|provincie)/(.+)", path)
    return f"embed?{area[1]}={area[2]}&{FRAME}" if area else path


def _stages(site: Site, release: Release) -> Iterator[set[str]]:
    months = [site.releases.release(name) for name in site.releases.index().peildata.values()]
    drawn = {site.tiles_of(month).name for month in months}  # one for each set of boundaries
    peildatum = release.stand.peildatum
    yield {f"tiles/{name}/{place}.mvt" for name in drawn for place in _places(site.releases.release(name))} | {
        *(f"static/{p.relative_to(STATIC)}" for p in STATIC.rglob("*") if p.is_file() and p.suffix not in (".gz", ".br")
          and "/." not in f"/{p.relative_to(STATIC)}"),
        *(f"fonts/{name}/{start}-{start + 255}.pbf" for name in WEIGHTS for start in GLYPHS),
        *(f"fonts/{WEBFONT_ID}/{weight}.css" for weight in WEIGHTS.values()),
        *(f"download/{peildatum}/gemeenten.{ending}" for ending, form in DOWNLOADS.items() if form.exported),
        *(f"download/{month.stand.peildatum}/gemeenten.csv" for month in months),
        f"download/{peildatum}/gemeenten.csv-metadata.json",
        *(f"download/reeks.{ending}" for ending in SERIES),
        "download/reeks.csv-metadata.json",
        *_reports(site),
        *(f"tiles/{name}.json" for name in drawn),
    }  # fmt: skip
    yield (
        {f"kaart/{month.stand.peildatum}{ending}" for month in months for ending in (".json", ".png", "/buren.json")}
        | {
            f"beeld/{peildatum}/{regel.code}/kaartje.png"
            for regel in (release.stand.nederland, *release.stand.provincies)
        }
        | {
            f"gemeenten/{r.code}{part}"
            for r in release.stand.gemeenten
            for part in ("", "/blad", "/paneel", "/herkomst")
        }
        | {f"provincies/{r.code}{part}" for r in release.stand.provincies for part in ("", "/herkomst")}
        | {f"embed/{kind}{r.code}" for r in release.stand.gemeenten for kind in ("", "gemeente/")}
        | {f"embed/provincie/{r.code}" for r in release.stand.provincies}
        | {f"{path_of(one.code)}{part}" for one in _gone(release) for part in ("", "/feed.atom")}
        | {f"{path_of(regel.code)}/feed.atom" for regel in release.stand.by_code.values()}
        | {"nederland/herkomst"}
        | {f"versie/{version_of(release.stand)}/{path}" for path in _cited(release)}
        | set(correction_paths(site))
        | {f"{path}.{ending}" for path in TABLES for ending in SHEETS}
    )
    yield {f"tiles/actueel/{place}.mvt" for place in _places(release)} | {*PAGES, *FILES, *CODELISTS}


def _gone(release: Release) -> Iterator[Gemeente]:
    """The gemeenten that are no more: who followed or linked to one reads where it went."""
    yield from (one for one in all_gemeenten() if one.code not in release.stand.by_code and opgegaan_in(one.code))


def _cited(release: Release) -> Iterator[str]:
    """The pages of this version, which pages cite as their address for good: a later export leaves them where they are."""
    yield from ("", "gemeenten", CSV)
    yield from (path_of(regel.code) for regel in release.stand.by_code.values())


def _reports(site: Site) -> Iterator[str]:
    """The reports that lie ready, made for the address in the settings, and the figures of all; each by version as well."""
    for release in report_store.report_releases(site.releases):
        folder = report_store.report_folder(site.settings, site.releases, release)
        for code in report_store.all_codes(release):
            name = report_store.rapportnaam(code)
            for version in ("", f"versie-{release.stand.revision}/"):
                here = f"{REPORTS}{release.stand.halfjaar}/{version}{name}"
                yield f"{here}.csv"
                if (folder / f"{code}.pdf").exists():
                    yield f"{here}.pdf"
        if not report_store.missing(site.settings, site.releases, release):
            yield f"{REPORTS}{release.stand.halfjaar}.zip"


def _places(release: Release) -> Iterator[str]:
    """Every tile of a release, as in its address."""
    archive = Archive(release.path / VECTOR)
    for z in range(archive.minzoom, archive.maxzoom + 1):
        for tile in tile_range(archive.bounds, z).tiles():
            yield f"{tile.z}/{tile.x}/{tile.y}"


def _file_name(path: str) -> str:
    """A page is the index of a folder, as static web servers expect; files keep their name."""
    last: Any = path.rpartition("/")[2]
    return path if "." in last else f"{path.rstrip('/')}/index.html".lstrip("/")
