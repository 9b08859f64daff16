"""What the words of a column header mean. Pure; the only place that knows how COA and others call their columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from data.amounts import Cell, column_letters
from data.dating import MONTH_WORD, find_dates, find_halfjaren, month_number, plain
from data.terms import MAANDEN, Halfjaar


class Rol(StrEnum):
    """The meaning of a column; the value is how we call it in a sentence."""

    CODE = "gemeentecode"
    NAAM = "gemeente"
    PROVINCIE = "provincie"
    PEILDATUM = "peildatum"
    TAAKSTELLING = "taakstelling"
    ACHTERSTAND = "achterstand"
    VOORSPRONG = "voorsprong"
    SALDO = "saldo"
    GECORRIGEERD = "gecorrigeerde taakstelling"
    GEREALISEERD = "gerealiseerd"
    MAAND = "gerealiseerd in een maand"
    NOG = "nog te realiseren"
    PERCENTAGE = "percentage"
    BEKEND = "niet nodig"
    ONBEKEND = "onbekend"


BALANCES = frozenset({Rol.ACHTERSTAND, Rol.VOORSPRONG, Rol.SALDO})
FIGURES = frozenset(
    {
        Rol.TAAKSTELLING,
        Rol.ACHTERSTAND,
        Rol.VOORSPRONG,
        Rol.SALDO,
        Rol.GECORRIGEERD,
        Rol.GEREALISEERD,
        Rol.MAAND,
        Rol.NOG,
    }
)


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column. `teken` is +1 where a plus is said to be achterstand, -1 where it is voorsprong, 0 when unsaid."""

    index: int  # from 0
    titel: str
    rol: Rol
    teken: int = 0
    maand: tuple[int | None, int] | None = None  # year when given, and 1..12
    tot: dt.date | None = None  # the day after the period that it counts, or the day of a balance
    halfjaren: frozenset[Halfjaar] = frozenset()

    @property
    def label(self) -> str:
        """For people: `F: Gerealiseerd`."""
        return f"{column_letters(self.index)}: {self.titel}" if self.titel else column_letters(self.index)


_CODE = re.compile(
    r"((gemeente|gem\.?|gm|cbs|stat)[ _-]*)?code( gemeente)?|(gemeente|gem\.?|gm|cbs)[ _-]*(nr\.?|nummer)"
    r"|cbs[ -]?code.*|gemeentecode.*"
)
_NAAM = re.compile(
    r"(de )?(gemeente|gemeenten|gem\.?|naam|gemeente[ _-]?naam|naam (van )?(de )?gemeente|statnaam|gm_?naam|plaats)\W*"
)
_BEKEND = re.compile(
    r"inwoner|bevolking|opmerking|toelichting|\bregio|volgnummer|^(nr|nr\.|nummer|#|rang|klasse|status|trede|periode|halfjaar|maand|jaar)$"
    r"|arbeidsmarkt|provinciecode|^pv|koppeling|gekoppeld|prognose|gemiddeld|per maand|\bbron\b"
)
_GECORRIGEERD = re.compile(
    r"gecorrigeerd|\bincl|inclusief|total[e]? ?(taakstelling|opgave)|totaalopgave|taakstelling totaal"
    r"|totaal (te huisvesten|te realiseren|opgave)|te realiseren taakstelling"
    r"|taakstelling ?(\+|plus|en|met|/|±|\+/-) ?(de )?(achterstand|voorsprong|saldo)"
)
_BACKLOG = re.compile(r"\b(tekort|te weinig( gehuisvest)?)\b")
_LEAD = re.compile(r"\b(overschot|surplus|te veel( gehuisvest)?)\b")
_NOG = re.compile(r"\bnog\b|restant|resterend|openstaand|te gaan\b|te plaatsen\b")
_GEREALISEERD = re.compile(r"gerealiseerd|realisatie|gehuisvest|huisvestingen|geplaatst|plaatsingen|gevestigd")
_TAAKSTELLING = re.compile(r"taakstelling|\bopgave|doelstelling|\btarget")
_CUMULATIVE = re.compile(r"t/m|\btm\b|tot en met|cumulatief|totaal|\btot\b")
_MONTH = re.compile(rf"\b{MONTH_WORD}[ \-/']*(?P<y>20[0-9]{{2}}|[0-9]{{2}}\b)?")
_ISO_MONTH = re.compile(r"(?P<y>20[0-9]{2})[-/](?P<m>0[1-9]|1[0-2])$|(?P<m2>0[1-9]|1[0-2])[-/](?P<y2>20[0-9]{2})$")


def read_header(index: int, cell: Cell) -> Kolom:
    """The column that this header cell announces; Rol.ONBEKEND when it says nothing that we know."""
    if isinstance(cell, dt.date):
        return Kolom(index, f"{MAANDEN[cell.month - 1]} {cell.year}", Rol.MAAND, maand=(cell.year, cell.month))
    if not isinstance(cell, str) or not cell.strip() or len(cell) > 160:
        return Kolom(index, "" if not isinstance(cell, str) else cell[:40], Rol.ONBEKEND)
    titel, text = " ".join(cell.split()), plain(cell)
    rol, teken = _meaning(text)
    maand = None
    if rol in {Rol.GEREALISEERD, Rol.ONBEKEND} and (month := _find_month(text)):
        until = [date for date, _ in find_dates(text)]
        if not until and not _CUMULATIVE.search(text) and (rol is Rol.GEREALISEERD or _is_bare_month(text)):
            rol, maand = Rol.MAAND, month
    dated = rol is Rol.GEREALISEERD or rol in BALANCES
    tot = next((date for date, sure in find_dates(text) if dated and (sure or rol in BALANCES)), None)
    return Kolom(index, titel, rol, teken, maand, tot, find_halfjaren(text))


def closest_title(naam: str, titles: Iterable[str]) -> str:
    """The header that looks most like what lacks, for a suggestion; empty when none does.

    >>> closest_title("gerealiseerd", ["Gemeente", "Gerealisserd"])
    'Gerealisserd'
    """
    near = process.extractOne(naam, list(titles), scorer=fuzz.partial_ratio, processor=plain, score_cutoff=80)
    return near[0] if near else ""


def _meaning(text: str) -> tuple[Rol, int]:
    if _CODE.fullmatch(text):
        return Rol.CODE, 0
    if _NAAM.fullmatch(text):
        return Rol.NAAM, 0
    if text in {"peildatum", "stand per", "datum", "standdatum"}:
        return Rol.PEILDATUM, 0
    if "provinciecode" not in text and (text.startswith("provincie") or text in {"prov", "prov."}):
        return Rol.PROVINCIE, 0
    if "%" in text or "percentage" in text or "procent" in text or text.startswith("perc"):
        return Rol.PERCENTAGE, 0
    if _BEKEND.search(text):
        return Rol.BEKEND, 0
    if _NOG.search(text):
        return Rol.NOG, 0
    if _GEREALISEERD.search(text) and not re.search("gecorrigeerd|achterstand|voorsprong|saldo|verschil|minus", text):
        return Rol.GEREALISEERD, 0
    if "excl" not in text and _GECORRIGEERD.search(text):
        return Rol.GECORRIGEERD, 0
    if "excl" in text and _TAAKSTELLING.search(text):
        return Rol.TAAKSTELLING, 0
    return _balance(text) or _task_or_done(text)


def _balance(text: str) -> tuple[Rol, int] | None:
    """Achterstand, voorsprong or saldo, with the sign that the header declares."""
    if re.search(r"(verschil|minus)\b.*(realis|gehuisvest)", text):
        return Rol.NOG, 0
    text = _LEAD.sub("voorsprong", _BACKLOG.sub("achterstand", text))
    achter, voor = "achterstand" in text, "voorsprong" in text
    minus_is_achter = re.search(r"achterstand\W{0,3}(\(\s*[-−–]\s*\)|=\s*(-|min))|(^|\W)[-−–] ?= ?achterstand", text)
    plus_is_voor = re.search(r"voorsprong\W{0,3}(\(\s*\+\s*\)|=\s*(\+|plus))|\+ ?= ?voorsprong", text)
    plus_is_achter = re.search(r"achterstand\W{0,3}(\(\s*\+\s*\)|=\s*(\+|plus))|\+ ?= ?achterstand", text)
    minus_is_voor = re.search(r"voorsprong\W{0,3}(\(\s*[-−–]\s*\)|=\s*(-|min))|(^|\W)[-−–] ?= ?voorsprong", text)
    teken = bool(plus_is_achter or minus_is_voor) - bool(minus_is_achter or plus_is_voor)
    if ("saldo" in text or "balans" in text) and (teken or achter == voor):
        return Rol.SALDO, teken
    if achter and voor:
        return (Rol.ACHTERSTAND, 1) if teken > 0 else (Rol.SALDO, teken)
    if achter:
        return (Rol.SALDO, -1) if teken < 0 else (Rol.ACHTERSTAND, 1)
    if voor:
        return Rol.VOORSPRONG, -1
    if re.search(r"\bverschil|beginstand|stand vorig", text):
        return Rol.SALDO, teken
    return None


def _task_or_done(text: str) -> tuple[Rol, int]:
    if _GEREALISEERD.search(text):
        return Rol.GEREALISEERD, 0
    if _TAAKSTELLING.search(text):
        return Rol.TAAKSTELLING, 0
    return Rol.ONBEKEND, 0


def _find_month(text: str) -> tuple[int | None, int] | None:
    iso = _ISO_MONTH.search(text)
    if iso:
        return int(iso["y"] or iso["y2"]), int(iso["m"] or iso["m2"])
    match = _MONTH.search(text)
    if not match:
        return None
    year = match["y"]
    return (int(year) if len(year) == 4 else 2000 + int(year)) if year else None, month_number(match[1])


def _is_bare_month(text: str) -> bool:
    return bool(
        _ISO_MONTH.fullmatch(text) or _MONTH.fullmatch(text) or re.fullmatch(rf"(in|maand) {_MONTH.pattern}", text)
    )
