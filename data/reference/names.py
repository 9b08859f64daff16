"""Which gemeente or provincie a name means: exact on a normalised form, never a guess; suggestions only for people.

The forms of a name are the CBS name with and without its suffix, the suffix written as any provincie abbreviation, the
article moved or left out, and `data/reference/naamvarianten.csv`. A form that means two gemeenten stays ambiguous.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from data.reference.gemeenten import FIRST_KNOWN_YEAR, PROVINCIES, gemeente, gemeenten_of, herindelingen
from data.terms import Gemeente, Gemeentecode

LONGEST_NAME = 60
SUGGEST_FROM = 72  # rapidfuzz ratio 0..100 below which a suggestion would only confuse
_LAND = frozenset({"nederland", "nl", "landelijk", "land", "totaal", "totalen", "eindtotaal", "som", "totaalgeneraal"})
_BESIDE_LAND = frozenset(
    {"aantal", "alle", "gemeenten", "generaal", "heel", "van", "de", "het", "in", "over", "tabel", "samen"}
)
_ABBREVIATIONS = {
    "PV20": ("gr", "gn", "gron"),
    "PV21": ("fr", "f", "frl", "fries", "friesland", "fryslan"),
    "PV22": ("dr", "d"),
    "PV23": ("o", "ov", "ovl", "ovijssel"),
    "PV24": ("fl", "fle", "flev"),
    "PV25": ("g", "gld", "gl", "geld"),
    "PV26": ("u", "ut", "utr"),
    "PV27": ("nh", "nholland"),
    "PV28": ("zh", "zholland"),
    "PV29": ("z", "zl", "zld"),
    "PV30": ("nb", "nbr", "br", "nbrabant", "brabant"),
    "PV31": ("l", "lb", "li", "lim", "limb"),
}
PROVINCIE_NAMES = {"PV21": ("Friesland",), "PV30": ("Brabant",)}  # what people call them, beside the name
_ARTICLES = ("de", "het", "den", "'t", "'s", "the", "it")
_SUFFIX = re.compile(r"\s*\(([^()]{0,40})\)\s*$")
_MOVED = re.compile(r"^(.+?)[,(]\s*('s|'t|s|t|de|den|het|it)\s*-?\s*\)?$", re.IGNORECASE)
_CODE_FIRST = re.compile(r"\s*(?P<code>GM[0-9]{4}|[0-9]{4})\b\s*[-–:,]?\s*(?P<name>\D{0,60})", re.ASCII | re.IGNORECASE)
_CODE_LAST = re.compile(r"(?P<name>\D{2,60})[\s,(\[]+(?P<code>GM[0-9]{4}|[0-9]{4})\s*[)\]]?", re.ASCII | re.IGNORECASE)
_NOTE_MARK = re.compile(r"(\s*[*¹²³⁴⁵⁶⁷⁸⁹⁰†]+|\s+[0-9]\)|\s*\[[0-9a-z]\])$")


def normalise(text: str) -> str:
    """The letters and digits of a name, lower case, without accents: what two spellings have in common.

    >>> normalise("Súdwest-Fryslân"), normalise("’s-Gravenhage"), normalise("St. Anthonis"), normalise("ĲSSELSTEIN")
    ('sudwestfryslan', 'sgravenhage', 'sintanthonis', 'ijsselstein')
    """
    text = unicodedata.normalize("NFKD", text[:LONGEST_NAME].replace("&", " en ")).casefold()
    text = re.sub(r"\bst\b\.?", "sint", text)
    return "".join(c for c in text if c.isalnum() and not unicodedata.combining(c))


def tidy(text: str) -> str:
    """The name without note marks, `gemeente` before or behind it, and with a moved article put back.

    >>> tidy("Gemeente Amsterdam *"), tidy("Bilt, De"), tidy("Utrecht (gemeente)"), tidy("Hertogenbosch ('s)")
    ('Amsterdam', 'De Bilt', 'Utrecht', "'s Hertogenbosch")
    """
    text = " ".join(
        unicodedata.normalize("NFC", text[:LONGEST_NAME]).translate({0x2018: "'", 0x2019: "'", 0x60: "'"}).split()
    )
    text = _NOTE_MARK.sub("", text)
    text = re.sub(r"\s*[(,]\s*(?:gemeente|gem\.?)\s*\)?$", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^(?:gemeente|gem\.)\s+", "", text, flags=re.IGNORECASE)
    moved = _MOVED.match(text)
    return f"{moved[2]} {moved[1].strip()}" if moved else text


@lru_cache(maxsize=4096)
def _keys(text: str) -> tuple[str, ...]:
    """The normalised name, and where its last word may be a suffix, also the name and that suffix with a space between.

    >>> _keys("Bergen (N.H.)"), _keys("Midden Drenthe")
    (('bergennh', 'bergen nh'), ('middendrenthe', 'midden drenthe'))
    """
    text = tidy(text)
    base, _, ending = text.rstrip(" )").rpartition("(" if "(" in text else " ")
    if not base or not ending:
        return (normalise(text),)
    return normalise(text), f"{normalise(base)} {normalise(ending)}"


@lru_cache(maxsize=1)
def _other_names() -> tuple[dict[str, str], ...]:
    with Path(__file__).with_name("naamvarianten.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=1)
def varianten() -> tuple[tuple[str, Gemeentecode], ...]:
    """The other names of gemeenten, from the reference table."""
    return tuple((row["variant"], Gemeentecode.parse(row["code"])) for row in _other_names())


def short_forms(code: str) -> tuple[str, ...]:
    """What people call a gemeente, and how they shorten its name.

    >>> short_forms("GM0518"), short_forms("GM0363")
    (('Den Haag',), ())
    """
    return tuple(
        row["variant"] for row in _other_names() if row["code"] == code and row["soort"] in ("gangbaar", "kort")
    )


def _forms(g: Gemeente, names: Iterable[str]) -> Iterator[str]:
    endings = (*_ABBREVIATIONS[g.provinciecode], normalise(g.provincie))
    for name in names:
        base = _SUFFIX.sub("", name)
        article, _, rest = base.partition(" ")
        bases = {base}
        if article.casefold() in _ARTICLES and len(rest) > 3:
            bases.add(rest)
        if base.casefold().startswith("'s-") or base.casefold().startswith("s-"):
            bases.add(base.partition("-")[2])
        for form in bases:
            yield normalise(form)
            for ending in endings:
                yield f"{normalise(form)} {ending}"


@dataclass(frozen=True)
class Namen:
    """The names of the gemeenten of one year."""

    year: int
    gemeenten: dict[Gemeentecode, Gemeente]
    forms: dict[str, frozenset[Gemeentecode]]
    labels: dict[str, Gemeentecode]  # normalised CBS names and variants, for suggestions

    def find(self, text: str, provinciecode: str = "") -> tuple[Gemeente, ...]:
        """The gemeenten that this name can mean: none, one, or several; a provincie beside it can decide."""
        codes = next((self.forms[key] for key in _keys(text) if key in self.forms), frozenset())
        gemeenten = sorted((self.gemeenten[c] for c in codes), key=lambda g: g.code)
        inside = [g for g in gemeenten if g.provinciecode == provinciecode]
        return tuple(inside if len(gemeenten) > 1 and len(inside) == 1 else gemeenten)

    def suggest(self, text: str, most: int = 3) -> tuple[str, ...]:
        """Names that look like this text, best first."""
        key = _keys(text)[0]
        if len(key) < 3:
            return ()
        near = process.extract(key, self.labels.keys(), scorer=fuzz.ratio, limit=most + 3, score_cutoff=SUGGEST_FROM)
        return tuple(dict.fromkeys(self.gemeenten[self.labels[label]].naam for label, _, _ in near))[:most]


@lru_cache(maxsize=16)
def namen_of(year: int) -> Namen:
    """The names of the gemeenten of a year. Raises InvalidTerm before 2016."""
    return namen_among(gemeenten_of(year), year)


@lru_cache(maxsize=16)
def namen_among(given: tuple[Gemeente, ...], year: int) -> Namen:
    """The names of these gemeenten, which are those of the year."""
    gemeenten = {g.code: g for g in given}
    names = {code: [g.naam] for code, g in gemeenten.items()}
    for variant, code in varianten():
        if code in names:
            names[code].append(variant)
    forms: dict[str, set[Gemeentecode]] = {}
    labels: dict[str, Gemeentecode] = {}
    for code, g in gemeenten.items():
        for name in names[code]:
            labels[normalise(name)] = code
            forms.setdefault(normalise(name), set()).add(code)
        for form in _forms(g, names[code]):
            forms.setdefault(form, set()).add(code)
    return Namen(year, gemeenten, {form: frozenset(codes) for form, codes in forms.items()}, labels)


@lru_cache(maxsize=1)
def _former_and_later() -> dict[str, frozenset[Gemeentecode]]:
    by_form: dict[str, set[Gemeentecode]] = {}
    for h in herindelingen():
        for g in (h.old, gemeente(h.new_code)):
            for form in _forms(g, [g.naam, *(v for v, code in varianten() if code == g.code)]):
                by_form.setdefault(form, set()).add(g.code)
    return {form: frozenset(codes) for form, codes in by_form.items()}


def find_any_year(text: str) -> tuple[Gemeente, ...]:
    """Gemeenten of other years that this name can mean."""
    by_form = _former_and_later()
    codes = next((by_form[key] for key in _keys(text) if key in by_form), frozenset())
    return tuple(gemeente(code) for code in sorted(codes))


@lru_cache(maxsize=1)
def _provincie_forms() -> dict[str, str]:
    forms = {}
    for code, naam in PROVINCIES.items():
        for name in (naam, *(a for a in _ABBREVIATIONS[code] if len(a) > 1)):
            forms[normalise(name)] = code
    return forms


def split_code(text: str) -> tuple[str, str]:
    """A code and a name that stand in one cell, each empty when absent.

    >>> split_code("GM0363 Amsterdam"), split_code("Amsterdam (GM0363)"), split_code("0363"), split_code("De Bilt")
    (('GM0363', 'Amsterdam'), ('GM0363', 'Amsterdam'), ('0363', ''), ('', 'De Bilt'))
    """
    match = _CODE_FIRST.fullmatch(text) or _CODE_LAST.fullmatch(text)
    return (match["code"], match["name"].strip()) if match else ("", text)


@lru_cache(maxsize=4096)
def find_provincie(text: str) -> str:
    """The code of the provincie that this text names (PV27 for Noord-Holland), else an empty string."""
    text = re.sub(r"^(?:sub)?(?:totaal|totalen)\b|\(?\bprovincie\)?|\btotaal$|:", " ", text.casefold()).strip(" -–,")
    key = normalise(text)
    return key.upper() if key.upper() in PROVINCIES else _provincie_forms().get(key, "")


@lru_cache(maxsize=4096)
def is_land(text: str) -> bool:
    """Whether the text names the whole country or the sum of the table, and nothing else.

    >>> is_land("Totaal 388 gemeenten"), is_land("Landelijk totaal:"), is_land("Land van Cuijk")
    (True, True, False)
    """
    words = {w for w in re.findall(r"[^\W\d_]+", text.casefold()) if w}
    return bool(words & _LAND) and words <= _LAND | _BESIDE_LAND


@lru_cache(maxsize=1)
def known_years() -> tuple[int, ...]:
    """The years that began with another set of gemeenten than the year before."""
    changed = sorted({h.date.year + (h.date.month > 1) for h in herindelingen()})
    return (FIRST_KNOWN_YEAR, *(y for y in changed if gemeenten_of(y) != gemeenten_of(y - 1)))


def year_of_set(codes: Iterable[Gemeentecode]) -> int | None:
    """The latest year that began with exactly these gemeenten."""
    given = set(codes)
    return next((y for y in reversed(known_years()) if given == set(namen_of(y).gemeenten)), None)
