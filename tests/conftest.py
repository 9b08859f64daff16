"""What tests of several packages need: a real PostgreSQL of our own, where it is installed; which tests may be skipped.

Properties are tried on the same examples in every run, so a run says something about the change; `make fuzz` looks for new
ones (`--hypothesis-profile=search`).
"""

from __future__ import annotations

import fcntl
import os
import pickle
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from data.boundaries.vintages import ImportReport, import_file
from tests import postgresql
from tests.house.skips import not_listed

hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("same")


MARKS = {
    "fuzz": "new inputs for a long time; only with -m fuzz (`make fuzz`)",
    "long": "many processes or much to render; only with -m long (`make test-long`)",
}

SLOW_FIRST = ("tests/whole/", "tests/server/")


def pytest_configure(config: pytest.Config) -> None:
    for name, about in MARKS.items():
        config.addinivalue_line("markers", f"{name}: {about}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [name for name in MARKS if name not in config.getoption("-m")]
    later = {id(item) for item in items if any(item.get_closest_marker(name) for name in left_out)}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in later])
    items[:] = sorted((item for item in items if id(item) not in later), key=_place)


def _place(item: pytest.Item) -> int:
    """Files with slow tests first, so that two processes end at the same time."""
    return next((n for n, folder in enumerate(SLOW_FIRST) if item.nodeid.startswith(folder)), len(SLOW_FIRST))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--skips",
        choices=("any", "listed"),
        default="listed" if os.environ.get("CI") == "true" else "any",
        help="listed: a skipped test that is not in tests/house/skips.txt is a failure (the default where CI=true)",
    )


@pytest.hookimpl(tryfirst=True)  # before the closing lines are written
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(config, "workerinput") or terminal is None or config.getoption("--skips") != "listed":
        return
    for skipped in not_listed((report.nodeid, report.longrepr) for report in terminal.stats.get("skipped", [])):
        terminal.write_line(f"\nSkipped, and not in tests/house/skips.txt: {skipped}", red=True)
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all applications of a process: a test often has one of its own (a tenth of a second)."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options["bytecode_cache"] = CompiledTemplates()


Builder = Callable[..., tuple[str, str]]


def _once(compile_builder: Callable[[Rule, bool], Builder]) -> Callable[..., Builder]:
    """Saves 70% of making an application: what writes the addresses of a rule is compiled once for a process."""
    compiled: dict[tuple[object, ...], Builder] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    return builder


Rule._compile_builder = _once(Rule._compile_builder)  # type: ignore[method-assign]


SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the development inputs; a test that wants them skips without."""
    if not SHARED.is_dir():
        pytest.skip("the development inputs (../shared/data) are not here")
    return SHARED


@dataclass(frozen=True)
class Imported:
    """The open file of 2017 in a boundaries folder that no test changes, and what was said of it."""

    folder: Path
    report: ImportReport


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Imported:
    """The file of 2017 imported once, by one of the processes that run the tests."""
    with one_makes(tmp_path_factory, "imported") as (folder, there):
        told = folder.with_suffix(".report")
        if not there:
            report = import_file(shared / "boundaries" / "gemeenten_2017.geojson", 2017, folder)
            told.write_bytes(pickle.dumps(report))
    return Imported(folder, pickle.loads(told.read_bytes()))


MADE = ("geometry", "glyphs")  # in a state folder: made of what the product itself holds, the same for every site


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders that a site makes once and may throw away, for all tests of all processes: making them takes seconds."""
    folder = _of_all_processes(tmp_path_factory) / "made"
    for name in MADE:
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


def lay_ready(state: Path, made: Path) -> None:
    """Gives a state folder what was made before."""
    state.mkdir(parents=True, exist_ok=True)
    for name in MADE:
        (state / name).symlink_to(made / name)


@contextmanager
def one_makes(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[tuple[Path, bool]]:
    """A folder of all processes that run the tests, and whether it is there: who comes first makes it, the others wait."""
    folder = _of_all_processes(tmp_path_factory) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder, folder.exists()


def _of_all_processes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server of our own, for the whole session."""
    if reason := postgresql.missing():
        pytest.skip(reason)
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra `postgresql`)")
    with postgresql.running() as url:
        yield url


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[str]:
    """The address of a new, empty database on that server; dropped afterwards."""
    import sqlalchemy as sa

    from data.store.schema import make_engine

    name = f"t{uuid.uuid4().hex[:16]}"
    admin = make_engine(postgresql_url + "postgres").execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield postgresql_url + name
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
