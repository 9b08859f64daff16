"""What is made on demand: one thing at a time, whoever comes second is told at once, and a refusal costs no budget."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from data.releases.release_store import Releases
from server.app import create_app
from server.publishing import on_demand
from server.publishing.renderer import RendererBusy, alone
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


@pytest.mark.parametrize("path", ON_DEMAND)
def test_who_comes_second_is_told_at_once(empty: Settings, path: str) -> None:
    client = create_app(empty).test_client()
    with alone(empty):
        started = time.monotonic()
        for _ in range(3):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert "Probeer het zo weer" in answer.get_data(as_text=True)
        assert time.monotonic() - started < 5
    with client.get(path) as answer:
        assert answer.status_code == 200, "refusals cost nothing of what an address may ask"
    with alone(empty), client.get(path) as answer:
        assert answer.status_code == 200, "what is there is always given"


def test_another_process_counts_too_and_one_that_is_killed_lets_go(empty: Settings, tmp_path: Path) -> None:
    holding = "import sys, time; from server.settings import read_settings; from server.renderer import alone\n"
    holding += "with alone(read_settings()): print('held', flush=True); time.sleep(60)"
    python = Process([str(BIN / "python"), "-c", holding], tmp_path / "log", environment(empty))
    releases = Releases(empty.releases)
    try:
        python.wait_for(lambda: "held" in python.text())
        with pytest.raises(RendererBusy):
            on_demand.open_still(empty, releases, releases.current(), "GM0344")
        python.kill()
        assert on_demand.open_still(empty, releases, releases.current(), "GM0344").is_file()
    finally:
        python.end()
