import io
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pikepdf

sys.path.insert(0, str(Path(__file__).parent))
import example

from reports.batch import initialise, make_batch, render_codes


def test_a_pool_of_processes_makes_the_reports(fonts):
    *earlier, stand = example.stands()
    batch = make_batch(example.vintage(), stand, earlier, fonts)
    assert len(batch.codes) == 342 + 12 + 1
    assert len(batch.earlier) == 3 + 3  # three months of this half-year, three half-years before
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=initialise, initargs=(batch,)) as pool:
        found = dict(next(iter(pool.map(render_codes, batch.chunks(["GM0363", "GM0093"])))))
    assert set(found) == {"GM0363", "GM0093"}
    for pdf in found.values():
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert len(opened.pages) == 2
