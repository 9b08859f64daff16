"""The real server behind a real nginx, mounted at /kaart/, which says so in X-Forwarded-Prefix.

How the files of docs/deploy do it is tested in tests/whole/test_nginx_examples.py.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.settings import Settings

CONF = """
worker_processes 1; pid {w}/nginx.pid; error_log {w}/nginx.err; daemon off;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {w}/b; proxy_temp_path {w}/p; fastcgi_temp_path {w}/f; uwsgi_temp_path {w}/u; scgi_temp_path {w}/s;
  proxy_http_version 1.1; proxy_set_header Connection "";
  proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Prefix /kaart;
  server {{
    listen 127.0.0.1:{front};
    location /kaart/ {{ proxy_pass http://127.0.0.1:{back}/; }}
    location / {{ return 418; }}
  }}
}}
"""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            assert process.poll() is None, f"{url}: the server did not start"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def base(small_site: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed here")
    work = tmp_path_factory.mktemp("nginx")
    front, back = _free_port(), _free_port()
    (work / "nginx.conf").write_text(CONF.format(w=work, front=front, back=back))
    env = os.environ | {
        "LANDINBEELD_STATE_DIR": str(small_site.state_dir),
        "LANDINBEELD_MAXZOOM": "6",
        "LANDINBEELD_TRUSTED_PROXIES": "1",
    }
    granian = [
        str(Path(sys.executable).parent / "granian"), "--interface", "rsgi", "--http", "1", "--no-ws", "--workers", "1",
        "--host", "127.0.0.1", "--port", str(back), "server.wsgi:app",
    ]  # fmt: skip
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    ours = subprocess.Popen(granian, env=env, **quiet)
    proxy = subprocess.Popen([nginx, "-c", str(work / "nginx.conf")], **quiet)
    try:
        _wait(f"http://127.0.0.1:{back}/healthz", ours)
        _wait(f"http://127.0.0.1:{front}/kaart/healthz", proxy)
        yield f"http://127.0.0.1:{front}/kaart"
    finally:
        for process in (proxy, ours):
            process.terminate()
        for process in (proxy, ours):
            process.wait(20)


def _get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def test_addresses_have_the_sub_path_and_work(base: str) -> None:
    told = json.loads(_get(f"{base}/tiles/actueel.json")[2])
    assert told["tiles"] == [f"{base}/tiles/actueel/{{z}}/{{x}}/{{y}}.mvt"]
    url = told["tiles"][0].format(z=5, x=16, y=10)
    status, headers, body = _get(url, **{"Accept-Encoding": "gzip"})
    assert (status, headers["content-encoding"], body[:2]) == (200, "gzip", b"\x1f\x8b")
    assert headers["content-length"] == str(len(body))
    same, headers, body = _get(url, **{"Accept-Encoding": "gzip", "If-None-Match": headers["etag"]})
    assert (same, body) == (304, b"")
    style = json.loads(_get(f"{base}/styles/status.json")[2])
    assert style["sources"]["land-in-beeld"]["url"] == f"{base}/tiles/actueel.json"
    api = json.loads(_get(f"{base}/api/v1/openapi.json")[2])
    one = api["servers"][0]["url"] + "/gemeenten/GM0363"
    assert json.loads(_get(one)[2])["rapport"].startswith(f"{base}/rapportages/")
    landing = json.loads(_get(f"{base}/ogc/v1")[2])
    data = next(link["href"] for link in landing["links"] if link["rel"] in ("data", "conformance"))
    assert data.startswith(base)
    assert _get(data)[0] == 200


def test_pages_link_below_the_sub_path(base: str) -> None:
    status, _, body = _get(f"{base}/gemeenten")
    html = body.decode()
    assert status == 200
    assert "/kaart/gemeenten/GM0363" in html
    assert 'href="/gemeenten' not in html
    assert 'src="/static' not in html


def test_errors_are_ours_through_the_proxy(base: str) -> None:
    status, headers, body = _get(f"{base}/tiles/actueel/6/0/0.mvt")
    assert (status, headers["content-type"], headers["access-control-allow-origin"]) == (
        404, "application/problem+json", "*",
    )  # fmt: skip
    assert json.loads(body)["status"] == 404
    assert _get(f"{base}/metrics")[0] == 404
