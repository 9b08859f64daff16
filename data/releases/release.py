"""One release: a directory that never changes, with a manifest of what is in it and what it was made from."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from data import files
from data.domain.stand import Stand
from data.terms import Peildatum

MANIFEST, STAND, FORMER = "manifest.json", "stand.json", "vorige.json"
NAME = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-01-r[0-9]{1,4}-[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True, eq=False)
class Release:
    """One release, open for reading."""

    name: str
    path: Path
    manifest: Mapping[str, Any]

    @cached_property
    def stand(self) -> Stand:
        """The figures, provincies and land included."""
        return Stand.from_json(json.loads((self.path / STAND).read_bytes()))

    @cached_property
    def former(self) -> Stand | None:
        """The figures of the revision before this one, to tell what changed; None for the first revision."""
        path = self.path / FORMER
        return Stand.from_json(json.loads(path.read_bytes())) if FORMER in self.manifest["files"] else None

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What it was made from: snapshot, boundaries (`grenzen`: year, key, bron, gegeneraliseerd), settings."""
        stated: Mapping[str, Any] = self.manifest["inputs"]
        return stated

    @property
    def vintage(self) -> Mapping[str, Any]:
        """The boundaries it shows: `year`, `key`, `bron`, `gegeneraliseerd`."""
        grenzen: Mapping[str, Any] = self.inputs["grenzen"]
        return grenzen

    def differences(self) -> tuple[str, ...]:
        """Dutch sentences about files that are missing, changed or not in the manifest; empty for a whole release."""
        out = []
        listed: dict[str, dict[str, Any]] = self.manifest["files"]
        for name in sorted(listed):
            if not (self.path / name).is_file():
                out.append(f"{name} ontbreekt")
            elif self.differs(name):
                out.append(f"{name} is veranderd")
        present = {str(p.relative_to(self.path)) for p in self.path.rglob("*") if p.is_file()}
        out.extend(f"{name} hoort er niet bij" for name in sorted(present - set(listed) - {MANIFEST}))
        return tuple(out)

    def differs(self, name: str) -> bool:
        """Whether one file of the manifest is missing or changed."""
        path, about = self.path / name, self.manifest["files"][name]
        return not path.is_file() or path.stat().st_size != about["size"] or files.sha256(path) != about["sha256"]


def release_name(peildatum: Peildatum, revision: int, inputs: Mapping[str, Any]) -> str:
    """The name that follows from what a release is made of, so equal input gives the same release."""
    return f"{peildatum}-r{revision}-{release_hash(inputs)[:8]}"


def release_hash(inputs: Mapping[str, Any]) -> str:
    """The sha256 of what a release is made of; its first eight signs end the name of the release."""
    return files.sha256(json_bytes(dict(inputs)))


def revision_of(name: str) -> int:
    """The revision in the name of a release; 0 when there is none."""
    return int(name.split("-r", 1)[1].split("-", 1)[0]) if "-r" in name else 0


def peildatum_of(name: str) -> Peildatum:
    """The peildatum in the name of a release."""
    return Peildatum.parse(name[:10])


def stand_bytes(stand: Stand) -> bytes:
    """The file with the figures of a release."""
    return json.dumps(stand.to_json(), ensure_ascii=False, separators=(",", ":")).encode()


def source_date(peildatum: Peildatum) -> dt.datetime:
    """The moment that files of a release carry: midnight UTC of the peildatum, never the clock."""
    return dt.datetime.combine(peildatum.date, dt.time(), dt.UTC)


def json_bytes(value: object) -> bytes:
    """JSON of which equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
