"""Our tiles against the rules of MVT 2.1 and against the decoder that browsers use (npm @mapbox/vector-tile)."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
import shapely

from data.domain.stand import Stand
from tests.tiles.mvt_rules import BrokenTile, check
from tiles.month.assemble import Filler
from tiles.vintage.pyramid import Pyramid

WEB = Path(__file__).parents[3] / "server" / "web"
MODULES = WEB / "node_modules" / "@mapbox"
# 049, 050: overflow on purpose; 057: a gigantic count; 016: an unknown type; 025: no feature. Odd, not wrong.
LENIENT = {"016", "025", "049", "050", "057"}


@pytest.fixture(scope="module")
def fixtures() -> list[tuple[str, bool, bytes]]:
    folder = MODULES / "mvt-fixtures" / "fixtures"
    if not folder.is_dir():
        pytest.skip("npm's @mapbox/mvt-fixtures is not installed: run make front-end")
    out = []
    for path in sorted(folder.iterdir()):
        about = json.loads((path / "info.json").read_text())
        out.append((path.name, bool(about["validity"]["v2"]), (path / "tile.mvt").read_bytes()))
    return out


def test_the_judge_knows_right_from_wrong(fixtures: list[tuple[str, bool, bytes]]) -> None:
    """Every fixture that is invalid for version 2 is refused, every valid one of version 2 passes."""
    assert len(fixtures) > 60
    refused = 0
    for name, valid, tile in fixtures:
        if name in LENIENT or (valid and b"\x78\x01" in tile):  # the valid ones of version 1 are not ours to write
            continue
        if valid:
            check(tile)
        else:
            with pytest.raises(BrokenTile):
                check(tile)
            refused += 1
    assert refused >= 25


@pytest.mark.parametrize("country", ["toy", "example"])
def test_every_tile_keeps_every_rule(country: str, request: pytest.FixtureRequest) -> None:
    pyramid: Pyramid = request.getfixturevalue(f"{country}_pyramid")
    stand: Stand = request.getfixturevalue(f"{country}_stand")
    count = 0
    for _, data in Filler(pyramid, stand.gemeenten).tiles(stand.gemeenten):
        check(gzip.decompress(data))
        count += 1
    assert count == len(pyramid.tiles)


@pytest.mark.parametrize("country", ["toy", "example"])
def test_browsers_read_what_mapbox_vector_tile_reads(
    country: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if not (MODULES / "vector-tile").is_dir():
        pytest.skip("npm's @mapbox/vector-tile is not installed: run make front-end")
    pyramid: Pyramid = request.getfixturevalue(f"{country}_pyramid")
    stand: Stand = request.getfixturevalue(f"{country}_stand")
    paths, plain = [], []
    for tile, data in Filler(pyramid, stand.gemeenten).tiles(stand.gemeenten):
        paths.append(tmp_path / f"{tile.z}-{tile.x}-{tile.y}.mvt")
        plain.append(gzip.decompress(data))
        paths[-1].write_bytes(plain[-1])
    read = subprocess.run(
        ["node", Path(__file__).with_name("decode.mjs"), WEB / "package.json"],
        input="\n".join(map(str, paths)), capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert len(read) == len(plain)
    for line, tile_bytes in zip(read, plain, strict=True):
        theirs: dict[str, Any] = json.loads(line)
        ours = mapbox_vector_tile.decode(tile_bytes, default_options={"y_coord_down": True})
        assert set(theirs) == set(ours)
        for name, layer in ours.items():
            for a, b in zip(layer["features"], theirs[name], strict=True):
                assert a["properties"] == b["properties"]
                assert a["id"] == (b["id"] or 0)
                assert _points(a["geometry"]) == sorted(tuple(p) for ring in b["geometry"] for p in ring)


def _points(geometry: dict[str, Any]) -> list[tuple[int, int]]:
    return sorted((int(x), int(y)) for x, y in shapely.get_coordinates(shapely.geometry.shape(geometry)).tolist())
