"""Many reports through any `concurrent.futures.Executor`: what a worker process is given, and the function that it runs.

Pure towards the outside: bytes come back, where they are kept is for the caller. Two ways in, because a ProcessPoolExecutor
can start its processes with data and a Dask cluster cannot:

    with ProcessPoolExecutor(2, initializer=initialise, initargs=(batch,), max_tasks_per_child=20) as pool:
        for found in pool.map(render_codes, batch.chunks()): ...
    client.get_executor().map(render_batch, repeat(batch), batch.chunks())
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.boundaries import Vintage
from data.stand import Stand
from reports.figures import make_figures
from reports.render import Renderer
from reports.series import relevant

CHUNK = 8  # reports a task; small enough for progress, large enough that the call does not count


@dataclass(frozen=True, eq=False)
class Batch:
    """All that the reports of one peildatum are made of. `folder` keeps the fonts; two batches with one key are equal."""

    key: str
    vintage: Vintage
    stand: Stand
    earlier: tuple[Stand, ...]
    folder: Path | None

    @property
    def codes(self) -> tuple[str, ...]:
        """Every report there is: the land, the provincies, the gemeenten; the most asked for come first."""
        stand = self.stand
        return (stand.nederland.code, *(r.code for r in stand.provincies), *(r.code for r in stand.gemeenten))

    def chunks(self, codes: Iterable[str] | None = None) -> list[tuple[str, ...]]:
        """The codes (all, unless given) in tasks; the large reports each in one of their own."""
        wanted = self.codes if codes is None else tuple(codes)
        large = [(code,) for code in wanted if not code.startswith("GM")]
        small = [code for code in wanted if code.startswith("GM")]
        return large + [tuple(small[n : n + CHUNK]) for n in range(0, len(small), CHUNK)]


def make_batch(vintage: Vintage, stand: Stand, earlier: Sequence[Stand], folder: Path | None = None) -> Batch:
    """The batch of a stand; of the other stands only those that a report looks at go along."""
    known = relevant(stand, earlier)
    names = "+".join(f"{s.peildatum}r{s.revision}" for s in (stand, *known))
    return Batch(f"{vintage.key} {names}", vintage, stand, known, folder)


_held: dict[str, tuple[Batch, Renderer]] = {}


def initialise(batch: Batch) -> None:
    """Prepares this process for a batch; what it held before is let go. An unchanged vintage keeps its renderer."""
    former = next(iter(_held.values()), None)
    if former and former[0].key == batch.key:
        return
    same = former is not None and former[0].vintage.key == batch.vintage.key
    renderer = former[1] if former and same else Renderer(batch.vintage, batch.folder)
    _held.clear()
    _held[batch.key] = (batch, renderer)
    gc.collect()
    gc.freeze()


def render_codes(codes: Sequence[str]) -> list[tuple[str, bytes]]:
    """The reports with these codes as (code, PDF), of the batch that this process was prepared for."""
    batch, renderer = next(iter(_held.values()))
    return [(code, renderer.render(make_figures(code, batch.stand, batch.earlier), batch.stand)) for code in codes]


def render_batch(batch: Batch, codes: Sequence[str]) -> list[tuple[str, bytes]]:
    """The same for executors that cannot prepare a process: the first call does."""
    initialise(batch)
    return render_codes(codes)
