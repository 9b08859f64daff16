"""What the words of a column header mean. Pure; the only place that knows how COA and others call their columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from data.columns.dates import MONTH_WORD, find_dates, find_halfjaren, month_number, plain
from data.sheets.cells import Cell, column_letters
from data.terms import MAANDEN, Halfjaar


class Rol(StrEnum):
    """The meaning of a column; the value is how we call it in a sentence."""

    CODE = "gemeentecode"
    NAAM = "gemeente"
    GEBIED = "gebied"  # gemeenten where no other column names them
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
    DEEL = "deel van een andere kolom"
    INWONERS = "inwoners"
    BEKEND = "niet nodig"
    ONBEKEND = "onbekend"


BALANCES = frozenset({Rol.ACHTERSTAND, Rol.VOORSPRONG, Rol.SALDO})
NAMING = frozenset({Rol.CODE, Rol.NAAM, Rol.GEBIED, Rol.PROVINCIE})
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
    """One column. `teken` is +1 where a plus is said to be achterstand, -1 where it is voorsprong, 0 when unsaid.

    `rol` is what the words propose first and `ook` what they allow besides; without `zeker` figures must bear it out.
    """

    index: int  # from 0
    titel: str
    rol: Rol
    teken: int = 0
    maand: tuple[int | None, int] | None = None  # year when given, and 1..12
    tot: dt.date | None = None  # the day after the period that it counts, or the day of a balance
    halfjaren: frozenset[Halfjaar] = frozenset()
    ook: tuple[Rol, ...] = ()
    zeker: bool = True
    blok: frozenset[Halfjaar | dt.date] = frozenset()  # half-years or days of the block of columns that it stands in

    @property
    def rollen(self) -> tuple[Rol, ...]:
        """Every meaning that the words allow, the likeliest first."""
        return (self.rol, *self.ook)

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
_INWONERS = re.compile(
    r"(aantal |aant |totaal )?(inwoner(s|tal|aantal)?|inw|bevolking)\b(?!.*(taakstelling|opgave|per 1(\.?000|00)))"
)
_BEKEND = re.compile(
    r"inwoner|bevolking|opmerking|toelichting|\bregio|volgnummer|^(nr|nr\.|nummer|#|rang|klasse|status|trede|periode|halfjaar|maand|jaar|id)$"
    r"|arbeidsmarkt|provinciecode|^pv|koppeling|gekoppeld|prognose|verwacht|raming|geraamd|gepland|streefcijfer"
    r"|jaartaakstelling|gemiddeld|per maand|\bbron\b"
)
_GECORRIGEERD = re.compile(
    r"gecorrigeerd|\bincl|inclusief|total[e]? ?(taakstelling|opgave)|totaalopgave|taakstelling totaal"
    r"|totaal (te huisvesten|te realiseren|opgave)|te realiseren taakstelling"
    r"|taakstelling ?(\+|plus|en|met|/|±|\+/-) ?(de )?(achterstand|voorsprong|saldo)"
)
_BACKLOG = re.compile(r"\b(tekort|te weinig( gehuisvest)?)\b")
_LEAD = re.compile(r"\b(overschot|surplus|te veel( gehuisvest)?)\b")
_NOG = re.compile(r"\bnog\b|restant|resterend|openstaand|te gaan\b|te plaatsen\b")
_NOT_DONE = re.compile("gecorrigeerd|achterstand|voorsprong|saldo|verschil|minus")
_BALANCE_FIRST = re.compile("achterstand|voorsprong|saldo")
_GEREALISEERD = re.compile(r"gerealiseerd|realisatie|gehuisvest|huisvestingen|geplaatst|plaatsingen|gevestigd")
_TAAKSTELLING = re.compile(r"taakstelling|\bopgave|doelstelling|\btarget")
_WAARVAN = re.compile(r"^\W*(waarvan|w\.?v\.?|daarvan|onder wie|van wie)\b")
_GEBIED = re.compile(r"(regio'?s?|rijlabels|row labels|gebied(en)?|regionaam)\W*")
_SURE_CORRECTED = re.compile(r"gecorrigeerd$|gecorrigeerde (taakstelling|opgave)\b")
_OTHER_PERIOD = re.compile(
    r"\b(vorige?|voorgaande?|volgende?|komende?|afgelopen|laatste)\b.*\b(half ?jaar|periode|kwartaal|jaar|maand|week)\b"
    r"|\b(deze|dit|per|hele?) (maand|week|kwartaal|jaar)\b"
)
_UNTIL_THEN = re.compile(r"t/m|\btm\b|tot en met|cumulatief")
_OF_BEFORE = re.compile(r"vorig|restant")
_TO_DO = re.compile(r"^(totaal )?te (realiseren|huisvesten|plaatsen)\b")
_SHARE_OF_ELSE = re.compile(r"aandeel|inwoner|landelijk|provincie|t\.?o\.?v\.?|ten opzichte")
_SUPERSCRIPT = dict.fromkeys(map(ord, "¹²³⁴⁵⁶⁷⁸⁹⁰⁽⁾†‡"))
_NOTE_MARK = re.compile(r"(\s*\*+\)?|\s*\(?\b[0-9a-e]\)|\s*\[[0-9a-z]\]|(?<=[a-z]{4})[0-9])+$")
_CUMULATIVE = re.compile(r"t/m|\btm\b|tot en met|cumulatief|totaal|\btot\b")
_MONTH = re.compile(rf"\b{MONTH_WORD}[ \-/']*(?P<y>20[0-9]{{2}}|[0-9]{{2}}\b)?")
_ISO_MONTH = re.compile(r"(?P<y>20[0-9]{2})[-/](?P<m>0[1-9]|1[0-2])$|(?P<m2>0[1-9]|1[0-2])[-/](?P<y2>20[0-9]{2})$")


def read_header(index: int, cell: Cell, blok: frozenset[Halfjaar | dt.date] = frozenset()) -> Kolom:
    """The column that this header cell announces; Rol.ONBEKEND when it says nothing that we know."""
    if isinstance(cell, dt.date):
        return Kolom(index, f"{MAANDEN[cell.month - 1]} {cell.year}", Rol.MAAND, maand=(cell.year, cell.month))
    if not isinstance(cell, str) or not cell.strip() or len(cell) > 160:
        return Kolom(index, "" if not isinstance(cell, str) else cell[:40], Rol.ONBEKEND)
    titel, text = " ".join(cell.split()), header_text(cell)
    rol, teken = _meaning(text)
    ook, zeker = _besides(rol, text)
    maand = None
    if rol in {Rol.GEREALISEERD, Rol.ONBEKEND} and (month := _find_month(text)):
        until = [date for date, _ in find_dates(text)]
        if not until and not _CUMULATIVE.search(text) and (rol is Rol.GEREALISEERD or _is_bare_month(text)):
            rol, maand = Rol.MAAND, month
    dated = rol is Rol.GEREALISEERD or rol in BALANCES
    tot = next((date for date, sure in find_dates(text) if dated and (sure or rol in BALANCES)), None)
    return Kolom(index, titel, rol, teken, maand, tot, find_halfjaren(text), ook, zeker, blok)


def header_text(cell: str) -> str:
    """The words of a header in their plainest form: no accents, note marks or underscores.

    >>> header_text("Gerealiséerd¹"), header_text("Gemeente 1)"), header_text("Taakstelling_2")
    ('gerealiseerd', 'gemeente', 'taakstelling 2')
    """
    return _NOTE_MARK.sub("", plain(cell.translate(_SUPERSCRIPT)).replace("_", " ")).strip()


def find_period(text: str) -> frozenset[Halfjaar | dt.date]:
    """The half-years or days in a header cell that says nothing else; empty when it names a column too."""
    plain_text = header_text(text)
    if _meaning(plain_text)[0] not in {Rol.ONBEKEND, Rol.BEKEND, Rol.INWONERS}:
        return frozenset()
    return frozenset(find_halfjaren(text)) | {date for date, _ in find_dates(text)}


def _besides(rol: Rol, text: str) -> tuple[tuple[Rol, ...], bool]:
    """What else a column with these words can be, and whether the words suffice when no figures decide."""
    if rol is Rol.GECORRIGEERD:
        if _TO_DO.search(text):
            return (Rol.NOG, Rol.TAAKSTELLING), False
        return (Rol.TAAKSTELLING,), bool(_SURE_CORRECTED.match(text)) or _names_balance(text)
    if rol is Rol.NOG:
        return (Rol.SALDO, Rol.GECORRIGEERD) if _OF_BEFORE.search(text) else (Rol.GECORRIGEERD,), True
    if rol in {Rol.SALDO, Rol.ACHTERSTAND}:
        return (Rol.NOG,), True
    return (), True


def _names_balance(text: str) -> bool:
    return bool(re.search("achterstand|voorsprong|saldo|tekort|overschot", text))


def closest_title(naam: str, titles: Iterable[str]) -> str:
    """The header that looks most like what is missing, as a suggestion; empty when none does.

    >>> closest_title("gerealiseerd", ["Gemeente", "Gerealisserd"])
    'Gerealisserd'
    """
    near = process.extractOne(naam, list(titles), scorer=fuzz.partial_ratio, processor=plain, score_cutoff=80)
    return near[0] if near else ""


def _meaning(text: str) -> tuple[Rol, int]:
    rol, teken = _by_words(text)
    of_half_year = _UNTIL_THEN.search(text) or _names_balance(text) or not _OTHER_PERIOD.search(text)
    if rol in {Rol.TAAKSTELLING, Rol.GECORRIGEERD, Rol.GEREALISEERD} and not of_half_year:
        return Rol.BEKEND, 0
    return rol, teken


def _by_words(text: str) -> tuple[Rol, int]:
    for says, rol in _WORDS:
        if says(text):
            return rol, 0
    return _balance(text) or _task_or_done(text)


def _names_provincie(text: str) -> bool:
    return "provinciecode" not in text and (text.startswith("provincie") or text in {"prov", "prov."})


def _names_share(text: str) -> bool:
    return "%" in text or "percentage" in text or "procent" in text or text.startswith("perc")


def _names_done(text: str) -> bool:
    return bool(_GEREALISEERD.search(text)) and not _NOT_DONE.search(text)


def _names_corrected(text: str) -> bool:
    return "excl" not in text and not _BALANCE_FIRST.match(text) and bool(_GECORRIGEERD.search(text))


_WORDS: tuple[tuple[Callable[[str], object], Rol], ...] = (  # the first that fits
    (_WAARVAN.search, Rol.DEEL),
    (_CODE.fullmatch, Rol.CODE),
    (_NAAM.fullmatch, Rol.NAAM),
    (_GEBIED.fullmatch, Rol.GEBIED),
    ({"peildatum", "stand per", "datum", "standdatum"}.__contains__, Rol.PEILDATUM),
    (_names_provincie, Rol.PROVINCIE),
    (lambda text: _names_share(text) and _SHARE_OF_ELSE.search(text), Rol.BEKEND),
    (_names_share, Rol.PERCENTAGE),
    (_INWONERS.match, Rol.INWONERS),
    (_BEKEND.search, Rol.BEKEND),
    (_NOG.search, Rol.NOG),
    (_TO_DO.search, Rol.GECORRIGEERD),
    (_names_done, Rol.GEREALISEERD),
    (_names_corrected, Rol.GECORRIGEERD),
    (lambda text: "excl" in text and _TAAKSTELLING.search(text), Rol.TAAKSTELLING),
)


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
