"""Names of gemeenten in the spellings of domain.md section 3: found exactly, ambiguous, or suggested; never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference.gemeenten import PROVINCIES, gemeente, gemeenten_of
from data.reference.names import (
    find_any_year,
    find_provincie,
    is_land,
    known_years,
    namen_of,
    normalise,
    varianten,
    year_of_set,
)


@pytest.mark.parametrize("year", range(2016, 2028))
def test_every_official_name_is_found_and_means_one_gemeente(year: int) -> None:
    namen = namen_of(year)
    for g in gemeenten_of(year):
        for form in (
            g.naam,
            g.naam.upper(),
            g.naam.lower(),
            g.naam.replace("'", "’"),
            f"Gemeente {g.naam}",
            f"{g.naam} (gemeente)",
        ):
            assert namen.find(form) == (g,), form


@pytest.mark.parametrize(
    ("text", "naam"),
    [
        ("Den Haag", "'s-Gravenhage"),
        ("s-Gravenhage", "'s-Gravenhage"),
        ("’s Gravenhage", "'s-Gravenhage"),
        ("Gravenhage ('s)", "'s-Gravenhage"),
        ("Den Bosch", "'s-Hertogenbosch"),
        ("Hertogenbosch, 's-", "'s-Hertogenbosch"),
        ("Bergen NH", "Bergen (NH.)"),
        ("Bergen (N.H.)", "Bergen (NH.)"),
        ("Bergen (Noord-Holland)", "Bergen (NH.)"),
        ("Bergen Limburg", "Bergen (L.)"),
        ("Bergen (L)", "Bergen (L.)"),
        ("Hengelo", "Hengelo (O.)"),
        ("Hengelo (Overijssel)", "Hengelo (O.)"),
        ("Hengelo Ov", "Hengelo (O.)"),
        ("Rijswijk", "Rijswijk (ZH.)"),
        ("Laren (N-H)", "Laren (NH.)"),
        ("Sudwest Fryslan", "Súdwest-Fryslân"),
        ("SÚDWEST-FRYSLÂN", "Súdwest-Fryslân"),
        ("De Friese Meren", "De Fryske Marren"),
        ("Nuenen", "Nuenen, Gerwen en Nederwetten"),
        ("Nuenen c.a.", "Nuenen, Gerwen en Nederwetten"),
        ("Bilt, De", "De Bilt"),
        ("Helder (Den)", "Den Helder"),
        ("Bildt", "het Bildt"),
        ("Oude Ĳsselstreek", "Oude IJsselstreek"),
        ("OUDE IJSSELSTREEK", "Oude IJsselstreek"),
        ("Alphen Chaam", "Alphen-Chaam"),
        ("Baarle Nassau", "Baarle-Nassau"),
        ("Capelle a/d IJssel", "Capelle aan den IJssel"),
        ("St. Anthonis", "Sint Anthonis"),
        ("Sint Michielsgestel", "Sint-Michielsgestel"),
        ("Littenseradeel", "Littenseradiel"),
        ("Utrecht (gemeente)", "Utrecht"),
        ("Amsterdam*", "Amsterdam"),
        ("Amsterdam 1)", "Amsterdam"),
        ("Amsterdam¹", "Amsterdam"),
        (" Amsterdam\u00a0", "Amsterdam"),
        ("Wijdemeren\n", "Wijdemeren"),
    ],
)
def test_usual_spellings(text: str, naam: str) -> None:
    assert [g.naam for g in namen_of(2017).find(text)] == [naam]


@pytest.mark.parametrize(
    "text",
    ["Amstelvene", "Lochemg", "Noord-Holland", "Totaal", "Bergen op", "", "Sint", "Land", "Meierijstadt"],
)
def test_what_is_not_exactly_a_name_is_not_found(text: str) -> None:
    assert namen_of(2017).find(text) == ()


def test_bare_bergen_is_ambiguous_in_every_year_unless_a_provincie_decides() -> None:
    for year in known_years():
        namen = namen_of(year)
        assert {g.naam for g in namen.find("Bergen")} == {"Bergen (L.)", "Bergen (NH.)"}
        assert [g.naam for g in namen.find("Bergen", "PV31")] == ["Bergen (L.)"]
        assert {form for form, codes in namen.forms.items() if len(codes) > 1} == {"bergen"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Amstelvene", "Amstelveen"),
        ("Zoetemeer", "Zoetermeer"),
        ("Noordoospolder", "Noordoostpolder"),
        ("Den Hag", "'s-Gravenhage"),
    ],
)
def test_misspelling_gets_a_suggestion(text: str, first: str) -> None:
    assert namen_of(2017).suggest(text)[0] == first


def test_nonsense_gets_no_suggestion() -> None:
    assert namen_of(2017).suggest("qqqqzzzz") == ()
    assert namen_of(2017).suggest("xy") == ()


def test_variants_are_about_gemeenten_that_exist_and_are_no_other_official_name() -> None:
    official = {normalise(g.naam): g.code for year in known_years() for g in gemeenten_of(year)}
    seen = set()
    for variant, code in varianten():
        assert gemeente(code)
        assert official.get(normalise(variant), code) == code, variant
        assert variant not in seen
        seen.add(variant)


def test_gemeente_of_another_year_is_known_as_such() -> None:
    assert namen_of(2018).find("Schijndel") == ()
    assert [g.naam for g in find_any_year("Schijndel")] == ["Schijndel"]
    assert [g.naam for g in find_any_year("Voorne aan Zee")] == ["Voorne aan Zee"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Groningen", "PV20"),
        ("Totaal Friesland", "PV21"),
        ("Provincie Fryslân", "PV21"),
        ("Noord Holland totaal", "PV27"),
        ("Subtotaal Zuid-Holland:", "PV28"),
        ("Utrecht (provincie)", "PV26"),
        ("N-Brabant", "PV30"),
        ("Brabant", "PV30"),
        ("PV31", "PV31"),
        ("Amsterdam", ""),
        ("", ""),
    ],
)
def test_provincies(text: str, code: str) -> None:
    assert find_provincie(text) == code


def test_every_provincie_is_found_by_its_own_name() -> None:
    assert {find_provincie(naam): naam for naam in PROVINCIES.values()} == PROVINCIES


@pytest.mark.parametrize(
    "text",
    ["Totaal", "TOTAAL:", "Nederland", "Totaal Nederland", "Eindtotaal", "Totaal 388 gemeenten", "Landelijk totaal"],
)
def test_words_for_the_land(text: str) -> None:
    assert is_land(text)


@pytest.mark.parametrize("text", ["Landgraaf", "Land van Cuijk", "Landerd", "Totaal Utrecht", "Ameland", ""])
def test_no_words_for_the_land(text: str) -> None:
    assert not is_land(text)


def test_set_of_codes_tells_its_year() -> None:
    for year in known_years():
        assert year_of_set(g.code for g in gemeenten_of(year)) == year
    assert year_of_set([]) is None


@given(st.text(max_size=80))
def test_any_text_is_found_or_not(text: str) -> None:
    found = namen_of(2017).find(text)
    assert len(found) <= 2
    assert isinstance(find_provincie(text), str)
    assert isinstance(namen_of(2017).suggest(text), tuple)
