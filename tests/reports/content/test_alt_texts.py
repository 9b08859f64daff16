from data.domain.history import make_verleden
from data.domain.months import months_of
from data.domain.stand import make_stand
from data.terms import Cijfers, Gemeente, Gemeentecode, Peildatum, Snapshot
from reports.content import alt_texts

DORP = Gemeentecode.parse("GM0363")


def stand(day, cijfers):
    snapshot = Snapshot(Peildatum.parse(day), {DORP: cijfers})
    return make_stand(snapshot, [Gemeente(DORP, "Amsterdam", "PV27", "Noord-Holland")])


JULY, AUGUST, NEXT = stand("2026-08-01", Cijfers(12, 0, 2)), stand("2026-09-01", Cijfers(12, 0, 5)), "2027-02-01"


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_charts_of_a_half_year_say_their_figures() -> None:
    months = months_of(DORP, AUGUST, [JULY])
    assert plain(alt_texts.monthly(months)) == (
        "Staafgrafiek, gehuisvest in juli 2 en augustus 3. Gelijk verdeeld is het 2 per maand. Dezelfde cijfers staan in de "
        "tabel eronder."
    )
    assert plain(alt_texts.cumulative(months)) == (
        "Lijngrafiek, totaal aan het eind van juli 2 en augustus 5. De norm loopt op tot 12 mensen na zes maanden. Dezelfde "
        "cijfers staan in de tabel eronder."
    )


def test_the_half_years_are_told_oldest_first_and_those_without_figures_not_at_all() -> None:
    later = stand(NEXT, Cijfers(10, -13, 1))
    halves = make_verleden(DORP, later, [JULY, AUGUST]).halfjaren
    assert plain(alt_texts.halves(halves)) == (
        "Staafgrafiek, gerealiseerd en gecorrigeerde taakstelling per halfjaar: 2026-II 5 en 12; 2027-I 1 en −3. Dezelfde "
        "cijfers staan in de tabel ‘Alle halfjaren’."
    )
    unknown = stand("2026-08-01", None)
    assert alt_texts.halves(make_verleden(DORP, unknown, []).halfjaren) == "Geen halfjaren met cijfers bekend."
