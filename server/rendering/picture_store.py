"""Pictures with everything on them, made when first asked for and kept in one folder of a bounded size.

A file is named by what it shows: the release, the area, the form, and the address of the site, which stands in it. The
folder is named by how pictures are made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from data import files
from data.errors import InvalidTerm
from data.releases.release_store import Release, Releases
from server.maps.first_map import drawings_of
from server.pictures.forms import FORMS, Form
from server.rendering import on_demand
from server.rendering.renderer import have_made
from server.settings import Settings

if TYPE_CHECKING:
    from reports.pdf.typefaces import Typefaces  # which opens fonts: not for the web

MOST_FILES, MOST_BYTES = 2_000, 300 * 2**20  # kept: all cards of a few months
PNG, SVG, PDF = "png", "svg", "pdf"
TWICE = "@2x"
OUTLINES = "-omtrek"


@dataclass(frozen=True, slots=True)
class Picture:
    """Which picture: of an area (GM0363, PV27, NL) in a form, as `ending`; of a PNG maybe twice as fine."""

    code: str
    form: Form
    ending: str
    twice: bool
    outlines: bool  # letters as outlines, of an SVG
    site: str  # the address of the website, without a slash at the end

    @classmethod
    def parse(cls, code: str, name: str, site: str) -> Self:
        """The picture that a file name (`kaartje@2x.png`) asks for. Raises InvalidTerm."""
        stem, _, ending = name.partition(".")
        twice, outlines = stem.endswith(TWICE), stem.endswith(OUTLINES)
        form = FORMS.get(stem.removesuffix(TWICE).removesuffix(OUTLINES))
        if form is None or ending not in ENDINGS or (twice and ending != PNG) or (outlines and ending != SVG):
            raise InvalidTerm("beeld", name[:40])
        if ending == PDF and not form.on_paper:
            raise InvalidTerm("beeld", name[:40])
        return cls(code, form, ending, twice, outlines, site)

    @property
    def name(self) -> str:
        """The last part of its address."""
        return f"{self.form.name}{TWICE if self.twice else ''}{OUTLINES if self.outlines else ''}.{self.ending}"


ENDINGS = {PNG: "image/png", SVG: "image/svg+xml; charset=utf-8", PDF: "application/pdf"}


def open_picture(
    settings: Settings, release: Release, picture: Picture, *, before: Callable[[], None] = lambda: None
) -> Path:
    """The file of a picture of a release; made now when it is not there yet. Raises UnknownGebied.

    For `before` and what it raises see `renderer.have_made`.
    """
    release.stand.regel(picture.code)
    what = f"{picture.code} {picture.name} {picture.site}"
    return have_made(settings, _path(settings, release, picture), "picture", release.name, what, before=before)


def make_picture(settings: Settings, releases: Releases, release: Release, what: str) -> Path:
    """Makes such a file now, in this process; `what` is area, file name and address of the site."""
    code, name, site = what.split(" ", 2)
    picture = Picture.parse(code, name, site)
    path = _path(settings, release, picture)
    if not path.is_file():
        files.write(path, drawn(release, picture, on_demand.typefaces(settings)), durable=False)
        on_demand.sweep(settings.downloads, releases.names())
        on_demand.bound(path.parent, MOST_FILES, MOST_BYTES)
    return path


def drawn(release: Release, picture: Picture, typefaces: Typefaces) -> bytes:
    """The picture. Same release, picture and letters, same bytes."""
    # Imported here, so that the web, which only asks for a picture, waits for no letters and no renderer
    from server.pictures.lettering import Letters
    from server.pictures.marks import Marks
    from server.pictures.scene import scene
    from server.pictures.words import words_of

    words = words_of(release.stand, release.vintage, picture.code, picture.site)
    letters = Letters(typefaces.text)
    marks = Marks(letters, picture.outlines, on_paper=picture.ending == PDF, fitted=picture.ending == SVG)
    svg = scene(words, drawings_of(release), release.stand, picture.code, picture.form, marks)
    if picture.ending == PDF:
        from server.pictures.pdf import pdf

        return pdf(svg, words, picture.form, typefaces)
    if picture.ending == SVG:
        return svg.encode()
    from server.pictures.png import png

    return png(svg, words, letters, zoom=2 if picture.twice else 1)


def _path(settings: Settings, release: Release, picture: Picture) -> Path:
    identity = files.sha256(f"{release.name} {picture.code} {picture.name} {picture.site}".encode())[:24]
    return settings.downloads / on_demand.pictures_folder() / f"{identity}.{picture.ending}"
