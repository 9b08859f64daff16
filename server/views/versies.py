"""What was published then: `/versie/2026-11-01-r1/...` to read and `/api/v1/versies/2026-11-01-r1/...` for programs.

The addresses are for good: they answer from the store, also when releases were cleared away, and say what became of a
version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from data import dutch
from data.domain import publicaties
from data.domain.citaat import path_of, version_of
from data.domain.publicaties import Afloop, Publicatie
from data.domain.stand import Regel, Stand
from data.errors import InvalidTerm, ReleaseMissing, UnknownGebied
from data.terms import LAND, Gebiedsoort
from server.api import answers, shapes
from server.api import schemas as asks
from server.api import schemas_versions as schemas
from server.http import responses
from server.http.marked_answers import next_page, ready_answer
from server.http.responses import rfc3339
from server.pages import citation, map_payload, versions
from server.read_model import Site, current_site
from server.rendering import report_store
from tiles.out import gis_files
from tiles.out.release_files import CSV, DOWNLOADS
from tiles.palette import BY_KLASSE

blueprint = Blueprint("versies", __name__, url_prefix="/versie")
blueprint.add_app_template_global(citation.cite, "citaat")
blueprint.add_app_template_global(citation.cite_together, "citaat_samen")
blueprint.add_app_template_global(citation.share, "deelbaar")
blueprint.add_app_template_filter(dutch.day)
api = APIBlueprint("versies_api", __name__, url_prefix="/api/v1/versies")

NO_MAP = "De kaarttegels van deze versie zijn opgeruimd. De cijfers blijven."
NO_REPORT = "De rapportages (PDF) van deze versie zijn er niet (meer)."


@dataclass(frozen=True, slots=True)
class _Versie:
    """A version that was published: its figures of then, and what became of it."""

    line: Publicatie
    stand: Stand
    afloop: Afloop

    def rapport(self, code: str = LAND) -> str | None:
        """The path of its report of an area; None where it is not there any more."""
        site = current_site()
        return report_store.path_of_version(site.settings, site.releases, self.stand, code)

    def unchanged(self, regel: Regel) -> bool:
        """Whether the figures of an area are the same in the version that stands now."""
        try:
            stands = current_site().stand(self.stand.peildatum).by_code.get(regel.code)
        except ReleaseMissing:
            return False
        return stands is not None and stands.cijfers == regel.cijfers

    def tegels(self) -> str | None:
        """The path of its tiles; None where they were cleared away."""
        name = versions.release_of(current_site(), self.line.versie)
        return name and f"/tiles/{name}.json"


def _versie(text: str) -> _Versie:
    """The version of that name. Raises NotPublished, DatabaseAway."""
    site = current_site()
    line, lines = versions.version(site, text)
    return _Versie(line, versions.stand_as_published(site, line), publicaties.afloop(lines, line.versie))


def _answer(versie: _Versie, content: dict[str, Any]) -> Answer:
    return ready_answer(content | {"versie": str(versie.line.versie)}, ready=False)


def _listed(site: Site, line: Publicatie) -> dict[str, Any]:
    name = line.versie
    return {
        **answers.versie(line),
        "adres": site.url(f"/api/v1/versies/{name}"),
        "pagina": site.url(f"/versie/{name}/"),
    }


@api.get("")
@api.input(schemas.VersiesQuestion, location="query", arg_name="question")
@api.output(schemas.Versies)
@api.doc(
    summary="Alle versies van de cijfers die zijn gepubliceerd, nieuwste eerst",
    description="Elke versie heeft een blijvend adres, ook als er later een betere versie kwam.",
    operation_id="versies",
)
def versies(question: dict[str, Any]) -> Answer:
    """Every version that was published, newest peildatum and newest version first."""
    site = current_site()
    lines = publicaties.published(versions.published_log(site, question.get("peildatum")))
    page = lines[question["offset"] : question["offset"] + question["limit"]]
    content = {
        "aantal": len(lines),
        "versies": [_listed(site, line) for line in page],
        **next_page(question, len(lines)),
    }
    return ready_answer(content, ready=False)


@api.get("/<versie>")
@api.output(schemas.Versie)
@api.doc(summary="Een versie: wanneer zij kwam, of zij nog geldt en wat er nog van is", operation_id="versie")
def versie(versie: str) -> Answer:
    """One version, what became of it, and what is left of it."""
    site, one = current_site(), _versie(versie)
    tegels, rapport = one.tegels(), one.rapport()
    return ready_answer({
        **shapes.stand_shape(one.stand),
        **_listed(site, one.line),
        "geldigheid": str(one.afloop.geldigheid),
        "sinds": rfc3339(one.afloop.sinds),
        "geldend": one.afloop.nu and str(one.afloop.nu),
        "tegels": tegels and site.url(tegels),
        "rapport": rapport and site.url(rapport),
        "opgeruimd": [sentence for sentence, path in ((NO_MAP, tegels), (NO_REPORT, rapport)) if path is None],
    }, ready=False)  # fmt: skip


@api.get("/<versie>/gemeenten")
@api.input(asks.AreasQuestion, location="query", arg_name="question")
@api.output(asks.Gemeenten)
@api.doc(summary="De gemeenten in een versie", operation_id="versieGemeenten")
def gemeenten(versie: str, question: dict[str, Any]) -> Answer:
    """All gemeenten, or those of a provincie or a klasse, as they were published in a version."""
    one = _versie(versie)
    return _answer(one, answers.gemeenten(one.stand, question))


@api.get("/<versie>/gemeenten/<code>")
@api.output(asks.Gemeente)
@api.doc(summary="Een gemeente in een versie", operation_id="versieGemeente")
def gemeente(versie: str, code: str) -> Answer:
    """One gemeente as it was published in a version."""
    site, one = current_site(), _versie(versie)
    regel = answers.gemeente_of(one.stand, code)
    rapport = one.rapport(regel.code)
    return _answer(one, answers.gemeente(one.stand, regel, rapport and site.url(rapport)))


@api.get("/<versie>/provincies")
@api.output(asks.Provincies)
@api.doc(summary="Alle provincies in een versie", operation_id="versieProvincies")
def provincies(versie: str) -> Answer:
    """All provincies as they were published in a version."""
    one = _versie(versie)
    return _answer(one, answers.provincies(one.stand))


@api.get("/<versie>/provincies/<code>")
@api.output(asks.Gebied)
@api.doc(summary="Een provincie in een versie", operation_id="versieProvincie")
def provincie(versie: str, code: str) -> Answer:
    """One provincie as it was published in a version."""
    one = _versie(versie)
    return _answer(one, answers.provincie(one.stand, code))


@api.get("/<versie>/nederland")
@api.output(asks.Gebied)
@api.doc(summary="Heel Nederland in een versie", operation_id="versieNederland")
def nederland(versie: str) -> Answer:
    """The sums of the land as they were published in a version."""
    one = _versie(versie)
    return _answer(one, answers.nederland(one.stand))


@blueprint.get("/<versie>/")
def inhoud(versie: str) -> str:
    """What there is of a version, and what is not there any more."""
    one = _versie(versie)
    lines = versions.published_log(current_site(), one.stand.peildatum)
    return render_template(
        "versie.html",
        **_shared(one, ""),
        regel=one.stand.nederland,
        rapport=one.rapport(),
        weg=(NO_MAP, NO_REPORT),
        anders=[line for line in publicaties.published(lines) if line.versie != one.line.versie],
    )


@blueprint.get("/<versie>/gemeenten")
def tabel(versie: str) -> str:
    """The table of all gemeenten in a version."""
    one = _versie(versie)
    return render_template(
        "versie_gemeenten.html", **_shared(one, "gemeenten"), rijen=one.stand.gemeenten, regel=one.stand.nederland
    )


@blueprint.get(f"/<versie>/{CSV}")
def bestand(versie: str) -> Answer:
    """The same table for a spreadsheet, in the form of `/download/{peildatum}/gemeenten.csv`."""
    stand = _versie(versie).stand
    name = f"land-in-beeld-gemeenten-{version_of(stand)}.csv"
    response = Response(gis_files.table(stand), content_type=DOWNLOADS["csv"].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return responses.fresh(response, responses.A_DAY)


@blueprint.get("/<versie>/gemeenten/<code>")
def van_gemeente(versie: str, code: str) -> str | Answer:
    """A gemeente as it was published in a version."""
    one = _versie(versie)
    try:
        regel = answers.gemeente_of(one.stand, code)
    except InvalidTerm:
        raise UnknownGebied(code[:20]) from None
    if code != regel.code:
        return redirect(url_for(".van_gemeente", versie=versie, code=str(regel.code)), 301)
    return _area_page(one, regel)


@blueprint.get("/<versie>/provincies/<code>")
def van_provincie(versie: str, code: str) -> str:
    """A provincie as it was published in a version, with its gemeenten."""
    one = _versie(versie)
    if code not in {regel.code for regel in one.stand.provincies}:
        raise UnknownGebied(code[:20])
    return _area_page(one, one.stand.regel(code))


@blueprint.get("/<versie>/nederland")
def van_nederland(versie: str) -> str:
    """The land as it was published in a version, with its provincies."""
    one = _versie(versie)
    return _area_page(one, one.stand.nederland)


def _area_page(one: _Versie, regel: Regel) -> str:
    rows = {
        Gebiedsoort.GEMEENTE: (),
        Gebiedsoort.PROVINCIE: [r for r in one.stand.gemeenten if r.provinciecode == regel.code],
        Gebiedsoort.LAND: one.stand.provincies,
    }[regel.code.soort]
    return render_template(
        "versie_gebied.html",
        **_shared(one, path_of(regel.code)),
        regel=regel,
        soort=str(regel.code.soort),
        look=BY_KLASSE[regel.klasse],
        legenda=map_payload.legend(one.stand, regel.provinciecode),
        rijen=rows,
        rapport=one.rapport(regel.code),
        onveranderd=one.unchanged(regel),
    )


def _shared(one: _Versie, path: str) -> dict[str, Any]:
    """What every page of a version needs; `path` is the last part of its address."""
    return {
        "deel": path,
        "stand": one.stand,
        "versie": one.line.versie,
        "uitgave": one.line,
        "afloop": one.afloop,
        "tegels": one.tegels(),
    }
