"""Sorts and filters the table of gemeenten as a reader asks for it; a plain function of the stand and the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from data.domain import area_filter, rules
from data.domain.area_filter import AreaFilter
from data.domain.area_search import LONGEST, Hit, gemeenten_meant, plain
from data.domain.stand import Position, Regel, Stand, Total
from data.dutch import BALANCE_IN, counted
from data.reference.gemeenten import PROVINCIES
from data.terms import Klasse
from server.http.refusals import InvalidQuery

LIKE = 12  # gemeenten on either side that count as of a like size


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column of the table: its name in the URL, its header, and what it shows."""

    naam: str
    kop: str
    getal: bool
    waarde: Callable[[Regel], Any]

    def heading(self, stand: Stand) -> str:
        """Its header in a stand: what was still to be done is, after the half-year, what was not done."""
        return "Niet gehuisvest" if self.naam == "nog" and stand.peildatum.is_final else self.kop


KOLOMMEN = (  # what counts first: on a phone the rest lies out of sight
    Kolom("naam", "Gemeente", False, lambda r: plain(r.naam)),
    Kolom("provincie", "Provincie", False, lambda r: plain(r.provincie)),
    Kolom("percentage", "Percentage", True, lambda r: r.percentage),
    Kolom("klasse", "Klasse", False, lambda r: int(r.klasse)),
    Kolom("taakstelling", "Taakstelling", True, lambda r: r.cijfers and r.cijfers.taakstelling),
    Kolom("achterstand", BALANCE_IN, True, lambda r: r.cijfers and r.cijfers.achterstand),
    Kolom("gecorrigeerd", "Gecorrigeerd", True, lambda r: r.cijfers and r.cijfers.gecorrigeerd),
    Kolom("gerealiseerd", "Gerealiseerd", True, lambda r: r.cijfers and r.cijfers.gerealiseerd),
    Kolom("nog", "Nog te huisvesten", True, lambda r: r.nog),
)
BY_NAME = {k.naam: k for k in KOLOMMEN}
# In a query, of which `Keuze.read` makes a choice
PARAMETERS = ("zoek", *area_filter.PARAMETERS, "sorteer", "volgorde")


@dataclass(frozen=True, slots=True)
class Keuze:
    """What the reader asked for; unknown values fall back to everything, sorted by name."""

    zoek: str = ""
    filter: AreaFilter = field(default_factory=AreaFilter)
    sorteer: str = "naam"
    aflopend: bool = False

    @classmethod
    def read(cls, args: Mapping[str, str], provincie: str = "") -> Keuze:
        """The choice in the query of a URL."""
        sorteer = args.get("sorteer", "naam")
        return cls(
            zoek=args.get("zoek", "").strip()[:LONGEST],
            filter=AreaFilter.read(args, provincie),
            sorteer=sorteer if sorteer in BY_NAME else "naam",
            aflopend=args.get("volgorde", "") == "aflopend",
        )

    @staticmethod
    def check(args: Mapping[str, str]) -> None:
        """Refuses what `read` would take for no choice: of a file nobody sees that it has more than was asked for.

        Raises InvalidQuery.
        """
        for name, value in args.items():
            can, expected = _ACCEPTED.get(name, (None, ""))
            if value and can is not None and not can(value):
                raise InvalidQuery(name, value, expected)

    def query(self, **changes: Any) -> dict[str, str]:
        """The query of a URL for this choice with changes; what is as usual is left out."""
        new = replace(self, **changes)
        values = {
            "zoek": new.zoek,
            **new.filter.query(),
            "sorteer": "" if new.sorteer == "naam" else new.sorteer,
            "volgorde": "aflopend" if new.aflopend else "",
        }
        return {name: value for name, value in values.items() if value}

    def sorted_by(self, kolom: Kolom) -> dict[str, str]:
        """The query that sorts by a column: numbers highest first, and the other way round the second time."""
        again = self.sorteer == kolom.naam
        return self.query(sorteer=kolom.naam, aflopend=not self.aflopend if again else kolom.getal)


_ACCEPTED: dict[str, tuple[Callable[[str], bool], str]] = {
    "klasse": (lambda text: set(text.split(",")) <= {str(int(k)) for k in Klasse}, "noem een of meer van 0,1,2,3"),
    "provincie": (PROVINCIES.__contains__, "noem de code van een provincie, zoals PV26"),
    "sorteer": (BY_NAME.__contains__, f"hier kunnen: {', '.join(BY_NAME)}"),
    "volgorde": (("oplopend", "aflopend").__contains__, "hier kunnen: oplopend, aflopend"),
}


def select(stand: Stand, keuze: Keuze) -> tuple[list[Regel], list[Hit]]:
    """The gemeenten that were asked for, in the order that was asked for; without a figure always last. And what was found
    under another name than its own.
    """
    meant, hits = gemeenten_meant(keuze.zoek, stand) if keuze.zoek else (set(), ())
    rows = [r for r in stand.gemeenten if keuze.filter.holds(r) and (not keuze.zoek or r.code in meant)]
    value = BY_NAME[keuze.sorteer].waarde
    rows.sort(key=lambda r: plain(r.naam))
    with_value = sorted((r for r in rows if value(r) is not None), key=value, reverse=keuze.aflopend)
    areas = {r.code for r in rows} | {r.provinciecode for r in rows}
    return with_value + [r for r in rows if value(r) is None], [hit for hit in hits if hit.why and hit.code in areas]


def place_in_provincie(regel: Regel, stand: Stand) -> tuple[int, int] | None:
    """Its place by percentage, the highest first, in its provincie; and how many gemeenten have one there.

    Equals share a place. None without a percentage.
    """
    if regel.percentage is None:
        return None
    percentages = [
        r.percentage for r in stand.gemeenten if r.provinciecode == regel.provinciecode and r.percentage is not None
    ]
    return 1 + sum(percentage > regel.percentage for percentage in percentages), len(percentages)


def like_size(regel: Regel, stand: Stand) -> list[Regel]:
    """The gemeenten with the nearest taakstelling, the area itself left out; none without a figure.

    The taakstelling follows the number of inhabitants (Huisvestingswet 2014 art. 29), so it stands for the size.
    """
    if regel.cijfers is None:
        return []
    own = regel.cijfers.taakstelling
    others = [(abs(r.cijfers.taakstelling - own), r) for r in stand.gemeenten if r.cijfers and r.code != regel.code]
    return [r for _, r in sorted(others, key=lambda pair: (pair[0], pair[1].code))[: 2 * LIKE]]


def of_like_size(regel: Regel, stand: Stand) -> tuple[str, Position] | None:
    """The sum of the gemeenten of a like size; None where there are none."""
    nearest = like_size(regel, stand)
    if not nearest:
        return None
    summed = rules.total([r.cijfers for r in nearest if r.cijfers])
    total = Total(summed, stand.peildatum.months, stand.grens)
    return f"{counted(len(nearest), 'gemeente', 'gemeenten')} met een vergelijkbare taakstelling", total


def compared(regel: Regel, stand: Stand) -> list[tuple[str, Position, str]]:
    """A gemeente beside its provincie, gemeenten of a like taakstelling and the land: name, figures, code if it has one."""
    like = of_like_size(regel, stand)
    provincie, land = stand.regel(regel.provinciecode), stand.nederland
    return [
        (regel.distinct_name, regel, regel.code),
        (f"provincie {provincie.naam}", provincie, provincie.code),
        *([(*like, "")] if like else []),
        (land.naam, land, land.code),
    ]
