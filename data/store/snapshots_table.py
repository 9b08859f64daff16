"""What the store hands out and takes in, and how that looks in a row. No SQL here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.errors import InvalidTerm
from data.findings import Ernst, Finding
from data.intake.result import Intake
from data.terms import Halfjaar, Peildatum, Snapshot

LONGEST_NAME = 255  # characters kept of a file name or of who delivered it
LONGEST_TOELICHTING = 500  # characters of why a file came


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did. When not `new`, `revision` is the one that has this content already."""

    peildatum: Peildatum
    revision: int
    new: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a file came from, and what was found in it. `ontvangen` is aware, in UTC."""

    sha256: str
    filename: str
    door: str
    wie: str
    ontvangen: dt.datetime
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SnapshotInfo(Provenance):
    """A snapshot, and where it came from."""

    peildatum: Peildatum
    revision: int
    voorbeeld: bool
    toelichting: str = ""  # why it came, for everybody to read


@dataclass(frozen=True, slots=True)
class Revision:
    """One file of a peildatum, as far as the public may know. `ontvangen` is aware, in UTC; `toelichting` may be empty."""

    peildatum: Peildatum
    revision: int
    voorbeeld: bool
    sha256: str
    ontvangen: dt.datetime
    toelichting: str


@dataclass(frozen=True, slots=True)
class AddedCircular:
    """What adding a circular did. When not `new`, `revision` is the one that has this content already."""

    halfjaar: Halfjaar
    revision: int
    new: bool


@dataclass(frozen=True, slots=True)
class CirculaireInfo(Provenance):
    """A circular, and where it came from; `uitgever` is empty when the file names no ministry."""

    halfjaar: Halfjaar
    revision: int
    uitgever: str


@dataclass(frozen=True, slots=True)
class Rejection(Provenance):
    """A file that was not accepted, with why; `peildatum` as far as it could be read."""

    id: int
    peildatum: Peildatum | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a delivery with a key: it is in a snapshot or a circular, or it was rejected.

    `ontvangen` is aware, in UTC.
    """

    ontvangen: dt.datetime
    snapshot: SnapshotInfo | None
    rejection: Rejection | None
    circulaire: CirculaireInfo | None = None


@dataclass(frozen=True, slots=True)
class Melding:
    """Something that happened and that people should be able to read later. `moment` is aware, in UTC."""

    id: int
    soort: str
    tekst: str
    moment: dt.datetime
    publiek: bool
    details: dict[str, Any] | None


def first_with_content(rows: Iterable[Revision], revision: int) -> int | None:
    """The earlier revision of the same month with the same content as this one; None for content that is new."""
    in_order = sorted(rows, key=lambda row: row.revision)
    content = next((row.sha256 for row in in_order if row.revision == revision), None)
    return next((row.revision for row in in_order if row.revision < revision and row.sha256 == content), None)


def storable(text: str, longest: int | None = None) -> str:
    """The text without what a database refuses (NUL, lone surrogates), cut to `longest` characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:longest]


def parse_toelichting(text: str) -> str:
    """Why a file came, on one line and without signs that nobody sees. Raises InvalidTerm when it is too long.

    >>> parse_toelichting(" Utrecht meldde\\r\\n  dubbel getelde personen. ")
    'Utrecht meldde dubbel getelde personen.'
    """
    one_line = "".join(c for c in " ".join(text.split()) if c.isprintable())
    if len(one_line) > LONGEST_TOELICHTING:
        raise InvalidTerm(f"toelichting (hoogstens {LONGEST_TOELICHTING} tekens)", f"{one_line[:20]}…")
    return one_line


def write_provenance(intake: Intake, door: str, wie: str, now: dt.datetime) -> dict[str, Any]:
    """The columns that say where a file came from. Only the last part of a path is kept of its name."""
    name = intake.filename.replace("\\", "/").rsplit("/", 1)[-1]
    return {
        "filename": storable(name, LONGEST_NAME),
        "door": door,
        "wie": storable(wie, LONGEST_NAME),
        "ontvangen": now,
        "findings": json.dumps([f.to_json() for f in intake.findings]),
    }


def read_findings(text: str) -> tuple[Finding, ...]:
    """The findings that `write_provenance` wrote."""
    return tuple(Finding(**(value | {"ernst": Ernst(value["ernst"])})) for value in json.loads(text))


def _provenance(row: Any) -> dict[str, Any]:
    """What any row says of the file that came."""
    came = {name: getattr(row, name) for name in ("sha256", "filename", "door", "wie", "ontvangen")}
    return came | {"findings": read_findings(row.findings)}


def read_info(row: Any) -> SnapshotInfo:
    """The info in a row of the table of snapshots."""
    return SnapshotInfo(
        peildatum=Peildatum(row.peildatum),
        revision=row.revision,
        voorbeeld=row.voorbeeld,
        toelichting=row.toelichting or "",
        **_provenance(row),
    )


def read_circular_info(row: Any) -> CirculaireInfo:
    """The info in a row of the table of circulars."""
    return CirculaireInfo(
        halfjaar=Halfjaar.parse(row.halfjaar),
        revision=row.revision,
        uitgever=row.uitgever,
        **_provenance(row),
    )


def read_rejection(row: Any) -> Rejection:
    """The rejection in a row of that table."""
    return Rejection(
        id=row.id,
        peildatum=None if row.peildatum is None else Peildatum(row.peildatum),
        **_provenance(row),
    )


def read_melding(row: Any) -> Melding:
    """The melding in a row of that table."""
    details = None if row.details is None else json.loads(row.details)
    return Melding(row.id, row.soort, row.tekst, row.moment, row.publiek, details)


def cijfers_rows(snapshot_id: int, snapshot: Snapshot, intake: Intake) -> list[Mapping[str, Any]]:
    """A row per gemeente, with its place in the file where the intake knows it."""
    rows: list[Mapping[str, Any]] = []
    for code, figures in sorted(snapshot.cijfers.items()):
        blad, rij = intake.herkomst.get(code, (None, None))
        rows.append(
            {
                "snapshot_id": snapshot_id,
                "code": code.number,
                "taakstelling": None if figures is None else figures.taakstelling,
                "achterstand": None if figures is None else figures.achterstand,
                "gerealiseerd": None if figures is None else figures.gerealiseerd,
                "blad": None if blad is None else storable(blad),
                "rij": rij,
            }
        )
    return rows


def naast_rows(snapshot_id: int, intake: Intake) -> list[Mapping[str, Any]]:
    """A row for each cell that stood beside the figures."""
    return [
        {
            "snapshot_id": snapshot_id,
            "kolom": kolom,
            "code": code.number,
            "kop": storable(naast.kop),
            "waarde": storable(waarde),
        }
        for kolom, naast in enumerate(intake.naast)
        for code, waarde in sorted(naast.waarden.items())
    ]


def kolommen_rows(snapshot_id: int, intake: Intake) -> list[Mapping[str, Any]]:
    """A row for each column that a figure was read from."""
    return [
        {
            "snapshot_id": snapshot_id,
            "blad": storable(bron.blad),
            "cijfer": bron.cijfer,
            "kolom": bron.kolom,
            "teken": bron.teken,
            "kop": storable(bron.kop),
        }
        for bron in intake.kolommen
    ]
