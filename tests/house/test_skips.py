"""A skip nobody knows of is a failure wherever everything is installed, and house tests that hooks and `make` name exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import files
from tests.house.skips import listed, not_listed

ROOT = Path(__file__).parents[2]
TEST = """
import pytest

def test_runs():
    pass

def test_is_left_out():
    pytest.skip("{reason}")
"""


@pytest.mark.parametrize(
    ("reason", "mode", "code", "extra"),
    [
        ("no such program here", "listed", 1, ()),
        ("no such program here", "listed", 1, ("-n", "1")),
        ("no such program here", "any", 0, ()),
        ("/x/shared/data/a.csv is not here", "listed", 0, ()),
    ],
)
def test_a_run_with_an_unknown_skip_fails(
    tmp_path: Path, reason: str, mode: str, code: int, extra: tuple[str, ...]
) -> None:
    """In a copy of the few files that decide it, run as `make unit` runs it."""
    for name in (
        "tests/conftest.py",
        "tests/postgresql.py",
        "tests/house/skips.py",
        "tests/house/skips.txt",
        "setup.cfg",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "tests/test_one.py").write_text(TEST.format(reason=reason))
    command = [sys.executable, "-m", "pytest", "--skips", mode, "-p", "no:cacheprovider", *extra]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert (f"tests/test_one.py::test_is_left_out: {reason}" in done.stdout) == bool(code)


def test_every_allowed_skip_has_a_reason_and_stands_in_a_test() -> None:
    told = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("*.py"))
    for pattern, why in listed().items():
        assert len(why) > 7
        words = max(re.split(r"[*{}]|: ", pattern), key=len)
        assert words.removeprefix("/") in told, f"nothing says {words!r} any more: take it off the list"
    assert list(not_listed([("tests/a.py::b", ("a.py", 1, "Skipped: x"))])) == ["tests/a.py::b: x"]


def test_an_end_of_file_that_is_not_one_newline_is_named(tmp_path: Path) -> None:
    kinds = {"good": b"a\n", "none": b"a", "two": b"a\n\n", "dos": b"a\r\n", "empty": b"", "binary": b"\0a"}
    for name, content in kinds.items():
        (tmp_path / name).write_bytes(content)
    assert files.badly_ended([str(tmp_path / name) for name in kinds]) == [
        str(tmp_path / name) for name in ("none", "two", "dos")
    ]


def test_what_the_hooks_and_lint_run_is_there() -> None:
    """Every hook of pre-commit is a part of `make lint`, and every file and module it names exists."""
    hooks = re.findall(r"(?m)^ +entry: (.*)$", (ROOT / ".pre-commit-config.yaml").read_text())
    makefile = (ROOT / "Makefile").read_text()
    lint = makefile.split("\nlint:")[1].split("\n\n")[0].replace("$(BIN)", ".venv/bin")
    assert len(hooks) == 4
    for hook in hooks:
        assert " ".join(hook.removesuffix(" --fix").split()) in lint
        for module in re.findall(r"-m ([\w.]+)", hook):
            assert (ROOT / (module.replace(".", "/") + ".py")).is_file()
    words = re.search(r"(?m)^ignore-words = (.*)$", (ROOT / "setup.cfg").read_text())
    assert words
    assert (ROOT / words[1]).is_file()
