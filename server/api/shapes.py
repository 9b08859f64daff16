"""The JSON shapes of the API: plain functions from a stand to dictionaries with the public field names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.domain import outlook_words
from data.domain.announced import Aankondiging, Doel, Staat
from data.domain.history import Reeks
from data.domain.outlook import Vooruitblik
from data.domain.stand import Position, Regel, Stand, Total
from data.dutch import borders
from data.store.snapshots_table import CirculaireInfo
from data.terms import Klasse, Peildatum
from tiles.palette import BY_KLASSE, LOOKS
from tiles.tile_schema import FIGURES, counts, figure_values

ON_THE_MAP = FIGURES[:-1]  # all but the words of the klasse
TELLING = {
    Klasse.GOED: "goed",
    Klasse.ENIGSZINS: "enigszins",
    Klasse.ACHTER: "achter",
    Klasse.GEEN_CIJFER: "geenCijfer",
}


def cijfers_shape(regel: Position) -> dict[str, Any]:
    """The figures of one area; every field is present, null where there is none."""
    return {
        **counts(regel),
        "percentage": regel.percentage,
        "reden": regel.reden and str(regel.reden),
        "perMaand": regel.per_maand,
        "klasse": int(regel.klasse),
        "status": BY_KLASSE[regel.klasse].status,
        "alGehaald": regel.al_gehaald,
    }


def gemeente_shape(regel: Regel) -> dict[str, Any]:
    """A gemeente with its figures."""
    return {
        "code": regel.code,
        "naam": regel.naam,
        "provinciecode": regel.provinciecode,
        "provincie": regel.provincie,
        **cijfers_shape(regel),
    }


def gebied_shape(regel: Regel, stand: Stand) -> dict[str, Any]:
    """A provincie or the land: sums of its gemeenten and how many there are of each klasse."""
    part = regel.provinciecode
    return {
        "code": regel.code,
        "naam": regel.naam,
        **cijfers_shape(regel),
        "telling": {TELLING[klasse]: n for klasse, n in stand.telling(part).items()},
    }


def vooruitblik_shape(blik: Vooruitblik) -> dict[str, Any]:
    """The look ahead of an area in figures and in words."""
    figures = outlook_words.fields(blik)
    del figures["perMaand"]  # stands with the other figures
    return {**figures, "zinnen": list(outlook_words.sentences(blik)), "uitleg": outlook_words.REKENSOM}


def peildatum_shape(peildatum: Peildatum) -> dict[str, Any]:
    """A peildatum with its half-year and how far into it that is."""
    return {"peildatum": str(peildatum), "periode": str(peildatum.halfjaar), "maanden": peildatum.months}


def stand_shape(stand: Stand) -> dict[str, Any]:
    """What holds for all figures of a stand."""
    return {
        **peildatum_shape(stand.peildatum),
        "normPercentage": stand.norm_percentage,
        "grensPercentage": stand.grens_percentage,
        "voorbeeld": stand.voorbeeld,
        "bron": stand.bron,
        "revisie": stand.revision,
    }


def legenda_shape(stand: Stand) -> dict[str, Any]:
    """The klassen with colour, sign, border in words and number of gemeenten."""
    words = borders(stand.norm_percentage, stand.grens_percentage)
    telling = stand.telling()
    return {
        **stand_shape(stand),
        "klassen": [
            {
                "klasse": int(look.klasse),
                "status": look.status,
                "kleur": look.fill,
                "teken": look.sign,
                "uitleg": words[look.klasse],
                "aantal": telling[look.klasse],
            }
            for look in LOOKS
        ],
    }


def kaartcijfers_shape(stand: Stand, grenstegels: str) -> dict[str, Any]:
    """The figures of all gemeenten by the number of their feature in a tile; `grenstegels` is where those are."""
    return {
        **stand_shape(stand),
        "grenstegels": grenstegels,
        "kolommen": [a.naam for a in ON_THE_MAP],
        "cijfers": {str(r.code.number): list(figure_values(r)[: len(ON_THE_MAP)]) for r in stand.gemeenten},
    }


def reeks_shape(reeks: Reeks, stands: Mapping[Peildatum, Stand]) -> dict[str, Any]:
    """A series; `stands` is the stand of every peildatum in it, whose grens its klasse depends on."""
    rows = []
    for punt in reeks.punten:
        stand = stands[punt.peildatum]
        at = Total(punt.cijfers, punt.peildatum.months, stand.grens)
        rows.append({
            **peildatum_shape(punt.peildatum), **cijfers_shape(at), "normPercentage": stand.norm_percentage,
            "voorbeeld": stand.voorbeeld, "revisie": stand.revision, "uit": list(punt.uit), "zonder": list(punt.zonder),
        })  # fmt: skip
    return {
        "code": reeks.code,
        "naam": reeks.naam,
        "reeks": rows,
        "breuken": [{"datum": b.date.isoformat(), "zin": b.zin} for b in reeks.breuken],
        "opgegaanIn": [
            {"datum": o.date.isoformat(), "code": o.code, "naam": o.naam, "toelichting": o.note} for o in reeks.opgegaan
        ],
    }


def doel_shape(doel: Doel) -> dict[str, Any]:
    """The taakstelling of one area in a half-year."""
    return {"code": doel.code, "naam": doel.naam, "taakstelling": doel.taakstelling, "inwoners": doel.inwoners}


def aankondiging_shape(info: CirculaireInfo, aankondiging: Aankondiging, staat: Staat) -> dict[str, Any]:
    """A half-year of which the taakstelling was announced, and that of the land."""
    return {
        "periode": str(info.halfjaar),
        "titel": info.halfjaar.title,
        "begin": info.halfjaar.begin.isoformat(),
        "staat": str(staat),
        "uitgever": info.uitgever or None,
        "versie": info.revision,
        "nederland": doel_shape(aankondiging.nederland),
    }
