"""Where the figures of an area came from, worked out once for page and API: cells of the file, sums, rules with numbers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from data import dutch
from data.domain.history import Punt, make_reeks, snapshot_of
from data.domain.stand import Position, Stand, Total
from data.errors import DatabaseTooNew, SnapshotMissing, UnknownGebied
from data.intake.result import Bronkolom
from data.reference.gemeenten import opgegaan_in
from data.terms import Cijfers, Gebied, Gebiedsoort, Gemeentecode, Peildatum
from server.api import sums_in_words
from server.http.refusals import OriginAway, OriginLost
from server.read_model import Site
from tiles.palette import BY_KLASSE

if TYPE_CHECKING:
    from data.store.origins import Herkomst, Place
    from data.store.store import SnapshotInfo

log = logging.getLogger(__name__)
Kept = TypeVar("Kept")

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
class Origin:
    """Where the figures of an area at one peildatum came from.

    `eigen` is what the file says of a gemeente itself, `opgeteld` a sum of gemeenten: of a provincie, of the land, or of
    those that became one since. A gemeente can have both. `vorige` is the peildatum that its last month is counted from.
    """

    stand: Stand
    code: Gebied
    naam: str
    herkomst: Herkomst
    eigen: Blok | None
    opgeteld: Blok | None
    vorige: Peildatum | None

    @property
    def plaats(self) -> Place | None:
        """Sheet and row in the file."""
        return self.herkomst.plaatsen.get(self.code) if isinstance(self.code, Gemeentecode) else None


def origin_of(site: Site, stand: Stand, code: Gebied) -> Origin:
    """Where the figures of an area came from. Raises: UnknownGebied, OriginLost, OriginAway."""
    punt = next(iter(make_reeks(code, [snapshot_of(stand)]).punten), None)
    regel = stand.by_code.get(code)
    if punt is None or (regel is None and not punt.uit):
        went = opgegaan_in(code) if isinstance(code, Gemeentecode) else ()
        raise UnknownGebied(code, ", ".join(f"{o.naam} ({o.code})" for o in went))
    herkomst = _origin_in_store(site, stand)
    vorige = stand.peildatum.before_in_halfjaar(s.peildatum for s in site.stands())
    if vorige and vorige.months != stand.peildatum.months - 1:
        vorige = None
    before = site.stand(vorige) if vorige else None
    is_gemeente = code.soort is Gebiedsoort.GEMEENTE
    eigen = opgeteld = None
    if is_gemeente and regel:
        was = before.by_code.get(code) if before else None
        cells = _cells(herkomst, code)
        eigen = Blok(_bronnen(regel, stand, cells, (vorige, was.cijfers if was else None)))
    if not is_gemeente or punt.uit != (code,):
        opgeteld = _sum(punt, code, stand, before)
    naam = regel.naam if regel else make_reeks(code, []).naam
    return Origin(stand, code, naam, herkomst, eigen, opgeteld, vorige)


def original_of(site: Site, sha256: str) -> SnapshotInfo | None:
    """The newest snapshot that was read from the file with this content. Raises OriginAway."""
    return _ask(lambda: site.store.original(sha256))


def _origin_in_store(site: Site, stand: Stand) -> Herkomst:
    try:
        return _ask(lambda: site.store.origin(stand.peildatum, stand.revision, stand.voorbeeld))
    except SnapshotMissing as error:
        raise OriginLost from error


def _ask(question: Callable[[], Kept]) -> Kept:
    """What the database answers. Raises OriginAway when it does not."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return question()
    except (SQLAlchemyError, DatabaseTooNew, OSError) as error:
        log.warning("origin_unknown reason=%s", type(error).__name__)
        raise OriginAway from error


def _cells(herkomst: Herkomst, code: Gebied) -> dict[str, tuple[Cel, ...]]:
    """The cells of each figure in the row of a gemeente."""
    assert isinstance(code, Gemeentecode)
    if code not in herkomst.plaatsen:
        return {}
    blad, rij = herkomst.plaatsen[code]
    cells: dict[str, tuple[Cel, ...]] = {}
    for bron in herkomst.kolommen:
        if bron.blad == blad:
            cells[bron.cijfer] = (*cells.get(bron.cijfer, ()), Cel(bron, rij))
    return cells


def _sum(punt: Punt, code: Gebied, stand: Stand, before: Stand | None) -> Blok:
    """The figures of several gemeenten together, with each of them."""
    delen = tuple(Deel(m, stand.regel(m).naam, stand.regel(m).cijfers) for m in punt.uit)
    counted = sum(deel.cijfers is not None for deel in delen)
    at = Total(punt.cijfers, stand.peildatum.months, stand.grens)
    was = next(iter(make_reeks(code, [snapshot_of(before)]).punten), None) if before else None
    earlier = (before.peildatum if before else None, was.cijfers if was and was.uit == punt.uit else None)
    bronnen = _bronnen(at, stand, {}, earlier)
    words = sums_in_words.added_up(counted)
    return Blok(tuple(replace(b, regel=words) if b.naam in READ else b for b in bronnen), delen)


def _bronnen(
    at: Position, stand: Stand, cells: dict[str, tuple[Cel, ...]], earlier: tuple[Peildatum | None, Cijfers | None]
) -> tuple[Bron, ...]:
    """Every figure of an area, in the order of the sum on its page; none without figures."""
    c = at.cijfers
    if c is None:
        return ()
    number = dutch.number
    look = BY_KLASSE[at.klasse].status
    balance = "Voorsprong" if c.achterstand < 0 else "Achterstand"
    percent = "al gehaald" if at.al_gehaald else dutch.percent(at.percentage)
    rows: Iterable[tuple[str, str, int | float | None, str, str]] = (
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
        ("perMaand", "Nodig per resterende maand", at.per_maand, number(at.per_maand), sums_in_words.per_month(at, c)),
        ("klasse", "Klasse", int(at.klasse), look, sums_in_words.klasse(at, c, dutch.share(stand.grens), look)),
    )
    bronnen = [Bron(naam, titel, value, text, cells.get(naam, ()), rule) for naam, titel, value, text, rule in rows]
    month = _month(c, stand.peildatum, earlier)
    return tuple(b for b in (*bronnen, month) if b and (b.naam != "perMaand" or b.regel))


def _month(c: Cijfers, peildatum: Peildatum, earlier: tuple[Peildatum | None, Cijfers | None]) -> Bron | None:
    """The number of the month that this peildatum closes; None where the position before it is not known."""
    day, was = earlier
    if peildatum.months > 1 and (day is None or was is None):
        return None
    before = (day, was.gerealiseerd) if day and was else None
    value = c.gerealiseerd - (before[1] if before else 0)
    rule = sums_in_words.in_month(c.gerealiseerd, peildatum, before)
    return Bron("maand", "Gehuisvest in de laatste maand", value, dutch.number(value), (), rule)
