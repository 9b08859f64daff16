from fractions import Fraction

from data.domain.months import months_of
from data.domain.stand import make_stand
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Halfjaar, Klasse, Peildatum, Snapshot
from reports.content.series import before as past_of
from reports.content.series import history_notes, relevant
from tests.reports import example

USUAL = Cijfers(10, 0, 5)


def stand(peildatum, figures=None, default=USUAL, revision=1):
    """A stand in which every gemeente has the default figures, except those given by number."""
    date = Peildatum.parse(peildatum)
    gemeenten = gemeenten_of(date.halfjaar.year)
    given = {Gemeentecode(n): c for n, c in (figures or {}).items()}
    return make_stand(
        Snapshot(date, {g.code: given.get(g.code, default) for g in gemeenten}), gemeenten, revision=revision
    )


def test_months_are_the_differences_of_the_totals():
    *earlier, last = example.stands()
    months = months_of("GM0363", last, earlier)
    assert [m.naam for m in months] == ["juli", "augustus", "september", "oktober", "november", "december"]
    # from the four files of the example, by hand: 122, 350, 464 and 593 in all
    assert [m.in_month for m in months] == [122, 228, 114, 129, None, None]
    assert months[3].norm == Fraction(983 * 4, 6)
    assert months[5].positie.klasse is Klasse.GEEN_CIJFER and months[5].cijfers is None


def test_after_a_missing_month_the_number_in_the_month_is_not_known():
    first, third = stand("2026-02-01", {363: Cijfers(12, 0, 2)}), stand("2026-04-01", {363: Cijfers(12, 0, 5)})
    months = months_of("GM0363", third, [first])
    assert [m.in_month for m in months] == [2, None, None, None, None, None]
    assert months[2].cijfers == Cijfers(12, 0, 5)


def test_a_correction_downwards_is_a_negative_month():
    months = months_of(
        "GM0363", stand("2026-03-01", {363: Cijfers(12, 0, 3)}), [stand("2026-02-01", {363: Cijfers(12, 0, 4)})]
    )
    assert [m.in_month for m in months[:2]] == [4, -1]


def test_the_newest_revision_of_a_month_counts():
    old, new = stand("2026-02-01", {363: Cijfers(12, 0, 4)}), stand("2026-02-01", {363: Cijfers(12, 0, 6)}, revision=2)
    now = stand("2026-03-01", {363: Cijfers(12, 0, 9)})
    for order in ([old, new], [new, old]):
        assert [m.in_month for m in months_of("GM0363", now, order)[:2]] == [6, 3]


def test_the_first_of_january_belongs_to_the_half_year_before():
    now = stand("2026-01-01", {363: Cijfers(12, 0, 9)})
    assert months_of("GM0363", now, [])[5].cijfers == Cijfers(12, 0, 9)
    assert [row.halfjaar for row in past_of("GM0363", stand("2026-02-01"), [now]).halfjaren] == [Halfjaar(2025, 2)]


def test_a_merger_adds_the_figures_of_all_that_went_into_it():
    # Brielle (501), Hellevoetsluis (530) and Westvoorne (614) became Voorne aan Zee (1992) on 1 January 2023
    before = stand("2023-01-01", {501: Cijfers(10, 1, 4), 530: Cijfers(20, 2, 8), 614: Cijfers(30, -5, 16)})
    past = past_of("GM1992", stand("2023-02-01"), [before])
    (row,) = past.halfjaren
    assert row.positie.cijfers == Cijfers(60, -2, 28)
    assert row.opgeteld and not row.eigen
    assert history_notes(past) == ("2022-II: som van Brielle, Hellevoetsluis en Westvoorne.",)


def test_a_merger_with_a_figure_missing_has_no_sum():
    before = stand("2023-01-01", {501: None})
    (row,) = past_of("GM1992", stand("2023-02-01"), [before]).halfjaren
    assert row.positie.cijfers is None and row.positie.klasse is Klasse.GEEN_CIJFER


def test_a_gemeente_that_took_in_part_of_another_keeps_its_own_past_with_a_note():
    # Haaren was split over four gemeenten on 1 January 2021; Oisterwijk (824) is one of them
    before = stand("2021-01-01", {824: Cijfers(10, 1, 4)})
    past = past_of("GM0824", stand("2021-02-01"), [before])
    (row,) = past.halfjaren
    assert row.positie.cijfers == Cijfers(10, 1, 4)
    assert row.eigen and not row.opgeteld
    notes = history_notes(past)
    assert notes[0] == "2020-II: zonder het deel van Haaren dat er later bij kwam."
    assert "1 januari 2021" in notes[1] and "ongeveer 40,2% van de adressen" in notes[1]


def test_half_years_that_are_alike_have_one_note():
    # Appingedam (3), Delfzijl (10) and Loppersum (24) became Eemsdelta (1979) on 1 January 2021
    finals = [stand("2020-07-01"), stand("2021-01-01"), stand("2021-07-01")]
    past = past_of("GM1979", stand("2021-08-01"), finals)
    assert [str(row.halfjaar) for row in past.halfjaren] == ["2021-I", "2020-II", "2020-I"]
    assert history_notes(past) == ("2020-I tot en met 2020-II: som van Appingedam, Delfzijl en Loppersum.",)


def test_a_report_knows_nothing_of_a_later_merger():
    # Weesp (457) went into Amsterdam (363) on 24 March 2022
    before = stand("2021-07-01", {363: Cijfers(100, 0, 90), 457: Cijfers(10, 0, 5)})
    (row,) = past_of("GM0363", stand("2021-08-01"), [before]).halfjaren
    assert row.positie.cijfers == Cijfers(100, 0, 90)
    *_, row = past_of("GM0363", stand("2022-08-01"), [before]).halfjaren
    assert row.positie.cijfers == Cijfers(110, 0, 95)


def test_history_is_newest_first_and_only_of_final_positions():
    *earlier, last = example.stands()
    past = past_of("GM0363", last, earlier)
    assert [str(row.halfjaar) for row in past.halfjaren] == ["2026-I", "2025-II", "2025-I"]


def test_relevant_leaves_out_what_no_report_looks_at():
    *earlier, last = example.stands()
    assert [str(s.peildatum) for s in relevant(last, earlier)] == [
        "2025-07-01", "2026-01-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01",
    ]  # fmt: skip
