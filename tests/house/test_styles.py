"""No style sheet keeps a rule or a token that nothing uses any more, and none grows long."""

from __future__ import annotations

import re
from pathlib import Path

SERVER = Path(__file__).parents[2] / "server"
STYLE = SERVER / "web" / "src" / "style"
SHEETS = {path: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S) for path in STYLE.rglob("*.css")}
USERS = [
    *(SERVER / "templates").glob("*.html"),
    *(SERVER / "web" / "src").glob("*.ts"),
    *(SERVER / "pages").glob("*.py"),
]
LIBRARY = "maplibregl"  # classes of the map library begin so
MOST_LINES = 300


def named(css: str) -> set[str]:
    """The classes and ids in the selectors of a sheet."""
    selectors = (text for text in re.findall(r"([^{};]+)\{", css) if not text.strip().startswith("@"))
    return {name for text in selectors for name in re.findall(r"[.#]([a-zA-Z][\w-]*)", text)}


def test_every_class_and_id_of_a_sheet_is_used() -> None:
    words = set(re.findall(r"[\w-]+", " ".join(path.read_text(encoding="utf-8") for path in USERS)))
    dead = {
        (path.name, name) for path, css in SHEETS.items() for name in named(css) - words if not name.startswith(LIBRARY)
    }
    assert len(SHEETS) > 20
    assert not dead


def test_every_token_is_used() -> None:
    every = "".join(SHEETS.values())
    tokens = set(re.findall(r"^\s+(--[\w-]+):", SHEETS[STYLE / "tokens.css"], flags=re.M))
    assert len(tokens) > 30
    assert not {token for token in tokens if f"var({token})" not in every}


def test_sheets_stay_short() -> None:
    assert {path.name for path, css in SHEETS.items() if css.count("\n") > MOST_LINES} == set()


def test_a_dead_rule_would_be_found() -> None:
    assert named("@media print { .a > .b-c:hover, #d { color: #fff; } }\n.e{}") == {"a", "b-c", "d", "e"}
