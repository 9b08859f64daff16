"""Whole pyramids, read back by others: mapbox-vector-tile, GDAL and the reader of the pmtiles package."""

from __future__ import annotations

import gzip
from collections import defaultdict
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pmtiles.reader
import pyogrio
import pytest
import shapely

from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from data.terms import Cijfers
from tests.tiles.conftest import stand_of
from tiles import grid, tile_schema
from tiles.grid import Tile
from tiles.month.assemble import Filler
from tiles.out import style
from tiles.out.archive import Archive, archive
from tiles.vintage import clipping, generalise
from tiles.vintage.pyramid import Parameters, Pyramid, load, open_pyramid, save

Decoded = dict[Tile, dict[str, Any]]


def _archive(pyramid: Pyramid, stand: Stand) -> bytes:
    return archive(
        Filler(pyramid, stand.gemeenten).tiles(stand.gemeenten),
        metadata={"vector_layers": style.vector_layers(pyramid.minzoom, pyramid.maxzoom)},
        bounds=pyramid.bounds, minzoom=pyramid.minzoom, maxzoom=pyramid.maxzoom,
    )  # fmt: skip


def _decoded(pyramid: Pyramid, stand: Stand) -> Decoded:
    options = {"y_coord_down": True}
    return {
        tile: mapbox_vector_tile.decode(gzip.decompress(data), default_options=options)
        for tile, data in Filler(pyramid, stand.gemeenten).tiles(stand.gemeenten)
    }


@pytest.fixture(scope="module")
def toy_tiles(toy_pyramid: Pyramid, toy_stand: Stand) -> Decoded:
    return _decoded(toy_pyramid, toy_stand)


@pytest.fixture(scope="module")
def example_file(example_pyramid: Pyramid, example_stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tiles") / "example.pmtiles"
    path.write_bytes(_archive(example_pyramid, example_stand))
    return path


def _pieces(tiles: Decoded, z: int) -> dict[str, list[tuple[Tile, shapely.Geometry]]]:
    """Per statcode the pieces of all tiles of a zoom, in tile units of the world, cut to the tile without its buffer."""
    out: dict[str, list[tuple[Tile, shapely.Geometry]]] = defaultdict(list)
    for tile, decoded in tiles.items():
        if tile.z == z:
            for feature in decoded[tile_schema.GEMEENTEN]["features"]:
                piece = shapely.geometry.shape(feature["geometry"])
                core = shapely.intersection(piece, shapely.box(0, 0, grid.EXTENT, grid.EXTENT))
                moved = shapely.transform(core, lambda xy, t=tile: xy + np.array((t.x, t.y)) * grid.EXTENT)
                out[feature["properties"]["statcode"]].append((tile, moved))
    return out


def test_pieces_join_to_the_generalised_gemeente_across_every_seam(toy: Vintage, toy_tiles: Decoded) -> None:
    """Exact: what the tiles of a zoom hold together is the coverage of that zoom, to the unit."""
    for level in generalise.generalise(generalise.to_mercator(toy.geometries)):
        pieces = _pieces(toy_tiles, level.z)
        for gemeente, geometry in zip(toy.gemeenten, level.geometries, strict=True):
            joined = shapely.union_all([piece for _, piece in pieces[str(gemeente.code)]])
            assert joined.equals(geometry), (level.z, gemeente.naam)


def test_tiles_have_neither_gap_nor_overlap(toy_tiles: Decoded, toy: Vintage) -> None:
    for level in generalise.generalise(generalise.to_mercator(toy.geometries)):
        everything = [piece for pieces in _pieces(toy_tiles, level.z).values() for _, piece in pieces]
        united = shapely.union_all(everything)
        assert sum(piece.area for piece in everything) == united.area
        assert united.equals(shapely.union_all(level.geometries))


def test_rings_wind_and_close_as_the_specification_wants(toy_tiles: Decoded) -> None:
    """4.3.3.3: exterior rings positive, interior rings negative by the surveyor's formula, y to the south."""
    seen_hole = False
    for decoded in toy_tiles.values():
        for name in (tile_schema.GEMEENTEN, tile_schema.PROVINCIES):
            for feature in decoded.get(name, {"features": []})["features"]:
                geometry = shapely.geometry.shape(feature["geometry"])
                assert geometry.is_valid
                for part in shapely.get_parts(geometry):
                    assert part.exterior.is_ccw  # shapely looks north: positive area is counter-clockwise
                    for hole in part.interiors:
                        seen_hole = True
                        assert not hole.is_ccw
    assert seen_hole


def test_attributes_are_the_figures_and_absent_ones_are_left_out(toy_tiles: Decoded, toy_stand: Stand) -> None:
    found: dict[str, set[tuple[tuple[str, Any], ...]]] = defaultdict(set)
    for decoded in toy_tiles.values():
        for feature in decoded.get(tile_schema.GEMEENTEN, {"features": []})["features"]:
            assert feature["id"] == int(feature["properties"]["statcode"][2:])
            found[feature["properties"]["statcode"]].add(tuple(feature["properties"].items()))
    assert {code: [dict(p) for p in properties] for code, properties in found.items()} == {
        "GM0001": [{
            "statcode": "GM0001", "naam": "Aa", "provincie": "Groningen", "taakstelling": 100, "achterstand": 0,
            "gecorrigeerd": 100, "gerealiseerd": 50, "percentage": 50.0, "nog": 50, "klasse": 1,
            "status": "goed op schema",
        }],
        "GM0002": [{
            "statcode": "GM0002", "naam": "Bee", "provincie": "Groningen", "taakstelling": 100, "achterstand": 0,
            "gecorrigeerd": 100, "gerealiseerd": 49, "percentage": 49.0, "nog": 51, "klasse": 2,
            "status": "enigszins achter",
        }],
        "GM0003": [{
            "statcode": "GM0003", "naam": "'s-Cé", "provincie": "Fryslân", "taakstelling": 100, "achterstand": 0,
            "gecorrigeerd": 100, "gerealiseerd": 10, "percentage": 10.0, "nog": 90, "klasse": 3,
            "status": "achter op schema",
        }],
        "GM0004": [{"statcode": "GM0004", "naam": "Dee", "provincie": "Fryslân", "klasse": 0, "status": "geen cijfer"}],
        "GM0005": [{
            "statcode": "GM0005", "naam": "Eé, Enclave en Eiland", "provincie": "Fryslân", "taakstelling": 10,
            "achterstand": -20, "gecorrigeerd": -10, "gerealiseerd": 3, "nog": 0, "klasse": 1, "status": "goed op schema",
        }],
    }  # fmt: skip


def test_new_figures_change_attributes_and_nothing_else(toy: Vintage, toy_pyramid: Pyramid, toy_stand: Stand) -> None:
    """The same filler month after month, absent figures coming and going, equals a fresh one."""
    other = stand_of(toy, [None, Cijfers(1, 2, 3), Cijfers(4, -4, 0), Cijfers(10**9, 0, 10**9), Cijfers(7, 0, 7)])
    used = Filler(toy_pyramid, toy_stand.gemeenten)
    first = list(used.tiles(toy_stand.gemeenten))
    second = list(used.tiles(other.gemeenten))
    assert second == list(Filler(toy_pyramid, other.gemeenten).tiles(other.gemeenten))
    assert list(used.tiles(toy_stand.gemeenten)) == first
    for (tile, before), (same, after) in zip(first, second, strict=True):
        assert tile == same
        a, b = (mapbox_vector_tile.decode(gzip.decompress(data)) for data in (before, after))
        for name in tile_schema.LAYERS:
            shapes = [[f["geometry"] for f in x.get(name, {"features": []})["features"]] for x in (a, b)]
            assert shapes[0] == shapes[1]


def test_each_name_stands_once_per_zoom_well_inside_its_gemeente(toy_tiles: Decoded, toy: Vintage) -> None:
    mercator = generalise.to_mercator(toy.geometries)
    for z in range(11):
        names = [
            (f["properties"]["naam"], f["geometry"]["coordinates"], tile)
            for tile, decoded in toy_tiles.items()
            if tile.z == z
            for f in decoded.get(tile_schema.NAMEN, {"features": []})["features"]
        ]
        assert sorted(n for n, _, _ in names) == sorted(g.naam for g in toy.gemeenten)
        if z >= 6:
            for naam, (x, y), tile in names:
                number = [g.naam for g in toy.gemeenten].index(naam)
                area = shapely.transform(mercator[number], lambda xy, z=z: grid.tile_units(xy, z))
                assert area.contains(shapely.Point(x + tile.x * grid.EXTENT, y + tile.y * grid.EXTENT))


def test_each_border_is_there_once_with_its_niveau(toy_tiles: Decoded, toy: Vintage) -> None:
    """Length of all borders = (sum of all outlines + outer outline) / 2; the provincies meet where A, B touch C, D, E."""
    z = 10
    level = generalise.generalise(generalise.to_mercator(toy.geometries), z, z)[0]
    lengths: dict[str, float] = defaultdict(float)
    for tile, decoded in toy_tiles.items():
        if tile.z == z:
            for f in decoded[tile_schema.GRENZEN]["features"]:
                line = shapely.geometry.shape(f["geometry"])
                lengths[f["properties"]["niveau"]] += line.intersection(shapely.box(0, 0, 4096, 4096)).length
    outer = shapely.union_all(level.geometries)
    a, b, c, d, e = level.geometries
    groningen, friesland = shapely.union_all([a, b]), shapely.union_all([c, d, e])
    assert lengths["land"] == pytest.approx(outer.length, rel=1e-3)
    assert lengths["provincie"] == pytest.approx(groningen.intersection(friesland).length, rel=1e-3)
    assert sum(lengths.values()) == pytest.approx((shapely.length(level.geometries).sum() + outer.length) / 2, rel=1e-3)


def test_a_bay_that_just_reaches_the_edge_of_the_buffer_parts_the_shape_in_two() -> None:
    """Cut there, the edge would run through the head of the bay: one ring that touches itself."""
    edge = -float(grid.BUFFER)
    shape = shapely.Polygon([(-200, 0), (100, 0), (100, 40), (edge, 50), (100, 60), (100, 100), (-200, 100)])
    ((x, y),) = ((t.x, t.y) for t in grid.tile_range((3.0, 50.0, 3.1, 50.1), 5).tiles())
    moved = shapely.transform(shape, lambda xy: xy + np.array((x, y)) * grid.EXTENT)
    pieces = clipping.cut(np.array([moved], dtype=object), grid.tile_range((3.0, 50.0, 3.1, 50.1), 5))
    (piece,) = pieces.geometries
    assert piece.is_valid, shapely.is_valid_reason(piece)
    expected = shapely.box(edge, 0, 100, 100).difference(shapely.Polygon([(100, 40), (edge, 50), (100, 60)]))
    assert shapely.transform(piece, lambda xy: xy - np.array((x, y)) * grid.EXTENT).equals(expected)


def test_every_shape_in_every_tile_of_the_example_is_valid(example_file: Path) -> None:
    wrong = [
        (tile, name, feature.get("id"))
        for tile, data in Archive(example_file).tiles()
        for name, layer in mapbox_vector_tile.decode(gzip.decompress(data)).items()
        for feature in layer["features"]
        if not shapely.geometry.shape(feature["geometry"]).is_valid
    ]
    assert wrong == []


def test_every_tile_of_the_example_reads_alike_in_gdal_and_mapbox_vector_tile(
    example_file: Path, tmp_path: Path
) -> None:
    count = 0
    for tile, data in Archive(example_file).tiles():
        plain = tmp_path / f"{tile.y}.mvt"
        plain.write_bytes(gzip.decompress(data))
        decoded = mapbox_vector_tile.decode(gzip.decompress(data))
        for name, layer in decoded.items():
            about, _, geometries, columns = pyogrio.raw.read(
                f"MVT:{plain}", layer=name, X=tile.x, Y=tile.y, Z=tile.z, CLIP="NO"
            )
            assert len(geometries) == len(layer["features"])
            fields = [str(f) for f in about["fields"]]
            for nth, feature in enumerate(layer["features"]):
                for key, value in feature["properties"].items():
                    assert columns[fields.index(key)][nth] == value
        count += 1
    assert count == 155


@pytest.mark.parametrize("z", [6, 8, 10])
def test_every_gemeente_is_in_each_tile_it_belongs_to(
    z: int, example: Vintage, example_file: Path, tmp_path: Path
) -> None:
    """Expected from the full geometry: at least 4 square units of the gemeente within the tile. Read with GDAL."""
    units = shapely.transform(generalise.to_mercator(example.geometries), lambda xy: grid.tile_units(xy, z))
    opened = Archive(example_file)
    seen = set()
    for tile in grid.tile_range(opened.bounds, z).tiles():
        west, north = tile.x * grid.EXTENT, tile.y * grid.EXTENT
        inside = shapely.area(
            shapely.intersection(units, shapely.box(west, north, west + grid.EXTENT, north + grid.EXTENT))
        )
        expected = {str(g.code) for g, area in zip(example.gemeenten, inside, strict=True) if area >= 4}
        data = opened.get(tile)
        if data is None:
            assert not expected
            continue
        plain = tmp_path / f"{z}-{tile.x}-{tile.y}.mvt"
        plain.write_bytes(gzip.decompress(data))
        about, _, _, columns = pyogrio.raw.read(f"MVT:{plain}", layer=tile_schema.GEMEENTEN, X=tile.x, Y=tile.y, Z=z)
        present = set(columns[list(about["fields"]).index("statcode")])
        assert expected <= present, (tile, expected - present)
        seen |= present
    assert len(seen) == 342


def test_archive_is_read_back_by_the_pmtiles_package(example_file: Path) -> None:
    opened = Archive(example_file)
    ours = dict(opened.tiles())
    with example_file.open("rb") as file:
        source = pmtiles.reader.MmapSource(file)
        theirs = {Tile(*zxy): data for zxy, data in pmtiles.reader.all_tiles(source)}
        header = pmtiles.reader.Reader(source).header()
    assert ours == theirs
    assert header["clustered"] is True
    assert header["addressed_tiles_count"] == len(ours)
    assert all(opened.get(tile) == data for tile, data in ours.items())
    assert opened.get(Tile(10, 0, 0)) is None


def test_gdal_opens_the_archive_with_all_layers(example_file: Path) -> None:
    assert {name for name, _ in pyogrio.list_layers(example_file)} == set(tile_schema.LAYERS)
    about, _, geometries, _ = pyogrio.raw.read(example_file, layer=tile_schema.NAMEN, ZOOM_LEVEL=7)
    assert len(geometries) == 342
    assert about["crs"] == "EPSG:3857"


def test_same_input_gives_the_same_bytes(toy: Vintage, toy_pyramid: Pyramid, toy_stand: Stand, tmp_path: Path) -> None:
    save(toy_pyramid, tmp_path / "a.npz")
    again = load(tmp_path / "a.npz")
    kept = open_pyramid(toy, tmp_path / "kept")
    assert _archive(toy_pyramid, toy_stand) == _archive(again, toy_stand) == _archive(kept, toy_stand)
    assert [p.name for p in (tmp_path / "kept").iterdir()] == [f"{Parameters().key(toy)}.npz"]


def test_archive_keeps_equal_tiles_once_and_leaf_directories_work(tmp_path: Path) -> None:
    """40,000 tiles of uneven sizes need leaf directories; every fourth one is the same sea."""
    rng = np.random.default_rng(1)
    tiles = []
    for nth in range(40_000):
        body = b"sea" if nth % 4 == 0 else rng.bytes(int(rng.integers(4, 30))) + nth.to_bytes(4, "big")
        tiles.append((Tile(*pmtiles.tile.tileid_to_zxy(nth + 1000)), body))
    path = tmp_path / "many.pmtiles"
    path.write_bytes(archive(tiles, metadata={}, bounds=(-180, -85, 180, 85), minzoom=0, maxzoom=10, png=True))
    opened = Archive(path)
    assert opened.header["leaf_directory_length"] > 0
    assert opened.header["tile_contents_count"] == 30_001
    assert list(opened.tiles()) == tiles
    assert opened.get(tiles[31_337][0]) == tiles[31_337][1]


def test_archive_refuses_disorder_and_cut_off_files(tmp_path: Path) -> None:
    about: dict[str, Any] = {"metadata": {}, "bounds": (0, 0, 1, 1), "minzoom": 0, "maxzoom": 1}
    with pytest.raises(ValueError, match="out of order"):
        archive([(Tile(1, 1, 0), b"b"), (Tile(0, 0, 0), b"a")], **about)
    whole = archive([(Tile(0, 0, 0), b"a" * 100)], **about)
    path = tmp_path / "cut.pmtiles"
    path.write_bytes(whole[:-1])
    with pytest.raises(ValueError, match="cut off"):
        Archive(path)
