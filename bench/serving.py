"""Our tiles, served by us and by the peers, one after the other in one run; then the detail endpoint and our memory.

usage: python bench/serving.py [SECONDS] [ROUNDS]      (default 5 and 2; PEERS_DIR as for ../shared/peers/setup.sh)

Needs wrk; nginx, tileserver-gl-light and the peers' Flask are measured where they are installed and named when they are
not. wrk and the server share the processors, so only ratios of medians in one run mean something. `cpu` is processor time
of the server per request: it hardly depends on what else the machine does.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from data.boundaries.rdnaptrans import open_transformation
from data.releases.release_store import Releases
from server.ogc import query
from server.ogc.features import Features
from tiles.grid import Tile
from tiles.out.archive import Archive

ROOT = Path(__file__).parents[1]
PEERS = ROOT.parent / "shared" / "peers"
SCRATCH = Path(os.environ.get("PEERS_DIR", Path(tempfile.gettempdir()) / "peers"))
SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 2
BIN = Path(sys.executable).parent
OURS, NGINX, TILESERVER, FLASK = "ours", "nginx gzip_static", "tileserver-gl-light", "plain Flask + granian (peers)"
DETAIL, ITEM, NOT_MODIFIED, GUNICORN = "ours: detail", "ours: OGC item", "ours: 304", "ours: gunicorn"
BOX, CQL2 = "ours: OGC box in RD (kept ready)", "ours: OGC CQL2 filter (never kept)"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
FILTERS = {
    "comparison": "klasse = 3 AND taakstelling >= 100",
    "everything": "NOT CASEI(naam) LIKE CASEI('%a_b%') AND nog BETWEEN 10 AND 60 OR provincie IN ('Utrecht','Zeeland')",
    "box in RD": "S_INTERSECTS(geometry,BBOX(115000,480000,125000,490000))",
    "polygon in RD": "S_INTERSECTS(geometry,POLYGON((110000 440000,180000 450000,150000 500000,110000 440000)))",
    "country in RD": "S_INTERSECTS(geometry,BBOX(0,300000,300000,650000))",
    "at most": " OR ".join(f"ACCENTI(CASEI(naam)) LIKE ACCENTI(CASEI('%{letter}%'))" for letter in "abcdefghijklmn"),
}

LUA = """local paths = {%s}
math.randomseed(42)
local headers = {['Accept-Encoding'] = 'gzip', ['Connection'] = 'keep-alive'%s}
function request() return wrk.format('GET', paths[math.random(#paths)], headers) end
"""
NGINX_CONF = """worker_processes 2; pid {w}/nginx.pid; error_log {w}/nginx.err; daemon off;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=10000 inactive=60s;
 types {{ application/vnd.mapbox-vector-tile mvt; }}
 client_body_temp_path {w}/b; proxy_temp_path {w}/p; fastcgi_temp_path {w}/f; uwsgi_temp_path {w}/u; scgi_temp_path {w}/s;
 server {{ listen 127.0.0.1:8731; root {w}/www; location / {{ gzip_static always; }} }} }}
"""


@dataclass
class Peer:
    """A server and what to ask it."""

    command: list[str]
    port: int
    paths: list[str]
    env: dict[str, str] = field(default_factory=dict)
    more: str = ""


@contextmanager
def running(peer: Peer, log: Path) -> Iterator[psutil.Process]:
    """The server, from its first good answer until it is stopped."""
    with socket.socket() as free:
        if free.connect_ex(("127.0.0.1", peer.port)) == 0:
            raise RuntimeError(f"something listens on port {peer.port} already")
    with log.open("wb") as out:
        process = subprocess.Popen(peer.command, env=os.environ | peer.env, stdout=out, stderr=out, cwd=ROOT)
    try:
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{peer.port}{peer.paths[0]}", timeout=2) as answer:
                    answer.read()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError(log.read_text()[-500:]) from None
                time.sleep(0.2)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            for one in tree(psutil.Process(process.pid))[::-1]:
                one.kill()
            process.wait()


def tree(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def cpu_seconds(process: psutil.Process) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in tree(process))


def memory(process: psutil.Process) -> list[float]:
    """Resident MB of each process, the parent first."""
    return [round(one.memory_info().rss / 1e6, 1) for one in tree(process)]


def load(peer: Peer, script: Path, seconds: int) -> tuple[int, float, float]:
    """Requests, requests per second and p99 in ms."""
    script.write_text(LUA % (",".join(f'"{p}"' for p in peer.paths), peer.more))
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", "-s", str(script), f"http://127.0.0.1:{peer.port}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, f"{peer.paths[0]}: {told}"
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    p99 = float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]
    done = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
    return done, float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), p99  # type: ignore[index]


def our_state(work: Path) -> Path:
    """A state folder with a release of the embedded example; tile geometry of `var/` is used again when it is there."""
    state = work / "var"
    state.mkdir()
    if (ROOT / "var" / "geometry").is_dir():
        shutil.copytree(ROOT / "var" / "geometry", state / "geometry")
    env = os.environ | {"LANDINBEELD_STATE_DIR": str(state)}
    for command in ("snapshots example", "tiles build --newest"):
        subprocess.run([BIN / "landinbeeld", *command.split()], env=env, check=True, stdout=subprocess.DEVNULL)
    return state


def make_peers(work: Path, state: Path) -> dict[str, Peer]:
    """Every server that can be measured here."""
    releases = Releases(state / "releases")
    release = releases.current()
    archive = Archive(release.path / "tiles.pmtiles")
    tiles: list[tuple[Tile, bytes]] = [(t, b) for t, b in archive.tiles() if t.z >= 5]
    for tile, content in tiles:
        path = work / "www" / str(tile.z) / str(tile.x) / f"{tile.y}.mvt.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    work.chmod(0o755)
    for folder in (p for p in work.rglob("*") if p.is_dir()):
        folder.chmod(0o755)
    size = statistics.mean(len(content) for _, content in tiles)
    print(f"{len(tiles)} tiles z5-z{archive.maxzoom}, {size / 1000:.1f} kB on average, release {release.name}")
    names = [f"/{t.z}/{t.x}/{t.y}" for t, _ in tiles]
    codes = [regel.code for regel in release.stand.gemeenten]
    env = {"LANDINBEELD_STATE_DIR": str(state), "PORT": "8730", "PATH": f"{BIN}:{os.environ['PATH']}"}
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    web = ["bash", "-c", f"exec {procfile['web']}"]
    gunicorn = shlex.split("gunicorn --config server/gunicorn_conf.py server.wsgi:app")
    ours = [f"/tiles/{release.name}{n}.mvt" for n in names]
    found = {
        OURS: Peer(web, 8730, ours, env),
        NOT_MODIFIED: Peer(web, 8730, [], env),
        GUNICORN: Peer(gunicorn, 8730, ours, env),
        DETAIL: Peer(web, 8730, [f"/api/v1/gemeenten/{code}" for code in codes], env),
        ITEM: Peer(web, 8730, [f"/ogc/v1/collections/gemeenten/items/{c}" for c in codes], env),
        BOX: Peer(
            web,
            8730,
            [
                f"/ogc/v1/collections/gemeenten/items?crs={RD}&bbox-crs={RD}&bbox={x},{y},{x + 9000},{y + 9000}"
                for x in range(100_000, 200_000, 20_000)
                for y in range(400_000, 500_000, 20_000)
            ],
            env,
        ),
        CQL2: Peer(
            web,
            8730,
            [
                f"/ogc/v1/collections/gemeenten/items?filter=klasse%3D3%20AND%20taakstelling%3E%3D{least}&crs={RD}"
                for least in range(200, 300)
            ],
            env,
        ),
    }
    if shutil.which("nginx"):
        (work / "nginx.conf").write_text(NGINX_CONF.format(w=work))
        found[NGINX] = Peer(["nginx", "-c", str(work / "nginx.conf")], 8731, [f"{n}.mvt" for n in names])
    main = SCRATCH / "node/node_modules/tileserver-gl-light/src/main.js"
    if main.exists():
        options = {"paths": {"root": "", "mbtiles": str(work), "pmtiles": str(work)}}
        told = {"options": options, "styles": {}, "data": {"g": {"pmtiles": str(release.path / "tiles.pmtiles")}}}
        (work / "tileserver.json").write_text(json.dumps(told))
        command = ["node", str(main), "-c", str(work / "tileserver.json"), "-p", "8732", "-b", "127.0.0.1", "--silent"]
        found[TILESERVER] = Peer(command, 8732, [f"/data/g{n}.pbf" for n in names])
    flask = SCRATCH / "venv/bin/granian"
    if flask.exists() and PEERS.is_dir():
        mbtiles = work / "tiles.mbtiles"
        sys.path.insert(0, str(PEERS))
        from common import write_mbtiles  # type: ignore[import-not-found]

        packed = [((t.z, t.x, t.y), content) for t, content in tiles]
        write_mbtiles(str(mbtiles), packed, archive.minzoom, archive.maxzoom, archive.bounds)
        options = "--interface wsgi --workers 2 --host 127.0.0.1 --port 8733 --no-ws --working-dir"
        command = [str(flask), *options.split(), str(PEERS), "app_flask:app"]
        found[FLASK] = Peer(command, 8733, [f"{n}.pbf" for n in names], {"TILES": str(mbtiles)})
    for name in {NGINX, TILESERVER, FLASK} - set(found):
        print(f"not measured, because it is not here: {name}")
    return found


def etag_of(peer: Peer, work: Path) -> Peer:
    """The same, asked again for one tile that the client has already."""
    with running(peer, work / "etag.log"):
        asked = urllib.request.Request(
            f"http://127.0.0.1:{peer.port}{peer.paths[0]}", headers={"Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(asked) as answer:
            etag = answer.headers["ETag"]
    return Peer(peer.command, peer.port, peer.paths[:1], peer.env, f", ['If-None-Match'] = '{etag}'")


def main() -> None:
    if shutil.which("wrk") is None:
        print("bench/serving.py needs wrk (Debian package wrk); nothing measured.")
        return
    with tempfile.TemporaryDirectory(prefix="serving-") as folder:
        work = Path(folder)
        peers = make_peers(work, our_state(work))
        peers[NOT_MODIFIED] = etag_of(peers[OURS], work)
        only = os.environ.get("SERVING_ONLY", "")  # a regular expression on the names
        peers = {name: peer for name, peer in peers.items() if re.search(only, name)}
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in peers}
        for nth in range(ROUNDS):
            for name in list(peers)[:: 1 if nth % 2 == 0 else -1]:
                with running(peers[name], work / "server.log") as process:
                    load(peers[name], work / "t.lua", 2)
                    before = cpu_seconds(process)
                    done, rate, p99 = load(peers[name], work / "t.lua", SECONDS)
                    found[name].append((rate, p99, (cpu_seconds(process) - before) / done * 1e6))
        table(found)
        filters(work / "var")
        if not only:
            grow(peers[OURS], peers[DETAIL], work)


def table(found: dict[str, list[tuple[float, float, float]]]) -> None:
    median = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in found.items()}
    print("\n| server | requests/s | p99 ms | cpu us/request |\n| --- | --- | --- | --- |")
    for name, (rate, p99, cpu) in sorted(median.items(), key=lambda item: -item[1][0]):
        print(f"| {name} | {rate:.0f} | {p99:.2f} | {cpu:.1f} |")
    print("\n| ratio of medians | is | goal |\n| --- | --- | --- |")
    goals = [
        ("tiles to nginx", OURS, NGINX, 0, "at least 0.4"),
        ("tiles to tileserver-gl-light", OURS, TILESERVER, 0, "at least 15"),
        ("p99 of tiles to nginx", OURS, NGINX, 1, "at most 3"),
        ("detail to plain Flask tiles", DETAIL, FLASK, 0, "at least 1"),
        ("OGC item to plain Flask tiles", ITEM, FLASK, 0, "at least 1"),
        ("cpu of a tile to nginx", OURS, NGINX, 2, "-"),
    ]
    for label, mine, theirs, column, goal in goals:
        if mine in median and theirs in median:
            print(f"| {label} | {median[mine][column] / median[theirs][column]:.2f} | {goal} |")


def filters(state: Path) -> None:
    """Processor time of a filter alone: read, checked and evaluated over all gemeenten, without writing an answer."""
    release = Releases(state / "releases").current()
    features = Features(open_transformation(state))
    print("\n| filter on 342 gemeenten | matches | ms to read | ms to read and evaluate |\n| --- | --- | --- | --- |")
    for name, text in FILTERS.items():
        args = [("filter", text), ("filter-crs", RD), ("limit", "1"), ("properties", "naam")]
        matched = features.page([release], "gemeenten", query.parse(args, "gemeenten")).matched
        both, read = (
            timeit.repeat(work, number=20, repeat=5, timer=time.process_time)
            for work in (
                lambda args=args: features.page([release], "gemeenten", query.parse(args, "gemeenten")),
                lambda args=args: query.parse(args, "gemeenten"),
            )
        )
        print(f"| {name} | {matched} | {min(read) * 50:.2f} | {min(both) * 50:.2f} |")


def grow(tiles: Peer, detail: Peer, work: Path) -> None:
    """Whether a web process grows: its memory after more and more requests of every kind."""
    total = 0
    print("\nmemory (MB, parent and workers) after requests:")
    with running(tiles, work / "server.log") as process:
        for _ in range(6):
            for peer in (tiles, detail):
                total += load(peer, work / "t.lua", max(2, SECONDS))[0]
            print(f"  {total:>9,}: {memory(process)}")


if __name__ == "__main__":
    main()
