"""How much processor time and how many bytes each kind of picture costs, of the newest month of the example.

Measured is the making itself; the process that does it on demand costs its start too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)  # not this folder, whose modules are called like our packages
from data.reference.gemeenten import REFERENCE_FOLDER  # noqa: E402
from data.releases.release_store import Release, Releases  # noqa: E402
from data.store.store import Store  # noqa: E402
from server.pictures.forms import FORMS  # noqa: E402
from server.publishing.ingest import deliver  # noqa: E402
from server.publishing.pipeline import Pipeline  # noqa: E402
from server.read_model import utc_now  # noqa: E402
from server.rendering import on_demand  # noqa: E402
from server.rendering.picture_store import PDF, PNG, SVG, Picture, drawn  # noqa: E402
from server.settings import Settings  # noqa: E402

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
    """Prints a line for each kind: milliseconds of processor time and kilobytes, of several areas."""
    settings = Settings(state_dir=state, maxzoom=6)
    release = release_of(settings)
    typefaces = on_demand.typefaces(settings)
    more = [("kaartje@2x", PNG), ("kaartje", SVG), ("staand", PDF), ("liggend", PDF)]
    for name, ending in [*((name, PNG) for name in FORMS), *more]:
        costs = []
        for code in CODES:
            picture = Picture.parse(code, f"{name}.{ending}", "https://landinbeeld.example.nl")
            drawn(release, picture, typefaces)  # imports and what is read once
            begun = time.process_time()
            content = drawn(release, picture, typefaces)
            costs.append(f"{code} {1000 * (time.process_time() - begun):4.0f} ms {len(content) // 1000:4} kB")
        print(f"{name + '.' + ending:16}", "  ".join(costs))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))
