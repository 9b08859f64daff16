"""Prints how fast, how small and how exact the tiles are, beside the peers in the same run where those are there.

usage: python bench/tile_builds.py [all | build | publish | growth | raster]

The peers are the scripts in ../shared/peers (they install tippecanoe and others into a scratch folder). A line for our
builder is added to a temporary copy, so that the very same judge looks at all. Ratios travel to other machines, seconds do
not.
"""

from __future__ import annotations

import gzip
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import Transformer

from data.boundaries.coverage import GAP_WIDTH_M, close_slivers
from data.boundaries.vintage import Vintage
from data.boundaries.vintages import import_file, vintage_for
from data.domain.stand import Stand, make_stand
from data.terms import Cijfers, Peildatum, Snapshot
from tiles.month import raster
from tiles.month.assemble import Filler
from tiles.out import style
from tiles.out.archive import archive
from tiles.vintage import pyramid

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
OURS = Path(__file__).with_name("build_ours.py")
PEERS_DIR = Path(os.environ.get("PEERS_DIR", Path(tempfile.gettempdir()) / "peers"))
TIPPECANOE = PEERS_DIR / "venv" / "bin" / "tippecanoe"
REFERENCE = (
    "-q", "-f", "-l", "gemeenten", "--no-feature-limit", "--no-tile-size-limit", "--no-simplification-of-shared-nodes",
    "--no-tiny-polygon-reduction",
)  # fmt: skip
RUNS = int(os.environ.get("RUNS", "3"))


def main(what: str) -> None:
    """The parts asked for."""
    if not SHARED.is_dir():
        sys.exit("bench/tile_builds.py measures on ../shared/data, which is not here")
    for name, part in (("build", build), ("publish", publish), ("growth", growth), ("raster", pictures)):
        if what in ("all", name):
            print(f"\n## {name}\n", flush=True)
            part()


def build() -> None:
    """Cold builds by all peers and by us, judged by the peers' own judge."""
    subprocess.run(
        ["bash", SHARED / "peers" / "setup.sh", "build"], check=True, env={**os.environ, "PEERS_DIR": str(PEERS_DIR)}
    )
    with tempfile.TemporaryDirectory() as folder:
        for path in (SHARED / "peers").iterdir():
            shutil.copy(path, folder)
        script = Path(folder) / "build_bench.py"
        script.chmod(0o644)
        mark = "P = {  # name: (output, command)\n"
        line = f' "ours": ("ours.pmtiles", lambda o: [{sys.executable!r}, {str(OURS)!r}, src, o, minz, maxz]),\n'
        text = script.read_text()
        if mark not in text:
            sys.exit("the peers' build_bench.py has changed: no place to add our line")
        script.write_text(text.replace(mark, mark + line))
        python = str(PEERS_DIR / "venv" / "bin" / "python")
        source = str(SHARED / "data" / "boundaries" / "gemeenten_2016.geojson")
        with (PEERS_DIR / "build.err").open("w") as err:
            subprocess.run(
                [python, str(script), source, "0", "12", str(RUNS)],
                check=True,
                stderr=err,
                env={**os.environ, "PEERS_DIR": str(PEERS_DIR)},
            )


def _vintage(folder: Path) -> Vintage:
    import_file(SHARED / "data" / "boundaries" / "gemeenten_2016.geojson", 2016, folder)
    return vintage_for(2016, folder)


def _stand(vintage: Vintage, seed: int) -> Stand:
    """Figures like real ones: a few gemeenten have none, a few met their target before it began."""
    rng = random.Random(seed)
    cijfers = {}
    for gemeente in vintage.gemeenten:
        asked = max(1, round(rng.lognormvariate(3.2, 0.9)))
        behind = round(rng.gauss(0.2, 0.35) * asked)
        cijfers[gemeente.code] = Cijfers(asked, behind, max(0, round(rng.random() * (asked + behind))))
    return make_stand(Snapshot(Peildatum.parse("2016-04-01"), cijfers), vintage.gemeenten)


def _published(filler: Filler, shape: pyramid.Pyramid, stand: Stand, path: Path) -> int:
    """Figures to an archive that is safe on disk; its size in bytes."""
    content = archive(
        filler.tiles(stand.gemeenten), metadata={"vector_layers": style.vector_layers(shape.minzoom, shape.maxzoom)},
        bounds=shape.bounds, minzoom=shape.minzoom, maxzoom=shape.maxzoom,
    )  # fmt: skip
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return len(content)


def publish() -> None:
    """A new snapshot of the 390 gemeenten of 2016, z0-z12, all four layers, against a build by tippecanoe."""
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        vintage = _vintage(folder / "boundaries")
        parameters = pyramid.Parameters(maxzoom=12)
        started = time.perf_counter()
        shape = pyramid.open_pyramid(vintage, folder / "geometry", parameters)
        print(
            f"cold build of all four layers, in process: {time.perf_counter() - started:.2f} s, {len(shape.tiles)} tiles"
        )
        stands = [_stand(vintage, seed) for seed in range(12)]
        filler = Filler(shape, stands[0].gemeenten)
        first = _seconds(lambda: _published(filler, shape, stands[0], folder / "t.pmtiles"))
        times = [_seconds(lambda s=stand: _published(filler, shape, s, folder / "t.pmtiles")) for stand in stands[1:]]
        plain = [gzip.decompress(data) for _, data in filler.tiles(stands[0].gemeenten)]
        squeeze = statistics.median(_seconds(lambda: [gzip.compress(p, 6, mtime=0) for p in plain]) for _ in range(3))
        whole = []
        for _ in range(RUNS):
            script = f"import tile_builds; tile_builds.once({folder_name!r})"
            whole.append(
                _seconds(lambda s=script: subprocess.run([sys.executable, "-c", s], check=True, cwd=OURS.parent))
            )
        rows = [
            ("publish, running worker, first month after start", first),
            ("publish, running worker, next months (median)", statistics.median(times)),
            ("publish, whole process with start-up (median)", statistics.median(whole)),
            ("only compressing all tiles once, level 6", squeeze),
        ]
        if TIPPECANOE.exists():
            reference = statistics.median(_seconds(lambda: _tippecanoe(folder / "t.mbtiles")) for _ in range(RUNS))
            rows.append(("tippecanoe, the same tiles (one layer)", reference))
        base = statistics.median(times)
        print("| what | ms | against publish |\n|---|---|---|")
        for label, seconds in rows:
            print(f"| {label} | {seconds * 1000:.1f} | {seconds / base:.1f} |")


def once(folder_name: str) -> None:
    """One publication in a fresh process; called by `publish`."""
    folder = Path(folder_name)
    vintage = vintage_for(2016, folder / "boundaries")
    shape = pyramid.open_pyramid(vintage, folder / "geometry", pyramid.Parameters(maxzoom=12))
    stand = _stand(vintage, 99)
    _published(Filler(shape, stand.gemeenten), shape, stand, folder / "once.pmtiles")


def _tippecanoe(target: Path, source: Path | None = None, maxzoom: int = 12) -> None:
    source = source or SHARED / "data" / "boundaries" / "gemeenten_2016.geojson"
    subprocess.run([TIPPECANOE, *REFERENCE, "-Z0", f"-z{maxzoom}", "-o", target, source], check=True)


def growth() -> None:
    """Cold build, whole process, by number of areas and vertices. Repair belongs to the import and is timed by itself."""
    print("| input | areas | vertices | repair s | ours s | ours MB | tippecanoe s | us per vertex |\n|" + "---|" * 8)
    for name in ("gemeenten_2016", "schaaltest_synthetisch", "postcode4_2020"):
        source = SHARED / "data" / "boundaries" / f"{name}.geojson"
        geometries = shapely.from_geojson(source.read_text(), on_invalid="fix")
        parts = shapely.get_parts(geometries)
        vertices, areas = int(shapely.get_num_coordinates(parts).sum()), len(parts)
        with tempfile.TemporaryDirectory() as folder:
            repaired, repair = source, 0.0
            if name == "postcode4_2020":  # thousands of slivers: what an import would close
                started = time.perf_counter()
                repaired = _repaired(source, Path(folder) / "repaired.gpkg")
                repair = time.perf_counter() - started
            command = [sys.executable, str(OURS), str(repaired), f"{folder}/o.pmtiles", "0", "12"]
            runs = [_measured(command) for _ in range(RUNS)]
            seconds, peak = statistics.median(r[0] for r in runs), max(r[1] for r in runs)
            theirs = "-"
            if TIPPECANOE.exists():
                target = Path(folder) / "t.mbtiles"
                times = [_seconds(lambda s=source, t=target: _tippecanoe(t, s)) for _ in range(RUNS)]
                theirs = f"{statistics.median(times):.2f}"
        print(
            f"| {name} | {areas} | {vertices} | {repair:.1f} | {seconds:.2f} | {peak:.0f} | {theirs} "
            f"| {seconds / vertices * 1e6:.1f} |",
            flush=True,
        )


def _repaired(source: Path, target: Path) -> Path:
    """The source as valid coverage without slivers, repaired in RD, in degrees again."""
    meta, _, wkb, fields = pyogrio.raw.read(source, columns=["code", "naam"])
    to_rd = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    raw = shapely.make_valid(shapely.transform(shapely.from_wkb(wkb), to_rd.transform, interleaved=False))
    cleaned = close_slivers(np.asarray(shapely.coverage_clean(list(raw)), dtype=object), GAP_WIDTH_M)
    back = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    degrees = shapely.to_wkb(shapely.transform(cleaned, back.transform, interleaved=False))
    pyogrio.raw.write(target, degrees, fields, meta["fields"], geometry_type="Unknown", crs="EPSG:4326", driver="GPKG")
    return target


def pictures() -> None:
    """The raster pyramid of a snapshot, z0-z10 at 256 and 512 px."""
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        vintage = _vintage(folder / "boundaries")
        cold = _seconds(lambda: raster.open_raster(vintage, folder / "geometry"))
        painter = raster.Painter(raster.open_raster(vintage, folder / "geometry"))
        stands = [_stand(vintage, seed) for seed in range(3)]
        times = [
            _seconds(
                lambda s=stand: [list(painter.tiles([r.klasse for r in s.gemeenten], size)) for size in raster.SIZES]
            )
            for stand in stands
        ]
        print(
            f"once per vintage: {cold:.2f} s; per snapshot, both sizes (median of 3): {statistics.median(times):.2f} s"
        )


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory (MB, of the process itself) of a command."""
    started = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - started, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
