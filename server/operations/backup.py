"""Backs up to one file, and restores, what cannot be made again: database rows, originals, boundaries, pins, what waits.

Also the reports of earlier versions of a stand, which nobody makes any more. Releases, the other reports and geometry are
not in it: the worker makes them again, the same bytes from the same inputs. Rows are plain JSON lines, so a backup of
SQLite can be put back into PostgreSQL and the other way round.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from data import files
from data.errors import LandInBeeldError
from data.releases.release_store import Releases
from data.store import table_dump
from data.store.store import Store
from server import os_errors
from server.publishing.claims import CLAIMED
from server.publishing.worker_lock import WorkerLock
from server.rendering import report_store
from server.settings import Settings

ROWS, ABOUT, FORMAT = "rows.jsonl", "about.json", 1
FOLDERS = ("files", "boundaries")
NOTES = ("verzonden.json",)
PASSING = (*NOTES, "inbox", "reports")  # the worker moves or removes what lies there, also during a backup
KNOWN = {*FOLDERS, *NOTES, "inbox", "inbox.json", "releases", "reports"}  # what may lie in a backup, at its top


class BackupRefused(LandInBeeldError):
    """A backup that cannot be put back."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Deze back-up kan niet worden teruggezet: {reason}")


@dataclass(frozen=True, slots=True)
class Contents:
    """What went in or came back."""

    rows: int
    files: int


def make_backup(settings: Settings, target: Path) -> Contents:
    """Writes a .tar.gz beside and renames it; may run while the service runs.

    Rows first: every original they name was written before its row.
    """
    target.parent.stat()
    with Store(settings.database, settings.files) as store:
        store.migrate()
        releases = Releases(settings.releases, store)
        pinned = [pin.name for pin in (releases.pins() or {}).values() if pin.name]
    files.sweep((target.parent,), below=False)
    done: list[Contents] = []
    files.write(target, lambda file: done.append(_fill(file, settings, releases, pinned, target.parent)), mode=0o600)
    return done[0]


def _fill(file: IO[bytes], settings: Settings, releases: Releases, pinned: list[str], folder: Path) -> Contents:
    rows = kept = 0
    with tarfile.open(fileobj=file, mode="w:gz") as tar, tempfile.TemporaryFile(dir=folder) as lines:
        for row in table_dump.dump(settings.database):
            lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            rows += 1
        _add(tar, ABOUT, json.dumps({"format": FORMAT, "rows": rows}).encode())
        size = lines.tell()
        lines.seek(0)
        _add_stream(tar, ROWS, lines, size)
        for path in _kept(settings, releases, pinned):
            name = path.relative_to(settings.state_dir)
            try:
                tar.add(path, str(name), recursive=False)
            except FileNotFoundError:
                if name.parts[0] not in PASSING:
                    raise
            else:
                kept += 1
    return Contents(rows, kept)


def restore_backup(settings: Settings, source: Path) -> Contents:
    """Puts a backup into an empty state folder and database; all or nothing for the rows.

    Raises: BackupRefused, DatabaseNotEmpty, WorkerAlreadyRunning.
    """
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    try:
        with WorkerLock(settings.state_dir).held(), tarfile.open(source) as tar:
            about = json.loads(_read(tar, ABOUT))
            if about["format"] != FORMAT:
                raise BackupRefused("hij is van een andere versie van dit programma.")
            with Store(settings.database, settings.files) as store:
                store.migrate()
            table_dump.check_empty(settings.database)
            files.sweep((settings.state_dir,))
            with files.folder_beside(settings.state_dir) as beside:
                names = [_put(tar, m, beside) for m in tar if m.isfile() and m.name not in (ABOUT, ROWS)]
                _check_originals(beside / "files")
                with _moved(names, beside, settings.state_dir):
                    counts = table_dump.load(settings.database, _rows(tar))
                    if sum(counts.values()) != about["rows"]:
                        raise BackupRefused("er ontbreken rijen.")
    except OSError as error:
        if error.errno is None:  # of gzip: not of the disk
            raise BackupRefused("het bestand is niet heel.") from error
        why = os_errors.reason(error, settings.state_dir)
        raise BackupRefused(f"{why}." if "(" in why else f"{why} ({error.filename or settings.state_dir}).") from error
    except (tarfile.TarError, zlib.error, KeyError, ValueError, EOFError) as error:
        raise BackupRefused(f"het bestand is niet heel ({type(error).__name__}).") from error
    return Contents(about["rows"], len(names))


@contextmanager
def _moved(names: list[Path], beside: Path, folder: Path) -> Iterator[None]:
    """The files in their places; what was not there before goes away again when what follows fails."""
    new: list[Path] = []
    try:
        for name in names:
            target = folder / name
            if not target.exists():
                new.append(target)
            files.move(beside / name, target)
        yield
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def _kept(settings: Settings, releases: Releases, pinned: list[str]) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(p for p in (settings.state_dir / folder).rglob("*") if p.is_file() and p.name[0] != ".")
    waiting = (*settings.inbox.glob("*"), *settings.inbox.glob(f"{CLAIMED}/*/*"))
    yield from sorted(p for p in waiting if p.is_file() and p.name[0] != ".")
    yield from (p for name in NOTES if (p := settings.state_dir / name).is_file())
    for name in pinned:
        yield from sorted(p for p in (settings.releases / name).glob("*") if p.is_file())
    for release in report_store.report_releases(releases):
        for earlier in report_store.former_versions(settings, release).values():
            yield from sorted(earlier.glob("*.pdf"))


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> Path:
    """Writes one file with its time below `folder`; its place there.

    Not `TarFile.extract`: its filters came after Python 3.11.2.
    """
    parts = PurePosixPath(member.name).parts
    if ".." in parts or parts[0] not in KNOWN:
        raise BackupRefused("er zitten vreemde bestanden in.")
    stream = tar.extractfile(member)
    assert stream is not None

    def copy(file: IO[bytes]) -> None:
        shutil.copyfileobj(stream, file)
        file.flush()
        os.utime(file.fileno(), (member.mtime, member.mtime))

    files.write_unseen(folder.joinpath(*parts), copy)
    return Path(*parts)


def _check_originals(folder: Path) -> None:
    for path in folder.glob("*/*"):
        if files.sha256(path) != path.name:
            raise BackupRefused(f"{path.name} heeft een andere inhoud.")


def _rows(tar: tarfile.TarFile) -> Iterator[tuple[str, dict[str, Any]]]:
    stream = tar.extractfile(ROWS)
    assert stream is not None
    for line in stream:
        name, row = json.loads(line)
        yield name, row


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    stream = tar.extractfile(name)
    assert stream is not None
    return stream.read()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_stream(tar, name, io.BytesIO(content), len(content))


def _add_stream(tar: tarfile.TarFile, name: str, stream: IO[bytes], size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, stream)
