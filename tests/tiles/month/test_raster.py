from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.io import MemoryFile

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from tiles import grid, palette
from tiles.grid import Tile
from tiles.month import raster
from tiles.out.archive import Archive, archive
from tiles.vintage import generalise
from tiles.vintage.pyramid import Parameters


@pytest.fixture(scope="module")
def pictures(toy: Vintage, toy_stand: Stand) -> dict[tuple[Tile, int], NDArray[np.uint8]]:
    painter = raster.Painter(raster.build_raster(toy, Parameters(minzoom=6, maxzoom=9)))
    klassen = [r.klasse for r in toy_stand.gemeenten]
    return {(tile, size): _rgba(png) for size in raster.SIZES for tile, png in painter.tiles(klassen, size)}


def _rgba(png: bytes) -> NDArray[np.uint8]:
    """Red, green, blue, alpha per pixel (rows, columns, 4), read by GDAL."""
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning), MemoryFile(png) as memory, memory.open() as image:
        table = image.colormap(1)
        lut = np.array([table.get(n, (0, 0, 0, 0)) for n in range(256)], dtype=np.uint8)
        return lut[image.read(1)]


@pytest.mark.parametrize("size", raster.SIZES)
def test_each_gemeente_has_the_colour_of_its_klasse(
    size: int, pictures: dict[tuple[Tile, int], NDArray[np.uint8]], toy: Vintage, toy_stand: Stand
) -> None:
    """The pole of the largest part is looked up in the tile of z9 that holds it."""
    mercator = generalise.to_mercator(toy.geometries)
    for geometry, regel in zip(mercator, toy_stand.gemeenten, strict=True):
        largest = max(shapely.get_parts(geometry), key=shapely.area)
        point = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[:1]
        x, y = (grid.tile_units(point, 9) / grid.EXTENT)[0]
        picture = pictures[Tile(9, int(x), int(y)), size]
        red, green, blue, alpha = picture[int(y % 1 * size), int(x % 1 * size)].tolist()
        assert f"#{red:02x}{green:02x}{blue:02x}" == palette.BY_KLASSE[regel.klasse].fill
        assert alpha == 255


def test_outside_is_transparent_and_the_coast_is_half_so(pictures: dict[tuple[Tile, int], NDArray[np.uint8]]) -> None:
    alphas = np.concatenate([picture[..., 3].ravel() for picture in pictures.values()])
    assert {0, 255} <= set(alphas.tolist())
    assert set(alphas.tolist()) <= {0, 64, 128, 191, 255}
    assert 0 < (~np.isin(alphas, (0, 255))).mean() < 0.02  # only along the coast


def test_a_tile_covers_what_its_vector_tile_covers(
    pictures: dict[tuple[Tile, int], NDArray[np.uint8]], toy: Vintage
) -> None:
    """Share of opaque ground in each tile of z9 against the area of the coverage."""
    level = generalise.generalise(generalise.to_mercator(toy.geometries), 9, 9)[0]
    land = shapely.union_all(level.geometries)
    for (tile, size), picture in pictures.items():
        if tile.z == 9:
            west, north = tile.x * grid.EXTENT, tile.y * grid.EXTENT
            core = shapely.box(west, north, west + grid.EXTENT, north + grid.EXTENT)
            expected = land.intersection(core).area / grid.EXTENT**2
            assert picture[..., 3].mean() / 255 == pytest.approx(expected, abs=0.003 if size == 512 else 0.006)


def test_raster_tiles_make_an_archive_in_order(toy: Vintage, toy_stand: Stand, tmp_path: Path) -> None:
    painter = raster.Painter(raster.open_raster(toy, tmp_path))
    tiles = list(painter.tiles([r.klasse for r in toy_stand.gemeenten], 256))
    path = tmp_path / "png.pmtiles"
    path.write_bytes(archive(tiles, metadata={}, bounds=(5, 52, 7, 53), minzoom=0, maxzoom=10, png=True))
    assert list(Archive(path).tiles()) == tiles
    assert {tile.z for tile, _ in tiles} == set(range(11))
