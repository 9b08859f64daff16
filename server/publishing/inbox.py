"""The inbox: a folder where people drop COA files. A file counts when its size and time have stood still for a while.

Then it is claimed (`claims`), read, and put in `verwerkt/`, or in `afgewezen/` with its findings. What lies under
the same name by then is another file. A file that may not be moved is read once where it lies. Time is measured with a clock
that never jumps. Trouble with one file is said and never touches the others.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data import files
from data.findings import Finding
from data.store.store import Store
from server import os_errors
from server.machine_trouble import sentence_of
from server.publishing import notifications
from server.publishing.claims import Claim, Claims, NotAFile, Seen, StillChanging, read_whole
from server.publishing.ingest import Delivered, deliver, tell_again
from server.settings import Settings

log = logging.getLogger(__name__)

DONE, REJECTED = "verwerkt", "afgewezen"
MAX_BYTES = 32 * 2**20
TEMPORARY = (
    ".part",
    ".partial",
    ".tmp",
    ".temp",
    ".crdownload",
    ".download",
    ".filepart",
    ".swp",
    ".lock",
    ".bak",
    "~",
)
AGAIN_S = 30.0  # after a failure of ours (full disk, database away)
PATIENCE = 3  # failures of a file during which the later ones wait for it: taken in after them it would count as newest
LONGEST_NAME = 150  # bytes of a name that are kept behind the stamp


def unfinished(folder: Path) -> list[Path]:
    """Files in an inbox that are not read because of their name: of a program that is writing, or that was cut off."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return sorted(path for path in folder.iterdir() if _unfinished(path.name) and path.is_file())
    return []


def _unfinished(name: str) -> bool:
    """Programs add an ending, or a dot before the name and often signs behind it (rsync)."""
    name = name.lower()
    return name.endswith(TEMPORARY) or (name[0] in ".~" and any(ending in name for ending in (".csv", ".xls", ".ods")))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a file, and when; the findings of one that was rejected."""

    moment: dt.datetime
    findings: tuple[Finding, ...] | None


class Inbox:
    """Watches one folder. `still_s`: seconds that a file must not have changed."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        still_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        settings: Settings | None = None,
    ) -> None:
        self._settings = settings  # to say which database, and what is free
        self._folder, self._store, self._still_s, self._clock = folder, store, still_s, clock
        self._claims = Claims(folder)
        self._since: dict[Path, tuple[Seen, float]] = {}
        self._again: dict[str, float] = {}  # of the next try, by the key of a claim, as the two below
        self._failures: dict[str, int] = {}
        self._dealt: dict[str, _Outcome] = {}  # taken in, but it could not be put away
        for path in (folder, folder / DONE, folder / REJECTED):
            with contextlib.suppress(OSError):
                path.mkdir(parents=True, exist_ok=True)

    def look(self, now: dt.datetime) -> list[Delivered]:
        """Takes in every file that has stood still, oldest first; what became of each. `now` is for the records."""
        present = self._present()
        moment = self._clock()
        claims = [claim for name, seen in present.items() if (claim := self._claim(name, seen, moment))]
        claims = [*{claim.key: claim for claim in (*self._claims.all(), *claims)}.values()]
        self._forget({self._folder / name for name in present} | {c.path for c in claims}, {c.key for c in claims})
        delivered = []
        for claim in sorted(claims, key=lambda c: (c.seen.changed, c.path.name)):
            if self._again.get(claim.key, moment) <= moment:
                try:
                    taken = self._take(claim, moment, now)
                    self._failures.pop(claim.key, None)
                    if taken:
                        delivered.append(taken)
                except Exception as error:  # the edge of one file: said, tried again later
                    sentence = sentence_of(error, self._settings)
                    if sentence is None:
                        log.exception("inbox_file_failed file=%s", claim.display_name)
                    elif claim.key not in self._failures:  # of the machine: said once, in a line
                        log.error("inbox_file_failed file=%s reason=%s", claim.display_name, sentence)
                    self._failed(claim, error, now)
            if 0 < self._failures.get(claim.key, 0) < PATIENCE:
                break  # the later ones wait a while, then go on
        return delivered

    def _present(self) -> dict[str, Seen]:
        """The regular files that could be meant for us; links, folders and temporary files are not."""
        seen = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")) or entry.name.lower().endswith(TEMPORARY):
                    continue
                with contextlib.suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(about.st_mode):
                        seen[entry.name] = Seen.of(about)
        return seen

    def _still(self, path: Path, seen: Seen, moment: float) -> bool:
        """Whether it has looked like this for long enough."""
        before, first = self._since.get(path, (None, moment))
        self._since[path] = seen, first if before == seen else moment
        return before == seen and moment - first >= self._still_s

    def _claim(self, name: str, seen: Seen, moment: float) -> Claim | None:
        """The claim on a file that has stood still; None for one that has not, or that is gone."""
        path = self._folder / name
        if not self._still(path, seen, moment):
            return None
        try:
            claim = self._claims.make(name, seen)
        except OSError as error:
            log.warning("inbox_claim_failed file=%s reason=%s", name, error)
            return None
        if claim.path != path:
            self._since[claim.path] = self._since.pop(path)
        return claim

    def _take(self, claim: Claim, moment: float, now: dt.datetime) -> Delivered | None:
        """What became of a file when it is taken in just now; None when there is nothing to do, or not yet."""
        outcome = self._dealt.get(claim.key) or self._dealt.get(claim.place_key)
        if outcome is None and (delivery := self._store.delivery(claim.key, claim.place_key)):
            tell_again(self._store, delivery, now)
            outcome = _Outcome(delivery.ontvangen, delivery.rejection.findings if delivery.rejection else None)
        if outcome is not None:
            self._put_away(claim, outcome, now)
            return None
        if not self._still(claim.path, claim.seen, moment):
            return None
        try:
            content, seen = read_whole(claim.path, MAX_BYTES + 1)
        except NotAFile:
            self._put_aside(claim, now)
            return None
        except StillChanging:
            return None
        if seen != claim.seen:
            return None
        delivered = deliver(self._store, content, claim.display_name, door="inbox", wie="", now=now, key=claim.key)
        if claim.unmovable is None and Seen.of(claim.path.lstat()) != seen:
            self._claims.renew(claim)
        else:
            self._put_away(claim, _Outcome(now, None if delivered.accepted else delivered.findings), now)
        return delivered

    def _put_away(self, claim: Claim, outcome: _Outcome, now: dt.datetime) -> None:
        """Out of the way, beside its findings; where that is not possible the file stays, and is not read again."""
        dealt_before = claim.key in self._dealt
        if dealt_before and claim.unmovable:
            return
        try:
            target = _free_name(self._folder / (DONE if outcome.findings is None else REJECTED), outcome.moment, claim)
            if outcome.findings is not None:
                findings = json.dumps([f.to_json() for f in outcome.findings], ensure_ascii=False, indent=1) + "\n"
                files.write(target.with_name(f"{target.name}.bevindingen.json"), findings.encode())
            if claim.unmovable:
                raise claim.unmovable
            self._claims.finish(claim, target)
        except OSError as error:
            self._dealt[claim.key] = outcome
            if not dealt_before:
                log.warning("inbox_file_stays file=%s reason=%s", claim.display_name, error)
                became = "opgenomen" if outcome.findings is None else "afgewezen"
                text = (
                    f"Het bestand {claim.display_name} uit de inbox is {became} maar kan niet worden verplaatst: "
                    f"{os_errors.reason(error)}. Het wordt niet nog eens gelezen. "
                    "Haal het weg, of maak de map beschrijfbaar."
                )
                notifications.once(self._store, notifications.INBOX, claim.place_key, text, now)

    def _put_aside(self, claim: Claim, now: dt.datetime) -> None:
        """What took the place of a file and is none."""
        if claim.unmovable is None:
            self._claims.finish(claim, _free_name(self._folder / REJECTED, now, claim))
            log.warning("inbox_no_file file=%s", claim.display_name)
            text = (
                f"{claim.display_name} in de inbox is geen gewoon bestand; het is niet gelezen en ligt in {REJECTED}."
            )
            notifications.once(self._store, notifications.INBOX, claim.key, text, now)

    def _failed(self, claim: Claim, error: Exception, now: dt.datetime) -> None:
        self._again[claim.key] = self._clock() + AGAIN_S
        self._failures[claim.key] = self._failures.get(claim.key, 0) + 1
        if self._failures[claim.key] == PATIENCE:
            reason = (sentence_of(error, self._settings) or "het log zegt waarom").rstrip(".")
            text = (
                f"Het bestand {claim.display_name} uit de inbox kan nog niet worden opgenomen: {reason}. "
                f"Het wordt steeds opnieuw geprobeerd en ligt in {claim.path.parent}."
            )
            with contextlib.suppress(Exception):  # the database may be what fails
                notifications.once(self._store, notifications.INBOX, claim.key, text, now)

    def _forget(self, paths: set[Path], keys: set[str]) -> None:
        """What is gone; a file that comes back later is another one."""
        self._since = {path: since for path, since in self._since.items() if path in paths}
        self._again = {key: moment for key, moment in self._again.items() if key in keys}
        self._failures = {key: number for key, number in self._failures.items() if key in keys}
        self._dealt = {key: outcome for key, outcome in self._dealt.items() if key in keys}


def _free_name(folder: Path, moment: dt.datetime, claim: Claim) -> Path:
    """A place with the moment before the name, of which the end is kept as far as a file system takes it."""
    end = os.fsencode(claim.path.name)
    if len(end) > LONGEST_NAME:
        end = end[-LONGEST_NAME:].lstrip(bytes(range(0x80, 0xC0)))  # not within a letter
    number = 1
    while True:
        target = folder / f"{moment:%Y%m%dT%H%M%SZ}{f'-{number}' if number > 1 else ''}-{os.fsdecode(end)}"
        if not os.path.lexists(target):
            return target
        number += 1
