"""Whatever system a file is in, or says it is in: the country lands in its place to the metre, or the file is refused."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from data.boundaries.boundary_reader import Read, read_boundaries
from data.boundaries.rdnaptrans import open_transformation
from data.boundaries.vintages import reference
from data.errors import BoundariesRejected
from tests.data import countries

PLACE = reference()
RD_WITHOUT_DATUM = (
    "+proj=sterea +lat_0=52.1561605555555556 +lon_0=5.3876388888888889 +k=0.9999079 "
    "+x_0=155000 +y_0=463000 +ellps=bessel +units=m"
)
UNDEFINED_DEGREES = "+proj=longlat +a=6378137 +rf=298.257223563 +no_defs"
UNDEFINED_METRES = 'LOCAL_CS["Undefined Cartesian SRS",UNIT["Meter",1],AXIS["Easting",EAST],AXIS["Northing",NORTH]]'


@pytest.fixture(scope="module")
def rd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the grid of RDNAPTRANS2018 is kept, written once."""
    return tmp_path_factory.mktemp("rd")


def read(path: Path, folder: Path, year: int = 2024) -> Read:
    return read_boundaries(path, year, lambda: open_transformation(folder), reference=PLACE)


def off_m(found: Read) -> float:
    a, b = shapely.get_coordinates(found.geometries), shapely.get_coordinates(countries.country())
    return float(np.abs(a - b).max())


@pytest.mark.parametrize(
    ("numbers", "label"),
    [
        ("EPSG:28992", "EPSG:28992"),
        pytest.param("EPSG:28992", "EPSG:7415", marks=pytest.mark.long),
        pytest.param("EPSG:28992", RD_WITHOUT_DATUM, marks=pytest.mark.long),
        pytest.param("EPSG:28992", UNDEFINED_METRES, marks=pytest.mark.long),
        ("EPSG:28992", None),
        ("EPSG:28992", "EPSG:4326"),
        pytest.param("EPSG:28992", "EPSG:3857", marks=pytest.mark.long),
        pytest.param("EPSG:28991", "EPSG:28991", marks=pytest.mark.long),
        pytest.param("EPSG:28991", "EPSG:28992", marks=pytest.mark.long),
        pytest.param("EPSG:4326", "EPSG:4326", marks=pytest.mark.long),
        ("EPSG:4326", "EPSG:4289"),
        pytest.param("EPSG:4326", UNDEFINED_DEGREES, marks=pytest.mark.long),
        ("EPSG:4326", "EPSG:28992"),
        pytest.param("EPSG:4258", None, marks=pytest.mark.long),
        pytest.param("EPSG:4289", "EPSG:4289", marks=pytest.mark.long),
        ("EPSG:4289", "EPSG:4326"),
        pytest.param("EPSG:4289", UNDEFINED_DEGREES, marks=pytest.mark.long),
        pytest.param("EPSG:31370", "EPSG:31370", marks=pytest.mark.long),
        ("EPSG:31370", "EPSG:28992"),
        pytest.param("EPSG:25831", "EPSG:25831", marks=pytest.mark.long),
        pytest.param("EPSG:25832", "EPSG:32632", marks=pytest.mark.long),
        ("EPSG:25832", "EPSG:25831"),
        pytest.param("EPSG:23031", "EPSG:23031", marks=pytest.mark.long),
        ("EPSG:23031", "EPSG:25831"),
        pytest.param("EPSG:3857", "EPSG:3857", marks=pytest.mark.long),
        ("EPSG:3857", None),
        ("EPSG:3035", "EPSG:3035"),
    ],
)
def test_the_country_lands_in_its_place(tmp_path: Path, rd: Path, numbers: str, label: str | None) -> None:
    geometries = countries.placed(numbers)
    found = read(countries.write(tmp_path / "a.gpkg", geometries, label), rd)
    assert off_m(found) < 2, "PROJ knows ED50 and the Belgian datum to a metre or two here"
    honest = numbers == label or (numbers, label) in {
        ("EPSG:28992", "EPSG:7415"), ("EPSG:28992", RD_WITHOUT_DATUM),
        ("EPSG:25832", "EPSG:32632"),
        ("EPSG:4289", UNDEFINED_DEGREES),
    }  # fmt: skip
    assert bool(found.notes) != honest, "whoever imports hears of a system that was not right"


@pytest.mark.parametrize("numbers", ["EPSG:28992", "EPSG:4326", "EPSG:4289"])
def test_swapped_axes_are_noticed(tmp_path: Path, rd: Path, numbers: str) -> None:
    swapped = shapely.transform(countries.placed(numbers), lambda xy: xy[:, ::-1])
    found = read(countries.write(tmp_path / "a.gpkg", swapped, numbers), rd)
    assert off_m(found) < 1
    assert "assen omgewisseld" in found.notes[-1]


@pytest.mark.parametrize(
    "shift",
    [(112.0, 0.0), *(pytest.param(s, marks=pytest.mark.long) for s in ((0.0, -30.0), (25.0, 25.0), (4000.0, 0.0)))],
)
def test_a_country_beside_its_place_is_refused_with_the_shift(
    tmp_path: Path, rd: Path, shift: tuple[float, float]
) -> None:
    moved = shapely.transform(countries.country(), lambda xy: xy + np.array(shift))
    with pytest.raises(BoundariesRejected, match=r"niet op zijn plaats|niet in Nederland") as caught:
        read(countries.write(tmp_path / "a.gpkg", moved), rd)
    if np.hypot(*shift) < 1000:
        metres, direction = {112.0: (112, "oosten"), 0.0: (30, "zuiden"), 25.0: (35, "noordoosten")}[shift[0]]
        said = next(int(word) for word in str(caught.value).split() if word.isdigit())
        assert said == pytest.approx(metres, abs=3)
        assert f"m naar het {direction} verschoven" in str(caught.value)


def test_generalising_a_country_by_itself_is_no_shift(tmp_path: Path, rd: Path) -> None:
    coarse = shapely.simplify(countries.country(), 400.0)
    assert read(countries.write(tmp_path / "a.gpkg", coarse), rd).notes == ()


def test_codes_beside_the_wrong_polygons_are_refused(tmp_path: Path, rd: Path) -> None:
    codes = [*countries.CODES[1:], countries.CODES[0]]
    with pytest.raises(BoundariesRejected, match="liggen ergens anders"):
        read(countries.write(tmp_path / "a.gpkg", countries.country(), statcode=codes), rd)


@pytest.mark.parametrize(
    ("name", "year", "said"),
    [("gemeenten_2016", 2016, ""), ("gemeenten_2022", 2022, ""), ("gemeenten_2017", 2017, "EPSG:4289")],
)
def test_official_borders_of_other_years_are_in_their_place(
    tmp_path: Path, rd: Path, name: str, year: int, said: str
) -> None:
    """Those of 2017 were made from RD without the step between the datums: 115 m too far north when read as WGS84."""
    path = Path(__file__).parents[3].parent / "shared" / "data" / "boundaries" / f"{name}.geojson"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    notes = read(path, rd, year).notes
    assert said in " ".join(notes)
    assert bool(notes) == bool(said)
