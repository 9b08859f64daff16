"""The errors this product raises by name. Each holds the values that it is about; the text is Dutch, for people."""

from __future__ import annotations

from typing import Any


class LandInBeeldError(Exception):
    """Base of every error that we raise on purpose; anything else is a bug."""


class InvalidTerm(LandInBeeldError, ValueError):
    """A text that is not a gemeentecode, peildatum, half-year or other term of the field."""

    def __init__(self, term: str, value: object) -> None:
        self.term = term
        self.value = value
        super().__init__(f"{value!r} is geen geldige {term}.")


class SnapshotRejected(LandInBeeldError):
    """A file that was rejected whole; `findings` (data.findings.Finding) say why, all of them."""

    def __init__(self, findings: tuple[Any, ...]) -> None:
        self.findings = findings
        super().__init__(f"Het bestand is afgewezen: {len(findings)} bevinding(en).")


class SnapshotMissing(LandInBeeldError, LookupError):
    """The store has no snapshot of this peildatum, or not this revision of it."""

    def __init__(self, peildatum: object, revision: int | None = None) -> None:
        self.peildatum, self.revision = peildatum, revision
        which = "" if revision is None else f", versie {revision}"
        super().__init__(f"Er zijn geen cijfers van {peildatum}{which}.")


class DatabaseTooNew(LandInBeeldError):
    """The database was changed by a newer version of this product."""

    def __init__(self) -> None:
        super().__init__("De database is van een nieuwere versie van dit programma; gebruik die versie of een back-up.")


class BoundariesRejected(LandInBeeldError):
    """A boundary file that cannot become a vintage; `reasons` are Dutch sentences."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("De grenzen zijn afgewezen: " + " ".join(reasons))


class DownloadFailed(LandInBeeldError):
    """A service on the internet that did not give what was asked, after all attempts; `reason` is a Dutch sentence."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"Ophalen van {url} is niet gelukt: {reason}")


class BoundariesMissing(LandInBeeldError):
    """There are no boundaries for the gemeenten of this year."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"Er zijn geen gemeentegrenzen voor {year}. Lees ze in met: landinbeeld boundaries import BESTAND --year {year}"
        )


class BoundariesLost(BoundariesMissing):
    """The boundaries that were imported for a year are gone or damaged; without a word of an operator no others count."""

    def __init__(self, year: int, how: str = "weg") -> None:
        self.year = year
        LandInBeeldError.__init__(
            self,
            f"De ingelezen gemeentegrenzen van {year} zijn {how}. De kaart houdt de uitgaven die "
            f"ermee zijn gemaakt. Lees ze opnieuw in met: landinbeeld boundaries import BESTAND --year {year} (of doe er "
            f"afstand van met: landinbeeld boundaries remove --year {year})",
        )


class UnknownGebied(LandInBeeldError, LookupError):
    """A gemeente or provincie that does not exist at this peildatum; `went` names where it went, for people."""

    def __init__(self, code: str, went: str = "") -> None:
        self.code = code
        self.went = went
        super().__init__(f"Gebied {code} bestaat niet op deze peildatum." + (f" Opgegaan in {went}." if went else ""))


class TileOutsidePyramid(LandInBeeldError, LookupError):
    """A tile outside the zoom levels or the bounds of the pyramid."""

    def __init__(self, z: int, x: int, y: int) -> None:
        self.tile = (z, x, y)
        super().__init__(f"Tegel {z}/{x}/{y} ligt buiten de kaart.")


class ReleaseMissing(LandInBeeldError, LookupError):
    """No release of this name, or for this peildatum, or none at all."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"Er is geen uitgave {name}." if name else "Er is nog geen uitgave.")


class ReleaseIncomplete(LandInBeeldError):
    """A release directory that differs from its manifest."""

    def __init__(self, name: str, differences: tuple[str, ...]) -> None:
        self.name = name
        self.differences = differences
        super().__init__(f"Uitgave {name} is niet heel: " + "; ".join(differences))


class PointerDamaged(LandInBeeldError):
    """The file that says which releases are current is not what this program wrote; `reason` is the end of a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"De lijst van geldende uitgaven (current.json) {reason}.")


class NotShownYet(LandInBeeldError):
    """A decision of an operator that is kept, but not on the map yet: its cause is the error of the disk."""

    def __init__(self) -> None:
        super().__init__("Het is vastgelegd, maar staat nog niet op de kaart; de worker zet het erop zodra dat kan.")


class WorkerAlreadyRunning(LandInBeeldError):
    """Another worker holds the lock of this state folder."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        super().__init__(f"Er draait al een worker ({owner}).")
