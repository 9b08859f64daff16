"""Our OGC API beside pygeoapi over PostGIS, in one run: an item, a box of items in RD, a CQL2 filter over all gemeenten.

usage: python bench/ogc_peer.py [SECONDS] [ROUNDS]      (default 5 and 2)

Both hold the same 342 gemeenten of the example, in RD, and both answer over HTTP with two processes; what they answer is
compared before anything is measured. A box asked again lies ready with us; one that nobody asked before does not.
GoKoala (PDOK) is a program in Go without figures of its own and stands in no registry that we install from; what it
does and does not is in docs/decisions/0031-filters.md.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pyogrio.raw
import sqlalchemy as sa
from serving import BIN, RD, ROOT, ROUNDS, SECONDS, Peer, cpu_seconds, load, our_state, running

sys.path.insert(0, str(ROOT))
from data.releases.release_store import Releases
from tests import postgresql
from tiles.out.release_files import GEOPACKAGE

PEER = ROOT / ".cache" / "pygeoapi" / "bin"
OURS, THEIRS = "ours", "pygeoapi 0.21 and PostGIS"
PORTS = {OURS: 8730, THEIRS: 8734}
COLUMNS = "naam", "provincie", "klasse", "taakstelling", "gerealiseerd"
ITEMS = "/collections/gemeenten/items"
BOXES = [(x, y, x + 9000, y + 9000) for x in range(100_000, 200_000, 20_000) for y in range(400_000, 500_000, 20_000)]
CONFIG = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: http://127.0.0.1:{port}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  languages: [en-US]
  gzip: false
  limits: {{default_items: 10, max_items: 1000}}
  map: {{url: "http://127.0.0.1/", attribution: none}}
logging: {{level: ERROR}}
metadata:
  identification: {{title: t, description: d, keywords: [k], keywords_type: theme, terms_of_service: t, url: "http://127.0.0.1"}}
  license: {{name: n, url: "http://127.0.0.1"}}
  provider: {{name: n, url: "http://127.0.0.1"}}
  contact: {{name: n}}
resources:
  gemeenten:
    type: collection
    title: t
    description: d
    keywords: [k]
    links: []
    extents: {{spatial: {{bbox: [3, 50, 8, 54], crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}}}
    providers:
      - type: feature
        name: PostgreSQL
        data: {{host: 127.0.0.1, port: {pg_port}, dbname: {db}, user: toets, password: "", search_path: [public]}}
        id_field: code
        table: gemeenten
        geom_field: geom
        storage_crs: {rd}
        crs: ["{rd}"]
"""


def fill(url: str, source: Path) -> None:
    """The gemeenten of a GeoPackage in RD as a table of PostGIS, with the indexes that one gives it."""
    about, _, shapes, values = pyogrio.raw.read(source, layer="gemeenten", columns=["statcode", *COLUMNS])
    values = dict(zip(about["fields"], (column.tolist() for column in values), strict=True))
    rows = [
        {"shape": shape, "code": code} | {name: values[name][n] for name in COLUMNS}
        for n, (shape, code) in enumerate(zip(shapes, values["statcode"], strict=True))
    ]
    names = ", ".join(COLUMNS)
    with sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:")).begin() as database:
        for statement in (
            "CREATE EXTENSION postgis",
            "CREATE TABLE gemeenten (code text PRIMARY KEY, naam text, provincie text, klasse int, taakstelling int,"
            " gerealiseerd int, geom geometry(MultiPolygon, 28992))",
        ):
            database.execute(sa.text(statement))
        values_of = ", ".join(f":{name}" for name in COLUMNS)
        insert = (
            f"INSERT INTO gemeenten (code, geom, {names}) VALUES (:code, ST_GeomFromWKB(:shape, 28992), {values_of})"
        )
        database.execute(sa.text(insert), rows)
        database.execute(sa.text("CREATE INDEX ON gemeenten USING gist (geom)"))
        database.execute(sa.text("CREATE INDEX ON gemeenten (klasse)"))


def pygeoapi(url: str, work: Path) -> Peer:
    """The server over that table, with as many processes as ours has."""
    parts = sa.make_url(url)
    config = work / "pygeoapi.yml"
    config.write_text(CONFIG.format(port=PORTS[THEIRS], pg_port=parts.port, db=parts.database, rd=RD))
    env = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(work / "openapi.yml")}
    document = [str(PEER / "pygeoapi"), "openapi", "generate", str(config), "--output-file", env["PYGEOAPI_OPENAPI"]]
    subprocess.run(document, env=env, check=True, stdout=subprocess.DEVNULL)
    command = [
        str(PEER / "gunicorn"),
        "--workers",
        "2",
        "--bind",
        f"127.0.0.1:{PORTS[THEIRS]}",
        "pygeoapi.flask_app:APP",
    ]
    return Peer(command, PORTS[THEIRS], [], env)


def questions(name: str, codes: list[str]) -> dict[str, list[str]]:
    """What is asked, in words and as paths; a new box lies a centimetre further than one that was asked before."""
    ours = name == OURS
    before, end = (f"/ogc/v1{ITEMS}", f"crs={quote(RD)}") if ours else (ITEMS, f"crs={quote(RD)}&f=json")
    boxes = [
        f"{before}?bbox={','.join(f'{edge + nth / 100:.2f}' for edge in box)}&bbox-crs={quote(RD)}&limit=342&{end}"
        for nth in range(400)
        for box in BOXES
    ]
    filters = [quote(f"klasse = 3 AND taakstelling >= {least}") for least in range(100, 200)]
    language = "cql2-text" if ours else "cql-text"
    return {
        "an item": [f"{before}/{code}?{end}" for code in codes],
        "a box in RD": boxes[: len(BOXES)],
        "a new box in RD": boxes[len(BOXES) :],
        "a CQL2 filter": [f"{before}?filter={one}&filter-lang={language}&limit=342&{end}" for one in filters],
    }


def same(peers: dict[str, Peer], asked: dict[str, dict[str, list[str]]], work: Path) -> None:
    """Stops when two servers give other gemeenten for one question."""
    answers = {}
    for name in (OURS, THEIRS):
        with running(peers[name], work / f"{name}.log"):
            for what, paths in asked[name].items():
                answer = httpx.get(f"http://127.0.0.1:{PORTS[name]}{paths[7]}", timeout=60).raise_for_status().json()
                codes = [one["properties"].get("statcode") or one["id"] for one in answer.get("features", [answer])]
                answers[name, what] = sorted(codes)
    for what in asked[OURS]:
        assert answers[OURS, what] == answers[THEIRS, what], (what, answers)
        print(f"{what}: the same {len(answers[OURS, what])} gemeente(n) from both")


def main() -> None:
    reason = postgresql.missing() or ("" if PEER.exists() else f"{PEER} is not there (make bench makes it)")
    if reason:
        print(f"bench/ogc_peer.py: {reason}; nothing measured.")
        return
    with tempfile.TemporaryDirectory(prefix="ogc-") as folder, postgresql.running() as server:
        work = Path(folder)
        state = our_state(work)
        release = Releases(state / "releases").current()
        fill(server + "postgres", release.path / GEOPACKAGE)
        env = {"LANDINBEELD_STATE_DIR": str(state), "PORT": str(PORTS[OURS])}
        env["PATH"] = f"{BIN}:{os.environ['PATH']}"
        procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
        ours = Peer(["bash", "-c", f"exec {procfile['web']}"], PORTS[OURS], [], env)
        peers = {OURS: ours, THEIRS: pygeoapi(server + "postgres", work)}
        codes = [regel.code for regel in release.stand.gemeenten]
        asked = {name: questions(name, codes) for name in peers}
        for name, peer in peers.items():
            peer.paths = asked[name]["an item"][:1]
        same(peers, asked, work)
        measure(peers, asked, work)


def measure(peers: dict[str, Peer], asked: dict[str, dict[str, list[str]]], work: Path) -> None:
    """Medians over the rounds, in turn."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for nth in range(ROUNDS):
        for name in list(peers)[:: 1 if nth % 2 == 0 else -1]:
            for what, paths in asked[name].items():
                peer = replace(peers[name], paths=paths)
                with running(peer, work / "server.log") as process:
                    load(peer, work / "t.lua", 1)
                    before = cpu_seconds(process)
                    done, rate, _ = load(peer, work / "t.lua", SECONDS)
                    found.setdefault((what, name), []).append((rate, (cpu_seconds(process) - before) / done * 1e3))
    print("\n| question | server | requests/s | ms of a processor, without PostgreSQL's |\n| --- | --- | --- | --- |")
    for what in asked[OURS]:
        for name in peers:
            rate, cpu = (statistics.median(column) for column in zip(*found[what, name], strict=True))
            print(f"| {what} | {name} | {rate:.0f} | {cpu:.2f} |")


if __name__ == "__main__":
    main()
