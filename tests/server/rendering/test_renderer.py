"""What is made on demand: one thing at a time, whoever comes second is told at once, and a refusal costs no budget."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from data.releases.release_store import Releases
from server.app import create_app
from server.http.refusals import RendererBusy
from server.rendering import on_demand, render_child, renderer, report_store
from server.rendering.renderer import alone, have_made
from server.settings import Settings
from tests.whole.processes import BIN, Process, environment

ON_DEMAND = (
    "/rapportages/2026-II/GM0363.pdf",
    "/kaart/2026-11-01/GM0363.png",
    "/download/2026-11-01/gemeenten.tif",
    "/download/2026-11-01/gemeenten.mbtiles",
)


@pytest.fixture
def empty(small_site: Settings, tmp_path: Path) -> Settings:
    """The small site, with nothing made on demand yet."""
    for name in ("releases", "geometry"):
        (tmp_path / name).symlink_to(small_site.state_dir / name)
    return replace(small_site, state_dir=tmp_path, report_rate="1 per hour")


def children() -> set[int]:
    """The processes of this one; tests of other files may have left some that wait."""
    return {child.pid for child in psutil.Process().children()}


@pytest.mark.parametrize("path", ON_DEMAND)
def test_who_comes_second_is_told_at_once(empty: Settings, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "PATIENCE_S", {})
    client = create_app(empty).test_client()
    with alone(empty):
        for _ in range(3):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert "Probeer het zo weer" in answer.get_data(as_text=True)


def test_a_refusal_costs_nothing_and_what_is_there_is_always_given(empty: Settings) -> None:
    client, path = create_app(empty).test_client(), ON_DEMAND[0]
    with alone(empty):
        assert [client.get(path).status_code for _ in range(2)] == [503, 503]
    with client.get(path) as answer:
        assert answer.status_code == 200, "an address may ask one an hour"
    with alone(empty), client.get(path) as answer:
        assert answer.status_code == 200


def test_a_picture_waits_for_its_turn_and_few_do(empty: Settings) -> None:
    """A page with two pictures shows both."""
    client = create_app(empty).test_client()
    path = "/kaart/2026-11-01/GM0363.png"
    with ThreadPoolExecutor(2) as others, alone(empty) as lock:
        waiting = [others.submit(client.application.test_client().get, path) for _ in range(2)]
        while renderer._waiting._value:
            time.sleep(0.01)
        assert client.get(path).status_code == 503, "no more than two wait"
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert [answer.result().status_code for answer in waiting] == [200, 200]


@pytest.mark.long
def test_another_process_counts_too_and_one_that_is_killed_lets_go(empty: Settings, tmp_path: Path) -> None:
    holding = (
        "import sys, time; from server.settings import read_settings; from server.rendering.renderer import alone\n"
    )
    holding += "with alone(read_settings()): print('held', flush=True); time.sleep(60)"
    python = Process([str(BIN / "python"), "-c", holding], tmp_path / "log", environment(empty))
    releases = Releases(empty.releases)
    try:
        python.wait_for(lambda: "held" in python.text())
        with pytest.raises(RendererBusy):
            on_demand.open_still(empty, releases.current(), "GM0344")
        python.kill()
        assert on_demand.open_still(empty, releases.current(), "GM0344").is_file()
    finally:
        python.end()


def test_it_is_made_by_a_process_that_stands_back_and_ends(empty: Settings) -> None:
    """A web process that made it itself would have loaded what lays out PDF files, and would keep it."""
    asking = (
        "import sys; from server.app import create_app; from server.settings import read_settings\n"
        "client = create_app(read_settings()).test_client()\n"
        "for path in sys.argv[1:]: assert client.get(path).status_code == 200, path\n"
        "from server.rendering.report_store import _opened; print(_opened.cache_info().misses)"
    )
    command, before = [str(BIN / "python"), "-c", asking, ON_DEMAND[0], ON_DEMAND[2]], children()
    done = subprocess.run(command, env=environment(empty), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
    assert children() <= before, "nothing of it is left"


def test_a_report_is_where_the_process_put_it(empty: Settings) -> None:
    """A month that is published while a report is made gives the reports another folder."""
    releases = Releases(empty.releases)
    release = releases.current()
    before = empty.reports / "before" / "GM0363.pdf"
    made = have_made(empty, before, "report", release.name, "GM0363")
    assert made == report_store.report_path(empty, releases, release, "GM0363")
    assert made.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_made_is_one_problem_document(empty: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    client = create_app(empty).test_client()
    empty.downloads.mkdir()
    empty.downloads.joinpath(f"{Releases(empty.releases).current().name}-{on_demand.made_as()}").touch()
    answer = client.get("/kaart/2026-11-01/GM0363.png")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Traceback" not in answer.get_data(as_text=True)
    assert "event=not_made" in capfd.readouterr().err
    empty.downloads.joinpath(f"{Releases(empty.releases).current().name}-{on_demand.made_as()}").unlink()
    assert client.get("/kaart/2026-11-01/GM0363.png").status_code == 200, "the next is made"


def test_making_ends_by_itself(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "START_S", 0.05 - renderer.LIMIT_S)
    client, before = create_app(empty).test_client(), children()
    assert client.get("/kaart/2026-11-01/GM0363.png").status_code == 503
    assert children() <= before
    code = f"from {render_child.__name__} import main; import {render_child.__name__} as c\nc.LIMIT_S = 1; main('', '', '')"
    command = [str(BIN / "python"), "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as waiting:  # for settings that never come
        assert waiting.wait(60) == -signal.SIGALRM
