"""How much processor time and how many bytes each kind of picture costs, of the newest month of the example.

First the making itself; then all that a request costs, in the web and in the process that draws: the first of all, which
starts that, one more picture, and the same again.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)  # not this folder, whose modules are called like our packages
from data.reference.gemeenten import REFERENCE_FOLDER  # noqa: E402
from data.releases.release_store import Release, Releases  # noqa: E402
from data.store.store import Store  # noqa: E402
from reports.pdf.typefaces import Typefaces  # noqa: E402
from server.pictures.forms import FORMS  # noqa: E402
from server.publishing.ingest import deliver  # noqa: E402
from server.publishing.pipeline import Pipeline  # noqa: E402
from server.read_model import utc_now  # noqa: E402
from server.rendering import on_demand  # noqa: E402
from server.rendering.picture_store import PDF, PNG, SVG, Picture, drawn, open_picture  # noqa: E402
from server.settings import Settings  # noqa: E402

SITE = "https://landinbeeld.example.nl"
TIMES = 3  # of which the cheapest counts: a machine that does other things as well makes all dearer
SIDE_BY_SIDE = "GM0344,GM1900,GM1970,PV26,GM0373,NL"
CODES = ("NL", "PV27", "GM0344", "GM0363", "GM0088")


def release_of(settings: Settings) -> Release:
    """The newest month of the example, made now."""
    path = max((REFERENCE_FOLDER / "voorbeeld").glob("*.csv"))
    releases = Releases(settings.releases)
    with Store(settings.database, settings.files) as store:
        store.migrate()
        deliver(store, path.read_bytes(), path.name, door="voorbeeld", wie="", now=utc_now(), voorbeeld=True)
        Pipeline(settings, store, releases).publish()
    return releases.current()


def main(state: Path) -> None:
    """Prints a line for each kind: milliseconds of processor time and kilobytes, of several areas; then for requests."""
    settings = Settings(state_dir=state, maxzoom=6)
    release = release_of(settings)
    typefaces = on_demand.typefaces(settings)
    more = [("kaartje@2x", PNG), ("vierkant@2x", PNG), ("kaartje", SVG), ("staand", PDF), ("liggend", PDF)]
    for name, ending in [*((name, PNG) for name in FORMS), *more]:
        costs = []
        for code in CODES:
            picture = Picture.parse(code, f"{name}.{ending}", SITE)
            content = drawn(release, picture, typefaces)  # imports and what is read once
            spent = min(_spent(release, picture, typefaces) for _ in range(TIMES))
            costs.append(f"{code} {1000 * spent:4.0f} ms {len(content) // 1000:4} kB")
        print(f"{name + '.' + ending:16}", "  ".join(costs))
    for name in ("aandelen.png", "maandpercentages.png", "aandelen-a4.pdf", "maandpercentages-a4.pdf"):
        picture = Picture.parse(SIDE_BY_SIDE, name, SITE)
        print(
            f"{name:22} {SIDE_BY_SIDE} {1000 * min(_spent(release, picture, typefaces) for _ in range(TIMES)):4.0f} ms"
        )
    _on_demand(settings, release)


def _spent(release: Release, picture: Picture, typefaces: Typefaces) -> float:
    begun = time.process_time()
    drawn(release, picture, typefaces)
    return time.process_time() - begun


def _on_demand(settings: Settings, release: Release) -> None:
    """Processor time, user and system, of this process and the one that draws."""
    this = psutil.Process()
    before = 0.0
    own = sum(this.cpu_times()[:2])
    asked = (
        "GM0344/kaartje.png",
        "GM0363/kaartje.png",
        "GM0344/vierkant.png",
        "GM0344/staand.pdf",
        "GM0344/kaartje.png",
    )
    for what in asked:
        code, name = what.split("/")
        begun = time.monotonic()
        open_picture(settings, Releases(settings.releases), release, Picture.parse(code, name, SITE))
        waited = time.monotonic() - begun
        (child,) = this.children()
        its, mine = sum(child.cpu_times()[:2]), sum(this.cpu_times()[:2])
        print(f"on demand {what:20} web {1000 * (mine - own):4.0f} ms, child {1000 * (its - before):5.0f} ms,"
              f" waited {1000 * waited:5.0f} ms, child has {child.memory_info().rss >> 20} MB")  # fmt: skip
        before, own = its, mine


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))
