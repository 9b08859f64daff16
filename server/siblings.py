"""Whether the web processes that were started after this one serve yet: each that does says so in its name (Linux)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NAME = "landinbeeld-web"  # the kernel keeps 15 signs; what top and ps show

ENDED = ("Z", "X", "x")  # states of a process that only waits to be looked at


def say_serving() -> None:
    """From now on this process counts as one that serves."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(NAME)


def still_starting() -> bool:
    """Whether a later process of our parent does not serve yet. False where that cannot be seen: nobody is waited for.

    One that has ended counts no more, though it is listed until the parent looks at it.
    """
    parent, ours = os.getppid(), str(os.getpid())
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()  # in the order of their start
        later = children[children.index(ours) + 1 :]
        return any(_is_starting(child) for child in later)
    except (OSError, ValueError):
        return False


def _is_starting(child: str) -> bool:
    """By its name and state, the first fields of proc_pid_stat(5) after its number."""
    name, _, rest = Path(f"/proc/{child}/stat").read_text().partition("(")[2].rpartition(")")
    return name != NAME and rest.split()[0] not in ENDED
