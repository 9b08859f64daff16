"""Many reports through any `concurrent.futures.Executor`: what a process is given, and the function that it runs.

A batch goes in, bytes come back, so the process may be on another machine that shares nothing
with this one; where the reports are kept is for the caller.

    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(render_batch, batch, codes) for codes in chunks(batch.codes)]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from data import files
from data.boundaries.vintage import Vintage
from data.domain.stand import Stand
from reports.content.series import relevant
from reports.kinds.all_kinds import kind_of, make_figures

if TYPE_CHECKING:
    from reports.render import Renderer

Made: TypeAlias = list[tuple[str, bytes | str]]  # by code: the PDF, or the key of an equal one that lies ready
CHUNK = 8  # reports a task; small enough for progress, large enough that the call does not count


@dataclass(frozen=True, eq=False)
class Batch:
    """All that the reports of one peildatum are made of; two batches with one key give the same reports.

    `folder` keeps the made fonts, None where there is no such folder; `site` is the address that a report refers to,
    `published` what its colophon says of who publishes it.
    """

    key: str
    vintage: Vintage
    stand: Stand
    earlier: tuple[Stand, ...]
    folder: Path | None
    site: str
    published: tuple[tuple[str, str], ...] = ()
    large: bool = False  # in large print
    cells: bytes = b""  # the hexagons of the vintage

    @property
    def codes(self) -> tuple[str, ...]:
        """Every report there is: the land, the provincies, the gemeenten; the most asked for come first."""
        stand = self.stand
        return (stand.nederland.code, *(r.code for r in stand.provincies), *(r.code for r in stand.gemeenten))


def chunks(codes: Iterable[str]) -> list[tuple[str, ...]]:
    """The codes in tasks; the large reports each in one of their own."""
    ordered = tuple(codes)
    large = [(code,) for code in ordered if kind_of(code).alone]
    small = [code for code in ordered if not kind_of(code).alone]
    return large + [tuple(small[n : n + CHUNK]) for n in range(0, len(small), CHUNK)]


def make_batch(
    vintage: Vintage,
    stand: Stand,
    earlier: Sequence[Stand],
    folder: Path | None = None,
    site: str = "",
    published: tuple[tuple[str, str], ...] = (),
    cells: bytes = b"",
) -> Batch:
    """The batch of a stand; of the other stands it holds only those that a report looks at."""
    used = relevant(stand, earlier)
    seed = repr((vintage.key, vintage.bron, site, published, stand, used, cells))
    return Batch(files.sha256(seed.encode()), vintage, stand, used, folder, site, published, cells=cells)


def in_large_print(batch: Batch) -> Batch:
    """The same reports in large print."""
    return replace(batch, key=files.sha256(f"{batch.key} large".encode()), large=True)


class Workshop:
    """Where a process renders: one batch at hand with its renderer, used by one thread at a time, as WeasyPrint wants."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._at_hand: tuple[Batch, Renderer] | None = None

    def render(self, batch: Batch, codes: Sequence[str], ready: Collection[str] = ()) -> Made:
        """The reports with these codes; `ready` are the keys of those that lie ready, of which the PDF is not made."""
        with self._turn:
            batch, renderer = self._prepared(batch)
            made: Made = []
            for code in codes:
                figures = make_figures(code, batch.stand, batch.earlier)
                manuscript = renderer.manuscript(figures, batch.stand)
                key = manuscript.key if ready else ""
                made.append((code, key if key in ready else renderer.press.print(manuscript)))
            return made

    def _prepared(self, batch: Batch) -> tuple[Batch, Renderer]:
        """The batch and its renderer; another one takes their place, the same vintage keeps its renderer."""
        from reports.render import Renderer  # here, so that who only asks for a report does not wait for WeasyPrint

        def renderer() -> Renderer:
            return Renderer(
                batch.vintage, batch.folder, batch.site, batch.published, large=batch.large, cells=batch.cells
            )

        if self._at_hand is None:
            self._at_hand = batch, renderer()
        before, at_hand = self._at_hand
        if before.key != batch.key:
            same = _of_renderer(before) == _of_renderer(batch)
            self._at_hand = batch, at_hand if same else renderer()
        return self._at_hand


def _of_renderer(batch: Batch) -> tuple[object, ...]:
    return batch.vintage.key, batch.site, batch.published, batch.large, batch.cells


_workshop = Workshop()  # of this process: an executor hands over functions and no objects


def render_batch(batch: Batch, codes: Sequence[str], ready: Collection[str] = ()) -> Made:
    """The reports with these codes, except of those whose key is `ready`: then the key.

    The first call of a process prepares it; others take that over.
    """
    return _workshop.render(batch, codes, ready)
