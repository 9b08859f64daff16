"""What a kept output is made by, as a short text: when the code, a template or a renderer changes, it is made anew.

Nothing is raised by hand, so nothing is forgotten. The text is the same for a checkout and an installed package.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from data import files

ROOT = Path(__file__).parents[1]
_OURS = r"(?:data|tiles|reports|server)(?:\.\w+)*"
_IMPORT = re.compile(rf"^[ \t]*(?:import ({_OURS})|from ({_OURS}) import (\([^)]*\)|[^\n]*))", re.MULTILINE)


@lru_cache(maxsize=64)
def made_by(*modules: str, packages: tuple[str, ...] = (), beside: tuple[str, ...] = ()) -> str:
    """Twelve hex digits of the sources of these modules and all that they import of ours, whichever way they are reached.

    With the versions of `packages`, and the files that the patterns `beside` find (from the folder with our packages).
    """
    paths = {source(name) for name in closure(*modules)} | {p for pattern in beside for p in ROOT.glob(pattern)}
    lines = [f"{path.relative_to(ROOT).as_posix()} {files.sha256(path.read_bytes())}" for path in sorted(paths)]
    lines += [f"{package} {version(package)}" for package in packages]
    return files.sha256("\n".join(lines).encode())[:12]


@lru_cache(maxsize=1024)
def source(module: str) -> Path:
    """The file of a module or package of ours."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def closure(*modules: str) -> frozenset[str]:
    """These modules and what they import of ours, to the end."""
    seen: set[str] = set()
    left = list(modules)
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += _imports(name)
    return frozenset(seen)


@lru_cache(maxsize=1024)
def _imports(module: str) -> tuple[str, ...]:
    modules = []
    for plain, package, names in _IMPORT.findall(source(module).read_text(encoding="utf-8")):
        modules.append(plain or package)
        if package and source(package).name == "__init__.py":
            inside = (f"{package}.{name}" for name in re.findall(r"\w+", names))
            modules += [name for name in inside if source(name).is_file()]
    return tuple(modules)
