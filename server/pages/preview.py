"""What publishing a file would change: what differs per gemeente, and both maps as drawings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from markupsafe import Markup

from data.boundaries import vintages
from data.boundaries.vintage import Vintage
from data.domain.announced import Aankondiging
from data.domain.revisions import AreaChange, compare
from data.domain.stand import Stand, make_stand
from data.dutch import number
from data.releases.release_store import Release, Releases
from data.terms import Gebied, Klasse, Peildatum, Snapshot
from server.settings import Settings
from tiles.palette import BORDER_GEMEENTE, BY_KLASSE, NIET_BEGONNEN

TOLERANCE_M = 400.0
WIDTH = 320  # units of the drawing


@dataclass(frozen=True, slots=True)
class Preview:
    """`before` is the stand that is current for the same peildatum, else of the peildatum before it, else None."""

    before: Stand | None
    after: Stand
    changes: tuple[AreaChange, ...]  # of gemeenten, by name
    map_before: Markup
    map_after: Markup

    @property
    def of_klasse(self) -> tuple[AreaChange, ...]:
        """The changes of klasse, by name."""
        return tuple(c for c in self.changes if c.of_klasse)

    @property
    def corrects(self) -> bool:
        """Whether it is another version of a peildatum that is current already."""
        return self.before is not None and self.before.peildatum == self.after.peildatum


def make_preview(settings: Settings, releases: Releases, snapshot: Snapshot) -> Preview:
    """Compares with what is current. Raises BoundariesMissing when there are no boundaries for its year."""
    vintage = vintages.vintage_for(snapshot.peildatum.halfjaar.year, settings.boundaries)
    after = make_stand(snapshot, vintage.gemeenten, grens=settings.grens)
    release = _before(releases, snapshot.peildatum)
    before = release.stand if release else None
    changes = (
        compare(before, after).gemeenten if before else tuple(AreaChange(None, regel) for regel in after.gemeenten)
    )
    changed = frozenset(c.after.code for c in changes if c.of_klasse)
    drawn = ""
    if before:
        drawn_vintage = vintage
        if before.halfjaar.year != after.halfjaar.year:
            drawn_vintage = vintages.vintage_for(before.halfjaar.year, settings.boundaries)
        drawn = _draw(settings.boundaries, drawn_vintage, before, changed, "De kaart nu")
    return Preview(
        before,
        after,
        tuple(sorted(changes, key=lambda c: c.after.naam)),
        Markup(drawn),  # noqa: S704  made here from numbers and names that are escaped
        Markup(_draw(settings.boundaries, vintage, after, changed, "De kaart met dit bestand")),  # noqa: S704
    )


def draw_targets(folder: Path, vintage: Vintage, aankondiging: Aankondiging) -> Markup:
    """An SVG of the land of a half-year that has no figures: one look for all, and each taakstelling to point at."""
    paths, (width, height) = _paths(folder, vintage.year, vintage.key)
    doelen = {d.code: d for d in aankondiging.gemeenten}
    parts = []
    for gemeente, path in zip(vintage.gemeenten, paths, strict=True):
        doel = doelen.get(gemeente.code)
        tooltip = f"{gemeente.naam}: {number(doel.taakstelling if doel else None)}"
        parts.append(
            f'<path d="{path}" data-vlak="nog-niet" fill="{NIET_BEGONNEN.fill}"'
            f' stroke="{BORDER_GEMEENTE}" stroke-width=".35">'
            f"<title>{Markup.escape(tooltip)}</title></path>"
        )
    title = f"Kaart van Nederland: taakstelling {aankondiging.halfjaar.title}; dezelfde getallen staan in de tabel"
    return Markup(  # noqa: S704  made here from numbers and names that are escaped
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{title}">{"".join(parts)}</svg>'
    )


def _before(releases: Releases, peildatum: Peildatum) -> Release | None:
    index = releases.index()
    earlier = [p for p in index.peildata if p <= peildatum]
    release = releases.release(index.peildata[max(earlier)]) if earlier else None
    return None if release is None or release.stand.voorbeeld else release


def _draw(folder: Path, vintage: Vintage, stand: Stand, changed: frozenset[Gebied], title: str) -> str:
    """An SVG of the land; what changes has a red outline besides the colour of its klasse."""
    paths, (width, height) = _paths(folder, vintage.year, vintage.key)
    parts, marked = [], []
    for gemeente, path in zip(vintage.gemeenten, paths, strict=True):
        regel = stand.by_code.get(gemeente.code)
        look = BY_KLASSE[regel.klasse if regel else Klasse.GEEN_CIJFER]
        parts.append(
            f'<path d="{path}" fill="{look.fill}" stroke="{BORDER_GEMEENTE}" stroke-width=".25" stroke-opacity=".6"/>'
        )
        if gemeente.code in changed:
            name = Markup.escape(gemeente.naam)
            marked.append(
                f'<path d="{path}" fill="none" stroke="#c62828" stroke-width="1.4"><title>{name}</title></path>'
            )
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{Markup.escape(title)}">'
        + "".join(parts + marked)
        + "</svg>"
    )


@lru_cache(maxsize=4)
def _paths(folder: Path, year: int, key: str) -> tuple[tuple[str, ...], tuple[float, float]]:
    """A path per gemeente in a drawing of WIDTH units wide, y down, and the size of the drawing."""
    vintage = vintages.vintage_for(year, folder)
    simple = shapely.coverage_simplify(vintage.geometries, TOLERANCE_M)
    west, south, east, north = shapely.total_bounds(simple)
    scale = WIDTH / (east - west)
    paths = []
    for geometry in simple:
        rings = [r for p in shapely.get_parts(geometry) for r in (p.exterior, *p.interiors)]
        points = [(shapely.get_coordinates(r) - (west, north)) * (scale, -scale) for r in rings]
        paths.append(
            "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in np.asarray(ring)[:-1]) + "Z" for ring in points)
        )
    return tuple(paths), (WIDTH, (north - south) * scale)
