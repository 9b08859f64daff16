"""Releases: directories that never change, and one pointer file that says which of them are current.

A release holds everything of one peildatum (figures, tiles, pictures) and a manifest with the checksum of each file. It is
built beside the others, checked, renamed into place, and made current by one `os.replace` of `current.json`. Readers keep
what they have open, so they see the old release or the new one and never a mixture.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from data.errors import ReleaseIncomplete, ReleaseMissing
from data.stand import Stand
from data.terms import Peildatum

MANIFEST, STAND, POINTER = "manifest.json", "stand.json", "current.json"
BUILDING = ".building-"
NAME = re.compile(r"[0-9]{4}-[0-9]{2}-01-r[0-9]{1,4}-[0-9a-f]{8}", re.ASCII)


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

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What it was made from: snapshot, boundaries (`grenzen`: year, key, bron, gegeneraliseerd), settings."""
        found: Mapping[str, Any] = self.manifest["inputs"]
        return found

    @property
    def vintage(self) -> Mapping[str, Any]:
        """The boundaries it shows: `year`, `key`, `bron`, `gegeneraliseerd`."""
        found: Mapping[str, Any] = self.inputs["grenzen"]
        return found

    def differences(self) -> tuple[str, ...]:
        """Dutch sentences about files that are missing, changed or not in the manifest; empty for a whole release."""
        out = []
        listed: dict[str, dict[str, Any]] = self.manifest["files"]
        for name, about in sorted(listed.items()):
            path = self.path / name
            if not path.is_file():
                out.append(f"{name} ontbreekt")
            elif path.stat().st_size != about["size"] or _sha256(path) != about["sha256"]:
                out.append(f"{name} is veranderd")
        present = {str(p.relative_to(self.path)) for p in self.path.rglob("*") if p.is_file()}
        out.extend(f"{name} hoort er niet bij" for name in sorted(present - set(listed) - {MANIFEST}))
        return tuple(out)


@dataclass(frozen=True, slots=True)
class Index:
    """What is current: the release of each peildatum, newest peildatum first. `number` grows with each change."""

    number: int
    peildata: Mapping[Peildatum, str]

    @property
    def newest(self) -> Peildatum | None:
        """The newest peildatum that has a release."""
        return next(iter(self.peildata), None)

    @property
    def actueel(self) -> str | None:
        """The name of the release of the newest peildatum."""
        return next(iter(self.peildata.values()), None)


EMPTY = Index(0, {})


class Releases:
    """The folder with all releases. Reading is safe in any process; one process at a time may write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[int, int, int] | None = None
        self._index = EMPTY
        self._open: dict[str, Release] = {}

    def index(self) -> Index:
        """What is current now. Costs one `stat` when nothing changed; a damaged pointer keeps the last good one."""
        try:
            about = (self.folder / POINTER).stat()
        except FileNotFoundError:
            return self._index
        seen = (about.st_ino, about.st_mtime_ns, about.st_size)
        if seen != self._seen:
            try:
                self._index = self._read_pointer()
            except (ValueError, KeyError):
                if self._index is EMPTY:
                    raise
            self._seen = seen
        return self._index

    def _read_pointer(self) -> Index:
        told = json.loads((self.folder / POINTER).read_bytes())
        peildata = {Peildatum.parse(key): str(name) for key, name in told["peildata"].items()}
        return Index(int(told["number"]), dict(sorted(peildata.items(), reverse=True)))

    def release(self, name: str) -> Release:
        """The release of this name, current or not. Raises ReleaseMissing."""
        found = self._open.get(name)
        if found is None:
            if not NAME.fullmatch(name):
                raise ReleaseMissing(name[:60])
            path = self.folder / name
            try:
                manifest = json.loads((path / MANIFEST).read_bytes())
            except FileNotFoundError:
                raise ReleaseMissing(name) from None
            found = self._open[name] = Release(name, path, manifest)
            while len(self._open) > 64:  # old ones are read again when asked for
                del self._open[next(iter(self._open))]
        return found

    def current(self, peildatum: Peildatum | None = None) -> Release:
        """The current release of a peildatum, by default of the newest. Raises ReleaseMissing."""
        index = self.index()
        name = index.actueel if peildatum is None else index.peildata.get(peildatum)
        if name is None:
            raise ReleaseMissing("" if peildatum is None else str(peildatum))
        return self.release(name)

    def names(self) -> list[str]:
        """All releases on disk, newest peildatum first."""
        if not self.folder.is_dir():
            return []
        return sorted((p.name for p in self.folder.iterdir() if NAME.fullmatch(p.name)), reverse=True)

    def add(self, name: str, files: Iterable[tuple[str, bytes]], inputs: Mapping[str, Any]) -> Release:
        """Writes a release that is not current yet: beside, synced, verified, renamed. An equal one is taken as it is.

        Raises ReleaseIncomplete when what was written does not read back as it should.
        """
        path = self.folder / name
        if path.exists():
            existing = self.release(name)
            if not existing.differences():
                return existing
            self._open.pop(name)
            shutil.rmtree(path)
        self.folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=self.folder))
        try:
            listed = {}
            for file_name, content in files:
                target = building / file_name
                target.parent.mkdir(parents=True, exist_ok=True)
                _write_synced(target, content)
                listed[file_name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            manifest = {"name": name, "inputs": dict(inputs), "files": dict(sorted(listed.items()))}
            _write_synced(building / MANIFEST, _json(manifest))
            differences = Release(name, building, manifest).differences()
            if differences:
                raise ReleaseIncomplete(name, differences)
            building.chmod(0o755)
            for folder in {building, *(p.parent for p in building.rglob("*"))}:
                _sync_folder(folder)
            building.replace(path)
            _sync_folder(self.folder)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        return self.release(name)

    def switch(self, peildata: Mapping[Peildatum, str]) -> Index:
        """Makes exactly these releases current, in one step; a change of nothing writes nothing."""
        index = self.index()
        if dict(peildata) == dict(index.peildata):
            return index
        told = {
            "number": index.number + 1,
            "peildata": {str(p): name for p, name in sorted(peildata.items(), reverse=True)},
        }
        part = self.folder / f".{POINTER}.part"
        _write_synced(part, _json(told))
        part.replace(self.folder / POINTER)
        _sync_folder(self.folder)
        return self.index()

    def sweep(self) -> int:
        """Removes what a killed builder left behind; how many. For the one process that builds."""
        left = [p for p in self.folder.glob(f"{BUILDING}*") if p.is_dir()]
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(left)


def release_name(peildatum: Peildatum, revision: int, inputs: Mapping[str, Any]) -> str:
    """The name that follows from what a release is made of, so equal input gives the same release."""
    return f"{peildatum}-r{revision}-{hashlib.sha256(_json(dict(inputs))).hexdigest()[:8]}"


def stand_bytes(stand: Stand) -> bytes:
    """The file with the figures of a release."""
    return json.dumps(stand.to_json(), ensure_ascii=False, separators=(",", ":")).encode()


def source_date(peildatum: Peildatum) -> dt.datetime:
    """The moment that files of a release carry: midnight UTC of the peildatum, never the clock."""
    return dt.datetime.combine(peildatum.date, dt.time(), dt.UTC)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
