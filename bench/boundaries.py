"""Prints how long it takes to import and to load boundaries, and what the repair did (decision 0002)."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from data.boundaries.vintages import embedded_vintage, import_file, vintage_for

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "boundaries"
FILES = (("gemeenten_2016", 2016), ("gemeenten_2017", 2017), ("gemeenten_2022", 2022), ("schaaltest_synthetisch", 2022))


def main() -> int:
    begin = time.perf_counter()
    embedded_vintage()
    print(f"embedded 2024: loaded in {time.perf_counter() - begin:.2f} s")
    with tempfile.TemporaryDirectory() as name:
        for stem, year in FILES:
            path = SHARED / f"{stem}.geojson"
            if not path.exists():
                print(f"{stem}: left out, {path} is not here")
                continue
            begin = time.perf_counter()
            report = import_file(path, year, Path(name))
            imported = time.perf_counter()
            vintage_for(year, Path(name))
            loaded = time.perf_counter()
            most = max((abs(c.percent) for c in report.changes), default=0.0)
            print(
                f"{stem}: imported in {imported - begin:.1f} s, loaded in {loaded - imported:.3f} s; "
                f"overlap {report.overlap_ha:.2f} ha; "
                f"{report.gaps_closed} slivers of {report.gaps_closed_ha:.2f} ha closed; "
                f"{report.gaps_left} holes of {report.gaps_left_ha / 100:.0f} km2 kept; largest change {most:.3f}%"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
