"""Says which text files do not end in exactly one newline; `python -m tests.house.files [FILE ...]`, by default all.

Run by pre-commit with the files of a commit and by `make lint`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FROZEN = ("server/static/embed/",)  # sites hold these by the hash of every byte


def tracked() -> list[str]:
    """Every file that git keeps, from the folder this runs in."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and Path(name).is_file()]


def badly_ended(names: list[str]) -> list[str]:
    """Those of the files that are text, are not empty and end otherwise; a file with a zero byte is no text."""
    bad = []
    for name in names:
        content = Path(name).read_bytes()
        is_text = content and b"\0" not in content and not name.startswith(FROZEN) and _decodes(content)
        if is_text and (not content.endswith(b"\n") or content.endswith((b"\n\n", b"\r\n"))):
            bad.append(name)
    return bad


def _decodes(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


if __name__ == "__main__":
    bad = badly_ended(sys.argv[1:] or tracked())
    for name in bad:
        print(f"{name} does not end in exactly one newline")
    sys.exit(bool(bad))
