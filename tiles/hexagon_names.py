"""Names of at most five signs for in a hexagon: whole where they fit, else shortened, no two alike. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

LONGEST = 5  # signs; as wide as a hexagon in letters of a third of its height


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """By code what stands in the hexagon of each gemeente; the shortest name keeps most of itself.

    >>> short_names({"a": "Urk", "b": "Rotterdam", "c": "Bergen op Zoom", "d": "Den Haag"})
    {'a': 'Urk', 'd': 'DHaag', 'b': 'Rott.', 'c': 'BoZoo'}
    >>> short_names({"a": "Amstelveen", "b": "Amsterdam", "c": "Bergen (NH.)", "d": "Bergen (L.)"})
    {'b': 'Amst.', 'a': 'Amstl', 'd': 'Berg.', 'c': 'BergN'}
    """
    given: dict[str, str] = {}
    for code, name in sorted(names.items(), key=lambda one: (len(one[1]), one[1], one[0])):
        given[code] = next(form for form in _forms(name) if form not in given.values())
    return given


def _forms(name: str) -> Iterator[str]:
    """How a name can be shortened, the best way first; at last with a number, so that there always is one."""
    *others, last = re.findall(r"[\w']+", name.split(" (")[0].removeprefix("'s-"))
    whole = "".join(word[0] for word in others) + last
    if len(whole) <= LONGEST:
        yield whole
    elif others:
        yield whole[:LONGEST]
    else:
        yield f"{whole[: LONGEST - 1]}."
    later = re.sub(r"\W", "", (whole if others else name)[LONGEST - 1 :])
    yield from (whole[: LONGEST - 1] + sign for sign in _telling(later))
    yield from (f"{whole[: LONGEST - len(str(number))]}{number}" for number in count(2))


def _telling(letters: str) -> Iterable[str]:
    """Letters that tell names apart: capitals, then consonants, then the others."""
    return sorted(letters, key=lambda sign: (not sign.isupper(), sign in "aeiou"))
