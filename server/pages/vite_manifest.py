"""Finds what the build of the front-end made: the URL of each script, style sheet and font, by its source file."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import url_for

FOLDER = Path(__file__).parents[1] / "static" / "bundle"
MANIFEST = FOLDER / ".vite" / "manifest.json"


@lru_cache(maxsize=4)
def _manifest(changed: int) -> dict[str, Any]:
    """The manifest of the build; `changed` is its time of change, so that a new build is noticed."""
    content: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return content


def build() -> int:
    """A number that another build changes; 0 when nothing has been built."""
    try:
        return MANIFEST.stat().st_mtime_ns
    except OSError:
        return 0


def _entry(source: str) -> dict[str, Any]:
    """What the build made of a source file. Raises: RuntimeError when the front-end has not been built."""
    try:
        entry: dict[str, Any] = _manifest(MANIFEST.stat().st_mtime_ns)[source]
    except (FileNotFoundError, KeyError) as error:
        raise RuntimeError(f"{source} is niet gebouwd; draai `npm ci && npm run build` in server/web") from error
    return entry


def files() -> set[str]:
    """Every file that the build made, without its compressed copies: nothing else is served."""
    if not MANIFEST.exists():
        return set()
    entries = _manifest(MANIFEST.stat().st_mtime_ns).values()
    return {name for e in entries for name in (e["file"], *e.get("css", []), *e.get("assets", []))}


def path_of(source: str) -> Path:
    """The built file of an entry, such as `src/land-in-beeld.ts`."""
    return FOLDER / str(_entry(source)["file"])


def script(source: str) -> str:
    """The URL of the script that was built of a source file."""
    return url_for("assets.built", name=_entry(source)["file"])


def _needed(source: str, *, later: bool) -> list[dict[str, Any]]:
    """The entry of a source file and everything that it imports at once, and `later` too."""
    entries: dict[str, dict[str, Any]] = {}
    names = [source]
    for name in names:
        entry = _entry(name)
        if entry["file"] not in entries:
            entries[entry["file"]] = entry
            names += [*entry.get("imports", []), *(entry.get("dynamicImports", []) if later else [])]
    return list(entries.values())


def styles(source: str) -> list[str]:
    """The URLs of the style sheets of an entry; of an entry that is a style sheet, its own."""
    files = [name for entry in _needed(source, later=True) for name in (entry.get("css", []) or [entry["file"]])]
    return [url_for("assets.built", name=name) for name in files if name.endswith(".css")]


def preloads(source: str) -> list[str]:
    """The URLs of the scripts that an entry needs at once, to be fetched at the same time as the entry itself."""
    return [url_for("assets.built", name=entry["file"]) for entry in _needed(source, later=False)[1:]]


def font(family: str, weight: int) -> str | None:
    """The URL of one of these fonts; `family` as in names of files (`ibm-plex-sans`). None when it is not there."""
    return next((url for url in fonts() if f"/{family}-latin-{weight}-normal" in url), None)


def fonts() -> list[str]:
    """The URLs of the fonts that every page needs at once."""
    names = sorted(name for name in _entry("src/style/site.css").get("assets", []) if name.endswith(".woff2"))
    return [url_for("assets.built", name=name) for name in names]
