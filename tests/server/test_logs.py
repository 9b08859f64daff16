"""The log: one line per event, fields that cannot be mistaken, and every call in the house in that form."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import stamina

from server import logs
from server.settings import Settings

ROOT = Path(__file__).parents[2]
METHODS = {"debug", "info", "warning", "error", "exception", "critical"}
log = logging.getLogger("server.somewhere")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def _break() -> None:
    try:
        raise ValueError("niet\ngoed")
    except ValueError:
        log.exception("job_failed job=%s", "inbox")


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(replace(Settings(), log_format="json"), "INFO")
    log.info("release_built release=%s seconds=%.2f new=%s grid=rdtrans2018", 'a" level=error\nb', 1.2345, True)
    log.debug("nobody_hears")
    _break()
    built, failed = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert built.pop("timestamp").endswith("Z")
    assert built == {
        "event": "release_built", "release": 'a" level=error\nb', "seconds": 1.23, "new": True, "grid": "rdtrans2018",
        "level": "info", "logger": "server.somewhere",
    }  # fmt: skip
    assert (failed["event"], failed["job"], failed["level"]) == ("job_failed", "inbox", "error")
    assert failed["exception"].endswith("ValueError: niet\ngoed")


def test_an_event_is_one_line_of_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(), "INFO")
    log.info("snapshot_rejected file=%s findings=%s", "stand van\nx level=info.csv", 3)
    _break()
    logging.getLogger("someone.else").warning("free text: %s", "as it comes")
    rejected, failed, free = capsys.readouterr().err.splitlines()
    assert "level=warning" not in rejected
    assert ' event=snapshot_rejected file="stand van\\nx level=info.csv" findings=3 logger=' in rejected
    assert " event=job_failed job=inbox " in failed
    assert "ValueError: niet\\ngoed" in failed
    assert ' level=warning event="free text: as it comes" logger=someone.else' in free


def test_every_call_in_the_house_names_an_event_and_its_fields() -> None:
    seen = 0
    for path in sorted(p for package in ("data", "tiles", "reports", "server") for p in (ROOT / package).rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in METHODS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "log"
            ):
                template = node.args[0]
                assert isinstance(template, ast.Constant), f"{path}:{node.lineno}: the template is not fixed"
                assert logs.TEMPLATE.fullmatch(str(template.value)), f"{path}:{node.lineno}: {template.value!r}"
                exact = not any(isinstance(argument, ast.Starred) for argument in node.args)
                assert not exact or str(template.value).count("%") == len(node.args) - 1, (
                    f"{path}:{node.lineno}: fields and values"
                )
                seen += 1
    assert seen > 15


def test_who_tries_again_writes_no_lines_of_another_form(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(), "INFO")
    tries: list[int] = []

    @stamina.retry(on=ValueError, attempts=2, wait_initial=0, wait_jitter=0)
    def attempt() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError

    attempt()
    told = capsys.readouterr()
    assert (len(tries), told.out, told.err) == (2, "", "")
