"""Errors of the operating system in Dutch, as the end of a sentence about a file or an address."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

SYSTEM = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de toegestane ruimte op de schijf is op",
    errno.EROFS: "de schijf is alleen te lezen",
    errno.EACCES: "daar is geen toestemming voor",
    errno.EPERM: "daar is geen toestemming voor",
    errno.ENOENT: "dat bestaat niet",
    errno.ENOTDIR: "een deel van dit pad is geen map",
    errno.EISDIR: "dat is een map",
    errno.EEXIST: "dat bestaat al",
    errno.EIO: "de schijf geeft een fout",
    errno.ENAMETOOLONG: "die naam is te lang",
    errno.EADDRINUSE: "dat adres is al in gebruik",
    errno.EADDRNOTAVAIL: "dat adres is niet van deze machine",
    errno.ECONNREFUSED: "de verbinding is geweigerd",
}


def reason(error: OSError, place: Path | str | None = None) -> str:
    """Why the system refused, without a full stop; its own words where we have none.

    Of a full disk also which: that of the file that the error names, else of `place`.
    """
    name = place if error.filename is None else os.fsdecode(error.filename)
    if error.errno in (errno.ENOSPC, errno.EDQUOT) and name is not None:
        return SYSTEM[error.errno] + room(Path(name))
    return SYSTEM.get(error.errno or 0) or (error.strerror or str(error) or type(error).__name__).splitlines()[0][:200]


def room(path: Path) -> str:
    """In brackets: the folder in which this file lies or would lie, and what is free there."""
    folder = next(p for p in (path.absolute(), *path.absolute().parents) if p.is_dir())
    return f" (map {folder}, nog {shutil.disk_usage(folder).free // 10**6} MB vrij)"
