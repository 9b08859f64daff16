"""Prints how many reports are made again, and in what time: at first, with nothing new, after an upgrade, a correction.

    python bench/report_remakes.py [--processes 2]

Two half-years of the example as if they were real, as the worker makes their reports.
"""

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from data.releases.release_store import Releases  # noqa: E402
from data.store.store import Store  # noqa: E402
from reports.kinds.all_kinds import make_figures  # noqa: E402
from reports.render import Renderer  # noqa: E402
from server.publishing import pipeline  # noqa: E402
from server.publishing.ingest import deliver  # noqa: E402
from server.rendering import report_store  # noqa: E402
from server.settings import Settings  # noqa: E402
from tests.reports import example  # noqa: E402

EXAMPLE = ROOT / "data" / "reference" / "voorbeeld"
NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
EINDSTAND, MONTH = "2026-07-01", "2026-10-01"


class Site:
    """A state folder of its own."""

    def __init__(self, folder: Path, processes: int) -> None:
        self.settings = Settings(state_dir=folder, maxzoom=6, processes=processes)
        self.releases = Releases(self.settings.releases)
        self._store = Store(self.settings.database, self.settings.files)
        self._store.migrate()

    def deliver(self, month: str, code: str = "", more: int = 0) -> None:
        """Publishes a month, with so many persons more in one gemeente."""
        lines = []
        for line in (EXAMPLE / f"{month}.csv").read_text(encoding="utf-8").splitlines():
            *head, last = line.split(";")
            lines.append(";".join([*head, str(int(last) + more)]) if code and code in line else line)
        content = "\n".join(lines).encode()
        assert deliver(self._store, content, f"{month}.csv", door="cli", wie="", now=NOW).accepted
        self.publish()

    def publish(self) -> None:
        """As after a restart."""
        pipeline.Pipeline(self.settings, self._store, self.releases).publish()

    def render(self, what: str) -> None:
        """Makes what is missing, and prints how much that was."""
        start = time.perf_counter()
        done = report_store.render_missing(self.settings, self.releases)
        seconds = time.perf_counter() - start
        print(f"{what:<50} {done.made:4} made, {done.taken_over:4} taken over in {seconds:6.2f} s", end="")
        for release in report_store.report_releases(self.releases) if done.made and done.taken_over else ():
            folder = report_store.report_folder(self.settings, self.releases, release)
            own = sum(path.stat().st_nlink == 1 for path in folder.glob("*.pdf"))
            print(f"; {release.stand.halfjaar}: {own} of {len(release.stand.by_code)}", end="")
        print()
        report_store.prune(self.settings, self.releases)


def keys() -> None:
    """What it costs to know whether a report has to be made, in processor time."""
    *earlier, stand = example.stands()
    with tempfile.TemporaryDirectory() as folder:
        renderer = Renderer(example.vintage(), Path(folder))
    codes = [r.code for r in stand.gemeenten]
    manuscripts, hashes = [], []
    for code in (*codes[:20], *codes):
        start = time.process_time()
        manuscript = renderer.manuscript(make_figures(code, stand, earlier), stand)
        between = time.process_time()
        assert manuscript.key
        manuscripts.append(between - start)
        hashes.append(time.process_time() - between)
    for name, values in (("what a report shows", manuscripts[20:]), ("its key", hashes[20:])):
        print(f"{name:<20} {1000 * statistics.median(values):5.1f} ms of a processor, median of the gemeenten")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--processes", type=int, default=2)
    with tempfile.TemporaryDirectory() as name:
        site = Site(Path(name), options.parse_args().processes)
        site.deliver(EINDSTAND)
        site.render("one half-year, nothing there yet, fonts neither")
        site.deliver(MONTH)
        site.render("another half-year comes")
        site.render("nothing changed")
        pipeline.output_format = lambda: "a map of tomorrow"
        site.publish()
        site.render("an upgrade of the map")
        site.deliver(MONTH, "GM0344", 1)
        site.render("a gemeente of the newest month corrected")
        site.deliver(EINDSTAND, "GM0344", 1)
        site.render("a gemeente of the eindstand before corrected")
    keys()


if __name__ == "__main__":
    main()
