"""The value types of the field: areas, half-years, peildata, klassen and figures. Frozen, checked on creation, no I/O."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Self

from data.errors import InvalidTerm

MONTHS_PER_HALFJAAR = 6
FIRST_YEAR, LAST_YEAR = 1995, 2100
MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


class Gebiedsoort(StrEnum):
    """The three kinds of areas that have figures."""

    GEMEENTE = "gemeente"
    PROVINCIE = "provincie"
    LAND = "Nederland"


GEMEENTE_FORM, PROVINCIE_FORM = "GM[0-9]{4}", "PV[0-9]{2}"  # regular expressions
_CODE = re.compile(f"{GEMEENTE_FORM}|{PROVINCIE_FORM}|NL", re.ASCII)
_SOORTEN = {"GM": Gebiedsoort.GEMEENTE, "PV": Gebiedsoort.PROVINCIE, "NL": Gebiedsoort.LAND}


class Gebied(str):
    """An area by its CBS code: `GM0363`, `PV27` or `NL`. It is a text too: a key, a part of a path, a value in JSON.

    >>> Gebied("PV27").soort, Gebied("PV27").number, Gebied("NL").number
    (<Gebiedsoort.PROVINCIE: 'provincie'>, 27, 0)
    """

    __slots__ = ()

    def __new__(cls, code: str) -> Self:
        """Raises InvalidTerm for a text that is not written as a code is; whether the area exists is not asked."""
        if not _CODE.fullmatch(code):
            raise InvalidTerm("code van een gebied", code)
        return super().__new__(cls, code)

    @classmethod
    def parse(cls, text: str) -> Gebied:
        """The area in `NL`, `PV27` or a gemeentecode in any of its forms. Raises InvalidTerm for anything else."""
        return cls(text) if text[:2] in ("NL", "PV") else Gemeentecode.parse(text)

    @property
    def soort(self) -> Gebiedsoort:
        """What kind of area it is."""
        return _SOORTEN[self[:2]]

    @property
    def number(self) -> int:
        """The digits of the code as a number, unique within its kind; 0 for the land."""
        return int(self[2:] or 0)


LAND = Gebied("NL")


class Gemeentecode(Gebied):
    """The CBS code of a gemeente: `GM` and four digits, leading zeros kept.

    >>> str(Gemeentecode.parse("363")), Gemeentecode(363) == Gebied("GM0363")
    ('GM0363', True)
    """

    __slots__ = ()

    def __new__(cls, number: int) -> Self:
        """Raises InvalidTerm for a number outside 1..9999."""
        if not 1 <= number <= 9999:
            raise InvalidTerm("gemeentecode", number)
        return str.__new__(cls, f"GM{number:04d}")

    def __getnewargs__(self) -> tuple[int]:  # type: ignore[override]  # of the copy and the pickle
        return (self.number,)

    @classmethod
    def parse(cls, text: str) -> Gemeentecode:
        """The code in `GM0363`, `gm0363`, `0363` or `363`. Raises InvalidTerm for anything else."""
        match = re.fullmatch(r"(?:[Gg][Mm])?([0-9]{1,4})", text.strip(), re.ASCII)
        if not match or not int(match[1]):
            raise InvalidTerm("gemeentecode", text)
        return cls(int(match[1]))


@dataclass(frozen=True, order=True, slots=True)
class Halfjaar:
    """A calendar half-year, written `2017-I` or `2017-II` (Huisvestingswet 2014, art. 1: taakstelling).

    >>> str(Halfjaar.parse("2017-I").next)
    '2017-II'
    """

    year: int
    half: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR or self.half not in (1, 2):
            raise InvalidTerm("halfjaar", f"{self.year}-{self.half}")

    def __str__(self) -> str:
        return f"{self.year}-{'I' * self.half}"

    @classmethod
    def parse(cls, text: str) -> Halfjaar:
        """The half-year in `2017-I` or `2017-II`. Raises InvalidTerm for anything else."""
        match = re.fullmatch(r"([0-9]{4})-(I{1,2})", text, re.ASCII)
        if not match:
            raise InvalidTerm("halfjaar", text)
        return cls(int(match[1]), len(match[2]))

    @property
    def next(self) -> Halfjaar:
        """The half-year after this one."""
        return Halfjaar(self.year, 2) if self.half == 1 else Halfjaar(self.year + 1, 1)

    @property
    def previous(self) -> Halfjaar:
        """The half-year before this one."""
        return Halfjaar(self.year, 1) if self.half == 2 else Halfjaar(self.year - 1, 2)

    @property
    def peildata(self) -> tuple[Peildatum, ...]:
        """Its six peildata in order; the last one, in the next half-year, is the final position."""
        first = 1 if self.half == 1 else 7
        return tuple(
            Peildatum(dt.date(self.year + (first + n > 12), (first + n - 1) % 12 + 1, 1))
            for n in range(1, MONTHS_PER_HALFJAAR + 1)
        )

    @property
    def slot(self) -> Peildatum:
        """The closing peildatum: 1 July for `-I`, 1 January of the next year for `-II`."""
        return self.peildata[-1]

    @property
    def begin(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def title(self) -> str:
        """For people: `eerste halfjaar 2017`."""
        return f"{'eerste' if self.half == 1 else 'tweede'} halfjaar {self.year}"


@dataclass(frozen=True, order=True, slots=True)
class Peildatum:
    """The first day of a month; it closes the month before it, so 1 July belongs to the first half-year.

    >>> p = Peildatum.parse("2017-07-01"); str(p.halfjaar), p.months
    ('2017-I', 6)
    """

    date: dt.date

    def __post_init__(self) -> None:
        if self.date.day != 1 or not FIRST_YEAR < self.date.year <= LAST_YEAR:
            raise InvalidTerm("peildatum", self.date.isoformat())

    def __str__(self) -> str:
        return self.date.isoformat()

    @classmethod
    def parse(cls, text: str) -> Peildatum:
        """The peildatum in ISO 8601 (`2017-04-01`). Raises InvalidTerm for anything else."""
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
                raise InvalidTerm("peildatum", text)
            return cls(dt.date.fromisoformat(text))
        except ValueError as error:
            raise InvalidTerm("peildatum", text) from error

    @property
    def halfjaar(self) -> Halfjaar:
        """The half-year of the month that this peildatum closes."""
        month = self.date - dt.timedelta(days=1)
        return Halfjaar(month.year, 1 if month.month <= 6 else 2)

    @property
    def months(self) -> int:
        """Full months of the half-year that have passed: 1..6, never 0."""
        return (self.date - dt.timedelta(days=1)).month - (0 if self.halfjaar.half == 1 else 6)

    @property
    def is_final(self) -> bool:
        """Whether this is the final position of its half-year."""
        return self.months == MONTHS_PER_HALFJAAR

    def before_in_halfjaar(self, peildata: Iterable[Peildatum]) -> Peildatum | None:
        """The newest of the known peildata before this one in the same half-year; None without one."""
        return max((p for p in peildata if p < self and p.halfjaar == self.halfjaar), default=None)

    @property
    def title(self) -> str:
        """For people: `1 april 2017`."""
        return f"1 {MAANDEN[self.date.month - 1]} {self.date.year}"


def newest_of_halfjaren(peildata: Iterable[Peildatum]) -> dict[Halfjaar, Peildatum]:
    """The newest peildatum of each half-year, the newest half-year first. `peildata` in any order."""
    newest: dict[Halfjaar, Peildatum] = {}
    for peildatum in sorted(peildata, reverse=True):
        newest.setdefault(peildatum.halfjaar, peildatum)
    return newest


class Klasse(IntEnum):
    """The class of a gemeente; the numbers are part of the contract (tile attribute `klasse`)."""

    GEEN_CIJFER = 0
    GOED = 1
    ENIGSZINS = 2
    ACHTER = 3


@dataclass(frozen=True, slots=True)
class Gemeente:
    """A gemeente of some year: code, CBS name and the provincie it lies in."""

    code: Gemeentecode
    naam: str
    provinciecode: str  # PV20..PV31
    provincie: str


@dataclass(frozen=True, slots=True)
class Cijfers:
    """The figures of one area at one peildatum, in persons.

    `achterstand` is what was left of the former half-year: positive = backlog, negative = lead (voorsprong).
    """

    taakstelling: int
    achterstand: int
    gerealiseerd: int

    @property
    def gecorrigeerd(self) -> int:
        """The corrected taakstelling; zero or negative for an area that was far ahead."""
        return self.taakstelling + self.achterstand

    def __add__(self, other: Cijfers) -> Cijfers:
        return Cijfers(
            self.taakstelling + other.taakstelling,
            self.achterstand + other.achterstand,
            self.gerealiseerd + other.gerealiseerd,
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One checked COA file: the figures of every gemeente at one peildatum; None where there is no figure."""

    peildatum: Peildatum
    cijfers: dict[Gemeentecode, Cijfers | None]


@dataclass(frozen=True, slots=True)
class Circulaire:
    """One checked half-year circular: the taakstelling of every gemeente, in persons, before the half-year begins.

    `inwoners` are those that the file prints beside them, empty without; `uitgever` is who published it, by its own words.
    """

    halfjaar: Halfjaar
    taakstellingen: dict[Gemeentecode, int]
    inwoners: dict[Gemeentecode, int]
    uitgever: str
