from dataclasses import replace

import pytest

from data.domain.stand import make_stand
from data.dutch import number, percent, signed
from data.errors import UnknownGebied
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Klasse, Snapshot
from reports.kinds.all_kinds import make_figures
from tests.reports import example


def with_figures(stand, code, cijfers, **changes):
    """The stand with other figures for one gemeente."""
    given = {Gemeentecode.parse(r.code): r.cijfers for r in stand.gemeenten} | {Gemeentecode.parse(code): cijfers}
    year = stand.halfjaar.year
    return make_stand(Snapshot(stand.peildatum, given), gemeenten_of(year), **{"revision": stand.revision, **changes})


def test_every_number_is_that_of_the_stand():
    *earlier, stand = example.stands()
    for regel in (*stand.gemeenten, *stand.provincies, stand.nederland):
        figures = make_figures(regel.code, stand, earlier)
        cijfers = regel.cijfers
        assert [row.cells[1] for row in figures.asked.rows] == [
            number(cijfers.taakstelling), signed(cijfers.achterstand), number(cijfers.gecorrigeerd),
        ]  # fmt: skip
        assert [value for value, _ in figures.numbers] == [
            number(cijfers.gecorrigeerd), number(cijfers.gerealiseerd), percent(regel.percentage), number(regel.nog),
        ]  # fmt: skip


def test_the_percentage_says_what_it_is_a_part_of():
    # 593 of a taakstelling of 571 would be 104%; with the achterstand of 412 it is 60.3%
    numbers = dict(make_figures("GM0363", example.stands()[-1], []).numbers)
    assert numbers["60,3%"] == "van de gecorrigeerde taakstelling" and numbers["390"] == "nog te huisvesten"


def test_a_finished_half_year_has_no_words_of_a_running_one():
    *_, final = [s for s in example.stands() if s.peildatum.is_final]
    for code in ("GM0363", "GM0935", "PV27", "NL"):
        figures = make_figures(code, final, [])
        assert "nog te huisvesten" not in repr(figures).lower()
    assert make_figures("GM0363", final, []).numbers[3] == ("412", "niet gehuisvest (gaat mee als achterstand)")
    assert make_figures("GM0935", final, []).numbers[3] == ("0", "niet gehuisvest")


def test_what_a_half_year_begins_with_and_hands_on_has_one_sign_and_two_headings():
    *earlier, stand = example.stands()
    figures = make_figures("GM0363", stand, earlier)
    (balance,) = (n for n, c in enumerate(figures.history_table.columns) if c.label.startswith("Achterstand\xa0(+)"))
    (carried,) = (n for n, c in enumerate(figures.comparison.columns) if c.label.startswith("Achterstand\xa0(+)"))
    assert figures.history_table.columns[balance].label.endswith("aan eind")
    assert figures.comparison.columns[carried].label.endswith("bij begin")
    # what 2026-I left behind is what 2026-II started with
    assert figures.history_table.rows[0].cells[balance] == figures.comparison.rows[0].cells[carried] == "+412"


@pytest.mark.parametrize("code", ["PV27", "PV31", "NL"])
def test_a_column_that_adds_up_to_more_than_its_total_says_why(code):
    stand = example.stands()[-1]
    figures = make_figures(code, stand, [])
    differs = False
    for _, table in figures.gemeenten:
        (n,) = (n for n, column in enumerate(table.columns) if column.label == "Nog te huisvesten")
        *parts, total = (int(row.cells[n].replace(".", "")) for row in table.rows)
        differs = differs or sum(parts) != total
    assert differs == bool(figures.gemeenten_note)
    assert not make_figures("GM0363", stand, []).gemeenten_note
    even = with_figures(stand, "GM0363", None)  # all the others exactly on their target
    even = make_stand(
        Snapshot(even.peildatum, {Gemeentecode.parse(r.code): Cijfers(5, 0, 5) for r in even.gemeenten}),
        gemeenten_of(even.halfjaar.year),
    )
    assert not make_figures(code, even, []).gemeenten_note


def test_the_numbers_of_a_provincie_are_those_of_its_table():
    stand = example.stands()[-1]
    figures = make_figures("PV27", stand, [])
    ((_, table),) = figures.gemeenten
    names = {row.cells[0]: row.cells[1] for row in table.rows if row.cells[0]}
    assert names == {str(n): stand.regel(code).naam for code, n in figures.numbers_on_map.items()}
    assert len(names) == 44 and table.columns[table.heading].label == "Gemeente"


def test_an_unknown_area_is_named():
    with pytest.raises(UnknownGebied):
        make_figures("GM9999", example.stands()[-1], [])


def test_tussenstand_and_definitief():
    stands = {str(s.peildatum): s for s in example.stands()}
    assert make_figures("NL", stands["2026-11-01"], []).mark == "Tussenstand"
    assert make_figures("NL", stands["2026-07-01"], []).mark == "Definitief"


def test_the_label_of_example_figures_goes_with_the_example():
    stand = example.stands()[-1]
    assert make_figures("GM0363", stand, []).labels
    assert not make_figures("GM0363", replace(stand, voorbeeld=False), []).labels


def test_without_a_figure_nothing_is_made_up():
    stand = with_figures(example.stands()[-1], "GM0363", None)
    figures = make_figures("GM0363", stand, [])
    assert [value for value, _ in figures.numbers] == ["–"] * 4
    assert "geen cijfer" in figures.explained
    assert {row.klasse for row in figures.legend.rows} >= {Klasse.GEEN_CIJFER}


def test_a_new_revision_says_what_changed():
    first = example.stands()[-1]
    second = with_figures(first, "GM0363", Cijfers(571, 412, 600), revision=2)
    assert make_figures("GM0363", second, [first]).changes == (
        "Dit is versie 2 van de cijfers van 1 november 2026.",
        "Gerealiseerd: was 593 in versie 1, werd 600.",
        "Wanneer en waarom staat op de site, bij Correcties.",
    )
    assert make_figures("GM0014", second, [first]).changes[1] == (
        "De cijfers van de gemeente Groningen zijn gelijk aan die in versie 1."
    )
    assert "niet bekend" in make_figures("GM0363", second, []).changes[1]
    assert make_figures("GM0363", first, []).changes == ()


def test_a_target_that_changed_in_the_half_year_is_told():
    *_, october, november = example.stands()
    changed = with_figures(november, "GM0363", Cijfers(500, 412, 593))
    assert "van 983 naar 912" in make_figures("GM0363", changed, [october]).months_note.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_all_gemeenten_are_in_the_list_of_the_land_and_sorted_as_dutch_does():
    stand = example.stands()[-1]
    lists = make_figures("NL", stand, []).gemeenten
    names = [row.cells[0] for _, table in lists for row in table.rows]
    assert sorted(names) == sorted(r.distinct_name for r in (*stand.gemeenten, *stand.provincies))
    assert {"Utrecht (gemeente)", "Utrecht (provincie)", "Groningen (gemeente)", "Groningen (provincie)"} <= set(names)
    assert len(set(names)) == len(names), "no two areas under one name"
    south = [row.cells[0] for name, table in lists for row in table.rows if name == "Zuid-Holland"]
    assert south.index("'s-Gravenhage") == south.index("Gouda") + 1


def test_the_legend_counts_the_gemeenten_of_the_provincie():
    stand = example.stands()[-1]
    rows = make_figures("GM0363", stand, []).legend.rows
    assert sum(int(row.cells[2]) for row in rows) == sum(r.provinciecode == "PV27" for r in stand.gemeenten)
