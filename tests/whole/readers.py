"""Who reads while the service is killed, and checks every answer that comes whole: tiles, reports and zips as often."""

from __future__ import annotations

import gzip
import http.client
import io
import itertools
import json
import random
import threading
import time
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from data import files
from data.errors import ReleaseMissing
from data.releases.release_store import Release, Releases
from server.rendering import report_store
from server.settings import Settings
from tiles.grid import Tile
from tiles.out.archive import Archive

HALF_YEARS = ("2025-II", "2026-I")  # of the first months that come; the zip is of the first
STAND_IN = b"%PDF-1.7 in the place of a report" + b"-" * 10_000 + b"%%EOF"
TILES = ((0, 0, 0), (4, 8, 5), (5, 16, 10), (6, 32, 20), (6, 33, 21))


@dataclass
class Truth:
    """The undisturbed run."""

    settings: Settings
    releases: Releases
    archives: dict[str, Archive] = field(default_factory=dict)

    def tile(self, name: str, z: int, x: int, y: int) -> bytes:
        if name not in self.archives:
            self.archives[name] = Archive(self.releases.release(name).path / "tiles.pmtiles")
        return self.archives[name].get(Tile(z, x, y)) or b""


class Client(threading.Thread):
    """Reads without pause; whatever comes back whole must be right."""

    def __init__(self, port: int, truth: Truth, *, damage: bool = False) -> None:
        super().__init__()
        self._port, self._truth, self._damage = port, truth, damage
        self.stop = threading.Event()
        self.wrong: list[str] = []
        self.asked = Counter[str]()
        self.answers = Counter[str]()

    def run(self) -> None:
        checks = {"tile": self._tile, "pdf": self._pdf, "zip": self._zip, "api": self._api, "page": self._page}
        for kind in itertools.cycle(checks):
            if self.stop.is_set():
                break
            self.asked[kind] += 1
            try:
                checks[kind]()
            except (OSError, http.client.HTTPException):  # cut off by a kill: no answer, so no wrong answer either
                self.answers["none"] += 1
                time.sleep(0.02)
            except Exception as error:  # noqa: BLE001  whatever it is, it is what we look for
                self.wrong.append(f"{type(error).__name__}: {error}")

    def _get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()  # raises IncompleteRead when fewer bytes come than were promised
            if answer.getheader("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            if answer.status >= 500 and (answer.status != 503 or not answer.getheader("Retry-After")):
                self.wrong.append(f"{path}: {answer.status}")
            return answer.status, body
        finally:
            connection.close()

    def _tile(self) -> None:
        status, body = self._get("/healthz")
        if status != 200:
            return
        name = json.loads(body)["release"]
        z, x, y = random.choice(TILES)
        status, body = self._get(f"/tiles/{name}/{z}/{x}/{y}.mvt")
        if self._damage and status in (404, 503):  # of a release that was put aside since: said, and soon made again
            self.answers["not now"] += 1
            return
        expected = self._truth.tile(name, z, x, y)
        if body != (gzip.decompress(expected) if expected else b""):
            self.wrong.append(f"tile {name} {z}/{x}/{y}: {status}, {len(body)} bytes")
        self.answers["tile"] += 1

    def _api(self) -> None:
        status, body = self._get("/api/v1/nederland")
        if status != 200:
            return
        told = json.loads(body)
        known = [
            (str(s.peildatum), s.nederland.cijfers.gerealiseerd)
            for s in (self._truth.releases.release(n).stand for n in self._truth.releases.names())
            if s.nederland.cijfers
        ]
        if (told["peildatum"], told["gerealiseerd"]) not in known:
            self.wrong.append(f"api: {told['peildatum']} {told['gerealiseerd']}")
        self.answers["api"] += 1

    def _page(self) -> None:
        status, body = self._get("/gemeenten")
        if status == 200:
            if b"</html>" not in body[-20:] or body.count(b"<tr") < 340:
                self.wrong.append(f"page of {len(body)} bytes")
            self.answers["page"] += 1

    def _pdf(self) -> None:
        status, body = self._get(f"/rapportages/{random.choice(HALF_YEARS)}/{random.choice(('PV24', 'GM0034'))}.pdf")
        if status == 200:
            if not body.startswith(b"%PDF-") or b"%%EOF" not in body[-10:]:
                self.wrong.append(f"pdf of {len(body)} bytes")
            self.answers["pdf"] += 1

    def _zip(self) -> None:
        status, body = self._get(f"/rapportages/{HALF_YEARS[0]}.zip")
        if status == 200:
            with zipfile.ZipFile(io.BytesIO(body)) as found:
                inside = [found.read(name) for name in found.namelist()]  # raises for a wrong sum
            if sum(one.startswith(b"%PDF-") and b"%%EOF" in one[-10:] for one in inside) < 340:
                self.wrong.append(f"zip with {len(inside)} files")
            self.answers["zip"] += 1


class Filler(threading.Thread):
    """Puts something in the place of the reports of an old half-year: to make them all, for its zip, would take minutes."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.wait(0.5):
            with suppress(OSError, ReleaseMissing):  # the disk is full, or this release is on its way out
                releases = Releases(self._settings.releases)
                for release in report_store.report_releases(releases):
                    if str(release.stand.halfjaar) == HALF_YEARS[0]:
                        self._fill(report_store.report_folder(self._settings, releases, release), release)

    def _fill(self, folder: Path, release: Release) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for code in report_store.all_codes(release):
            path = folder / f"{code}.pdf"
            if not path.exists():
                files.write(path, STAND_IN, durable=False)
