"""Which gemeenten a reader wants to see: those of some klassen, of one provincie, or both. Pure.

Map, table and embed have it in their address under the same names: `klasse=1,3` and `provincie=PV26`. What is not known
there counts as not asked. The script of the map has the same rules (`address.ts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.domain.stand import Regel
from data.reference.gemeenten import PROVINCIES
from data.terms import Klasse

PARAMETERS = ("klasse", "provincie")  # in a query


@dataclass(frozen=True, slots=True)
class AreaFilter:
    """The klassen that are wanted, none for all of them, and the code of a provincie, empty for the land.

    >>> AreaFilter.read({"klasse": "3,1,9", "provincie": "PV26"}).query()
    {'klasse': '1,3', 'provincie': 'PV26'}
    """

    klassen: frozenset[Klasse] = frozenset()
    provincie: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str], provincie: str = "") -> AreaFilter:
        """The filter in a query; `provincie` where the page is about one."""
        parts = args.get("klasse", "").split(",")
        klassen = frozenset(klasse for klasse in Klasse if str(int(klasse)) in parts)
        code = provincie or args.get("provincie", "")
        return cls(klassen if len(klassen) < len(Klasse) else frozenset(), code if code in PROVINCIES else "")

    @property
    def klasse(self) -> str:
        """The klassen as an address has them; empty for all."""
        return ",".join(str(int(klasse)) for klasse in sorted(self.klassen))

    def query(self) -> dict[str, str]:
        """What a query says of it; what is not asked is left out."""
        return {name: value for name, value in (("klasse", self.klasse), ("provincie", self.provincie)) if value}

    def shows(self, klasse: Klasse) -> bool:
        """Whether gemeenten of this klasse are wanted."""
        return not self.klassen or klasse in self.klassen

    def holds(self, regel: Regel) -> bool:
        """Whether this gemeente is wanted."""
        return self.shows(regel.klasse) and self.provincie in ("", regel.provinciecode)
