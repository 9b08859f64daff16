"""Whole numbers as people write them in tables: thousands dots, decimal commas, minus signs anywhere. Pure."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

LARGEST = 1_000_000  # persons; the whole country never had a tenth of it in one half-year
_MINUS = "-−–—‒﹣－"
_SPACES = re.compile(r"\s+")  # also the no-break and thin spaces
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")  # zero width, and marks of direction
_WHOLE = re.compile(
    r"([0-9]{1,12}|[1-9][0-9]{0,2}(?:([. ])[0-9]{3})(?:\2[0-9]{3}){0,2})(?:,0{1,2})?|([0-9]{1,12})\.0{1,2}", re.ASCII
)
_BLANKS = {"", "nvt", "n.v.t.", "n.v.t", "nb", "n.b.", "onbekend", "geen", "x", ".", ".."}


class Soort(StrEnum):
    """What a cell in a column of figures holds."""

    GETAL = "getal"
    LEEG = "leeg"  # nothing, or n.v.t.
    STREEPJE = "streepje"  # a dash: nil
    GEEN_GETAL = "geen getal"


def read_amount(value: Cell) -> tuple[Soort, int]:
    """What the cell holds, and the whole number in it (0 unless it is a GETAL).

    `1,000` is refused: it is a thousand in English and one in Dutch.
    >>> [read_amount(v)[1] for v in ("1.234", "12-", "−5", "(7)", "13,0", 4.0)]
    [1234, -12, -5, -7, 13, 4]
    >>> [str(read_amount(v)[0]) for v in ("", "–", "12,5", "1,000", True)]
    ['leeg', 'streepje', 'geen getal', 'geen getal', 'geen getal']
    """
    if value is None:
        return Soort.LEEG, 0
    if isinstance(value, bool):
        return Soort.GEEN_GETAL, 0
    if isinstance(value, int):
        return Soort.GETAL, value
    if isinstance(value, float):
        if abs(value) < 1e12 and abs(value - round(value)) < 1e-6:
            return Soort.GETAL, round(value)
        return Soort.GEEN_GETAL, 0
    if not isinstance(value, str) or len(value) > 40:
        return Soort.GEEN_GETAL, 0
    text = _spaced(value)
    if text.casefold() in _BLANKS:
        return Soort.LEEG, 0
    if not text.strip(_MINUS + " "):
        return Soort.STREEPJE, 0
    sign, text = bare_number(text)
    match = _WHOLE.fullmatch(text)
    if not match:
        return Soort.GEEN_GETAL, 0
    return Soort.GETAL, sign * int((match[1] or match[3]).replace(".", "").replace(" ", ""))


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", _UNSEEN.sub("", text)).strip(" '")


def bare_number(text: str) -> tuple[int, str]:
    """The sign of a number in text, and the text without it, its brackets and its stars.

    >>> bare_number("(1.234)*"), bare_number("12-")
    ((-1, '1.234'), (-1, '12'))
    """
    text = _spaced(text).rstrip("* ")
    sign = 1
    if text[:1] == "(" and text[-1:] == ")":
        sign, text = -1, text[1:-1]
    elif text[:1] in _MINUS and text[:1]:
        sign, text = -1, text[1:]
    elif text[-1:] in _MINUS and text[-1:]:
        sign, text = -1, text[:-1]
    elif text[:1] == "+":
        text = text[1:]
    return sign, text.strip()


def read_share(value: Cell) -> float | None:
    """The number in a cell with a percentage or fraction, unit as written; None when there is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e9 else None
    if not isinstance(value, str):
        return None
    text = _SPACES.sub("", value).replace("%", "").replace(",", ".")
    return float(text) if re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,12})?", text, re.ASCII) else None


def column_letters(index: int) -> str:
    """The letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The column with these letters, counted from 0.

    >>> column_index("A"), column_index("Z"), column_index("AA")
    (0, 25, 26)
    """
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - 64
    return index - 1
