"""What is cleared away by age: releases that are no longer current, and drafts about which nobody decided.

Only days on which the worker looked count. So a clock that jumps ahead makes nothing old: it adds one day, whatever it
skips. `overtollig.json` in the state folder remembers; without it counting begins anew.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data import files
from data.releases.release_store import Releases
from server.publishing.drafts import Drafts
from server.settings import Settings


def clear(settings: Settings, releases: Releases, day: dt.date) -> None:
    """The look of one day, and what is due."""
    with _look(settings.state_dir / "overtollig.json", day) as looked:
        releases.prune(lambda path: looked.days(path.name) > settings.keep_days)
        Drafts(settings.state_dir / "concepten").sweep(lambda path: looked.days(path.name) > 1)


class _Look:
    """What lies there without being needed."""

    def __init__(self, day: dt.date, last: str, counted: dict[str, int]) -> None:
        self._new = last != str(day)
        self._counted = counted
        self.seen: dict[str, int] = {}

    def days(self, name: str) -> int:
        """Counts today for what goes by this name; on how many days it was seen."""
        self.seen[name] = self._counted.get(name, 0) + (self._new or name not in self._counted)
        return self.seen[name]


@contextmanager
def _look(path: Path, day: dt.date) -> Iterator[_Look]:
    """One look; what is not asked about in it is needed or gone, and is forgotten."""
    try:
        told = json.loads(path.read_bytes())
        found = _Look(day, str(told["dag"]), {str(name): int(days) for name, days in told["dagen"].items()})
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        found = _Look(day, "", {})
    yield found
    files.write(path, json.dumps({"dag": str(day), "dagen": found.seen}).encode())
