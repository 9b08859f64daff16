"""Where the figures of an area came from, worked out once for page and API: cells of the file, sums, rules with numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data import dutch
from data.domain.history import Punt, make_reeks, snapshot_of
from data.domain.months import months_of
from data.domain.stand import Position, Stand, Total
from data.errors import SnapshotMissing, UnknownGebied
from data.intake.result import Bronkolom
from data.reference.area_names import Named
from data.reference.gemeenten import gemeente, opgegaan_in
from data.sheets.cells import column_index
from data.terms import Cijfers, Gebied, Gebiedsoort, Gemeentecode, Peildatum
from server.api import sums_in_words
from server.api.database import asking
from server.http.refusals import OriginLost
from server.read_model import Site
from tiles.palette import BY_KLASSE

if TYPE_CHECKING:
    from data.store.origins import Herkomst, Place
    from data.store.store import SnapshotInfo

READ = ("taakstelling", "achterstand", "gerealiseerd")  # from cells; all others follow from these


@dataclass(frozen=True, slots=True)
class Cel:
    """A cell of the file that a figure was read from; `teken` -1: it is subtracted."""

    bron: Bronkolom
    rij: int

    @property
    def adres(self) -> str:
        """As a spreadsheet names it: `E12`."""
        return f"{self.bron.letter}{self.rij}"


@dataclass(frozen=True, slots=True)
class Bron:
    """One figure with where it came from: cells, a rule with its numbers, or both when the file prints it too."""

    naam: str  # as in the API; its anchor on the page
    titel: str
    waarde: int | float | None
    tekst: str
    cellen: tuple[Cel, ...] = ()
    regel: str = ""
    vorige: Peildatum | None = None  # the other position that it follows from

    @property
    def som(self) -> str:
        """The cells as a sum: `F12 + G12`; empty without cells."""
        signs = [(dutch.MINUS if cel.bron.teken < 0 else "+", cel.adres) for cel in self.cellen]
        return " ".join(f"{sign} {adres}" for sign, adres in signs).removeprefix("+ ")


@dataclass(frozen=True, slots=True)
class Deel:
    """A gemeente whose figures were added up."""

    code: Gemeentecode
    naam: str
    cijfers: Cijfers | None


@dataclass(frozen=True, slots=True)
class Blok:
    """The figures of one area; with `delen` they are the sum of those."""

    bronnen: tuple[Bron, ...]
    delen: tuple[Deel, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin(Named):
    """Where the figures of an area at one peildatum came from.

    `eigen` is what the file says of a gemeente itself, `opgeteld` a sum of gemeenten: of a provincie, of the land, or of
    those that became one since. A gemeente can have both.
    """

    stand: Stand
    code: Gebied
    naam: str
    herkomst: Herkomst
    eigen: Blok | None
    opgeteld: Blok | None

    @property
    def plaats(self) -> Place | None:
        """Sheet and row in the file."""
        return self.herkomst.plaatsen.get(self.code) if isinstance(self.code, Gemeentecode) else None

    @property
    def verschoven(self) -> int:
        """By how many columns the cells stand further right than their headers; nearly always 0."""
        return _shift(self.herkomst, self.code)[1] if isinstance(self.code, Gemeentecode) else 0


def origin_of(site: Site, stand: Stand, code: Gebied, van: Stand) -> Origin:
    """Where the figures of an area came from, as it is on the peildatum of `van`: what merged until then is added up.

    Raises: UnknownGebied, OriginLost, DatabaseAway.
    """
    punt = _punt(code, stand, van)
    regel = stand.by_code.get(code)
    if regel is None and punt is None:
        went = opgegaan_in(code) if isinstance(code, Gemeentecode) else ()
        raise UnknownGebied(code, ", ".join(f"{o.naam} ({o.code})" for o in went))
    herkomst = _origin_in_store(site, stand)
    month = _month(site, stand, code) if regel else ()
    eigen = opgeteld = None
    if regel and isinstance(code, Gemeentecode):
        eigen = Blok((*_bronnen(regel, stand, _cells(herkomst, code)), *month))
    if punt and punt.uit != (code,):
        at = regel if regel and not eigen else Total(punt.cijfers, stand.peildatum.months, stand.grens)
        opgeteld = _sum(at, punt, stand, () if eigen else month)
    naam = regel.naam if regel else gemeente(Gemeentecode.parse(code)).naam
    return Origin(stand, code, naam, herkomst, eigen, opgeteld)


def _punt(code: Gebied, stand: Stand, van: Stand) -> Punt | None:
    """Which gemeenten make up the area in this stand."""
    later = [van] if van.peildatum > stand.peildatum and code.soort is Gebiedsoort.GEMEENTE else []
    punten = make_reeks(code, [snapshot_of(s) for s in (stand, *later)]).punten
    return next((p for p in punten if p.peildatum == stand.peildatum), None)


def original_of(site: Site, sha256: str) -> SnapshotInfo | None:
    """The newest snapshot that was read from the file with this content. Raises DatabaseAway."""
    with asking("original"):
        return site.store.original(sha256)


def _origin_in_store(site: Site, stand: Stand) -> Herkomst:
    try:
        with asking("origin"):
            return site.store.origin(stand.peildatum, stand.revision, stand.voorbeeld)
    except SnapshotMissing as error:
        raise OriginLost from error


def _cells(herkomst: Herkomst, code: Gemeentecode) -> dict[str, tuple[Cel, ...]]:
    """The cells of each figure in the row of a gemeente."""
    if code not in herkomst.plaatsen:
        return {}
    blad, rij = herkomst.plaatsen[code]
    behind, by = _shift(herkomst, code)
    cells: dict[str, tuple[Cel, ...]] = {}
    for bron in herkomst.kolommen:
        if bron.blad == blad:
            there = replace(bron, kolom=bron.kolom + by) if bron.kolom > behind else bron
            cells[bron.cijfer] = (*cells.get(bron.cijfer, ()), Cel(there, rij))
    return cells


def _shift(herkomst: Herkomst, code: Gemeentecode) -> tuple[int, int]:
    """Behind which column (from 0) the cells of a row stand further right than their header, and by how many columns.

    So in a csv with commas between the cells, where a name with a comma has no quotes (Nuenen, Gerwen en Nederwetten).
    """
    for finding in herkomst.info.findings:
        place = (finding.blad, finding.rij)
        if finding.code == "naam-met-komma" and place == herkomst.plaatsen.get(code):
            letters = finding.kolom.partition(":")[0]
            return column_index(letters), gemeente(code).naam.count(",")
    return 0, 0


def _sum(at: Position, punt: Punt, stand: Stand, month: tuple[Bron, ...]) -> Blok:
    """The figures of several gemeenten together, with each of them."""
    delen = tuple(Deel(m, stand.regel(m).naam, stand.regel(m).cijfers) for m in punt.uit)
    words = sums_in_words.added_up(sum(deel.cijfers is not None for deel in delen))
    bronnen = (replace(b, regel=words) if b.naam in READ else b for b in _bronnen(at, stand, {}))
    return Blok((*bronnen, *month), delen)


def _bronnen(at: Position, stand: Stand, cells: dict[str, tuple[Cel, ...]]) -> tuple[Bron, ...]:
    """Every figure of an area but that of the month, in the order of the sum on its page; none without figures."""
    c = at.cijfers
    if c is None:
        return ()
    number = dutch.number
    look = BY_KLASSE[at.klasse].status
    balance = "Voorsprong" if c.achterstand < 0 else "Achterstand"
    percent = "al gehaald" if at.al_gehaald else dutch.percent(at.percentage)
    rows: list[tuple[str, str, int | float | None, str, str]] = [
        ("taakstelling", "Taakstelling", c.taakstelling, number(c.taakstelling), ""),
        ("achterstand", f"{balance} uit vorig halfjaar", c.achterstand, dutch.signed(c.achterstand), ""),
        (
            "gecorrigeerd",
            "Gecorrigeerde taakstelling",
            c.gecorrigeerd,
            number(c.gecorrigeerd),
            sums_in_words.corrected(c),
        ),
        ("gerealiseerd", "Gerealiseerd", c.gerealiseerd, number(c.gerealiseerd), ""),
        ("percentage", "Percentage", at.percentage, percent, sums_in_words.percentage(at, c)),
        ("nog", "Nog te huisvesten", at.nog, number(at.nog), sums_in_words.left(c)),
        ("klasse", "Klasse", int(at.klasse), look, sums_in_words.klasse(at, c, dutch.share(stand.grens), look)),
    ]
    if rule := sums_in_words.per_month(at, c):
        rows.insert(6, ("perMaand", "Nog nodig per maand", at.per_maand, number(at.per_maand), rule))
    return tuple(Bron(naam, titel, value, text, cells.get(naam, ()), rule) for naam, titel, value, text, rule in rows)


def _month(site: Site, stand: Stand, code: Gebied) -> tuple[Bron, ...]:
    """What was housed in the month that this peildatum closes; nothing where the position before it is not known."""
    until = months_of(code, stand, site.stands())[: stand.peildatum.months]
    now, before = until[-1], until[-2] if len(until) > 1 else None
    if now.in_month is None or now.cijfers is None:
        return ()
    earlier = (before.peildatum, before.cijfers.gerealiseerd) if before and before.cijfers else None
    rule = sums_in_words.in_month(now.cijfers.gerealiseerd, stand.peildatum, earlier)
    day = before.peildatum if before else None
    return (Bron("maand", f"Gehuisvest in {now.naam}", now.in_month, dutch.number(now.in_month), (), rule, day),)
