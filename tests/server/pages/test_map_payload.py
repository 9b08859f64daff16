"""What the map is told: shares of a month, half-years followed through mergers, names that lead to one place."""

from __future__ import annotations

from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Klasse, Peildatum, Snapshot
from server.pages import map_payload


def stand(peildatum: str, **figures: Cijfers) -> Stand:
    p = Peildatum.parse(peildatum)
    gemeenten = gemeenten_of(p.halfjaar.year)
    known = {Gemeentecode.parse(code): cijfers for code, cijfers in figures.items()}
    return make_stand(Snapshot(p, {g.code: known.get(g.code) for g in gemeenten}), gemeenten)


def test_the_strip_fills_its_height_with_the_klassen_in_order() -> None:
    months = [stand("2026-10-01", GM0363=Cijfers(6, 0, 3)), stand("2026-09-01", GM0363=Cijfers(6, 0, 0))]
    strip = map_payload.strook(months)
    assert [str(p) for p, _ in strip] == ["2026-09-01", "2026-10-01"]
    assert [k for k, _, _ in strip[1][1]] == [Klasse.GOED, Klasse.GEEN_CIJFER]
    for _, parts in strip:
        assert abs(sum(height for _, _, height in parts) - 20) < 0.05


def test_only_the_newest_position_of_a_half_year_counts() -> None:
    months = [stand("2026-10-01"), stand("2026-09-01"), stand("2026-07-01")]
    assert [str(s.peildatum) for s in map_payload.halfjaren(months)] == ["2026-10-01", "2026-07-01"]


def test_a_former_name_leads_to_every_place_it_went() -> None:
    found = [(naam, code) for naam, code, _ in map_payload.names(stand("2026-10-01"))]
    assert {code for naam, code in found if naam == "Haaren"} == {"GM0757", "GM0824", "GM0855", "GM0865"}
    assert ("Slochteren", "GM1952") in found  # into Midden-Groningen
    assert len(found) == len(set(found))


def test_the_strip_has_room_for_months_without_figures() -> None:
    peildata = [Peildatum.parse(text) for text in ("2025-02-01", "2025-03-01", "2026-03-01", "2026-04-01")]
    assert list(map_payload.month_places(peildata).values()) == [0, 1, 13, 14]
    assert map_payload.strip_labels(peildata) == [("2025-I", 2), ("", 6), ("", 5), ("2026-I", 2)]
