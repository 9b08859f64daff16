"""Behind nginx with the example configuration: how much of a rush reaches us, and how soon a new release shows.

usage: python bench/front_cache.py [REQUESTS]      (default 1,000,000)

wrk asks for tiles, pages and embeds in Zipf order (the second half as often as the first, the third a third). The files of
docs/deploy are used as they are, but for TLS, folders and ports, and without the limit on what one address may ask. Printed:
what reached us, in 1,000 requests (goal: less than one, of 1,000,000), what the cache did, bytes per answer, and the time
from a switch of releases to the first new page (at most the 60 s and 30 s that pages say). All on 127.0.0.1; needs nginx and
wrk.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

import rush

from data.releases.release_store import Releases
from server.http import tokens
from server.settings import Settings
from tiles.out.archive import Archive

DEPLOY = rush.ROOT / "docs" / "deploy"
REQUESTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
GEMEENTEN, EMBEDS, TILES = 200, 100, 150  # asked for in Zipf order; beside these the pages that everybody opens
PUBLIC = "https://landinbeeld.example.nl"
TOKEN, HASH = tokens.new_token()
CHUNK_S, LONGEST_S = 10, 100
MAIN = """{user} pid {w}/nginx.pid; error_log {w}/nginx.err; daemon off; worker_processes 1;
events {{ worker_connections 1024; }}
http {{ client_body_temp_path {w}/b; proxy_temp_path {w}/p; fastcgi_temp_path {w}/f; uwsgi_temp_path {w}/u;
scgi_temp_path {w}/s;
{http}
{site}
}}
"""
LUA = """local paths = {%s}
local sums, total = {}, 0
for rank = 1, #paths do total = total + 1 / rank; sums[rank] = total end
math.randomseed(%d)
local headers = {['Accept-Encoding'] = 'gzip, deflate, br', ['Host'] = 'landinbeeld.example.nl'}
function request()
  local sought, low, high = math.random() * total, 1, #paths
  while low < high do
    local middle = math.floor((low + high) / 2)
    if sums[middle] < sought then low = middle + 1 else high = middle end
  end
  return wrk.format('GET', paths[low], headers)
end
"""


def addresses(settings: Settings) -> list[str]:
    """What is asked, most first."""
    release = Releases(settings.releases).current()
    order = random.Random(1)
    codes = [regel.code for regel in release.stand.gemeenten]
    coarse = [t for t, _ in Archive(release.path / "tiles.pmtiles").tiles() if 5 <= t.z <= 9]
    rest = [f"/gemeenten/{code}" for code in order.sample(codes, GEMEENTEN)]
    rest += [f"/embed?gemeente={code}" for code in order.sample(codes, EMBEDS)]
    rest += [f"/tiles/actueel/{t.z}/{t.x}/{t.y}.mvt" for t in coarse[:TILES]]
    order.shuffle(rest)
    return ["/", "/embed", "/gemeenten", "/nederland", f"/kaart/{rush.OLD}.json", "/kaart/namen.json", *rest]


def example(name: str, work: Path, front: int, back: int) -> str:
    """A file of docs/deploy for this machine: other folders and ports, no TLS, and no limit on one address."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for old, new in (
        (r"(?m)^\s*(ssl_certificate|limit_req ).*$", ""),
        (r"listen 443 ssl http2", f"listen 127.0.0.1:{front}"),
        (r"/var/(cache|log)/nginx/", f"{work}/"),
        (r"snippets/landinbeeld\.conf", f"{work}/snippet.conf"),
        (r"server 127\.0\.0\.1:8000", f"server 127.0.0.1:{back}"),
    ):
        text = re.sub(old, new, text)
    return text


@contextlib.contextmanager
def cache(work: Path, front: int, back: int):  # type: ignore[no-untyped-def]
    """nginx."""
    (work / "snippet.conf").write_text(example("nginx-proxy.conf", work, front, back))
    http, site = (example(name, work, front, back) for name in ("nginx-http.conf", "nginx.conf"))
    user = "user root;" if os.geteuid() == 0 else ""
    (work / "nginx.conf").write_text(MAIN.format(w=work, user=user, http=http, site=site))
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    process = subprocess.Popen([str(nginx), "-c", str(work / "nginx.conf")])
    try:
        time.sleep(1)
        if process.poll() is not None:
            sys.exit((work / "nginx.err").read_text()[-500:])
        yield
    finally:
        process.terminate()
        process.wait(20)


def get(port: int, path: str, **headers: str) -> str:
    """The text at a path."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": "landinbeeld.example.nl", **headers}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return str(answer.read().decode())


def answered(port: int) -> int:
    """How many requests our processes answered until now, this one not counted."""
    text = get(port, "/metrics", Authorization=f"Bearer {TOKEN}")
    return int(
        sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith("landinbeeld_requests_total"))
    )


def load(port: int, paths: list[str], work: Path) -> tuple[int, float]:
    """Asks until it was enough; how many, and how many a second."""
    done, begun = 0, time.monotonic()
    script = work / "z.lua"
    while done < REQUESTS:
        script.write_text(LUA % (",".join(f'"{path}"' for path in paths), done))
        seconds = CHUNK_S if REQUESTS > 200_000 else 2
        command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            print(said)
        done += int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    return done, done / (time.monotonic() - begun)


def main() -> None:
    """Runs and prints."""
    if shutil.which("wrk") is None or not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        sys.exit("bench/front_cache.py needs wrk and nginx; nothing measured.")
    with tempfile.TemporaryDirectory(prefix="front-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        settings = rush.make_state(work / "var")
        paths = addresses(settings)
        more = {
            "LANDINBEELD_PUBLIC_URL": PUBLIC, "LANDINBEELD_TRUSTED_PROXIES": "1", "LANDINBEELD_METRICS_TOKEN_HASH": HASH,
        }  # fmt: skip
        front = rush.free_port()
        with rush.running(settings, work, **more) as (back, _), cache(work, front, back):
            before = answered(back)
            done, rate = load(front, paths, work)
            reached = answered(back) - before - 1
            lines = [line.split() for line in (work / "landinbeeld.log").read_text().splitlines()]
            size = sum(int(line[4]) for line in lines) / len(lines)
            print(
                f"{done} requests for {len(paths)} addresses in Zipf order, {rate:.0f} a second, {size:.0f} bytes each"
            )
            did = dict(Counter(line[-1] for line in lines))
            print(f"reached us: {reached}, {1000 * reached / done:.2f} in 1,000; the cache: {did}")
            first = get(front, "/nederland")
            rush.show(settings, {rush.OLD, rush.NEW})
            begun = time.monotonic()
            while get(front, "/nederland") == first and time.monotonic() - begun < LONGEST_S:
                time.sleep(0.5)
            print(f"a new release showed {time.monotonic() - begun:.1f} s after its switch (at most 60 and 30)")
        print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
