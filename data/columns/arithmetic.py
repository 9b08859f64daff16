"""What figures say about their columns: which sums hold in how many rows under one reading of the headers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, Rol
from data.columns.rows import Rij
from data.dutch import percent
from data.sheets.cells import read_share
from data.terms import MONTHS_PER_HALFJAAR

NEEDED_SHARE = 0.8  # of the rows that can tell, before their answer counts
FEW = 5  # rows below which the ones with a balance do not speak for themselves
PERCENTAGE_TOLERANCE = 0.6  # percentage points: whole percents rounded either way


@dataclass(frozen=True, slots=True)
class Regel:
    """One row under one reading, in persons; None where the table has no such figure."""

    rij: Rij
    taakstelling: int | None
    saldo: int  # as read with the sign; 0 when blank
    gecorrigeerd: int | None  # printed, else taakstelling plus saldo
    gerealiseerd: int | None
    nog: int | None
    share: float | None


@dataclass(slots=True)
class Som:
    """One sum that must hold: in how many rows it did, and the first row where it did not."""

    kolom: Kolom
    rollen: frozenset[Rol]  # of the columns that it speaks of
    agree: int = 0
    tested: int = 0
    agree_beside: int = 0  # in the rows with a balance, where readings differ
    told_beside: int = 0
    against: tuple[Regel, str, str] | None = None  # row, the sum as computed, what is printed
    for_it: tuple[Regel, str] | None = None

    def count(self, regel: Regel, agrees: bool, computed: str, printed: object) -> None:
        """Takes one row into account."""
        self.tested += 1
        self.agree += agrees
        self.told_beside += bool(regel.saldo)
        self.agree_beside += agrees and bool(regel.saldo)
        if agrees:
            self.for_it = self.for_it if self.for_it and self.for_it[0].saldo else (regel, computed)
        elif self.against is None:
            self.against = regel, computed, str(printed)

    @property
    def wrong(self) -> int:
        """Rows that contradict."""
        return self.tested - self.agree

    @property
    def holds(self) -> bool:
        """Whether nearly all rows agree, those with a balance too."""
        beside = self.told_beside < FEW or self.agree_beside >= NEEDED_SHARE * self.told_beside
        return self.tested > 0 and self.agree >= NEEDED_SHARE * self.tested and beside


@dataclass(frozen=True, slots=True)
class Weging:
    """How well one reading fits: its sums, and the rows as it reads them."""

    velden: Velden
    regels: tuple[Regel, ...]
    sommen: tuple[Som, ...]
    maanden: tuple[Kolom, ...]  # those that add up to what is realised

    @property
    def fails(self) -> tuple[Som, ...]:
        """The sums that the figures contradict."""
        return tuple(s for s in self.sommen if s.tested and not s.holds)

    @property
    def wrong(self) -> int:
        """Contradicting rows over all sums."""
        return sum(s.wrong for s in self.sommen)

    @property
    def proven(self) -> frozenset[Rol]:
        """The meanings that some sum bears out."""
        return frozenset().union(*(s.rollen for s in self.sommen if s.holds))

    @property
    def outcome(self) -> list[tuple[int | None, int | None, int | None]]:
        """What would be published of each row."""
        return [
            (
                r.taakstelling if r.taakstelling is not None else _less(r.gecorrigeerd, r.saldo),
                r.gecorrigeerd,
                r.gerealiseerd,
            )
            for r in self.regels
        ]


def _less(value: int | None, by: int) -> int | None:
    return None if value is None else value - by


def weigh(rows: Sequence[Rij], velden: Velden, counted: Sequence[Kolom], months: int) -> Weging:
    """The reading `velden` with the sign of its balance that most rows bear out; `counted` are the months that add up."""
    signs = (1,) if velden.achterstand and velden.voorsprong else (velden.sign or 1, -(velden.sign or 1))
    raw = raw_balances(rows, velden)
    best: Weging | None = None
    for sign in signs if any(raw) else signs[:1]:
        regels = tuple(_regel(r, velden, sign * b, counted) for r, b in zip(rows, raw, strict=True))
        weging = Weging(velden, regels, _sommen(regels, velden, months), tuple(counted))
        if best is None or weging.wrong < best.wrong:
            best = weging
    assert best is not None
    return best


def balance_columns(rows: Sequence[Rij], velden: Velden) -> tuple[tuple[Kolom, int], ...]:
    """The columns that make the balance as printed, each with whether it is added (+1) or subtracted (-1).

    Achterstand minus voorsprong where both have a column of their own; one of two that holds only negative numbers is
    read without its minus signs.
    """
    behind, ahead = velden.achterstand, velden.voorsprong
    if not (behind and ahead):
        return ((velden.balans, 1),) if velden.balans else ()
    columns = []
    for kolom, teken in ((behind, 1), (ahead, -1)):
        values = [r.number(kolom) or 0 for r in rows]
        columns.append((kolom, -teken if any(values) and max(values) <= 0 else teken))
    return tuple(columns)


def raw_balances(rows: Sequence[Rij], velden: Velden) -> list[int]:
    """The balance of each row as printed."""
    columns = balance_columns(rows, velden)
    return [sum(teken * (r.number(kolom) or 0) for kolom, teken in columns) for r in rows]


def _regel(row: Rij, velden: Velden, saldo: int, counted: Sequence[Kolom]) -> Regel:
    task, printed = row.number(velden.taakstelling), row.number(velden.gecorrigeerd)
    corrected = printed
    if velden.gecorrigeerd is None and task is not None:
        corrected = task + saldo
    done = row.number(velden.gerealiseerd)
    if velden.gerealiseerd is None and counted:
        done = sum(row.number(k) or 0 for k in counted)
    share = read_share(row.cell(velden.percentage)) if velden.percentage else None
    return Regel(row, task, saldo, corrected, done, row.number(velden.nog), share)


def _sommen(regels: Sequence[Regel], velden: Velden, months: int) -> tuple[Som, ...]:
    core = _core(regels, velden)
    proven = any(s.holds for s in core)
    return (*core, *_nog(regels, velden, proven), *_percentage(regels, velden, months, proven))


def _core(regels: Sequence[Regel], velden: Velden) -> list[Som]:
    kolom, balance = velden.gecorrigeerd, velden.balans
    if not (kolom and balance and velden.taakstelling):
        return []
    som = Som(kolom, frozenset({Rol.TAAKSTELLING, Rol.GECORRIGEERD, balance.rol}))
    for r in regels:
        if r.taakstelling is not None and r.gecorrigeerd is not None:
            computed = f"{r.taakstelling} {_signed(r.saldo)} = {r.taakstelling + r.saldo}"
            som.count(r, r.taakstelling + r.saldo == r.gecorrigeerd, computed, r.gecorrigeerd)
    return [som]


def _signed(value: int) -> str:
    return f"{'+' if value >= 0 else '-'} {abs(value)}"


def _corrected_rollen(velden: Velden) -> set[Rol]:
    if velden.gecorrigeerd:
        return {Rol.GECORRIGEERD}
    return {Rol.TAAKSTELLING} | ({velden.balans.rol} if velden.balans else set())


def _nog(regels: Sequence[Regel], velden: Velden, proven: bool) -> list[Som]:
    kolom = velden.nog
    if kolom is None:
        return []
    bases: list[tuple[Callable[[Regel], int | None], set[Rol]]] = [
        (lambda r: r.gecorrigeerd, _corrected_rollen(velden))
    ]
    if proven:
        bases.append((lambda r: r.taakstelling, {Rol.TAAKSTELLING}))
    sommen = []
    for base, rollen in bases:
        som = Som(kolom, frozenset({Rol.NOG, Rol.GEREALISEERD} | rollen))
        for r in regels:
            whole = base(r)
            if whole is not None and r.gerealiseerd is not None and r.nog is not None:
                left = whole - r.gerealiseerd
                computed = f"{whole} - {r.gerealiseerd} = {left}"
                som.count(r, is_left(r.nog, left), computed, r.nog)
        sommen.append(som)
    return [min(sommen, key=lambda s: s.wrong)]


def is_left(printed: int, left: int) -> bool:
    """Whether the printed number is what is still to do; a gemeente that is done may show 0, or how much more it did."""
    return abs(printed) == abs(left) or (printed == 0 and left <= 0)


def shares(taakstelling: int | None, gecorrigeerd: int, gerealiseerd: int, months: int) -> dict[str, float]:
    """What may be meant by a percentage, by its name, in percent; empty where nothing was asked."""
    if gecorrigeerd <= 0:
        return {}
    whole = 100 * gerealiseerd / gecorrigeerd
    shares_of_land = {
        "gerealiseerd / gecorrigeerd": whole,
        "nog te realiseren / gecorrigeerd": 100 - whole,
        "gerealiseerd / norm tot nu": whole * MONTHS_PER_HALFJAAR / months,
    }
    if taakstelling and taakstelling > 0:
        shares_of_land["gerealiseerd / taakstelling"] = 100 * gerealiseerd / taakstelling
    return shares_of_land


@dataclass(slots=True)
class Aandelen:
    """The printed percentages of a column against every meaning they may have."""

    rows: list[tuple[Rij, float, Mapping[str, float]]] = field(default_factory=list)

    def differing(self, meaning: str, factor: int) -> list[tuple[Rij, float, float]]:
        """The rows where the printed percentage is not that of the meaning: row, printed, computed."""
        tolerance = max(PERCENTAGE_TOLERANCE, 0.5 * factor * self._last_digit + 0.1)
        rows = []
        for row, printed, ours in self.rows:
            if meaning in ours and abs(factor * printed - ours[meaning]) > tolerance:
                rows.append((row, factor * printed, ours[meaning]))
        return rows

    @property
    def _last_digit(self) -> float:
        """What the last digit of the printed numbers is worth, where all have at most one behind the comma."""
        return 0.1 if all(round(p, 1) == p for _, p, _ in self.rows) and any(p % 1 for _, p, _ in self.rows) else 0.0

    def best(self, proven: bool) -> tuple[str, list[tuple[Rij, float, float]]]:
        """The meaning, as a fraction or in percent, that fits most rows, and the rows that differ from it.

        The usual one when none fits.
        """
        names = ["gerealiseerd / gecorrigeerd", "nog te realiseren / gecorrigeerd", "gerealiseerd / norm tot nu"]
        names += ["gerealiseerd / taakstelling"] if proven else []
        options = []
        for name, factor in product(names, (1, 100)):
            options.append((name, self.differing(name, factor)))
            if not options[-1][1]:
                return options[-1]
        fits = [option for option in options if len(option[1]) <= (1 - NEEDED_SHARE) * len(self.rows)]
        return min(fits or options[:2], key=lambda option: len(option[1]))


def _percentage(regels: Sequence[Regel], velden: Velden, months: int, proven: bool) -> list[Som]:
    kolom = velden.percentage
    if kolom is None:
        return []
    aandelen = Aandelen()
    by_row = {id(r.rij): r for r in regels}
    for r in regels:
        if r.share is not None and r.gecorrigeerd is not None and r.gerealiseerd is not None and r.gecorrigeerd > 0:
            aandelen.rows.append((r.rij, r.share, shares(r.taakstelling, r.gecorrigeerd, r.gerealiseerd, months)))
    meaning, wrong = aandelen.best(proven)
    som = Som(kolom, frozenset({Rol.PERCENTAGE, Rol.GEREALISEERD} | _corrected_rollen(velden)))
    against = {id(row): (printed, ours) for row, printed, ours in wrong}
    for row, printed, ours in aandelen.rows:
        r = by_row[id(row)]
        computed = f"{meaning} = {percent(ours.get(meaning, 0.0))}"
        som.count(r, id(row) not in against, computed, percent(against.get(id(row), (printed, 0.0))[0]))
    return [som]
