import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pikepdf

from reports.batch import chunks, make_batch, render_batch
from tests.reports import example


def test_a_pool_of_processes_makes_the_reports(fonts, renderer):
    *earlier, stand = example.stands()
    batch = make_batch(example.vintage(), stand, earlier, fonts)
    assert len(batch.codes) == 342 + 12 + 1
    assert len(batch.earlier) == 3 + 3  # three months of this half-year, three half-years before
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = dict(pool.submit(render_batch, batch, ["GM0363", "GM0093"]).result())
    assert set(found) == {"GM0363", "GM0093"}
    for pdf in found.values():
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert len(opened.pages) == 2
    assert found == dict(render_batch(batch, ["GM0363", "GM0093"])), "the same bytes in every process"


def test_large_reports_get_a_task_of_their_own():
    codes = ["NL", "PV20", *(f"GM{n:04}" for n in range(17))]
    found = chunks(codes)
    assert found[:2] == [("NL",), ("PV20",)]
    assert [len(c) for c in found[2:]] == [8, 8, 1]
    assert [code for chunk in found for code in chunk] == codes


def test_the_key_follows_from_everything_that_a_report_says():
    *earlier, stand = example.stands()
    batch = make_batch(example.vintage(), stand, earlier)
    assert batch.key == make_batch(example.vintage(), stand, earlier[::-1]).key
    unseen = [s for s in earlier if s in batch.earlier]
    assert batch.key == make_batch(example.vintage(), stand, unseen).key
    for other in (
        make_batch(example.vintage(), stand, earlier[:-1]),
        make_batch(example.vintage(), replace(stand, bron="COA"), earlier),
        make_batch(example.vintage(), stand, earlier, site="https://example.nl"),
    ):
        assert other.key != batch.key
