"""Pictures with everything on them, made when first asked for and kept in one folder of a bounded size.

A file is named by what it shows: the release, of a chart those of the months before too, the area, the form, and the
address of the site, which stands in it. The folder is named by how pictures are made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from data import files
from data.domain.chosen_areas import FEWEST, MOST, ChosenAreas
from data.domain.stand import Regel, Stand
from data.errors import InvalidTerm
from data.releases.release_reader import ReleaseReader
from data.releases.release_store import Release, Releases
from data.terms import LAND, newest_of_halfjaren
from server.http.refusals import NotPublished
from server.maps.first_map import drawings_of
from server.maps.hexagon_map import cells_of
from server.pictures.forms import CHARTS, FORMS, HALVES, HEXAGONS, SIDE_BY_SIDE, Form
from server.rendering import on_demand
from server.rendering.renderer import have_made
from server.settings import Settings

if TYPE_CHECKING:
    from reports.pdf.typefaces import Typefaces  # which opens fonts: not for the web

MOST_FILES, MOST_BYTES = 2_000, 300 * 2**20  # kept: all cards of a few months
PNG, SVG, PDF = "png", "svg", "pdf"
TWICE = "@2x"
OUTLINES = "-omtrek"
PLAIN = "-kaal"


@dataclass(frozen=True, slots=True)
class Picture:
    """Which picture: of an area (GM0363, PV27, NL; `GM0344,PV26` side by side) in a form, as `ending`; of a PNG maybe twice
    as fine.
    """

    code: str
    form: Form
    ending: str
    twice: bool
    outlines: bool  # letters as outlines, of an SVG
    plain: bool  # a chart by itself, as SVG
    site: str  # the address of the website, without a slash at the end

    @classmethod
    def parse(cls, code: str, name: str, site: str) -> Self:
        """The picture that a file name (`kaartje@2x.png`) asks for. Raises InvalidTerm."""
        stem, _, ending = name.partition(".")
        kinds = [mark for mark in (TWICE, OUTLINES, PLAIN) if stem.endswith(mark)]
        form = (FORMS | HEXAGONS | CHARTS | SIDE_BY_SIDE).get(stem.removesuffix(kinds[0]) if kinds else stem)
        if form is None or ending not in ENDINGS or (ending == PDF and not form.on_paper):
            raise InvalidTerm("beeld", name[:40])
        if kinds and (ending != (PNG if kinds == [TWICE] else SVG) or (kinds == [PLAIN] and not form.chart)):
            raise InvalidTerm("beeld", name[:40])
        return cls(code, form, ending, kinds == [TWICE], kinds == [OUTLINES], kinds == [PLAIN], site)

    @property
    def name(self) -> str:
        """The last part of its address."""
        kind = TWICE if self.twice else OUTLINES if self.outlines else PLAIN if self.plain else ""
        return f"{self.form.name}{kind}.{self.ending}"


ENDINGS = {PNG: "image/png", SVG: "image/svg+xml; charset=utf-8", PDF: "application/pdf"}


def open_picture(
    settings: Settings,
    releases: ReleaseReader,
    release: Release,
    picture: Picture,
    *,
    before: Callable[[], None] = lambda: None,
) -> Path:
    """The file of a picture of a release; made now when it is not there yet. Raises UnknownGebied.

    NotPublished for a chart of areas without figures, for a choice that is not wholly there, and for hexagons of another
    area than the land. For `before` and what it raises see `renderer.have_made`.
    """
    areas = _chosen(picture.code, release.stand) if picture.form.side_by_side else [release.stand.regel(picture.code)]
    if picture.form.chart and all(regel.cijfers is None for regel in areas):
        raise NotPublished("Hiervan zijn er geen cijfers om te tekenen.")
    if picture.form.hexagons and (picture.code != LAND or not cells_of(release)):
        raise NotPublished("Met elke gemeente even groot is er alleen een kaart van Nederland.")
    what = f"{picture.code} {picture.name} {picture.site}"
    path = _path(settings, release, picture, earlier_of(releases, release, picture))
    return have_made(settings, path, "picture", release.name, what, before=before)


def _chosen(codes: str, stand: Stand) -> Sequence[Regel]:
    """The areas of a choice, which is written in one way only. Raises NotPublished."""
    choice = ChosenAreas.read(codes, stand)
    if not choice.enough or choice.gone or choice.remarks or choice.value != codes:
        reasons = " ".join((*choice.remarks, *(gone.zin for gone in choice.gone)))
        raise NotPublished(f"Naast elkaar passen {FEWEST} tot {MOST} gebieden, zoals GM0344,PV26. {reasons}".strip())
    return choice.areas


def make_picture(settings: Settings, releases: Releases, release: Release, what: str) -> Path:
    """Makes such a file now, in this process; `what` is area, file name and address of the site."""
    code, name, site = what.split(" ", 2)
    picture = Picture.parse(code, name, site)
    earlier = earlier_of(releases, release, picture)
    path = _path(settings, release, picture, earlier)
    if not path.is_file():
        stands = [releases.release(former).stand for former in earlier]
        files.write(path, drawn(release, picture, on_demand.typefaces(settings), stands), durable=False)
        on_demand.sweep(settings.downloads, releases.names())
        on_demand.bound(path.parent, MOST_FILES, MOST_BYTES)
    return path


def earlier_of(releases: ReleaseReader, release: Release, picture: Picture) -> list[str]:
    """The releases that a chart shows too: months before in the same half-year, or the last of each half-year before."""
    own = release.stand.peildatum
    before = {at: name for at, name in releases.index().peildata.items() if at < own}
    if picture.form.chart == HALVES:
        last = newest_of_halfjaren(before).values()
        return [before[at] for at in last if at.halfjaar != own.halfjaar]
    return [name for at, name in before.items() if picture.form.chart and at.halfjaar == own.halfjaar]


def drawn(release: Release, picture: Picture, typefaces: Typefaces, earlier: Sequence[Stand] = ()) -> bytes:
    """The picture; `earlier` is what a chart shows of the months before. Same release, picture and letters, same bytes."""
    # Imported here, so that the web, which only asks for a picture, waits for no letters and no renderer
    from server.pictures.chart_scene import chart_scene, chart_words, plain_chart
    from server.pictures.lettering import Letters
    from server.pictures.marks import Marks
    from server.pictures.scene import hexagon_scene, same_size, scene
    from server.pictures.side_by_side import words_together
    from server.pictures.words import words_of

    words_about = words_together if picture.form.side_by_side else words_of
    words = words_about(release.stand, release.vintage, picture.code, picture.site)
    letters = Letters(typefaces.text)
    as_text = picture.ending == SVG and not picture.outlines
    marks = Marks(letters, picture.outlines, on_paper=picture.ending == PDF, fitted=as_text)
    form = replace(picture.form, zoom=2 if picture.twice else 1)
    if form.chart:
        words = chart_words(words, release.stand, earlier, form.chart)
        write = plain_chart if picture.plain else chart_scene
        svg = write(words, release.stand, earlier, form, marks)
    elif picture.form.hexagons:
        words = same_size(words)
        svg = hexagon_scene(words, cells_of(release), release.stand, form, marks)
    else:
        svg = scene(words, drawings_of(release), release.stand, picture.code, form, marks)
    if picture.ending == PDF:
        from server.pictures.pdf import pdf

        return pdf(svg, words, form, typefaces)
    if picture.ending == SVG:
        return svg.encode()
    from server.pictures.png import png

    return png(svg, words, letters)


def _path(settings: Settings, release: Release, picture: Picture, earlier: Sequence[str]) -> Path:
    shows = " ".join((release.name, *earlier, picture.code, picture.name, picture.site))
    return settings.downloads / on_demand.pictures_folder() / f"{files.sha256(shows.encode())[:24]}.{picture.ending}"
