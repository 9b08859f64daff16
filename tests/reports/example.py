"""The embedded example as stands and its boundaries, for the tests of the reports."""

import csv
import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyproj
import shapely

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand, make_stand
from data.reference.gemeenten import gemeenten_of
from data.terms import Cijfers, Gemeentecode, Peildatum, Snapshot

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


@lru_cache(maxsize=1)
def stands() -> tuple[Stand, ...]:
    """The 22 stands of the example, oldest first."""
    return tuple(read_stand(path) for path in sorted((REFERENCE / "voorbeeld").glob("*.csv")))


def read_stand(path: Path) -> Stand:
    peildatum = Peildatum.parse(path.stem)
    with path.open(encoding="utf-8", newline="") as file:
        cijfers: dict[Gemeentecode, Cijfers | None] = {
            Gemeentecode.parse(row["gemeentecode"]): Cijfers(
                int(row["taakstelling"]), int(row["achterstand"]), int(row["gerealiseerd"])
            )
            for row in csv.DictReader(file, delimiter=";")
        }
    bron = "Voorbeeldcijfers van Land in Beeld"
    return make_stand(Snapshot(peildatum, cijfers), gemeenten_of(peildatum.halfjaar.year), voorbeeld=True, bron=bron)


@lru_cache(maxsize=1)
def vintage() -> Vintage:
    """The embedded boundaries in EPSG:28992."""
    features = json.loads((REFERENCE / "gemeenten_2024.geojson").read_text(encoding="utf-8"))["features"]
    by_code = {f["properties"]["code"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}
    gemeenten = gemeenten_of(2024)
    to_rd = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    geometries = np.array([by_code[str(g.code)] for g in gemeenten], dtype=object)
    in_rd = shapely.transform(geometries, lambda xy: np.column_stack(to_rd.transform(xy[:, 0], xy[:, 1])))
    return Vintage(2024, "feedbeef", gemeenten, in_rd, "CBS / Kadaster, bewerkt", gegeneraliseerd=True)
