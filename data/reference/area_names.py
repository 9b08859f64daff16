"""Names of areas that nobody takes for another: Utrecht and Groningen are each a gemeente and a provincie. Pure."""

from __future__ import annotations

from functools import lru_cache

from data.reference.gemeenten import PROVINCIES, all_gemeenten
from data.terms import Gebied, Gebiedsoort


@lru_cache(maxsize=1)
def shared_names() -> frozenset[str]:
    """The names that a gemeente and a provincie have in common.

    >>> sorted(shared_names())
    ['Groningen', 'Utrecht']
    """
    return frozenset(PROVINCIES.values()) & {gemeente.naam for gemeente in all_gemeenten()}


def distinct_name(code: Gebied, naam: str) -> str:
    """The name of an area where it stands by itself: in a table, a title, a list of choices.

    >>> distinct_name(Gebied("GM0344"), "Utrecht"), distinct_name(Gebied("PV26"), "Utrecht")
    ('Utrecht (gemeente)', 'Utrecht (provincie)')
    >>> distinct_name(Gebied("GM0363"), "Amsterdam"), distinct_name(Gebied("PV27"), "Noord-Holland")
    ('Amsterdam', 'Noord-Holland')
    """
    return f"{naam} ({_soort(code)})" if naam in shared_names() else naam


def name_in_sentence(code: Gebied, naam: str) -> str:
    """The name of an area as a sentence says it.

    >>> name_in_sentence(Gebied("GM0344"), "Utrecht"), name_in_sentence(Gebied("PV31"), "Limburg")
    ('de gemeente Utrecht', 'Limburg')
    """
    return f"de {_soort(code)} {naam}" if naam in shared_names() else naam


def heading(code: Gebied, naam: str) -> str:
    """The name above a page of its own: a provincie always says that it is one.

    >>> heading(Gebied("GM0344"), "Utrecht"), heading(Gebied("PV31"), "Limburg"), heading(Gebied("GM0363"), "Amsterdam")
    ('Gemeente Utrecht', 'Provincie Limburg', 'Amsterdam')
    """
    named = naam in shared_names() or code.soort is Gebiedsoort.PROVINCIE
    return f"{_soort(code).capitalize()} {naam}" if named else naam


class Named:
    """What has the code and the name of an area, and says the name as the place asks for."""

    __slots__ = ()
    code: Gebied
    naam: str

    @property
    def distinct_name(self) -> str:
        """The name where it stands by itself: `Utrecht (gemeente)`, for there is a provincie Utrecht too."""
        return distinct_name(self.code, self.naam)

    @property
    def name_in_sentence(self) -> str:
        """The name within a sentence: `de gemeente Utrecht`."""
        return name_in_sentence(self.code, self.naam)

    @property
    def heading(self) -> str:
        """The name above a page of its own: `Gemeente Utrecht`, `Provincie Limburg`."""
        return heading(self.code, self.naam)


def _soort(code: Gebied) -> str:
    return "provincie" if code.soort is Gebiedsoort.PROVINCIE else "gemeente"
