"""Prints what a report costs: per phase, against a plain WeasyPrint call, map by map, for a whole half-year, in memory.

    python bench/reports.py [--rounds 15] [--memory 2000] [--quick]

Wall seconds depend on who else uses the machine, so the comparison takes turns: one plain call, one report, and so on.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import shapely
import weasyprint

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from data.boundaries.vintage import Vintage  # noqa: E402
from reports.batch import chunks, make_batch, render_batch  # noqa: E402
from reports.content.maps import PX_PER_MM  # noqa: E402
from reports.kinds.all_kinds import make_figures  # noqa: E402
from reports.pdf.engine import lay_out  # noqa: E402
from reports.pdf.paint import MapImage  # noqa: E402
from reports.render import Renderer  # noqa: E402
from tests.reports import example  # noqa: E402
from tiles.palette import BY_KLASSE  # noqa: E402

PLAIN_TOLERANCE_M = 300.0  # about 14,000 points in the paths of the plain call


def svg_paths(vintage: Vintage, tolerance: float) -> list[str]:
    """One SVG path per gemeente in a box of 700 by 800."""
    west, _, _, north = shapely.total_bounds(vintage.geometries)
    paths = []
    for geometry in shapely.coverage_simplify(vintage.geometries, tolerance):
        rings = [shapely.get_coordinates(r) for part in shapely.get_parts(geometry) for r in shapely.get_rings(part)]
        paths.append(
            "".join(f"M{' '.join(f'{(x - west) / 400:.1f},{(north - y) / 400:.1f}' for x, y in r)}Z" for r in rings)
        )
    return paths


def plain_page(map_svg: str) -> str:
    """The page of the comparison: a heading, a table, a chart and a map, everything read anew for each call."""
    rows = "".join(
        f"<tr><td>maand {n}</td><td>{n * 3}</td><td>{n * 7}</td><td>{n / 6:.1%}</td></tr>" for n in range(1, 7)
    )
    bars = "".join(
        f'<rect x="{n * 40}" y="{100 - 12 * n}" width="24" height="{12 * n}"/><text x="{n * 40}" y="115">m{n}</text>'
        for n in range(1, 7)
    )
    return (
        '<html lang="nl"><head><title>Rapport</title><style>@page{size:A4;margin:2cm}body{font:10pt sans-serif}'
        "table{width:100%;border-collapse:collapse}td{border-bottom:1px solid #ccc}</style></head><body><h1>Amsterdam</h1>"
        f"<p>Na vier maanden zijn 593 personen gehuisvest.</p><table>{rows}</table>"
        f'<svg viewBox="0 0 300 120" width="300" height="120">{bars}</svg>{map_svg}</body></html>'
    )


def seconds(work, rounds: int) -> tuple[float, float]:
    """Median wall and processor seconds of a call, after one to warm up."""
    work()
    wall, cpu = [], []
    for _ in range(rounds):
        start, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
    return statistics.median(wall), statistics.median(cpu)


def resident_mb() -> float:
    """Memory of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def compare(renderer: Renderer, rounds: int) -> None:
    *earlier, stand = example.stands()
    paths = svg_paths(renderer.vintage, PLAIN_TOLERANCE_M)
    whole_map = "".join(f'<path d="{d}" fill="#6a87a3" stroke="#fff" stroke-width=".3"/>' for d in paths)
    page = plain_page(f'<svg viewBox="0 0 700 800" width="400" height="457">{whole_map}</svg>')
    codes = [r.code for r in stand.gemeenten]
    phases: dict[str, list[float]] = {}
    totals, plains, cpu_totals, cpu_plains = [], [], [], []
    for n in range(rounds + 1):
        start, used = time.perf_counter(), time.process_time()
        weasyprint.HTML(string=page).write_pdf()
        plains.append(time.perf_counter() - start)
        cpu_plains.append(time.process_time() - used)
        for k in range(4):
            code = codes[(n * 4 + k) * 7 % len(codes)]
            start, used = time.perf_counter(), time.process_time()
            last = [start]

            def step(name: str, last=last) -> None:
                now = time.perf_counter()
                phases.setdefault(name, []).append(now - last[0])
                last[0] = now

            figures = make_figures(code, stand, earlier)
            step("data")
            renderer.render(figures, stand, step)
            if n:
                totals.append(time.perf_counter() - start)
                cpu_totals.append(time.process_time() - used)
    ours, plain = statistics.median(totals), statistics.median(plains[1:])
    print(f"plain call, one page, {len(paths)} paths   {1000 * plain:7.1f} ms")
    print(f"gemeente report, two pages, tagged  {1000 * ours:7.1f} ms   ratio {ours / plain:.2f}")
    cpu = statistics.median(cpu_totals), statistics.median(cpu_plains[1:])
    print(f"the same in processor time          {1000 * cpu[0]:7.1f} ms   ratio {cpu[0] / cpu[1]:.2f}")
    for name, values in phases.items():
        print(f"  {name:<10} {1000 * statistics.median(values[4:]):7.1f} ms")


def compare_maps(renderer: Renderer, rounds: int) -> None:
    """A page with nothing but the country in klassen, in each way that was tried."""
    stand = example.stands()[-1]
    atlas = renderer.atlas
    paths = svg_paths(renderer.vintage, PLAIN_TOLERANCE_M)
    klassen = [stand.by_code[code].klasse for code in atlas.codes]
    each = "".join(f'<path d="{d}" fill="{BY_KLASSE[k].fill}"/>' for d, k in zip(paths, klassen, strict=True))
    by_klasse = {k: "".join(d for d, other in zip(paths, klassen, strict=True) if other is k) for k in set(klassen)}
    few = "".join(f'<path d="{d}" fill="{BY_KLASSE[k].fill}"/>' for k, d in sorted(by_klasse.items()))

    def svg(content: str):
        text = (
            f'<html lang="nl"><body><svg viewBox="0 0 700 800" width="400" height="457">{content}</svg></body></html>'
        )
        return lambda: weasyprint.HTML(string=text).write_pdf()

    def ours() -> None:
        drawing = atlas.country(stand, (400.0, 457.0), "kaart")
        image = MapImage(drawing, renderer.press.lettering, {})
        text = '<html lang="nl"><body><div><img src="report:/m" alt="kaart"/></div></body></html>'
        lay_out(text, renderer.press.sheets, renderer.press.fonts, {"report:/m": image}).write_pdf()

    def form() -> None:
        drawing = atlas.locator("GM0363", 42 * PX_PER_MM, "kaart")
        image = MapImage(drawing, renderer.press.lettering, renderer.press.forms)
        text = '<html lang="nl"><body><div><img src="report:/m" alt="kaart"/></div></body></html>'
        lay_out(text, renderer.press.sheets, renderer.press.fonts, {"report:/m": image}).write_pdf()

    png = Path(tempfile.mkdtemp()) / "map.png"
    from PIL import Image

    Image.fromarray(np.random.default_rng(1).integers(0, 4, (914, 800), dtype=np.uint8) * 60).save(png)
    picture = f'<html lang="nl"><body><img width="400" src="{png.as_uri()}"></body></html>'
    ways = {
        "SVG, one path per gemeente": svg(each),
        "SVG, one path per klasse": svg(few),
        "a ready PNG": lambda: weasyprint.HTML(string=picture).write_pdf(),
        "no map": lambda: weasyprint.HTML(string='<html lang="nl"><body></body></html>').write_pdf(),
        "ready operators, all gemeenten": ours,
        "ready form, made once": form,
    }
    for name, work in ways.items():
        wall, cpu = seconds(work, rounds)
        print(f"  {name:<32} {1000 * wall:7.1f} ms wall {1000 * cpu:7.1f} ms processor")


def whole_half_year(folder: Path, workers: int) -> None:
    *earlier, stand = example.stands()
    start = time.perf_counter()
    batch = make_batch(example.vintage(), stand, earlier, folder)
    size = count = 0
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for found in pool.map(render_batch, repeat(batch), chunks(batch.codes)):
            count += len(found)
            size += sum(len(pdf) for _, pdf in found)
    print(
        f"all {count} reports with {workers} processes, start-up included: {time.perf_counter() - start:.1f} s, "
        f"{size / 1e6:.1f} MB"
    )


def memory(renderer: Renderer, reports: int) -> None:
    *earlier, stand = example.stands()
    codes = [r.code for r in stand.gemeenten]
    marks = {reports * n // 8 for n in range(1, 9)} | {50}
    told = []
    for n in range(1, reports + 1):
        renderer.render(make_figures(codes[n % len(codes)], stand, earlier), stand)
        if n in marks:
            told.append(f"{n}: {resident_mb():.0f}")
    print(f"memory in MB after so many reports: {', '.join(told)}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--memory", type=int, default=400)
    options.add_argument("--quick", action="store_true", help="only the comparison")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        renderer = Renderer(example.vintage(), folder)
        print(f"preparing a process: {time.perf_counter() - start:.1f} s the first time, with the fonts", end=", ")
        start = time.perf_counter()
        renderer = Renderer(example.vintage(), folder)
        print(f"{time.perf_counter() - start:.2f} s after that")
        compare(renderer, chosen.rounds)
        if chosen.quick:
            return
        print("the country as a map, alone on a page:")
        compare_maps(renderer, 5)
        whole_half_year(folder, 2)
        memory(renderer, chosen.memory)


if __name__ == "__main__":
    main()
