"""Which columns of a sheet the figures were read from, and which stood beside them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, Rol
from data.columns.columns import Indeling, header_as_it_stands
from data.columns.row_figures import months_needed
from data.columns.rows import Rijsoort
from data.columns.sheet_parts import Deel
from data.findings import clean
from data.intake.result import Bronkolom, Naast
from data.terms import Peildatum

Terms = Sequence[tuple[Kolom, int]]  # columns, each added (+1) or subtracted (-1)


def columns_of_figures(
    layout: Indeling, velden: Velden, balance: Terms, peildatum: Peildatum | None
) -> list[Bronkolom]:
    """The columns of every figure of one sheet; `balance` are those of the achterstand, as `read_balances` settled them."""
    terms: dict[str, Terms] = {
        "taakstelling": _task(velden, balance),
        "achterstand": balance,
        "gerealiseerd": _done(velden, peildatum),
        "gecorrigeerd": _alone(velden.gecorrigeerd),
        "nog": _alone(velden.nog),
        "percentage": _alone(velden.percentage),
    }
    return [
        Bronkolom(layout.sheet.naam, cijfer, kolom.index, teken, header_as_it_stands(layout, kolom.index))
        for cijfer, columns in terms.items()
        for kolom, teken in columns
    ]


def _alone(kolom: Kolom | None) -> Terms:
    return [(kolom, 1)] if kolom else []


def _task(velden: Velden, balance: Terms) -> Terms:
    """Its own column, else gecorrigeerd less the achterstand."""
    if velden.taakstelling or not velden.gecorrigeerd:
        return _alone(velden.taakstelling)
    return [(velden.gecorrigeerd, 1), *((kolom, -teken) for kolom, teken in balance)]


def _done(velden: Velden, peildatum: Peildatum | None) -> Terms:
    """Its own column, else the months that have passed."""
    if velden.gerealiseerd or not peildatum:
        return _alone(velden.gerealiseerd)
    return [(kolom, 1) for kolom in months_needed(velden, peildatum)[0]]


def columns_beside(part: Deel) -> list[Naast]:
    """The columns of a part that were read for nothing, as they stand."""
    velden = part.velden
    used = {velden.code, velden.naam, velden.provincie, velden.percentage, *velden.figures}
    positions = {k.index for k in used if k}
    beside = []
    for kolom in part.layout.kolommen:
        if not kolom.titel or kolom.index in positions or kolom.rol is Rol.PEILDATUM:
            continue
        texts = {
            r.gemeente.code: clean(r.cell(kolom)) for r in part.rows if r.soort is Rijsoort.GEMEENTE and r.gemeente
        }
        if values := {code: value for code, value in texts.items() if value}:
            beside.append(Naast(clean(kolom.titel), values))
    return beside
