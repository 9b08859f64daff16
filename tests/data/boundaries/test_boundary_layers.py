"""Which layer, column and rows are the gemeenten of the year; and one Dutch sentence for every file that cannot be read."""

import json
import random
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from data.boundaries.boundary_reader import Read, read_boundaries
from data.boundaries.vintages import reference
from data.errors import BoundariesRejected
from data.reference.gemeenten import gemeenten_of
from tests.data import countries
from tests.data.countries import CODES, NAMES, PROVINCIES, write

PLACE = reference()
COUNTRY = countries.country()
N = len(CODES)


def read(path: Path, year: int = 2024, layer: str | None = None) -> Read:
    return read_boundaries(path, year, reference=PLACE, layer=layer)


def refusal(path: Path, year: int = 2024, layer: str | None = None) -> str:
    with pytest.raises(BoundariesRejected) as caught:
        read(path, year, layer)
    return str(caught.value)


def smaller(part: float = 0.995) -> np.ndarray[Any, Any]:
    """The country as it is not: what must not be taken."""
    return np.array([shapely.affinity.scale(g, part, part) for g in COUNTRY], dtype=object)


def assert_country(found: Read) -> None:
    assert shapely.area(found.geometries) == pytest.approx(shapely.area(COUNTRY), rel=1e-6)


@pytest.mark.parametrize("header", ["OBJECTID", "id", "fid_1"])
def test_numbers_of_rows_are_no_codes(tmp_path: Path, header: str) -> None:
    tiles = [g for geometry in COUNTRY for g in quarters(geometry)]
    codes = [c for c, geometry in zip(CODES, COUNTRY, strict=True) for _ in quarters(geometry)]
    columns = {
        header: np.arange(len(tiles)) + 1,
        "WK_CODE": [f"WK{i:06d}" for i in range(len(tiles))],
        "GM_CODE": codes,
    }
    found = read(write(tmp_path / "a.gpkg", tiles, **columns))
    assert found.column == "GM_CODE"
    assert_country(found)


def quarters(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    x1, y1, x2, y2 = geometry.bounds
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    boxes = [(x1, y1, x, y), (x, y1, x2, y), (x1, y, x, y2), (x, y, x2, y2)]
    return [part for box in boxes if (part := shapely.intersection(geometry, shapely.box(*box))).area > 0]


@pytest.mark.parametrize(
    "names", [("gemeente_2023", "gemeente_2024"), ("gemeente_2024_v1", "gemeente_2022_v2"), ("g2023", "g2024")]
)
def test_layers_per_year_are_chosen_by_the_year(tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        write(tmp_path / "a.gpkg", COUNTRY if "2024" in name else smaller(), layer=name)
    found = read(tmp_path / "a.gpkg")
    assert "2024" in found.layer
    assert found.column == "statcode"
    assert_country(found)


def test_a_column_of_years_is_chosen_by_the_year_and_never_united(tmp_path: Path) -> None:
    both = [*smaller(), *COUNTRY]
    for header, years in (
        ("jaar", [2023, 2024]),
        ("jaarcode", ["2023", "2024"]),
        ("peildatum", ["2023-01-01", "2024-01-01"]),
    ):
        columns = {header: [years[0]] * N + [years[1]] * N, "code": CODES * 2}
        found = read(write(tmp_path / f"{header}.gpkg", both, **columns))
        assert f"{header} = 2024 zijn gelezen (342 van 684)" in found.notes[0]
        assert_country(found)
        assert "gebruik --year 2024" in refusal(tmp_path / f"{header}.gpkg", 2025)
    jrstat = [f"2023{c}" for c in CODES] + [f"2024{c}" for c in CODES]
    assert_country(read(write(tmp_path / "jr.gpkg", both, jrstatcode=jrstat)))
    assert "liggen over elkaar" in refusal(write(tmp_path / "none.gpkg", both, code=CODES * 2))


def test_a_layer_of_another_year_only_is_refused_with_that_year(tmp_path: Path) -> None:
    write(tmp_path / "a.gpkg", COUNTRY, layer="gemeente_2023")
    assert "--year 2023" in refusal(tmp_path / "a.gpkg")
    codes_2022 = [str(g.code) for g in gemeenten_of(2022)][:N]
    write(tmp_path / "a.gpkg", COUNTRY, layer="gemeente_2024", statcode=codes_2022)
    assert refusal(tmp_path / "a.gpkg")


def test_two_layers_that_fit_equally_are_left_to_the_operator(tmp_path: Path) -> None:
    write(tmp_path / "a.gpkg", COUNTRY, layer="met_water")
    write(tmp_path / "a.gpkg", smaller(), layer="land")
    assert "land, met_water" in refusal(tmp_path / "a.gpkg")
    assert_country(read(tmp_path / "a.gpkg", layer="met_water"))
    assert "geen laag x" in refusal(tmp_path / "a.gpkg", layer="x")


def test_the_package_of_cbs_with_many_layers_of_equal_columns(tmp_path: Path) -> None:
    path = tmp_path / "cbsgebiedsindelingen2024.gpkg"
    points = shapely.point_on_surface(COUNTRY)

    def layer(name: str, geometries: Any, codes: list[str], names: list[str]) -> None:
        jr = [f"2024{c}" for c in codes]
        columns = {"id": np.arange(len(codes)) + 1, "statcode": codes, "statnaam": names, "jrstatcode": jr}
        write(path, geometries, layer=name, **columns)

    for i in range(26):
        layer(
            f"arbeidsmarktregio{i}_gegeneraliseerd_2024",
            COUNTRY[i::26],
            [f"AM{n:02d}" for n in range(len(COUNTRY[i::26]))],
            NAMES[i::26],
        )
        layer(
            f"arbeidsmarktregio{i}_labelpoint_2024",
            points[i::26],
            [f"AM{n:02d}" for n in range(len(points[i::26]))],
            NAMES[i::26],
        )
    many = [
        shapely.box(x, y, x + 900, y + 900)
        for x in range(20_000, 270_000, 2_500)
        for y in range(310_000, 610_000, 2_500)
    ][:11_000]
    layer(
        "buurt_gegeneraliseerd_2024",
        many,
        [f"BU{n:08d}" for n in range(len(many))],
        [f"Buurt {n}" for n in range(len(many))],
    )
    layer("gemeente_labelpoint_2024", points, CODES, NAMES)
    layer("gemeente_niet_gegeneraliseerd_2024", smaller(), CODES, NAMES)
    layer("gemeente_gegeneraliseerd_2024", COUNTRY, CODES, NAMES)
    found = read(path)
    assert found.layer == "gemeente_gegeneraliseerd_2024"
    assert "gemeente_niet_gegeneraliseerd_2024 past" in found.notes[-1]
    assert_country(found)


def test_gemeenten_of_kadaster_among_provincies_and_land(tmp_path: Path) -> None:
    path = tmp_path / "BestuurlijkeGebieden_2024.gpkg"
    write(path, [shapely.union_all(COUNTRY)], layer="Landgebied", code=["6030"], naam=["Nederland"])
    gebied = {p: shapely.coverage_union_all(COUNTRY[np.array(PROVINCIES) == p]) for p in sorted(set(PROVINCIES))}
    write(
        path, list(gebied.values()), layer="Provinciegebied", code=[str(20 + i) for i in range(12)], naam=list(gebied)
    )
    columns = {"identificatie": [f"NL.IMBAG.{c}" for c in CODES], "code": [c[2:] for c in CODES], "naam": NAMES}
    write(path, COUNTRY, layer="Gemeentegebied", **columns)
    found = read(path)
    assert found.layer == "Gemeentegebied"
    assert_country(found)


def test_one_page_of_a_service_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", countries.placed("EPSG:4326", COUNTRY[:10]), "EPSG:4326", statcode=CODES[:10])
    assert "10 van de 342" in refusal(path)


@pytest.mark.parametrize("beside", [True, False])
def test_names_as_people_write_them(tmp_path: Path, beside: bool) -> None:
    spelled = {
        "'s-Gravenhage": "Den Haag",
        "'s-Hertogenbosch": "Den Bosch",
        "Bergen (L.)": "Bergen",
        "Bergen (NH.)": "Bergen",
    }
    columns = {"GEMEENTE": [spelled.get(n, n.partition(" (")[0]) for n in NAMES]}
    if beside:
        columns["PROVINCIE"] = PROVINCIES
    assert_country(read(write(tmp_path / "a.gpkg", COUNTRY, **columns)))


def test_a_shapefile_of_names_without_cpg(tmp_path: Path) -> None:
    path = write(tmp_path / "a.shp", COUNTRY, naam=NAMES)
    (tmp_path / "a.cpg").unlink()
    (tmp_path / "a.prj").unlink()
    assert_country(read(path))
    (tmp_path / "a.cpg").write_text("ISO-8859-1")
    assert_country(read(path))


def zipped(path: Path, folder: Path, prefix: str = "Uitvoer/shape/") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._a.shp", b"\0")
        archive.writestr("lees mij.txt", b"hallo")
        for part in sorted(folder.iterdir()):
            archive.write(part, prefix + part.name)
    return path


def test_maps_in_folders_of_a_zip(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "Gem.shp", COUNTRY)
    write(
        tmp_path / "in" / "provincies.geojson",
        countries.placed("EPSG:4326", COUNTRY[:12]),
        "EPSG:4326",
        naam=NAMES[:12],
    )
    (tmp_path / "in" / "Gem.dbf").rename(tmp_path / "in" / "Gem.DBF")
    assert_country(read(zipped(tmp_path / "a.zip", tmp_path / "in")))
    assert_country(read(zipped(tmp_path / "b.zip", tmp_path / "in", "map\\van Windows\\")))
    (tmp_path / "in" / "Gem.DBF").unlink()
    (tmp_path / "in" / "provincies.geojson").unlink()
    assert "ontbreekt Gem.dbf (de namen en codes)" in refusal(zipped(tmp_path / "c.zip", tmp_path / "in"))
    shutil.rmtree(tmp_path / "in")
    (tmp_path / "in").mkdir()
    shutil.copy(tmp_path / "a.zip", tmp_path / "in")
    assert "pak die uit" in refusal(zipped(tmp_path / "d.zip", tmp_path / "in"))


def test_two_years_in_folders_of_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for year, geometries in (("2023", smaller()), ("2024", COUNTRY)):
            archive.write(write(tmp_path / f"{year}.gpkg", geometries, layer="gemeenten"), f"{year}/gemeenten.gpkg")
    assert_country(read(tmp_path / "a.zip"))


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.geojson", countries.placed("EPSG:4326"), "EPSG:4326")
    content = bytearray(zipped(tmp_path / "a.zip", tmp_path / "in").read_bytes())
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(start, at + 1)) >= 0:
            content[at + flags] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    assert "wachtwoord" in refusal(tmp_path / "a.zip")


def test_a_zip_that_points_before_its_own_beginning(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.gpkg", COUNTRY[:3], statcode=CODES[:3])
    content = bytearray(zipped(tmp_path / "a.zip", tmp_path / "in").read_bytes())
    end = content.rfind(b"PK\x05\x06")
    place = int.from_bytes(content[end + 16 : end + 20], "little")  # of the list of files
    content[end + 16 : end + 20] = (place + 1000).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(content)
    assert "beschadigd" in refusal(tmp_path / "a.zip")


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_of_which_a_part_lacks(tmp_path: Path, part: str) -> None:
    path = write(tmp_path / "a.shp", COUNTRY)
    (tmp_path / f"a{part}").unlink()
    assert f"ontbreekt a{part}" in refusal(path)


def test_shapes_that_are_unusual_but_right(tmp_path: Path) -> None:
    nested = [shapely.GeometryCollection([shapely.GeometryCollection([g]), shapely.Point(0, 0)]) for g in COUNTRY]
    assert_country(read(write(tmp_path / "nested.gpkg", nested)))
    assert_country(read(write(tmp_path / "z.gpkg", shapely.force_3d(COUNTRY, 3.0))))


def test_lines_and_empty_layers_say_so(tmp_path: Path) -> None:
    write(tmp_path / "a.gpkg", shapely.boundary(COUNTRY))
    assert "punten of lijnen" in refusal(tmp_path / "a.gpkg")
    (tmp_path / "b.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    assert "leeg" in refusal(tmp_path / "b.geojson")


def test_land_without_a_code_is_refused_and_a_total_is_not(tmp_path: Path) -> None:
    codes = [*CODES[:-1], ""]
    parts = quarters(COUNTRY[-1])
    rows = [*COUNTRY[:-1], *parts]
    path = write(tmp_path / "a.gpkg", rows, code=[*CODES[:-1], CODES[-1], *[""] * (len(parts) - 1)])
    assert "hebben geen gemeente" in refusal(path)
    assert "ontbreken" in refusal(write(tmp_path / "b.gpkg", COUNTRY, code=codes))
    total = [*COUNTRY, shapely.union_all(COUNTRY)]
    assert_country(read(write(tmp_path / "c.gpkg", total, code=[*CODES, "NL"])))


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "shp", "gml", "zip"])
def test_damage_ends_in_a_dutch_sentence_and_nothing_english(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    coarse = shapely.simplify(COUNTRY, 2000.0)
    whole = write(tmp_path / f"whole.{'shp' if kind == 'zip' else kind}", coarse)
    if kind == "zip":
        (tmp_path / "in").mkdir()
        for part in list(tmp_path.glob("whole.*")):
            part.rename(tmp_path / "in" / part.name)
        whole = zipped(tmp_path / "whole.zip", tmp_path / "in")
    content = whole.read_bytes()
    chance = random.Random(14)
    for turn in range(12):
        damaged = bytearray(content)
        if turn % 2:
            del damaged[chance.randrange(20, len(content)) :]
        else:
            for _ in range(turn * 3 + 1):
                damaged[chance.randrange(20, len(content))] ^= 1 << chance.randrange(8)
        whole.write_bytes(damaged)
        try:
            found = read(whole)
        except BoundariesRejected as error:
            assert all(reason.endswith((".", "?")) for reason in error.reasons)
        else:
            assert len(found.gemeenten) == N
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")
    assert caplog.records == []


def test_text_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection"})[:-3])
    assert "niet te lezen" in refusal(tmp_path / "a.geojson")
