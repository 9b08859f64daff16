"""Highest and lowest percentages said fairly: equals share a place, none is in both, a small taakstelling is marked."""

from __future__ import annotations

from data.domain.stand import extremes, make_stand
from data.terms import Cijfers, Gemeente, Gemeentecode, Peildatum, Snapshot

Figures = Cijfers | None


def of(*figures: Figures) -> tuple[list[tuple[int, int, bool]], list[tuple[int, int, bool]]]:
    """Number, place and whether it is small, of the highest and the lowest of gemeenten 1, 2, ... with these figures."""
    codes = [Gemeentecode(n) for n in range(1, len(figures) + 1)]
    gemeenten = [Gemeente(code, f"G{code.number}", "PV20", "Groningen") for code in codes]
    stand = make_stand(Snapshot(Peildatum.parse("2026-11-01"), dict(zip(codes, figures, strict=True))), gemeenten)
    best, worst = extremes(stand.gemeenten)
    return [(p.regel.code.number, p.place, p.small) for p in best], [
        (p.regel.code.number, p.place, p.small) for p in worst
    ]


def test_of_few_each_gets_half_and_none_is_in_both() -> None:
    best, worst = of(Cijfers(20, 0, 10), Cijfers(20, 0, 20), Cijfers(20, 0, 5))
    assert (best, worst) == ([(2, 1, False)], [(3, 3, False)])
    assert of(Cijfers(20, 0, 10)) == ([], [])
    assert of() == ([], [])


def test_eight_of_each_and_equals_of_the_last_too() -> None:
    done = [40 - n for n in range(20)]
    best, worst = of(*(Cijfers(40, 0, n) for n in done))
    assert [number for number, _, _ in best] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [number for number, _, _ in worst] == [20, 19, 18, 17, 16, 15, 14, 13]
    done[8] = done[7]
    done[11] = done[12]
    best, worst = of(*(Cijfers(40, 0, n) for n in done))
    assert [place for _, place, _ in best] == [1, 2, 3, 4, 5, 6, 7, 8, 8]
    assert [place for _, place, _ in worst] == [20, 19, 18, 17, 16, 15, 14, 12, 12]


def test_all_equal_share_the_first_place() -> None:
    best, worst = of(*(Cijfers(20, 0, 10) for _ in range(4)))
    assert ([place for _, place, _ in best], worst) == ([1, 1, 1, 1], [])


def test_a_taakstelling_below_ten_is_marked_and_without_a_percentage_there_is_no_place() -> None:
    best, worst = of(Cijfers(12, -3, 9), Cijfers(8, 2, 1), None, Cijfers(5, -9, 0))
    assert (best, worst) == ([(1, 1, True)], [(2, 2, False)])
