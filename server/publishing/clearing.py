"""What is cleared away: what was left half made, releases that are no longer current, and drafts about which nobody decided.

Only days on which the worker looked make something old. So a clock that jumps ahead makes nothing old: it adds one day,
whatever it skips. `overtollig.json` in the state folder remembers; without it counting begins anew.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data import files
from data.releases.release_store import Releases
from server.publishing.drafts import Drafts
from server.settings import Settings

# names that earlier versions gave what they were writing: a file, an original by its checksum, a backup that is put back
EARLIER = re.compile(r"\..+\.part|\.[0-9a-f]{64}-\w+|\.terugzetten-\w+")


def sweep(settings: Settings, releases: Releases) -> int:
    """Removes what killed processes left half made in the state folder; how many. For who holds the lock of the worker.

    In the inbox a name that begins with a dot is of who delivers.
    """
    left = [
        path
        for path in settings.state_dir.rglob(".*")
        if EARLIER.fullmatch(path.name)
        and not path.name.startswith(files.PREFIX)
        and settings.inbox not in path.parents
    ]
    for path in left:
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return len(left) + releases.sweep() + files.sweep((settings.state_dir,))


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
        content = json.loads(path.read_bytes())
        look = _Look(day, str(content["dag"]), {str(name): int(days) for name, days in content["dagen"].items()})
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        look = _Look(day, "", {})
    yield look
    files.write(path, json.dumps({"dag": str(day), "dagen": look.seen}).encode())
