"""Every kind of page: its size, what the first answer costs, and how often it is answered as a share of a tile's rate.

usage: python bench/pages.py [SECONDS] [ROUNDS]      (default 5 and 2)

The first answer is made in this process without anything kept, compressing included: the median of nine. The rates are
those of a server as in the Procfile with wrk on the same processors, so only the shares of the tiles in one run mean
something: the median of the rounds, each of which asks the tiles first and last.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import brotli
from serving import BIN, ROOT, Peer, load, our_state, running
from werkzeug.test import EnvironBuilder

from data.releases.release_store import Releases
from tiles.out.archive import Archive

sys.path.remove(str(Path(__file__).parent))  # there `reports` is another bench
from server.app import create_app
from server.settings import Settings

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 2
PORT = 8740
TIMES = 9
PAGES = {
    "map page": "/",
    "table": "/gemeenten",
    "table, sorted": "/gemeenten?sorteer=nog&volgorde=aflopend",
    "gemeente": "/gemeenten/GM0363",
    "panel": "/gemeenten/GM0363/paneel",
    "provincie": "/provincies/PV28",
    "Nederland": "/nederland",
    "embed": "/embed",
    "embed of a gemeente": "/embed?gemeente=GM0363",
    "month of the map": "/kaart/2026-11-01.json",
    "names": "/kaart/namen.json",
    "explanation": "/toelichting",
    "how to embed": "/insluiten",
    "feed": "/feed.atom",
    "oEmbed": f"/oembed?url=http://127.0.0.1:{PORT}/gemeenten/GM0363",
    "DCAT": "/dcat",
    "detail of the API": "/api/v1/gemeenten/GM0363",
}


def first_answers(state: Path) -> dict[str, tuple[int, int, float]]:
    """Of each page its bytes, those of its brotli, and the milliseconds that one answer takes to make."""
    app = create_app(Settings(state_dir=state))
    measured = {}
    for name, path in PAGES.items():
        times, body = [], b""
        for _ in range(TIMES + 1):
            environ = EnvironBuilder(path, f"http://127.0.0.1:{PORT}/", headers={"Accept-Encoding": "br"}).get_environ()
            begun = time.perf_counter()
            body = b"".join(type(app).wsgi_app(app, environ, lambda *_: None))  # Flask itself: nothing is kept here
            times.append(1000 * (time.perf_counter() - begun))
        whole = brotli.decompress(body) if len(body) > 0 and body[:1] not in b"{<" else body
        measured[name] = len(whole), len(body), statistics.median(times[1:])
    return measured


def shares(state: Path, work: Path) -> tuple[float, dict[str, list[float]]]:
    """The tiles a second, and of each page its rate as a share of that, for every round."""
    release = Releases(state / "releases").current()
    names = [f"/{t.z}/{t.x}/{t.y}" for t, _ in Archive(release.path / "tiles.pmtiles").tiles() if t.z >= 5]
    env = {"LANDINBEELD_STATE_DIR": str(state), "PORT": str(PORT), "PATH": f"{BIN}:{os.environ['PATH']}"}
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    web = ["bash", "-c", f"exec {procfile['web']}"]
    tiles = Peer(web, PORT, [f"/tiles/{release.name}{name}.mvt" for name in names], env)
    pages = {name: Peer(web, PORT, [path], env, ", ['Accept-Encoding'] = 'br'") for name, path in PAGES.items()}
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    rates = []
    with running(tiles, work / "server.log"):
        load(tiles, work / "t.lua", 2)
        for page in pages.values():
            load(page, work / "t.lua", 1)
        for turn in range(ROUNDS):
            before = load(tiles, work / "t.lua", SECONDS)[1]
            round_ = {name: load(pages[name], work / "t.lua", SECONDS)[1] for name in list(PAGES)[:: (-1) ** turn]}
            rates.append((before + load(tiles, work / "t.lua", SECONDS)[1]) / 2)
            for name, rate in round_.items():
                found[name].append(rate / rates[-1])
    return statistics.median(rates), found


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        work = Path(folder)
        state = our_state(work)
        first = first_answers(state)
        rate, found = shares(state, work) if shutil.which("wrk") else (0.0, {})
        if not found:
            print("wrk (Debian package wrk) is not here: rates are not measured")
        print(f"tiles: {rate:.0f} a second\n")
        print("| page | bytes | brotli | first answer ms | share of a tile's rate |\n| --- | --- | --- | --- | --- |")
        for name, (whole, small, ms) in first.items():
            share = f"{statistics.median(found[name]):.2f}" if name in found else "-"
            print(f"| {name} | {whole} | {small} | {ms:.1f} | {share} |")


if __name__ == "__main__":
    main()
