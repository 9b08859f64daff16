"""Facts about the whole repository."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from server.cli import main_group
from server.commands.running import GRANIAN
from server.publishing import inbox, notifications

ROOT = Path(__file__).parents[2]
TOP = {
    "server", "tiles", "reports", "data", "tests", "setup.cfg", "Procfile", "docs", "bench", "Makefile", "README.md",
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "requirements.lock", "pyproject.toml", "ruff.toml",
}  # fmt: skip


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [Path(name) for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    return _tracked()


def test_nothing_stands_at_the_top_that_does_not_belong_there(tracked: list[Path]) -> None:
    assert {path.parts[0] for path in tracked if not path.parts[0].startswith(".")} <= TOP


def test_modules_stay_short_and_say_what_they_are(tracked: list[Path]) -> None:
    begins = {".py": ('"""', "#!"), ".ts": ("//",)}
    looked_at = [p for p in tracked if p.suffix in begins and p.parts[0] in ("data", "tiles", "reports", "server")]
    assert {path.suffix for path in looked_at} == set(begins)
    for path in looked_at:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 300, f"{path} is long: split it by subject"
        assert not text or text.startswith(begins[path.suffix]), f"{path} does not say what it is"


def test_no_name_says_only_that_something_was_found(tracked: list[Path]) -> None:
    """What a thing is, is its name; `asked` is a table of the reports, whose identifiers hold its name."""
    empty = {"told", "found", "known", "asked", "shown", "wanted"}
    for path in (p for p in tracked if p.suffix == ".py" and p.parts[0] in ("data", "tiles", "reports", "server")):
        nodes = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        names = {getattr(node, field, None) for node in nodes for field in ("id", "arg", "name", "attr")}
        assert names & empty <= ({"asked"} if path.parts[0] == "reports" else set()), path


def test_setup_cfg_lists_every_package(tracked: list[Path]) -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    present = {
        ".".join(path.parent.parts)
        for path in tracked
        if path.name == "__init__.py" and path.parts[0] in ("data", "tiles", "reports", "server")
    }
    assert listed == present
    assert config["metadata"]["license"] == "EUPL-1.2"


def test_lock_pins_every_dependency_with_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {re.split(r"[=\[ ]", line)[0] for line in lock.splitlines() if re.match(r"[a-z0-9]", line)}
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    wanted = config["options"]["install_requires"] + "\n".join(config["options.extras_require"].values())
    for requirement in wanted.split("\n"):
        if requirement:
            name = re.split(r"[><=\[ ]", requirement)[0].lower()
            assert name in pinned, f"{name} is not in requirements.lock: run make lock"
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_no_registry_host_and_no_machine_path_is_written_down(tracked: list[Path]) -> None:
    host = re.compile(r"https?://[^ \"']*(?:registry|pypi|pythonhosted|npmjs|simple/)")
    for path in tracked:
        if path.suffix in (".lock", ".json", ".toml", ".cfg", ".npmrc", ".txt") or path.name in ("Makefile", ".npmrc"):
            found = host.search((ROOT / path).read_text(encoding="utf-8"))
            assert not found, f"{path}: {found and found[0]}"


def test_pyproject_is_no_more_than_a_build_needs() -> None:
    assert set(tomllib.loads((ROOT / "pyproject.toml").read_text())) == {"build-system"}


def test_procfile_starts_web_and_worker() -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert set(lines) == {"web", "worker"}
    assert "server.wsgi:app" in lines["web"]
    assert " ".join(GRANIAN) in " ".join(lines["web"].split()), "landinbeeld serve and the Procfile differ"
    assert lines["worker"] == "landinbeeld worker"


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    makefile = (ROOT / "Makefile").read_text()
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    for name in phony:
        assert f"make {name} " in listed, f"make {name} is not described"


def test_reference_data_is_only_what_may_be_kept(tracked: list[Path]) -> None:
    kept = {
        path.name for path in tracked if path.parts[:2] == ("data", "reference") and path.suffix in (".csv", ".geojson")
    }
    example = {name for name in kept if re.fullmatch(r"202[56]-\d\d-01\.csv", name)}
    assert len(example) == 22
    about = (ROOT / "data" / "reference" / "README.md").read_text()
    for name in kept - example:
        assert f"\n## {name}\n" in about, f"{name}: its source and licence are not in data/reference/README.md"


def test_units_run_in_the_folder_of_the_code() -> None:
    """Not in the state folder: gunicorn puts the folder it runs in before all others, and `reports/` there is no package."""
    for path in (ROOT / "docs" / "deploy").glob("*.service"):
        assert "\nWorkingDirectory=/opt/landinbeeld\n" in path.read_text(), path.name


def test_runbook_lists_every_ending_that_the_inbox_leaves_alone() -> None:
    told = (ROOT / "docs" / "runbook.md").read_text().split("## The inbox")[1].split("Taken in:")[0]
    endings = told.split(" or end in ")[1].split(" do not count")[0]
    assert set(re.findall(r"[.~][a-z]*", endings)) == set(inbox.TEMPORARY)


def test_runbook_explains_every_melding_and_names_only_commands_that_exist() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    for name in (
        "AFGEWEZEN",
        "WAARSCHUWING",
        "UITGAVE",
        "RAPPORTAGES",
        "WACHT",
        "STORING",
        "TE_LAAT",
        "SCHIJF",
        "SECURITY",
    ):
        assert f"`{getattr(notifications, name)}`" in runbook
    assert f"`{notifications.BESCHADIGD}`" in runbook
    names = set(re.findall(r"(?m)(?:`|^    (?:# )?|\| )landinbeeld ([a-z]+(?: [a-z]+)?)", runbook))
    assert len(names) > 10
    for words in names:
        command: click.Command = main_group
        for word in words.split():
            if isinstance(command, click.Group):
                inner = command.get_command(click.Context(command), word)
                assert inner, f"the runbook says `landinbeeld {words}`"
                command = inner
