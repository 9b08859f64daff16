"""Import of boundaries: any usual format in, a valid coverage out, and a clear refusal otherwise."""

import json
import os
import random
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from data.boundaries import boundary_reader, vintages
from data.boundaries.coverage import is_coverage
from data.boundaries.rdnaptrans import open_transformation
from data.boundaries.vintage import provincie_geometries
from data.boundaries.vintages import embedded_vintage, import_file, imported_years, vintage_for
from data.errors import BoundariesLost, BoundariesMissing, BoundariesRejected
from data.reference.gemeenten import PROVINCIES, gemeenten_of, make_gemeente
from tests.conftest import Imported
from tests.data import toy

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "boundaries"
TOY = tuple(make_gemeente(f"GM{n:04d}", naam, "PV25") for n, naam in enumerate(("Aa", "Bé", "C (G.)", "D", "'s-E"), 10))


@pytest.fixture
def toy_country(monkeypatch: pytest.MonkeyPatch) -> None:
    """2016 is the toy country, every other year is not."""
    for module in (vintages, boundary_reader):
        monkeypatch.setattr(module, "gemeenten_of", lambda year: TOY if year == 2016 else gemeenten_of(year))
    monkeypatch.setattr(vintages, "reference", lambda: None)  # the toy country lies nowhere


def wgs84(geometries: np.ndarray[Any, Any], folder: Path) -> np.ndarray[Any, Any]:
    return shapely.transform(geometries, open_transformation(folder).to_etrs89)


def write(
    path: Path, geometries: Any, crs: str | None = "EPSG:28992", codes: list[Any] | None = None, **more: Any
) -> Path:
    columns = {"volgnr": np.arange(len(geometries)) + 10_001, "gemcode": np.array(codes or [str(g.code) for g in TOY])}
    columns |= {name: np.array(values) for name, values in more.items()}
    geometry_type = "MultiPolygon" if path.suffix == ".shp" else "Unknown"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.asarray(geometries, dtype=object)),
        list(columns.values()),
        list(columns),
        geometry_type=geometry_type,
        crs=crs,
    )
    return path


def assert_is_toy(folder: Path, tolerance_m: float) -> None:
    vintage = vintage_for(2016, folder)
    assert vintage.gemeenten == TOY
    assert is_coverage(vintage.geometries)
    for found, expected in zip(vintage.geometries, toy.country(), strict=True):
        assert shapely.hausdorff_distance(found, expected) <= tolerance_m


@pytest.mark.usefixtures("toy_country")
@pytest.mark.parametrize("filename", ["a.gpkg", "a.geojson", "a.shp", "a.gml"])
@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326"])
@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_every_format_in_rd_and_wgs84_gives_the_same_country(tmp_path: Path, filename: str, crs: str) -> None:
    geometries = toy.country() if crs == "EPSG:28992" else wgs84(toy.country(), tmp_path / "rd")
    path = write(tmp_path / filename, geometries, crs)
    before = sorted(p.name for p in tmp_path.iterdir())
    report = import_file(path, 2016, tmp_path / "kept")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "kept") == before, (
        "nothing is written beside the file"
    )
    assert (report.column, report.gemeenten, report.gaps_left) == ("gemcode", 5, 1)
    assert_is_toy(tmp_path / "kept", tolerance_m=0.02)


@pytest.mark.usefixtures("toy_country")
def test_topojson_with_shared_arcs(tmp_path: Path) -> None:
    squares = [[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]]
    arcs = [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]] for x, y in squares]
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [5, 52]},
        "arcs": [[arc[0], *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc))] for arc in arcs],
        "objects": {
            "provincies": {"type": "GeometryCollection", "geometries": []},
            "gemeenten": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[i]], "properties": {"code": str(g.code)}} for i, g in enumerate(TOY)
                ],
            },
        },
    }
    path = tmp_path / "a.topojson"
    path.write_text(json.dumps(topology))
    report = import_file(path, 2016, tmp_path / "kept")
    assert report.layer == "gemeenten"
    x1, y1, x2, y2 = shapely.total_bounds(vintage_for(2016, tmp_path / "kept").geometries)
    expected = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True).transform(x1, y1)
    assert expected == pytest.approx((5.0, 52.0), abs=0.001)
    assert (x2 - x1, y2 - y1) == pytest.approx((3430, 1115), abs=30), "0.05 by 0.01 degree at 52 north"


@pytest.mark.usefixtures("toy_country")
def test_shapefile_in_a_zip_and_without_crs(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.warns(UserWarning, match="crs"):
        write(tmp_path / "in" / "a.shp", toy.country(), crs=None)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in (tmp_path / "in").iterdir():
            archive.write(part, part.name)
    report = import_file(tmp_path / "a.zip", 2016, tmp_path / "kept")
    assert "gelezen als RD (EPSG:28992)" in report.findings[1].zin
    assert_is_toy(tmp_path / "kept", tolerance_m=0.001)


@pytest.mark.usefixtures("toy_country")
@pytest.mark.parametrize(
    "codes", [[10, 11, 12, 13, 14], ["0010", "0011", "0012", "0013", "0014"], ["Aa", "BÉ", "C (G.)", "D", "'s-e"]]
)
def test_codes_as_numbers_or_names_are_recognised(tmp_path: Path, codes: list[Any]) -> None:
    import_file(write(tmp_path / "a.gpkg", toy.country(), codes=codes), 2016, tmp_path / "kept")
    assert_is_toy(tmp_path / "kept", tolerance_m=0.001)


@pytest.mark.usefixtures("toy_country")
def test_order_of_rows_and_rows_per_part_do_not_matter(tmp_path: Path) -> None:
    *others, enclave = toy.country()
    shuffled = [*shapely.get_parts(enclave), *others[::-1]]
    codes = ["GM0014", "GM0014", "GM0013", "GM0012", "GM0011", "GM0010"]
    report = import_file(write(tmp_path / "a.gpkg", shuffled, codes=codes), 2016, tmp_path / "kept")
    assert [f.zin for f in report.findings] == ["'s-E staat in 2 rijen; die zijn samengenomen."]
    assert_is_toy(tmp_path / "kept", tolerance_m=0.001)


@pytest.mark.usefixtures("toy_country")
def test_water_and_abroad_in_files_of_cbs_are_left_out(tmp_path: Path) -> None:
    geometries = [*toy.country(), toy.square(400, 900, 600, 1100), toy.square(3000, 0, 4000, 1000)]
    codes = [*(str(g.code) for g in TOY), "GM0010", "GM0998"]
    report = import_file(
        write(tmp_path / "a.gpkg", geometries, codes=codes, H2O=["NEE"] * 5 + ["JA", "NEE"]), 2016, tmp_path / "kept"
    )
    assert "1 vlakken met water (kolom H2O)" in report.findings[0].zin
    assert_is_toy(tmp_path / "kept", tolerance_m=0.001)


@pytest.mark.usefixtures("toy_country")
def test_report_tells_what_was_repaired_in_hectares(tmp_path: Path) -> None:
    report = import_file(write(tmp_path / "a.gpkg", toy.country(sloppy=True)), 2016, tmp_path / "kept")
    assert report.overlap_ha == pytest.approx(toy.OVERLAP_M2 / 10_000)
    assert (report.gaps_closed, report.gaps_left) == (1, 1)
    assert report.gaps_closed_ha == pytest.approx(toy.SLIVER_M2 / 10_000)
    assert report.gaps_left_ha == pytest.approx(toy.LAKE_M2 / 10_000)
    assert [c.naam for c in report.changes] == ["D", "Bé"]
    assert [f.zin for f in report.findings] == [
        "0,30 ha lag in meer dan één gemeente; dat is bij de buur met de langste grens gebleven.",
        "1 splinters tussen gemeenten zijn gesloten, samen 0,40 ha.",
    ]
    kept = json.loads((tmp_path / "kept" / "2016.json").read_text(encoding="utf-8"))
    assert kept["key"] == report.key
    assert kept["filename"] == "a.gpkg"


@pytest.mark.usefixtures("toy_country")
def test_change_of_area_above_half_a_percent_is_refused_and_the_old_borders_stay(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    first = import_file(write(tmp_path / "a.gpkg", toy.country()), 2016, folder)
    geometries = toy.country()
    geometries[0] = shapely.union(geometries[0], toy.square(1000, 0, 1010, 1000))  # 1 ha of the 91 ha of Bé
    with pytest.raises(BoundariesRejected) as caught:
        import_file(write(tmp_path / "b.gpkg", geometries), 2016, folder)
    assert caught.value.reasons[0].startswith(("Aa zou door de reparatie", "Bé zou door de reparatie"))
    assert vintage_for(2016, folder).key == first.key
    assert sorted(p.name for p in folder.iterdir()) == ["2016.gpkg", "2016.json"]


@pytest.mark.usefixtures("toy_country")
def test_key_changes_with_the_geometry_and_only_then(tmp_path: Path) -> None:
    country = toy.country()
    keys = [import_file(write(tmp_path / "a.gpkg", country), 2016, tmp_path / "kept").key]
    turned = shapely.reverse(country)
    keys.append(import_file(write(tmp_path / "b.gpkg", turned), 2016, tmp_path / "other").key)
    country[3] = shapely.union(country[3], toy.square(2000, 1000, 2001, 2000))
    keys.append(import_file(write(tmp_path / "c.gpkg", country), 2016, tmp_path / "kept").key)
    assert keys[0] == keys[1] != keys[2]
    assert vintage_for(2016, tmp_path / "kept").key == keys[2]


@pytest.mark.usefixtures("toy_country")
def test_bad_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    country = toy.country()
    empty, wrong = tmp_path / "leeg.gpkg", tmp_path / "x.geojson"
    empty.touch()
    wrong.write_text("{]")
    vrt = tmp_path / "vrt.gml"
    vrt.write_text('<?xml version="1.0"?><OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>')
    broken_zip = tmp_path / "a.zip"
    broken_zip.write_bytes(b"PK\x03\x04 and no more")
    renamed = tmp_path / "renamed.gpkg"
    renamed.write_text('{"type": "FeatureCollection"}')
    codes = [str(g.code) for g in TOY]
    elsewhere = shapely.transform(country, lambda xy: xy + np.array([400_000, 0]))
    cases: list[tuple[Path, str]] = [
        (tmp_path / "niets.gpkg", "leeg of bestaat niet"),
        (empty, "leeg of bestaat niet"),
        (wrong, "niet te lezen"),
        (tmp_path / "a.xlsx", "geen bestandssoort"),
        (vrt, "niet te lezen als gml"),
        (broken_zip, "beschadigd"),
        (renamed, "niet te lezen als gpkg"),
        (
            write(tmp_path / "nocode.gpkg", country, codes=["v", "w", "x", "y", "z"]),
            "geen laag met vlakken en een kolom",
        ),
        (write(tmp_path / "four.gpkg", country[:4], codes=codes[:4]), "1 gemeenten van 2016 ontbreken: GM0014 's-E"),
        (write(tmp_path / "strange.gpkg", country, codes=[*codes[:4], "GM1234"]), "GM1234"),
        (write(tmp_path / "nl.gpkg", elsewhere), "niet in Nederland"),
        (
            write(tmp_path / "line.gpkg", [*country[:4], shapely.LineString([(0, 0), (1, 1)])]),
            "1 gemeenten hebben geen vlak: 's-E",
        ),
    ]
    for path, reason in cases:
        with pytest.raises(BoundariesRejected, match="(?s)" + reason):
            import_file(path, 2016, tmp_path / "kept")
    assert imported_years(tmp_path / "kept") == ()


@pytest.mark.usefixtures("toy_country")
def test_a_kept_file_that_was_changed_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    import_file(write(tmp_path / "a.gpkg", toy.country()), 2016, folder)
    content = bytearray((folder / "2016.gpkg").read_bytes())
    position = content.index("Bé".encode())
    content[position : position + 1] = b"X"
    (folder / "2016.gpkg").write_bytes(content)
    with pytest.raises(BoundariesLost, match="na het inlezen veranderd"):
        vintage_for(2016, folder)
    (folder / "2016.gpkg").write_bytes(bytes(content[:1000]))
    with pytest.raises(BoundariesLost, match="beschadigd"):
        vintage_for(2016, folder)
    (folder / "2016.json").unlink()  # then nothing says that it was ever whole
    with pytest.raises(BoundariesRejected):
        vintage_for(2016, folder)
    with pytest.raises(BoundariesLost):
        vintage_for(2016, folder, accepted=[2016])


@pytest.mark.usefixtures("toy_country")
def test_bytes_anywhere_that_are_damaged_give_the_same_borders_or_are_said_to_be_damaged(tmp_path: Path) -> None:
    """Never another error, which would stop the worker from taking in what has nothing to do with it."""
    folder = tmp_path / "kept"
    import_file(write(tmp_path / "a.gpkg", toy.country()), 2016, folder)
    path, key, lost = folder / "2016.gpkg", vintage_for(2016, folder).key, 0
    whole, chance = path.read_bytes(), random.Random(4)
    names = whole.index("Bé".encode())
    for at in [names, *(chance.randrange(len(whole)) for _ in range(150))]:
        content = bytearray(whole)
        content[at : at + 100] = chance.randbytes(len(content[at : at + 100]))
        path.write_bytes(content)
        try:
            assert vintage_for(2016, folder).key == key
        except BoundariesLost:
            lost += 1
    assert lost > 10


def test_a_damaged_file_of_another_year_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "2025.gpkg").write_bytes(b"half a file")
    assert vintage_for(2026, tmp_path) is embedded_vintage()
    with pytest.raises(BoundariesRejected):
        vintage_for(2025, tmp_path)


def test_embedded_borders_serve_the_years_with_the_gemeenten_of_2024(tmp_path: Path) -> None:
    for year in (2023, 2024, 2026):
        vintage = vintage_for(year, tmp_path)
        assert vintage is embedded_vintage()
    assert vintage.gegeneraliseerd
    assert len(vintage.gemeenten) == len(vintage.geometries) == 342
    assert is_coverage(vintage.geometries)
    assert shapely.area(vintage.geometries).sum() / 1e6 == pytest.approx(35_078, rel=0.01), "km2 of land"
    with pytest.raises(BoundariesMissing, match="--year 2017"):
        vintage_for(2017, tmp_path)


def test_embedded_borders_are_what_the_reader_of_any_file_makes_of_them() -> None:
    read, vintage = boundary_reader.read_boundaries(vintages.EMBEDDED_FILE, 2024), embedded_vintage()
    assert read.gemeenten == vintage.gemeenten
    assert shapely.equals_exact(shapely.normalize(read.geometries), vintage.geometries, tolerance=0).all()


def test_provincies_are_the_union_of_their_gemeenten() -> None:
    vintage = embedded_vintage()
    found = provincie_geometries(vintage)
    assert list(found) == list(PROVINCIES)
    assert sum(g.area for g in found.values()) == pytest.approx(shapely.area(vintage.geometries).sum())
    assert is_coverage(np.array(list(found.values()), dtype=object))
    assert found["PV24"].area / 1e6 == pytest.approx(1412, rel=0.05), "Flevoland: land in km2 (CBS)"


def shared_file(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


def test_borders_of_2017_become_a_coverage_and_keep_lakes_and_enclaves(imported: Imported) -> None:
    path = shared_file("gemeenten_2017.geojson")
    report = imported.report
    # README of the file: 929 overlapping pairs, 338 ha; 10,511 slivers under 1 ha
    assert report.overlap_ha == pytest.approx(338, abs=0.5)
    assert report.gaps_closed >= 10_511
    assert max(abs(c.percent) for c in report.changes) <= 0.5
    vintage = vintage_for(2017, imported.folder)
    assert len(vintage.gemeenten) == 388
    assert is_coverage(vintage.geometries)

    raw = boundary_reader.read_boundaries(path, 2017, reference=vintages.reference()).geometries
    lakes = holes(shapely.union_all(shapely.make_valid(raw)))
    width_m = 2 * shapely.length(shapely.maximum_inscribed_circle(lakes, tolerance=1))
    real = lakes[(width_m > 25) & (shapely.area(lakes) >= 10_000)]
    assert len(real) == 58
    kept = shapely.STRtree(holes(shapely.coverage_union_all(vintage.geometries)))
    for lake in real:
        same = kept.geometries[kept.query(lake, predicate="intersects")]
        assert shapely.intersection(shapely.union_all(same), lake).area == pytest.approx(lake.area, rel=0.01)


def holes(union: shapely.Geometry) -> np.ndarray[Any, Any]:
    return np.array([shapely.Polygon(r) for p in shapely.get_parts(union) for r in p.interiors], dtype=object)


@pytest.mark.parametrize(
    ("name", "year"), [("gemeenten_2016", 2016), ("gemeenten_2022", 2022), ("gemeenten_2024", 2024)]
)
def test_borders_of_other_years_need_little(tmp_path: Path, name: str, year: int) -> None:
    report = import_file(shared_file(f"{name}.geojson"), year, tmp_path)
    assert max((abs(c.percent) for c in report.changes), default=0) <= 0.01
    assert report.overlap_ha < 0.1
    assert is_coverage(vintage_for(year, tmp_path).geometries)
    if year == 2024:
        assert vintage_for(2026, tmp_path).year == 2024, "imported borders come before the embedded ones"
        assert not vintage_for(2026, tmp_path).gegeneraliseerd


def test_a_chunk_that_fell_out_shows_beside_another_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (vintages, boundary_reader):
        monkeypatch.setattr(module, "gemeenten_of", lambda year: TOY)
    monkeypatch.setattr(vintages, "reference", lambda: None)
    import_file(write(tmp_path / "a.gpkg", toy.country()), 2016, tmp_path / "kept")
    country = toy.country()
    country[3] = shapely.difference(country[3], toy.square(1400, 1400, 1600, 1600))
    report = import_file(write(tmp_path / "b.gpkg", country), 2017, tmp_path / "kept")
    (finding,) = report.findings
    assert (finding.code, finding.waarde) == ("grenzen-ander-jaar", "GM0013")
    assert finding.zin == "D is 4,00% kleiner dan in 2016 (100,00 werd 96,00 ha)."
    assert import_file(write(tmp_path / "b.gpkg", country), 2017, tmp_path / "new").findings == ()


def test_file_of_another_year_is_refused_with_the_right_year(tmp_path: Path) -> None:
    with pytest.raises(BoundariesRejected, match="gebruik --year 2022"):
        import_file(shared_file("gemeenten_2022.geojson"), 2021, tmp_path)


@pytest.mark.skipif("LANDINBEELD_SLOW_TESTS" not in os.environ, reason="takes 15 s: set LANDINBEELD_SLOW_TESTS")
def test_a_file_of_one_and_a_half_million_vertices(tmp_path: Path) -> None:
    report = import_file(shared_file("schaaltest_synthetisch.geojson"), 2022, tmp_path)
    assert report.gemeenten == 345
    assert is_coverage(vintage_for(2022, tmp_path).geometries)
