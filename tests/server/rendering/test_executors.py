"""A real Dask cluster of two worker processes renders the same reports as a process of our own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from data.releases.release_store import Releases
from server.rendering import report_store
from server.rendering.executors import renderers
from server.settings import Settings, SettingWrong, read_settings

pytestmark = pytest.mark.long
distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
CODES = ["NL", "PV24", "GM0034", "GM0050", "GM0171", "GM0184", "GM0303", "GM0995", "GM0363", "GM0344", "GM0599"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


def test_a_cluster_renders_the_very_same_reports(
    cluster: Any, small_site: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("releases", "geometry"):
        (tmp_path / name).symlink_to(small_site.state_dir / name)
    here = Settings(state_dir=tmp_path)
    there = replace(here, dask_scheduler=cluster.scheduler_address)
    releases = Releases(here.releases)
    release = releases.current()
    monkeypatch.setattr(report_store, "report_releases", lambda _: [release])
    monkeypatch.setattr(report_store, "all_codes", lambda _: CODES)
    told: list[tuple[int, int]] = []
    assert report_store.render_missing(there, releases, progress=lambda *n: told.append(n)).made == len(CODES)
    assert told[-1] == (len(CODES), len(CODES))
    assert sum(name[0] > 0 for name in told) > 1, "progress is told in between"
    made = {path.stem: path.read_bytes() for path in report_store.report_folder(there, releases, release).glob("*.pdf")}
    assert sorted(made) == sorted(CODES)
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        held = client.run(lambda: __import__("reports.batch").batch._workshop._at_hand is not None)
    assert list(held.values()) == [1, 1], "both workers rendered"
    for code in ("PV24", "GM0034", "GM0363"):
        path = report_store.report_path(here, releases, release, code)
        path.unlink()
        assert report_store.render_one(here, releases, release, code).read_bytes() == made[code]


def test_stop_is_heard_and_the_rest_is_left(cluster: Any, small_site: Settings, tmp_path: Any) -> None:
    for name in ("releases", "geometry"):
        (tmp_path / name).symlink_to(small_site.state_dir / name)
    settings = Settings(state_dir=tmp_path, dask_scheduler=cluster.scheduler_address)
    done: list[int] = []
    made = report_store.render_missing(
        settings,
        Releases(settings.releases),
        stop=lambda: bool(done and done[-1]),
        progress=lambda n, _: done.append(n),
    ).made
    assert 0 < made < 355
    assert len(list(settings.reports.glob("*/*.pdf"))) == made


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.rendering.executors.CONNECT_S", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(OSError, match="Timed out"), renderers(Settings(dask_scheduler=address)):
        pass


def test_the_address_is_a_setting() -> None:
    name = "LANDINBEELD_DASK_SCHEDULER"
    assert read_settings({name: "tls://dask.example.nl:8786"}).dask_scheduler == "tls://dask.example.nl:8786"
    assert read_settings({}).dask_scheduler == ""
    for wrong in ("dask.example.nl", "http://dask.example.nl:8786", "tcp://dask"):
        with pytest.raises(SettingWrong):
            read_settings({name: wrong})
