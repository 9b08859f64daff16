"""Every table as a file: its bytes, the processor time that making it takes, and that of the second time.

usage: python bench/sheets.py      (LANDINBEELD_STATE_DIR with an example takes the place of one that is made here)

In this process, so compressing and routing are included, a connection is not; the figures are loaded before, and nothing is
ready. The first answer of a process also loads them, the database and the library, and is given apart.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from serving import our_state
from werkzeug.test import Client

sys.path.remove(str(Path(__file__).parent))  # there `reports` is another bench
from server.app import create_app
from server.settings import Settings

TIMES = 9
TABLES = {
    "gemeenten": "/gemeenten.{}",
    "gemeenten, chosen and sorted": "/gemeenten.{}?klasse=1,3&provincie=PV28&sorteer=nog&volgorde=aflopend",
    "provincies": "/provincies.{}",
    "months of a gemeente": "/gemeenten/GM0363/maanden.{}",
    "half-years of a gemeente": "/gemeenten/GM0363/halfjaren.{}",
    "half-years of the land": "/nederland/halfjaren.{}",
    "comparison": "/gemeenten/GM0363/vergelijking.{}",
}


def spent(client: Client, path: str) -> tuple[float, int]:
    """The milliseconds of processor time of one answer, and its bytes."""
    begun = time.process_time()
    with client.get(path) as answer:
        assert answer.status_code == 200, path
        size = len(answer.get_data())
    return 1000 * (time.process_time() - begun), size


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="sheets-") as folder:
        settings = Settings(state_dir=Path(os.environ.get("LANDINBEELD_STATE_DIR") or our_state(Path(folder))))
        cold = spent(Client(create_app(settings)), "/gemeenten.xlsx")[0]
        print(f"first of a process: {cold:.0f} ms\n")
        print("| table | form | bytes | made ms | second time ms |\n| --- | --- | --- | --- | --- |")
        for name, path in TABLES.items():
            for ending in ("xlsx", "ods", "csv"):
                made, again, size = [], [], 0
                for _ in range(TIMES):
                    client = Client(create_app(settings))  # has nothing ready
                    client.get("/nederland")  # the figures are loaded
                    ms, size = spent(client, path.format(ending))
                    made.append(ms)
                    again.append(spent(client, path.format(ending))[0])
                print(
                    f"| {name} | {ending} | {size} | {statistics.median(made):.1f} | {statistics.median(again):.1f} |"
                )


if __name__ == "__main__":
    main()
