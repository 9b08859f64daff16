"""How final the figures of a report are, in the same words on its pages, in its title and in its file name. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.citaat import path_of
from data.domain.stand import Stand
from data.terms import Gebied


def mark(stand: Stand) -> str:
    """The one word: Tussenstand or Definitief."""
    return "Definitief" if stand.peildatum.is_final else "Tussenstand"


def replaces(stand: Stand, earlier: Sequence[Stand]) -> str:
    """Which version these figures take the place of: `versie 2, vervangt versie 1`; empty for a first version."""
    if stand.revision == 1:
        return ""
    revisions = [s.revision for s in earlier if s.peildatum == stand.peildatum and s.revision < stand.revision]
    return f"versie {stand.revision}, vervangt versie {max(revisions, default=stand.revision - 1)}"


def warning(stand: Stand, replaced: str) -> str:
    """The line below the mark: which version this is, and that figures still change."""
    provisional = "" if stand.peildatum.is_final else "voorlopig: cijfers veranderen nog"
    text = "; ".join(filter(None, (replaced or f"versie {stand.revision}", provisional)))
    return text[:1].upper() + text[1:]


def csv_path(stand: Stand, code: Gebied) -> str:
    """Where the figures of this version of a report stand as a table, below the address of the website."""
    return f"rapportages/{stand.halfjaar}/versie-{stand.revision}/{path_of(code).rpartition('/')[2]}.csv"


def in_file_name(stand: Stand, version: int | None = None) -> str:
    """The state as a part of a file name: `tussenstand-2026-11-01`, `definitief`, `definitief-versie-2`.

    `version` is an earlier one, which is always named; of the newest the first is not.
    """
    state = "definitief" if stand.peildatum.is_final else f"tussenstand-{stand.peildatum}"
    named = version if version is not None else stand.revision if stand.revision > 1 else None
    return state if named is None else f"{state}-versie-{named}"
