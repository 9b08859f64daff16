"""The same figures give the same files, byte for byte, wherever and by whichever Python they are made.

That is what the name of a release promises to who cites it: the hash in it is of what the release was made from, and
everything else follows from that. Figures, tiles, downloads, pictures and reports are compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long  # everything is made twice or more, which takes minutes
ROOT = Path(__file__).parents[2]
PACKAGES = ("data", "tiles", "reports", "server", "tests")
OTHERS = tuple(f"python3.{minor}" for minor in (11, 12, 13, 14) if minor != sys.version_info.minor)


def made(python: str, code: Path, folder: Path, **environment: str) -> dict[str, str]:
    """The sums of everything, made by this Python from the code in that folder, with nothing of our environment."""
    folder.mkdir(parents=True)
    done = subprocess.run(
        [python, "-m", "tests.whole.everything", str(folder / "var")],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True, text=True, check=False, timeout=1200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sums: dict[str, str] = json.loads(done.stdout)
    return sums


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sums of everything as it is made here."""
    folder = tmp_path_factory.mktemp("here")
    return made(sys.executable, ROOT, folder / "a", TZ="UTC", LANG="C.UTF-8", HOME=str(folder), PYTHONHASHSEED="0")


def test_everything_is_compared(here: dict[str, str]) -> None:
    names = {re.sub(r".*/", "", name) for name in here}
    assert names >= {
        "manifest.json", "stand.json", "tiles.pmtiles", "png.pmtiles", "png@2x.pmtiles", "gemeenten.csv",
        "gemeenten.geojson", "gemeenten.gpkg", "gemeenten.mbtiles", "gemeenten.tif",
        "kaart-GM0344.png", "NL.pdf", "PV24.pdf", "GM0344.pdf",
    }  # fmt: skip
    assert {Path(name).suffix for name in here if "/reeks-" in name} == {".csv", ".xlsx", ".gpkg"}


def test_time_zone_language_home_folder_and_hash_seed_leave_no_trace(here: dict[str, str], tmp_path: Path) -> None:
    code = tmp_path / "een andere map"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, code / package, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    other = {
        "TZ": "Pacific/Auckland",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "HOME": str(tmp_path),
        "PYTHONHASHSEED": "4711",
    }
    assert made(sys.executable, code, tmp_path / "elders" / "b", **other) == here


def test_another_python_makes_the_same_bytes(here: dict[str, str], tmp_path: Path) -> None:
    """Another minor version with the packages of requirements.lock; the venv stays in .cache for the next time."""
    python = next(filter(None, map(_runs, OTHERS)), None)
    if python is None:
        pytest.skip("no second Python is here (3.11 to 3.14)")
    assert made(_venv(python), ROOT, tmp_path / "b", HOME=str(tmp_path)) == here


def _runs(name: str) -> str | None:
    """The path of a Python, when it starts: a name on the path may be a shim with nothing behind it."""
    path = shutil.which(name)
    if path is None or subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode:
        return None
    return path


def _venv(python: str) -> str:
    lock = ROOT / "requirements.lock"
    name = f"{Path(python).name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    folder = ROOT / ".cache" / name
    if not (folder / "ready").exists():
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        install = [folder / "bin" / "pip", "install", "--quiet", "--require-hashes", "-r", lock]
        subprocess.run(install, check=True, timeout=1800, capture_output=True)
        (folder / "ready").touch()
    return str(folder / "bin" / "python")
