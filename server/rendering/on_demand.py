"""Downloads that are made from a release when first asked for, kept beside the releases and thrown away with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from data import files
from data.made_by import made_by
from data.releases.release_store import Release, Releases
from data.terms import LAND
from server.rendering.renderer import have_made
from server.settings import Settings
from tiles.month.static_maps import HEIGHT, TALL, still
from tiles.out.release_files import DOWNLOADS, shapes_rd
from tiles.out.style import attribution_of

if TYPE_CHECKING:
    from reports.pdf.typefaces import Typefaces  # which opens fonts: not for the web

MADE_WITH = ("fontpkg-ibm-plex-sans", "fonttools", "numpy", "pmtiles", "pyogrio", "rasterio", "shapely", "xlsxwriter")
PICTURES = tuple(f"server.pictures.{name}" for name in ("png", "pdf", "scene", "chart_scene"))
PICTURES_WITH = ("fontpkg-ibm-plex-sans", "fonttools", "pydyf", "resvg", "shapely", "weasyprint")


def open_derived(
    settings: Settings, release: Release, ending: str, *, before: Callable[[], None] = lambda: None
) -> Path:
    """The file of a release in another format (of `DOWNLOADS`), whole; made now when it is not there yet.

    For `before` and what it raises see `renderer.have_made`.
    """
    path = _folder(settings, release) / f"gemeenten.{ending}"
    return have_made(settings, path, "download", release.name, ending, before=before)


def open_still(settings: Settings, release: Release, code: str, *, before: Callable[[], None] = lambda: None) -> Path:
    """The still picture of an area of a release (GM0363, PV27, NL) as PNG; made now when it is not there yet.

    For `before` and what it raises see `renderer.have_made`.
    """
    release.stand.regel(code)
    path = _folder(settings, release) / f"kaart-{code}.png"
    return have_made(settings, path, "still", release.name, code, before=before)


def make_derived(settings: Settings, releases: Releases, release: Release, ending: str) -> Path:
    """Makes such a file now, in this process."""
    path = _folder(settings, release) / f"gemeenten.{ending}"
    make = DOWNLOADS[ending].source
    if isinstance(make, str):
        return release.path / make
    bron = attribution_of(release.vintage, release.stand.bron, voorbeeld=release.stand.voorbeeld)
    return _kept(settings, releases, path, make(release.path, release.stand, bron))


def make_still(settings: Settings, releases: Releases, release: Release, code: str) -> Path:
    """Draws such a picture now, in this process; what is drawn already stays."""
    path = _folder(settings, release) / f"kaart-{code}.png"
    if path.is_file():
        return path
    content = still(
        release.stand, shapes_rd(release.path, release.stand), code, height=TALL if code == LAND else HEIGHT
    )
    return _kept(settings, releases, path, content)


def made_as() -> str:
    """What changes when the same release gives other files."""
    return made_by("tiles.out.release_files", "tiles.month.static_maps", packages=MADE_WITH)


def _folder(settings: Settings, release: Release) -> Path:
    return settings.downloads / f"{release.name}-{made_as()}"


def _kept(settings: Settings, releases: Releases, path: Path, content: bytes) -> Path:
    sweep(settings.downloads, releases.names())
    files.write(path, content, durable=False)
    return path


def series_folder() -> str:
    """The name of the folder with files of all months."""
    return f"reeks-{made_as()}"


def pictures_folder() -> str:
    """The name of the folder with pictures that have everything on them."""
    made = made_by(*PICTURES, packages=PICTURES_WITH)
    return f"beelden-{made}"


def typefaces(settings: Settings) -> Typefaces:
    """The letters of reports and pictures, made once."""
    from reports.pdf.typefaces import make_typefaces

    return make_typefaces(settings.geometry / "fonts")


def bound(folder: Path, most_files: int, most_bytes: int) -> None:
    """Throws away the files made longest ago, until the others are few and small enough; the newest stays."""
    newest_first = sorted(
        ((p.stat().st_mtime_ns, p) for p in folder.iterdir() if not p.name.startswith(".")), reverse=True
    )
    size = 0
    for number, (_, path) in enumerate(newest_first, 1):
        size += path.stat().st_size
        if number > 1 and (number > most_files or size > most_bytes):
            path.unlink(missing_ok=True)


def sweep(folder: Path, names: Iterable[str]) -> None:
    """Throws away what was made of releases that are gone, or was made as it no longer is."""
    keep_these = {series_folder(), pictures_folder(), *(f"{name}-{made_as()}" for name in names)}
    for path in folder.glob("*"):
        if path.is_dir() and path.name not in keep_these:
            shutil.rmtree(path, ignore_errors=True)
