"""Who counts as one address, what the key of the hash is, and what does not count."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.exceptions import TooManyRequests

from server.app import create_app
from server.http import rate_limits, tokens
from server.http.rate_limits import Rates
from server.settings import Settings


def _refused(limits: Rates, address: str) -> bool:
    try:
        limits.spend("reports", address)
    except TooManyRequests:
        return True
    return False


def test_a_subscriber_with_a_whole_ipv6_network_is_one_address(tmp_path: Path) -> None:
    limits = Rates(Settings(state_dir=tmp_path, report_rate="2 per hour"))
    asked = [_refused(limits, f"2001:db8:1:2:{n:x}::{n:x}") for n in range(1, 5)]
    assert asked == [False, False, True, True]
    assert not _refused(limits, "2001:db8:1:3::1"), "the network beside it is another subscriber"
    assert [_refused(limits, f"::ffff:192.0.2.{n}") for n in (1, 1, 2)] == [False, False, False]
    assert _refused(limits, "192.0.2.1"), "an IPv4 address is the same however it is written"


def test_the_key_of_shared_counts_is_secret_and_the_same_for_all_processes(tmp_path: Path) -> None:
    path = tmp_path / "var" / rate_limits.KEY
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: rate_limits._shared_key(path), range(40)))
    (key,) = keys
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == [rate_limits.KEY], "nothing is left beside it"
    assert rate_limits._shared_key(tmp_path / "elsewhere" / rate_limits.KEY) != key


def test_requests_without_the_token_spend_nothing(tmp_path: Path) -> None:
    token, kept = tokens.new_token()
    settings = replace(Settings(state_dir=tmp_path), upload_token_hash=kept, upload_rate="1 per hour")
    client = create_app(settings).test_client()
    for wrong in ({}, {"Authorization": "Bearer verkeerd"}) * 3:
        assert client.post("/api/v1/snapshots", data=b"x", headers=wrong).status_code == 401
    right = {"Authorization": f"Bearer {token}"}
    statuses = [client.post("/api/v1/snapshots", data=b"niets", headers=right).status_code for _ in range(2)]
    assert statuses == [422, 429]


@pytest.mark.parametrize("address", ["", "unix:", "fe80::1%eth0"])
def test_whatever_a_server_calls_an_address_counts(tmp_path: Path, address: str) -> None:
    limits = Rates(Settings(state_dir=tmp_path, report_rate="1 per hour"))
    assert [_refused(limits, address) for _ in range(2)] == [False, True]
