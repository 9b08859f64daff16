"""What is said of the rest of a half-year: written down by hand for each sort of figures."""

import pytest

from data.domain.outlook import Indicatie, Vooruitblik
from data.domain.outlook_words import REKENSOM, record, sentences
from data.terms import Cijfers, Halfjaar, Peildatum

NONE = Indicatie(0, None, minstens=False)
UNKNOWN = "Van geen enkel halfjaar is de eindstand bekend."


def said(day: str, cijfers: Cijfers | None, *in_maanden: int | None) -> list[str]:
    lines = [
        line.replace("\N{NO-BREAK SPACE}", " ")
        for line in sentences(Vooruitblik(Peildatum.parse(day), cijfers, in_maanden, NONE))
    ]
    assert lines.pop() == UNKNOWN
    return lines


@pytest.mark.parametrize(
    ("cijfers", "in_maanden", "expected"),
    [
        (
            Cijfers(50, 8, 27),  # 27 * 6 / 4 = 40.5; 31 to go in two months
            (3, 9, 5, 10),
            [
                "In dit tempo ongeveer 40 op 1 januari 2027, 18 te weinig.",
                "Nodig: ongeveer 16 per maand. Tot 1 november 2026: gemiddeld 6,8 per maand.",
                "Gaat het verder als in de traagste maand (3), dan worden het er 33; als in de snelste (10), dan 47.",
            ],
        ),
        (
            Cijfers(12, 0, 8),
            (2, 2, 2, 2),
            [
                "In dit tempo 12 op 1 januari 2027, precies genoeg.",
                "Nodig: 2 per maand. Tot 1 november 2026: gemiddeld 2 per maand.",
                "In elke maand waren het er 2.",
            ],
        ),
        (
            Cijfers(12, 0, 14),  # met with months to go
            (2, 8, 2, 2),
            [
                "In dit tempo 21 op 1 januari 2027, 9 meer dan nodig.",
                "Nodig: niemand meer. Tot 1 november 2026: gemiddeld 3,5 per maand.",
                "Gaat het verder als in de traagste maand (2), dan worden het er 18; als in de snelste (8), dan 30.",
            ],
        ),
        (
            Cijfers(5, -9, 0),  # a lead larger than the taakstelling
            (0, 0, 0, 0),
            [
                "In dit tempo niemand op 1 januari 2027; de taakstelling was bij de start al gehaald.",
                "Nodig: niemand meer. Tot 1 november 2026: gemiddeld 0 per maand.",
                "In elke maand waren het er 0.",
            ],
        ),
        (
            Cijfers(0, 0, 4),
            (None, None, 1, -1),
            [
                "In dit tempo 6 op 1 januari 2027; er is dit halfjaar geen taakstelling.",
                "Nodig: niemand meer. Tot 1 november 2026: gemiddeld 1 per maand.",
                "Een bandbreedte is er niet: niet van elke maand is een stand bekend.",
            ],
        ),
        (None, (), ["Zonder cijfers is er geen vooruitblik."]),
    ],
)
def test_after_four_months(cijfers: Cijfers | None, in_maanden: tuple[int | None, ...], expected: list[str]) -> None:
    assert said("2026-11-01", cijfers, *in_maanden) == expected


def test_before_the_third_month_there_is_no_band_and_the_words_say_so() -> None:
    assert said("2026-08-01", Cijfers(9, 0, 1), 1) == [
        "In dit tempo 6 op 1 januari 2027, 3 te weinig.",
        "Nodig: ongeveer 2 per maand. Tot 1 augustus 2026: gemiddeld 1 per maand.",
        "Een bandbreedte is er niet: er zijn nog geen drie maanden voorbij.",
    ]


def test_with_one_month_to_go() -> None:
    assert "Nodig: 5 in de laatste maand." in said("2026-12-01", Cijfers(9, 0, 4), 1, 0, 1, 1, 1)[1]


@pytest.mark.parametrize(
    ("cijfers", "expected"),
    [
        (Cijfers(9, 0, 7), "7 mensen gehuisvest, 2 te weinig."),
        (Cijfers(9, 0, 9), "9 mensen gehuisvest, precies genoeg."),
        (Cijfers(9, -8, 0), "niemand gehuisvest, 1 te weinig."),
        (Cijfers(9, -9, 3), "3 mensen gehuisvest; de taakstelling was bij de start al gehaald."),
    ],
)
def test_a_half_year_that_is_over_says_how_it_ended_and_nothing_ahead(cijfers: Cijfers, expected: str) -> None:
    assert said("2027-01-01", cijfers, 1, 1, 1, 1, 1, 1) == [f"Het tweede halfjaar 2026 is voorbij: {expected}"]


FIRST, LAST = Halfjaar(2024, 1), Halfjaar(2026, 1)


@pytest.mark.parametrize(
    ("indicatie", "end"),
    [
        (
            Indicatie(2, LAST, minstens=False, gehaald=3, gemist=2, eerste=FIRST),
            "3 van de 5 halfjaren met een eindstand (2024-I tot en met 2026-I); de laatste 2 niet.",
        ),
        (
            Indicatie(5, LAST, minstens=True, gehaald=0, gemist=5, eerste=FIRST),
            "0 van de 5 halfjaren met een eindstand (2024-I tot en met 2026-I); zeker de laatste 5 niet.",
        ),
        (
            Indicatie(1, LAST, minstens=True, gehaald=1, gemist=1, eerste=FIRST),
            "1 van de 2 halfjaren met een eindstand (2024-I tot en met 2026-I); zeker het laatste niet.",
        ),
        (
            Indicatie(0, LAST, minstens=False, gehaald=1, gemist=4, eerste=FIRST),
            "1 van de 5 halfjaren met een eindstand (2024-I tot en met 2026-I); het laatste wel.",
        ),
        (
            Indicatie(0, LAST, minstens=False, gehaald=5, gemist=0, eerste=FIRST),
            "5 van de 5 halfjaren met een eindstand (2024-I tot en met 2026-I).",
        ),
        (Indicatie(0, LAST, minstens=False, gehaald=1, gemist=0, eerste=LAST), "in 2026-I is de taakstelling gehaald."),
    ],
)
def test_how_earlier_half_years_ended(indicatie: Indicatie, end: str) -> None:
    assert record(indicatie).replace("\N{NO-BREAK SPACE}", " ").endswith(end)


def test_it_is_called_arithmetic_in_one_place() -> None:
    assert "rekensom" in REKENSOM and "geen voorspelling" in REKENSOM and "geen oordeel" in REKENSOM
