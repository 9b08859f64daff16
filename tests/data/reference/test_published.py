"""The published national figures: in order, with a source, and those of the answer of September 2024 as printed."""

from __future__ import annotations

from data.reference.published import gepubliceerd
from data.terms import Halfjaar


def test_they_are_in_order_and_each_has_a_source() -> None:
    found = gepubliceerd()
    assert [g.halfjaar for g in found] == sorted({g.halfjaar for g in found})
    assert all(g.bron and (g.taakstelling or g.gerealiseerd) for g in found)
    assert all(g.adres.startswith("https://") for g in found if g.adres)


def test_figures_as_printed() -> None:
    by_half = {g.halfjaar: g for g in gepubliceerd()}
    lead = by_half[Halfjaar(2022, 2)]  # the half-year that ended with a lead of 1.793
    assert (lead.taakstelling, lead.gecorrigeerd, lead.gerealiseerd) == (13500, 15333, 17126)
    assert by_half[Halfjaar(2017, 1)].gecorrigeerd == 19082
    assert by_half[Halfjaar(2017, 1)].gerealiseerd is None
