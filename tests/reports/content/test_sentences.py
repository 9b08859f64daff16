from fractions import Fraction

import pytest

from data.domain import rules
from data.domain.stand import Regel, Stand
from data.terms import Cijfers, Gebied, Halfjaar, Klasse, Peildatum
from reports.content import sentences

NEEDED = " om de taakstelling te halen."
TO = " naar het eerste halfjaar 2027."
ADDED = " naar het eerste halfjaar 2027 en telt bij de nieuwe taakstelling op."
TAKEN = " naar het eerste halfjaar 2027 en telt van de nieuwe taakstelling af."
FOUR_MONTHS, FIVE_MONTHS, FINAL = (Peildatum.parse(d) for d in ("2026-11-01", "2026-12-01", "2027-01-01"))


def regel(cijfers, peildatum=FOUR_MONTHS, code="GM0001", naam="Dorp"):
    months, grens = peildatum.months, rules.DEFAULT_GRENS
    return Regel(Gebied(code), naam, "PV20", "Groningen", cijfers, months, grens)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("cijfers", "peildatum", "expected"),
    [
        (Cijfers(12, 0, 8), FOUR_MONTHS, "Dorp huisvestte in 4 maanden 8 van 12 mensen en ligt goed op schema."),
        (
            Cijfers(12, 0, 7),
            FOUR_MONTHS,
            "Dorp huisvestte in 4 maanden 7 van 12 mensen en loopt enigszins achter op schema.",
        ),
        (Cijfers(12, 0, 2), FOUR_MONTHS, "Dorp huisvestte in 4 maanden 2 van 12 mensen en loopt achter op schema."),
        (Cijfers(12, 0, 0), FOUR_MONTHS, "Dorp huisvestte in 4 maanden niemand en loopt achter op schema."),
        (
            Cijfers(12, 0, 12),
            FOUR_MONTHS,
            "Dorp huisvestte in 4 maanden 12 van 12 mensen: taakstelling gehaald, met nog 2 maanden te gaan.",
        ),
        (
            Cijfers(12, 0, 13),
            FIVE_MONTHS,
            "Dorp huisvestte in 5 maanden 13 mensen, 1 meer dan nodig: taakstelling gehaald, met nog 1 maand te gaan.",
        ),
        (Cijfers(12, 0, 12), FINAL, "Dorp huisvestte 12 van 12 mensen: taakstelling gehaald."),
        (Cijfers(12, 0, 14), FINAL, "Dorp huisvestte 14 mensen, 2 meer dan nodig: taakstelling gehaald."),
        (Cijfers(251, 70, 193), FINAL, "Dorp huisvestte 193 van 321 mensen; 128 te weinig."),
        (Cijfers(1, 0, 0), FINAL, "Dorp huisvestte niemand; 1 te weinig."),
        (Cijfers(1, 0, 1), FINAL, "Dorp huisvestte 1 mens: taakstelling gehaald."),
        (Cijfers(3, -3, 0), FOUR_MONTHS, "Dorp had de taakstelling van dit halfjaar al bij de start gehaald."),
        (Cijfers(0, 0, 0), FOUR_MONTHS, "Dorp heeft dit halfjaar geen taakstelling."),
        (None, FOUR_MONTHS, "Voor Dorp zijn op deze peildatum geen cijfers bekend."),
    ],
)  # fmt: skip
def test_headline_fits_the_figures(cijfers, peildatum, expected):
    assert plain(sentences.headline(regel(cijfers, peildatum), peildatum)) == expected


def test_the_land_and_a_provincie_speak_in_the_plural():
    land = regel(Cijfers(12, 0, 2), code="NL", naam="Nederland")
    assert plain(sentences.headline(land, FOUR_MONTHS)) == (
        "De gemeenten in Nederland huisvestten samen in 4 maanden 2 van 12 mensen en lopen achter op schema."
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("GM0014", "De gemeente Groningen huisvestte 11 van 12 mensen; 1 te weinig."),
        ("PV20", "De gemeenten in de provincie Groningen huisvestten samen 11 van 12 mensen; 1 te weinig."),
    ],
)
def test_a_sentence_tells_a_gemeente_from_the_provincie_of_its_name(code, expected):
    row = regel(Cijfers(12, 0, 11), FINAL, code, "Groningen")
    assert plain(sentences.headline(row, FINAL)) == expected


@pytest.mark.parametrize(
    ("cijfers", "peildatum", "expected"),
    [
        # 12 after 4 of 6 months: 8 needed
        (
            Cijfers(12, 0, 7),
            FOUR_MONTHS,
            "Dat is 58,3% van de taakstelling. Om goed op schema te liggen, waren na 4 maanden 8 mensen nodig: 1 meer.",
        ),
        (
            Cijfers(1, 0, 0),
            FOUR_MONTHS,
            "Dat is 0,0% van de taakstelling. Om goed op schema te liggen, was na 4 maanden 1 mens nodig: 1 meer.",
        ),
        (
            Cijfers(10, 2, 9),
            FOUR_MONTHS,
            "Dat is 75,0% van de gecorrigeerde taakstelling: 10 voor dit halfjaar plus 2 achterstand uit het vorige. "
            "Om goed op schema te liggen, waren na 4 maanden 8 mensen nodig.",
        ),
        (Cijfers(12, 0, 14), FOUR_MONTHS, "Dat is 116,7% van de taakstelling."),
        (
            Cijfers(14, -2, 11),
            FINAL,
            "Dat is 91,7% van de gecorrigeerde taakstelling: 14 voor dit halfjaar min 2 voorsprong uit het vorige.",
        ),
        (
            Cijfers(2, -3, 1),
            FOUR_MONTHS,
            "De voorsprong uit het vorige halfjaar (3 mensen) is groter dan de taakstelling (2 mensen). "
            "In 4 maanden is 1 mens gehuisvest. Dan is er geen percentage.",
        ),
        (
            Cijfers(3, -3, 2),
            FINAL,
            "De voorsprong uit het vorige halfjaar (3 mensen) is even groot als de taakstelling (3 mensen). "
            "In 6 maanden zijn 2 mensen gehuisvest. Dan is er geen percentage.",
        ),
        (
            Cijfers(0, 0, 0),
            FOUR_MONTHS,
            "In 4 maanden is niemand gehuisvest. Er is geen percentage, want er is geen taakstelling.",
        ),
    ],
)
def test_explanation_has_singular_and_plural_right(cijfers, peildatum, expected):
    assert plain(sentences.explained(regel(cijfers, peildatum), peildatum)) == expected


@pytest.mark.parametrize(
    ("cijfers", "peildatum", "expected"),
    [
        (Cijfers(12, 0, 7), FOUR_MONTHS, "Er zijn nog 5 mensen te huisvesten in 2 maanden: ongeveer 3 per maand."),
        (Cijfers(12, 0, 11), FIVE_MONTHS, "Er is nog 1 mens te huisvesten in 1 maand."),
        (Cijfers(12, 0, 11), FINAL, ""),  # the headline said so
        (Cijfers(12, 0, 12), FINAL, ""),
        (Cijfers(2, -3, 0), FINAL, "Er hoefde dit halfjaar niemand te worden gehuisvest."),
        (Cijfers(12, 0, 12), FOUR_MONTHS, "Er hoeft dit halfjaar niemand meer te worden gehuisvest" + NEEDED),
        (None, FOUR_MONTHS, "Hoeveel mensen nog te huisvesten zijn, is niet bekend."),
    ],
)  # fmt: skip
def test_what_is_still_needed(cijfers, peildatum, expected):
    assert plain(sentences.still_needed(regel(cijfers, peildatum), peildatum)) == expected


@pytest.mark.parametrize(
    ("cijfers", "peildatum", "expected"),
    [
        (Cijfers(12, 0, 7), FOUR_MONTHS, "Komt er niemand meer bij, dan gaat een achterstand van 5 mensen mee" + TO),
        (Cijfers(12, 0, 14), FOUR_MONTHS, "Komt er niemand meer bij, dan gaat een voorsprong van 2 mensen mee" + TO),
        (Cijfers(12, 0, 11), FINAL, "Een achterstand van 1 mens gaat mee" + ADDED),
        (Cijfers(12, 0, 14), FINAL, "Een voorsprong van 2 mensen gaat mee" + TAKEN),
        (Cijfers(12, 0, 12), FINAL, "Er gaat geen achterstand of voorsprong mee" + TO),
        (Cijfers(2, -5, 1), FINAL, "Een voorsprong van 4 mensen gaat mee" + TAKEN),
    ],
)  # fmt: skip
def test_what_goes_to_the_next_half_year(cijfers, peildatum, expected):
    assert plain(sentences.carried_over(cijfers, peildatum, Halfjaar(2027, 1))) == expected


def test_rule_in_words_names_the_borders_in_persons():
    # 14 persons, 4 of 6 months: norm 9 1/3 so 10; three quarters of it is 7
    row = regel(Cijfers(14, 0, 8))
    stand = Stand(FOUR_MONTHS, 1, Fraction(3, 4), False, "COA", (row,), (), row)
    text = plain(sentences.rule_in_words(row, stand))
    assert text == (
        "Enigszins achter: 8 gehuisvest; de norm na 4 maanden is 10. Die norm is 4/6 (66,7%) van de gecorrigeerde "
        "taakstelling van 14, naar boven afgerond. Vanaf 10 mensen is de stand goed op schema, vanaf 7 enigszins achter, "
        "daaronder achter."
    )


def test_a_finished_half_year_is_met_or_not():
    row = regel(Cijfers(14, 2, 12), FINAL)
    text = plain(sentences.rule_in_words(row, Stand(FINAL, 1, Fraction(3, 4), False, "COA", (row,), (), row)))
    assert text.startswith("De taakstelling is niet gehaald: 12 van 16 mensen gehuisvest (75,0%).")
    assert text.endswith("hier is het die van ‘enigszins achter’.") and "norm" not in text
    counted = {Klasse.GOED: 1, Klasse.ENIGSZINS: 2, Klasse.ACHTER: 3, Klasse.GEEN_CIJFER: 0}
    assert plain(sentences.counted_klassen(counted, final=True)) == (
        "Van de 6 gemeenten haalde er 1 de taakstelling en 5 niet."
    )


def test_the_borders_in_words_agree_with_the_klasse():
    for gecorrigeerd in range(1, 40):
        for months in range(1, 7):
            norm = rules.month_norm(gecorrigeerd, months)
            good, some = rules.at_least(norm), rules.at_least(norm * Fraction(3, 4))
            for done in range(0, gecorrigeerd + 2):
                said = Klasse.GOED if done >= good else Klasse.ENIGSZINS if done >= some else Klasse.ACHTER
                assert said is rules.klasse(Cijfers(gecorrigeerd, 0, done), months)


def test_places_are_shared_and_exact():
    rows = [regel(c, naam=n) for c, n in ((Cijfers(3, 0, 1), "A"), (Cijfers(6, 0, 2), "b"), (Cijfers(3, 0, 2), "c"))]
    assert [sentences.rank(r, rows) for r in rows] == [2, 2, 1]


def test_without_percentage_there_is_no_place_and_nobody_is_behind_it():
    rows = tuple(
        regel(c, naam=n) for c, n in ((Cijfers(3, 0, 1), "A"), (Cijfers(3, 0, 2), "b"), (Cijfers(1, -1, 5), "c"))
    )
    stand = Stand(FOUR_MONTHS, 1, Fraction(3, 4), False, "COA", (*rows, regel(None, naam="d")), (), rows[0])
    assert sentences.place(rows[2], stand) == sentences.place(stand.gemeenten[3], stand) == ""
    assert sentences.place(rows[0], stand) == (
        "A staat met 33,3% op plaats 2 van 2 in de provincie Groningen en op plaats 2 van 2 in Nederland. "
        "Gemeenten zonder percentage tellen niet mee."
    )


def test_counting_klassen_in_singular_and_plural():
    text = sentences.counted_klassen({Klasse.GOED: 1, Klasse.ENIGSZINS: 0, Klasse.ACHTER: 1, Klasse.GEEN_CIJFER: 1})
    assert plain(text) == (
        "Van de 3 gemeenten ligt er 1 goed op schema, lopen er 0 enigszins achter en 1 achter; "
        "van 1 is geen cijfer bekend."
    )


def test_the_question_of_a_half_year_is_whether_it_goes_or_went_well():
    assert [sentences.question(p) for p in (FIVE_MONTHS, FINAL)] == ["Op schema?", "Taakstelling gehaald?"]
