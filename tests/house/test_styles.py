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
    *(SERVER / "maps").glob("*.py"),
    *(SERVER / "through_time").glob("*.py"),
]
TOKENS = STYLE / "tokens.css"
SYSTEM = ("--basis-", "--nl-", "--utrecht-", "--land-in-beeld-", "--palette-")
LIBRARY = "maplibregl"  # classes of the map library begin so
SET_BY_SCRIPT = {
    token
    for path in (SERVER / "web" / "src").glob("*.ts")
    for token in re.findall(r"\"(--[\w-]+)\"", path.read_text("utf-8"))
}
MOST_LINES = 300


def named(css: str) -> set[str]:
    """The classes and ids in the selectors of a sheet."""
    selectors = (text for text in re.findall(r"([^{};]+)\{", css) if not text.strip().startswith("@"))
    return {name for text in selectors for name in re.findall(r"[.#]([a-zA-Z][\w-]*)", text)}


def declared(css: str) -> set[str]:
    """The custom properties that a sheet gives a value."""
    return set(re.findall(r"(?<![\w(-])(--[\w-]+):", css))


def test_every_class_and_id_of_a_sheet_is_used() -> None:
    words = set(re.findall(r"[\w-]+", " ".join(path.read_text(encoding="utf-8") for path in USERS)))
    dead = {
        (path.name, name) for path, css in SHEETS.items() for name in named(css) - words if not name.startswith(LIBRARY)
    }
    assert len(SHEETS) > 20
    assert not dead


def test_every_token_is_used() -> None:
    every = "".join(SHEETS.values())
    tokens = {token for token in declared(SHEETS[TOKENS]) if not token.startswith("--basis-space-")}  # a scale is whole
    assert len(tokens) > 30
    assert not {token for token in tokens if f"var({token}" not in every}


def test_every_name_of_the_system_stands_in_the_sheet_of_tokens() -> None:
    tokens = declared(SHEETS[TOKENS]) | declared(SHEETS[STYLE / "palette.css"])
    for path, css in SHEETS.items():
        names = set(re.findall(r"var\((--[\w-]+)", css))
        assert not {name for name in names - tokens if name.startswith(SYSTEM)}, path.name
        own = names - tokens - declared("".join(SHEETS.values())) - SET_BY_SCRIPT
        assert not own, f"{path.name} uses what nothing declares"


def test_only_the_sheet_of_tokens_names_a_token() -> None:
    elsewhere = {
        path.name: sorted(name for name in declared(css) if name.startswith(SYSTEM)) for path, css in SHEETS.items()
    }
    assert {name for name, tokens in elsewhere.items() if tokens} == {"tokens.css", "palette.css", "embed.css"}
    assert elsewhere["embed.css"] == ["--basis-border-radius-sm"]  # which a host may choose


def test_a_theme_wins_wherever_its_sheet_stands() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", SHEETS[TOKENS])
    plain = [selector.strip() for selector, body in rules if "--" in body and ".ingesloten" not in selector]
    assert plain == [":where(:root)"]


def test_sheets_stay_short() -> None:
    assert {path.name for path, css in SHEETS.items() if css.count("\n") > MOST_LINES} == set()


def test_a_dead_rule_would_be_found() -> None:
    assert named("@media print { .a > .b-c:hover, #d { color: #fff; } }\n.e{}") == {"a", "b-c", "d", "e"}
