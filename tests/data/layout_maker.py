"""Workbooks in any layout from known figures: columns, words that may mislead, order, groups, numbers, sums, parts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from data.reference.gemeenten import PROVINCIES, gemeenten_of
from data.terms import Cijfers, Gemeente, Gemeentecode
from tests.data import coafiles as coa

YEAR = 2017
GEMEENTEN = gemeenten_of(YEAR)
Make = Callable[[Gemeente, Cijfers], Any]

WORDS = {
    "taakstelling": ["Taakstelling", "Taakstelling 2017-I", "Netto taakstelling", "Opgave", "Taakstelling¹"],
    "achterstand": ["Achterstand (+) / voorsprong (-)", "Achterstand / voorsprong", "Saldo 2016-II", "Beginstand"],
    "gecorrigeerd": [
        "Gecorrigeerde taakstelling",
        "Taakstelling + achterstand",
        "Gecorrigeerd",
        "Taakstelling incl. saldo",
    ],
    "gerealiseerd": ["Gerealiseerd", "Realisatie", "Gehuisvest (incl. nareizigers)", "Gerealiseerd t/m 31 maart 2017"],
    "nog": ["Nog te realiseren", "Nog te huisvesten", "Restant taakstelling", "Openstaand"],
    "percentage": ["Percentage", "% gerealiseerd", "%"],
    "waarvan": ["waarvan AMV", "w.v. gerealiseerd voor AMV"],
}
MISLEADING = {
    "taakstelling": [
        "Taakstelling incl. nareizigers",
        "Totale taakstelling",
        "Te realiseren",
        "Taakstelling (gecorrigeerd)",
    ],
    "achterstand": ["Saldo", "Verschil", "Restant 2016-II", "Openstaand vorig halfjaar"],
    "gecorrigeerd": ["Totale taakstelling", "Totaal te realiseren", "Te realiseren taakstelling", "Te huisvesten"],
    "gerealiseerd": ["Gerealiseerde taakstelling", "Totaal gerealiseerd"],
    "nog": ["Te realiseren", "Restant", "Saldo", "Verschil", "Nog te realiseren taakstelling"],
    "percentage": ["% van de taakstelling"],
    "waarvan": ["waarvan gerealiseerd"],
}
SIGN_UNSAID = {"Saldo 2016-II", "Saldo", "Verschil", "Beginstand", "Achterstand / voorsprong"}


@dataclass(frozen=True)
class Layout:
    """What was drawn: the words by column from left to right, whether any of them misleads, and what stands around."""

    words: dict[str, str]
    misleading: bool
    naming: str
    sign: int
    months: bool
    group: bool
    numbers: bool
    units: bool
    total: bool
    provincies: bool
    kind: str
    seed: int

    @property
    def plain(self) -> bool:
        """Whether nothing stands in the way: such a file must be accepted."""
        has = set(self.words)
        whole = {"taakstelling", "gerealiseerd"} <= has and bool(has & {"achterstand", "gecorrigeerd"})
        unsaid = self.words.get("achterstand") in SIGN_UNSAID and not has & {"gecorrigeerd", "nog"}
        return whole and not self.misleading and not unsaid


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Any combination."""
    optional = {"achterstand": 5, "gecorrigeerd": 2, "nog": 2, "percentage": 2, "waarvan": 1, "taakstelling": 6}
    present = [kind for kind, weight in optional.items() if draw(st.integers(0, 6)) < weight]
    order = draw(st.permutations(["gerealiseerd", *present]))
    misled = draw(st.booleans())
    pools = {kind: WORDS[kind] + (MISLEADING[kind] if misled else []) for kind in order}
    words = {kind: draw(st.sampled_from(pools[kind])) for kind in order}
    sign = draw(st.sampled_from([1, -1])) if words.get("achterstand") in SIGN_UNSAID else 1
    return Layout(
        words,
        any(word in MISLEADING[kind] for kind, word in words.items()),
        draw(st.sampled_from(["code", "naam", "beide", "nummer en code", "regio"])),
        sign,
        draw(st.integers(0, 4)) == 0,
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from(["csv", "csv", "xlsx", "ods"])),
        draw(st.integers(0, 10**6)),
    )


def known_figures(seed: int) -> dict[Gemeentecode, Cijfers]:
    """Figures of both signs for every gemeente."""
    dice = random.Random(seed)
    return {
        g.code: Cijfers(dice.randint(1, 300), dice.randint(-40, 60), dice.choice([0, *range(1, 90)])) for g in GEMEENTEN
    }


def makers(layout: Layout) -> dict[str, Make]:
    """The value of each column by its header."""
    sign = layout.sign
    made: dict[str, Make] = {
        "taakstelling": lambda g, c: c.taakstelling,
        "achterstand": lambda g, c: sign * c.achterstand,
        "gecorrigeerd": lambda g, c: c.gecorrigeerd,
        "gerealiseerd": lambda g, c: c.gerealiseerd,
        "nog": lambda g, c: (
            max(0, c.gecorrigeerd - c.gerealiseerd) if layout.seed % 2 else c.gecorrigeerd - c.gerealiseerd
        ),
        "percentage": lambda g, c: round(100 * c.gerealiseerd / c.gecorrigeerd, 1) if c.gecorrigeerd > 0 else None,
        "waarvan": lambda g, c: c.gerealiseerd // 3,
    }
    return {kind: made[kind] for kind in layout.words}


NAMING: dict[str, dict[str, Make]] = {
    "code": {"Gemeentecode": lambda g, c: str(g.code)},
    "naam": {"Gemeente": lambda g, c: g.naam},
    "beide": {"CBS-code": lambda g, c: str(g.code), "Gemeentenaam": lambda g, c: g.naam},
    "nummer en code": {"Gemeentecode": lambda g, c: g.code.number, "GemeentecodeGM": lambda g, c: str(g.code)},
    "regio": {"Regio's": lambda g, c: f"{g.code}   "},
}


def months_of(done: int, seed: int) -> list[int]:
    """Three months that add up."""
    first = done * (seed % 7) // 10
    return [first, (done - first) // 3, done - first - (done - first) // 3]


def rows_of(layout: Layout, figures: dict[Gemeentecode, Cijfers]) -> list[list[Any]]:
    """The cells of the sheet."""
    made, naming = makers(layout), NAMING[layout.naming]
    header, group, kinds = list(naming), [None] * len(naming), [""] * len(naming)
    for kind, word in layout.words.items():
        if kind == "gerealiseerd" and layout.months:
            header += ["jan", "feb", "mrt"]
            group += ["Gerealiseerd", None, None]
            kinds += ["maand"] * 3
        else:
            header.append(word)
            group.append(word)
            kinds.append(kind)
    body = []
    for g in GEMEENTEN:
        c = figures[g.code]
        row = [make(g, c) for make in naming.values()]
        for kind in layout.words:
            months = kind == "gerealiseerd" and layout.months
            row += months_of(c.gerealiseerd, g.code.number) if months else [made[kind](g, c)]
        body.append(row)
    if layout.provincies:
        body = with_sums(body, len(naming), kinds)
    if layout.total:
        body.append(sum_of(body, "Totaal", len(naming), kinds, layout))
    above: list[list[Any]] = [["Overzicht huisvesting vergunninghouders"], ["Stand per 1 april 2017"], []]
    if layout.group and layout.months:
        header = [None if g == h and h is not None else h for g, h in zip(group, header, strict=True)]
        above.append([*naming, *group[len(naming) :]])
        header[: len(naming)] = [None] * len(naming)
    below: list[list[Any]] = []
    if layout.numbers:
        below.append([*[None] * len(naming), *(f"({n})" for n in range(1, len(kinds) - len(naming) + 1))])
    elif layout.units:
        below.append([*[None] * len(naming), *("%" if k == "percentage" else "aantal" for k in kinds[len(naming) :])])
    return [*above, header, *below, *body, [], ["Bron: COA"]]


def sum_of(rows: list[list[Any]], name: str, at: int, kinds: list[str], layout: Layout | None = None) -> list[Any]:
    """A row with sums; no percentage."""
    parts = [row for row in rows if not str(row[at - 1]).startswith("Totaal ")]
    sums = [None if kinds[i] == "percentage" else sum(row[i] or 0 for row in parts) for i in range(at, len(kinds))]
    return [*[None] * (at - 1), name, *sums]


def with_sums(body: list[list[Any]], at: int, kinds: list[str]) -> list[list[Any]]:
    """The rows in blocks per provincie with a sum under each."""
    out = []
    for code, naam in PROVINCIES.items():
        block = [row for row, g in zip(body, GEMEENTEN, strict=True) if g.provinciecode == code]
        out += [*block, sum_of(block, f"Totaal {naam}", at, kinds)]
    return out


def write(layout: Layout, figures: dict[Gemeentecode, Cijfers]) -> tuple[bytes, str]:
    """The file and its name."""
    rows = rows_of(layout, figures)
    content = {"csv": coa.csv, "xlsx": coa.xlsx, "ods": coa.ods}[layout.kind](rows)
    return content, f"overzicht.{layout.kind}"
