from data.domain.stand import make_stand
from data.terms import Cijfers, Gemeente, Gemeentecode, Peildatum, Snapshot
from reports.content import in_words

DORP, STAD = (Gemeentecode.parse(code) for code in ("GM0001", "GM0002"))


def stand(day, dorp, stad=None, **more):
    gemeenten = [Gemeente(DORP, "Dorp", "PV20", "Groningen"), Gemeente(STAD, "Stad", "PV20", "Groningen")]
    return make_stand(Snapshot(Peildatum.parse(day), {DORP: dorp, STAD: stad}), gemeenten, **more)


def said(of, code):
    return in_words.summary(of.regel(code), of).replace("\N{NO-BREAK SPACE}", " ")


def test_message_first_then_figures_then_when() -> None:
    assert said(stand("2026-11-01", Cijfers(12, 0, 2)), "GM0001") == (
        "Dorp huisvestte in 4 maanden 2 van 12 mensen en loopt achter op schema. Dat is 16,7% van de taakstelling. Om goed "
        "op schema te liggen, waren na 4 maanden 8 mensen nodig: 6 meer. Stand per 1 november 2026, na 4 van de 6 maanden. "
        "Deze cijfers kunnen nog veranderen."
    )


def test_of_a_half_year_that_is_over_and_many_gemeenten() -> None:
    of = stand("2027-01-01", Cijfers(12, 0, 12), Cijfers(10, 0, 4), voorbeeld=True)
    assert said(of, "PV20") == (
        "De gemeenten in de provincie Groningen huisvestten samen 16 van 22 mensen; 6 te weinig. Dat is 72,7% van de "
        "taakstelling. Van de 2 gemeenten haalde er 1 de taakstelling en 1 niet. Stand per 1 januari 2027, eindstand. Het "
        "zijn voorbeeldcijfers."
    )


def test_no_figure_is_not_nobody() -> None:
    assert said(stand("2026-11-01", None, Cijfers(1, 0, 1)), "GM0001") == (
        "Voor Dorp zijn op deze peildatum geen cijfers bekend. Geen cijfer betekent niet dat er niemand is gehuisvest. "
        "Stand per 1 november 2026, na 4 van de 6 maanden. Deze cijfers kunnen nog veranderen."
    )


def test_the_norm_of_a_month_and_of_the_end() -> None:
    assert in_words.norm(stand("2026-11-01", None)) == (
        "Norm per 1 november 2026: 66,7% van de gecorrigeerde taakstelling."
    )
    assert in_words.norm(stand("2027-01-01", None)) == "Norm: de hele gecorrigeerde taakstelling."


def beside(of, *codes):
    return in_words.side_by_side([of.regel(code) for code in codes], of).replace("\N{NO-BREAK SPACE}", " ")


def test_side_by_side_says_who_is_at_the_norm_and_who_is_not() -> None:
    of = stand("2026-11-01", Cijfers(12, 0, 8), Cijfers(12, 0, 2))
    assert beside(of, "GM0002", "GM0001", "NL") == (
        "1 van de 3 gebieden ligt op of boven de norm van 66,7%: Dorp 66,7%. Daaronder: Stad 16,7% en Nederland 41,7%."
    )
    assert beside(of, "GM0002", "NL") == (
        "Geen van de 2 gebieden ligt op of boven de norm van 66,7%: Stad 16,7% en Nederland 41,7%."
    )


def test_side_by_side_of_a_half_year_that_is_over_and_without_a_figure() -> None:
    of = stand("2027-01-01", Cijfers(12, -12, 1))
    assert beside(of, "GM0001", "NL", "GM0002") == (
        "Alle 2 gebieden haalden de taakstelling: Dorp al gehaald en Nederland al gehaald. Zonder cijfer: Stad."
    )
    assert beside(of, "GM0002") == "Zonder cijfer: Stad."
