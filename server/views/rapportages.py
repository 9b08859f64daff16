"""The half-year reports: the page that lists them, each PDF, the versions before, and a whole half-year as zip.

A report that does not lie ready is rendered when somebody asks for it. A zip is whole or is not given: while reports of its
half-year are being made the answer is 503 with Retry-After, so that nobody files half of them without knowing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as Answer

from data.domain.citaat import path_of, version_of
from data.domain.stand import Regel, Stand
from data.errors import InvalidTerm, UnknownGebied
from data.releases.release_store import Release
from data.terms import LAND, Gebied, Gebiedsoort, Halfjaar
from reports.content.series import looks_back
from reports.content.standing import in_file_name
from reports.kinds.figures_csv import report_csv
from server.http import problems, rate_limits, responses
from server.pages import versions
from server.read_model import Site, current_site
from server.rendering import report_store, report_zip
from server.rendering.large_reports import large_of
from server.rendering.renderer import have_made
from tiles import licence
from tiles.out.release_files import DOWNLOADS

blueprint = Blueprint("rapportages", __name__)
blueprint.add_app_template_filter(report_store.rapportnaam)

REPORTS_PER_S = 5  # cautious; how long to wait for those still to be made


@blueprint.get("/rapportages")
def lijst() -> str:
    """Every half-year with its reports, newest first; with `?gebied=GM0363` also those of that gemeente or provincie.

    `?gemeente=` is what it was called before; it goes on to work.
    """
    site = current_site()
    releases = report_store.report_releases(site.releases)
    stands = [release.stand for release in releases]
    gebied = request.args.get("gebied") or request.args.get("gemeente", "")
    code = Gebied.parse(gebied[:20]) if gebied else None
    of_gebied = [(stand, stand.by_code[code]) for stand in stands if code and code in stand.by_code]
    if code and not of_gebied:
        raise UnknownGebied(code)
    return render_template(
        "rapportages.html",
        stand=stands[0] if stands else None,
        halfjaren=[_listed(site, release) for release in releases],
        keuze=_choice(stands),
        gekozen=code,
        pagina=path_of(code) if code else "",
        van_gebied=of_gebied,
    )


def _listed(site: Site, release: Release) -> dict[str, Any]:
    """What the page says of one half-year."""
    stand = release.stand
    return {
        "stand": stand,
        "aantal": len(stand.by_code),
        "ontbreekt": len(report_store.missing(site.settings, site.releases, release)),
        "eerder": [
            (version, sorted(path.stem for path in folder.glob("*.pdf")))
            for version, folder in report_store.former_versions(site.settings, release).items()
        ],
    }


def _choice(stands: list[Stand]) -> list[tuple[str, list[Regel]]]:
    """The provincies, then per provincie every gemeente of every half-year once, under its newest name."""
    newest: dict[str, Regel] = {}
    for stand in stands:
        for regel in (*stand.provincies, *stand.gemeenten):
            newest.setdefault(regel.code, regel)
    groups: dict[str, list[Regel]] = {"Provincies": []}
    for regel in sorted(newest.values(), key=lambda r: (r.provincie, r.naam)):
        groups.setdefault("Provincies" if regel.code.soort is Gebiedsoort.PROVINCIE else regel.provincie, []).append(
            regel
        )
    return list(groups.items())


@blueprint.get("/rapportages/<periode>/<code>.pdf")
def rapportage(periode: str, code: str) -> Answer:
    """The newest report of a gemeente (GM0363), provincie (PV27) or `nederland` in a half-year (2017-I).

    With `?groot=1` in large print, as each report; of an earlier version only where that was asked for in its time.
    """
    site = current_site()
    return _newest(site, _release(site, periode), code)


@blueprint.get("/rapportages/<periode>/<code>.csv")
def cijfers(periode: str, code: str) -> Answer:
    """The figures of the newest report of an area in a half-year, for a spreadsheet."""
    site = current_site()
    return _newest_figures(site, _release(site, periode), code)


@blueprint.get("/rapportages/<periode>/versie-<int:versie>/<code>.pdf")
def eerdere_rapportage(periode: str, versie: int, code: str) -> Answer:
    """One version of a report: an address to quote, also when a correction came after it."""
    site = current_site()
    release = _release(site, periode)
    if versie == release.stand.revision:
        return _newest(site, release, code)
    folder = report_store.former_versions(site.settings, release).get(versie)
    area = _area(code)
    path = folder / f"{area}.pdf" if folder else None
    if path is not None and _large():
        path = large_of(path)
    if path is None or not path.is_file():
        abort(404)
    return _sent(path, f"{release.stand.halfjaar}-{code}-{in_file_name(release.stand, versie)}")


@blueprint.get("/rapportages/<periode>/versie-<int:versie>/<code>.csv")
def eerdere_cijfers(periode: str, versie: int, code: str) -> Answer:
    """The figures of one version of a report: what it says, also when a correction came after it."""
    site = current_site()
    release = _release(site, periode)
    stand = release.stand
    if versie == stand.revision:
        return _newest_figures(site, release, code)
    before = partial(looks_back, stand.peildatum)
    former, earlier = versions.with_others(site, replace(version_of(stand), revision=versie), before)
    return _figures(code, former, earlier, f"{stand.halfjaar}-{code}-{in_file_name(stand, versie)}")


@blueprint.get("/rapportages/<periode>.zip")
def alles(periode: str) -> Answer:
    """All reports of a half-year; 503 with Retry-After while some are still to be made."""
    site = current_site()
    release = _release(site, periode)
    missing = report_store.missing(site.settings, site.releases, release)
    if missing:
        explanation = (
            f"Nog {len(missing)} van de {len(release.stand.by_code)} rapportages worden gemaakt. Probeer het zo weer."
        )
        later = problems.problem(503, "Nog niet klaar", explanation)
        later.headers["Retry-After"] = str(max(5, ceil(len(missing) / REPORTS_PER_S)))
        return later
    folder = report_store.report_folder(site.settings, site.releases, release)
    path = have_made(site.settings, folder / report_zip.NAME, "zip", release.name, str(release.stand.halfjaar))
    disposition = f'attachment; filename="{report_zip.folder_of(release.stand)}.zip"'
    keep = responses.FIVE_MINUTES
    return responses.file(path, "application/zip", disposition=disposition, how_long=keep, etag=folder.name)


def _release(site: Site, periode: str) -> Release:
    return site.latest_of(Halfjaar.parse(periode[:10]))


def _area(code: str) -> Gebied:
    """The area in a path. Raises UnknownGebied."""
    try:
        return LAND if code == report_store.LAND_IN_ADDRESS else Gebied(code)
    except InvalidTerm:
        raise UnknownGebied(code[:20]) from None


def _newest(site: Site, release: Release, code: str) -> Answer:
    regel = release.stand.regel(_area(code))
    path = report_store.report_path(site.settings, site.releases, release, regel.code)
    spend = partial(rate_limits.spend, "reports")
    path, kind = (large_of(path), "large") if _large() else (path, "report")
    path = have_made(site.settings, path, kind, release.name, regel.code, before=spend)
    return _sent(path, f"{release.stand.halfjaar}-{code}-{in_file_name(release.stand)}")


def _newest_figures(site: Site, release: Release, code: str) -> Answer:
    stand = release.stand
    earlier = [site.releases.release(name).stand for name in report_store.older(site.releases, release)]
    return _figures(code, stand, earlier, f"{stand.halfjaar}-{code}-{in_file_name(stand)}")


def _figures(code: str, stand: Stand, earlier: Sequence[Stand], name: str) -> Answer:
    response = Response(report_csv(_area(code), stand, earlier), content_type=DOWNLOADS["csv"].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="land-in-beeld-{name}.csv"'
    response.headers["Link"] = f'<{licence.LICENCE}>; rel="license"'
    return responses.fresh(response, responses.FIVE_MINUTES)


def _large() -> bool:
    """Whether large print is asked for."""
    return request.args.get("groot") == "1"


def _sent(path: Path, name: str) -> Answer:
    edition = "-grote-letters" if _large() else ""
    disposition = f'inline; filename="land-in-beeld-{name}{edition}.pdf"'
    return responses.file(path, "application/pdf", disposition=disposition, how_long=responses.FIVE_MINUTES)
