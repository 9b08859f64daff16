"""Which reports are made again and which are taken over, what a correction says, and what stays of the version before."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from data.releases.release_store import Releases
from data.store.store import Store
from server.publishing import pipeline
from server.publishing.ingest import deliver
from server.publishing.pipeline import Pipeline
from server.rendering import report_store
from server.settings import Settings
from tests.server.conftest import NOW


class Counted(Executor):
    """Writes down which reports are asked for; each is a few bytes, or an interruption when `most` were made."""

    def __init__(self, most: int = 10**6) -> None:
        self.codes: list[str] = []
        self._most = most

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        batch, codes, _ = args
        done: Future[Any] = Future()
        if len(self.codes) + len(codes) > self._most:
            done.set_exception(KeyboardInterrupt())
        else:
            self.codes += codes
            done.set_result([(code, f"{batch.key} {code}".encode()) for code in codes])
        return done


class Here(Executor):
    """Renders in this process."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args))
        return done


class Line:
    """A state folder with months of the example as if they were real."""

    def __init__(self, folder: Path, example: Path) -> None:
        self.settings = Settings(state_dir=folder, maxzoom=6, processes=1)
        self.releases = Releases(self.settings.releases)
        self._store = Store(self.settings.database, self.settings.files)
        self._store.migrate()
        self._pipeline = Pipeline(self.settings, self._store, self.releases)
        self._example = example

    def deliver(self, month: str, change: tuple[str, str] = ("", "")) -> None:
        content = (self._example / f"{month}.csv").read_text(encoding="utf-8")
        assert change[0] in content
        content = content.replace(*change, 1) if change[0] else content
        answer = deliver(self._store, content.encode(), f"{month}.csv", door="cli", wie="", now=NOW)
        assert answer.accepted, answer.intake.findings
        self._pipeline.publish()

    def restart(self) -> None:
        self._pipeline = Pipeline(self.settings, self._store, self.releases)
        self._pipeline.publish()

    def render(self, executor: Counted) -> int:
        return report_store.render_missing(self.settings, self.releases, executor=executor).made

    def close(self) -> None:
        self._store.close()


@pytest.fixture
def line(tmp_path: Path, small_site: Settings, example_folder: Path) -> Iterator[Line]:
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "geometry").symlink_to(small_site.geometry)
    line = Line(folder, example_folder)
    yield line
    line.close()


def _row(example: Path, month: str, code: str) -> str:
    lines = (example / f"{month}.csv").read_text(encoding="utf-8").splitlines()
    return next(row for row in lines if code in row)


def _changed(row: str) -> str:
    """The row with one person more housed."""
    *head, last = row.split(";")
    return ";".join([*head, str(int(last) + 1)])


def test_only_what_is_new_is_rendered(line: Line, example_folder: Path) -> None:
    line.deliver("2026-07-01")
    assert line.render(Counted()) == 355
    assert line.render(Counted()) == 0

    line.deliver("2026-10-01")  # another half-year: the reports of the first are taken over
    second = Counted()
    assert line.render(second) == 355

    row = _row(example_folder, "2026-07-01", "GM0344")  # an eindstand: later reports look back on it
    line.deliver("2026-07-01", (row, _changed(row)))
    assert line.render(Counted()) == 2 * 355


def test_a_month_of_another_half_year_is_not_looked_back_on(line: Line, example_folder: Path) -> None:
    line.deliver("2026-06-01")
    line.deliver("2026-07-01")
    line.deliver("2026-10-01")
    assert line.render(Counted()) == 2 * 355
    row = _row(example_folder, "2026-06-01", "GM0344")
    line.deliver("2026-06-01", (row, _changed(row)))
    assert line.render(Counted()) == 355, "of 2026-I only"


def test_killed_halfway_it_goes_on_where_it_was(line: Line) -> None:
    line.deliver("2026-10-01")
    first, second = Counted(most=100), Counted()
    with pytest.raises(KeyboardInterrupt):
        line.render(first)
    (folder,) = line.settings.reports.iterdir()
    kept = {path.name for path in folder.glob("*.pdf")}
    assert 0 < len(kept) <= 100
    assert line.render(second) == 355 - len(kept)
    assert not kept & {f"{code}.pdf" for code in second.codes}


def test_a_report_is_asked_to_stop_between_chunks(line: Line) -> None:
    line.deliver("2026-10-01")
    told: list[tuple[int, int]] = []
    done = report_store.render_missing(
        line.settings, line.releases, executor=Counted(), stop=lambda: True, progress=lambda *n: told.append(n)
    )
    assert done == (0, 0)
    assert told == [(0, 355)]


def test_a_correction_says_what_changed_and_the_version_before_stays(line: Line, example_folder: Path) -> None:
    line.deliver("2026-07-01")
    before = line.releases.current()
    assert before.former is None
    row = _row(example_folder, "2026-07-01", "GM0344")
    old = report_store.render_one(line.settings, line.releases, before, "GM0344").read_bytes()
    report_store.render_one(line.settings, line.releases, before, "GM0363")

    line.deliver("2026-07-01", (row, _changed(row)))
    release = line.releases.current()
    assert release.stand.revision == 2
    assert release.former == before.stand
    utrecht = _text(report_store.render_one(line.settings, line.releases, release, "GM0344").read_bytes())
    housed = before.stand.regel("GM0344").cijfers.gerealiseerd  # type: ignore[union-attr]
    assert _spaceless("Dit is versie 2 van de cijfers van 1 juli 2026.") in utrecht
    assert _spaceless("Wanneer en waarom staat op de site, bij Correcties.") in utrecht
    assert _spaceless(f"Gerealiseerd: was {housed} in versie 1, werd {housed + 1}.") in utrecht
    assert _spaceless("zijn gelijk aan die in versie 1") in _text(
        report_store.render_one(line.settings, line.releases, release, "GM0363").read_bytes()
    )

    assert report_store.prune(line.settings, line.releases) == 0
    kept = report_store.former_versions(line.settings, release)
    assert list(kept) == [1]
    assert (kept[1] / "GM0344.pdf").read_bytes() == old
    assert report_store.former_versions(line.settings, before) == {}


def test_a_report_that_shows_the_same_is_taken_over_and_is_what_would_be_made(
    line: Line, example_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Utrecht is corrected in an eindstand on which the reports of the next half-year look back."""
    codes = ["PV26", "GM0344", "GM0363"]
    monkeypatch.setattr(report_store, "report_releases", lambda releases: [releases.current()])
    monkeypatch.setattr(report_store, "all_codes", lambda _: codes)

    def render(settings: Settings = line.settings) -> tuple[tuple[int, int], dict[str, Path]]:
        done = report_store.render_missing(settings, line.releases, executor=Here())
        folder = report_store.report_folder(settings, line.releases, line.releases.current())
        return done, {code: folder / f"{code}.pdf" for code in codes}

    line.deliver("2026-07-01")
    line.deliver("2026-10-01")
    done, first = render()
    assert done == (3, 0)
    assert render()[0] == (0, 0)

    row = _row(example_folder, "2026-07-01", "GM0344")
    line.deliver("2026-07-01", (row, _changed(row)))
    done, second = render()
    assert done == (2, 1)
    changed = {code for code in codes if first[code].read_bytes() != second[code].read_bytes()}
    assert changed == {"GM0344", "PV26"}
    assert second["GM0363"].samefile(first["GM0363"]), "no room is taken twice"

    monkeypatch.setattr(pipeline, "output_format", lambda: "a map of tomorrow")
    line.restart()
    done, third = render()
    assert done == (0, 3)
    assert report_store.prune(line.settings, line.releases) == 2
    assert not second["PV26"].exists()
    (tmp_path / "apart").mkdir()
    for name in ("releases", "geometry"):
        (tmp_path / "apart" / name).symlink_to(line.settings.state_dir / name)
    done, anew = render(replace(line.settings, state_dir=tmp_path / "apart"))
    assert done == (3, 0)
    assert {c: p.read_bytes() for c, p in anew.items()} == {c: p.read_bytes() for c, p in third.items()}


def test_what_was_pruned_meanwhile_is_made(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.deliver("2026-10-01")
    release = line.releases.current()
    path = report_store.render_one(line.settings, line.releases, release, "GM0363")
    content = path.read_bytes()
    other = path.parent.with_name(f"{release.name}-00000000") / path.name
    other.parent.mkdir()
    path.rename(other)
    assert path == report_store.render_one(line.settings, line.releases, release, "GM0363")
    assert path.samefile(other)

    path.unlink()
    again = report_store.files.write_again

    def pruned(source: Path, target: Path) -> None:
        other.unlink()
        again(source, target)

    monkeypatch.setattr(report_store.files, "write_again", pruned)
    assert report_store.render_one(line.settings, line.releases, release, "GM0363").read_bytes() == content


def test_folders_that_nobody_is_sent_go(line: Line) -> None:
    line.deliver("2026-10-01")
    release = line.releases.current()
    own = report_store.report_folder(line.settings, line.releases, release)
    gone = (
        own.with_name("2026-09-01-r1-00000000-00000000"),  # an earlier tussenstand
        own.with_name("2026-10-01-r1-00000000-00000000"),  # the same version, made of something else
        own.with_name("2026-10-01-r2-00000000-00000000"),  # a version that was withdrawn
    )
    for folder in (own, *gone):
        folder.mkdir(parents=True)
        (folder / "NL.pdf").write_bytes(b"%PDF")
    assert report_store.prune(line.settings, line.releases) == 3
    assert list(line.settings.reports.iterdir()) == [own]


def test_example_figures_are_no_version_before_real_ones(line: Line, small_site: Settings) -> None:
    line.deliver("2026-10-01")
    example = Releases(small_site.releases).current(line.releases.index().newest)
    assert "-v" in report_store.report_folder(line.settings, line.releases, example).name
    real = line.releases.current()
    second = replace(real.stand, revision=2)
    folder = line.settings.reports / "2026-10-01-r1-00000000-v00000000"
    folder.mkdir(parents=True)
    (folder / "NL.pdf").write_bytes(b"%PDF")
    object.__setattr__(real, "stand", second)
    assert report_store.former_versions(line.settings, real) == {}


def _text(content: bytes) -> str:
    """What the tags say, in their order, without spaces: at the end of a line there is none."""
    from tests.reports.structure import read

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 2
    found = read(content)
    assert found.problems == []
    return "".join(found.root.content().split())


def _spaceless(words: str) -> str:
    return "".join(words.split())
