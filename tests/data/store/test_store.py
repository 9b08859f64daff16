"""The store on SQLite and on PostgreSQL: the same tests, because both must keep the same promises."""

import datetime as dt
import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import alembic.autogenerate
import alembic.migration
import pytest
import sqlalchemy as sa

from data.domain.publicaties import Publicatie, Versie
from data.errors import DatabaseTooNew, InvalidTerm, SnapshotMissing
from data.findings import Ernst, Finding
from data.intake.result import Bronkolom, Intake, Naast
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.store import schema, table_dump
from data.store.snapshots_table import AddedCircular, parse_toelichting
from data.store.store import Added, Store
from data.terms import Cijfers, Circulaire, Gemeentecode, Halfjaar, Peildatum, Snapshot

NOW = dt.datetime(2017, 4, 5, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
APRIL, MAY = Peildatum.parse("2017-04-01"), Peildatum.parse("2017-05-01")
AMSTERDAM = Gemeentecode(363)
WARNING = Finding(
    "gerealiseerd-lager", Ernst.WAARSCHUWING, "Lager dan vorige maand.", "Blad1", 7, "F: Gerealiseerd", "3"
)

LINE = Publicatie(Versie(APRIL, 1), Fraction(2, 3), "COA", "2017-04-01-r1-01234567", "01234567" * 8, NOW)


COLUMNS = (  # in the order in which the store gives them: by figure, what is added first
    Bronkolom("Stand per gemeente", "achterstand", 6, 1, "Gecorrigeerd"),
    Bronkolom("Stand per gemeente", "achterstand", 2, -1, "Taakstelling"),
    Bronkolom("Stand per gemeente", "taakstelling", 2, 1, "Taakstelling"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/var 100%/landinbeeld.sqlite"
        return
    yield request.getfixturevalue("postgresql_database")


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    store = Store(url, tmp_path / "files")
    store.migrate()
    yield store
    store.close()


def make_intake(
    content: bytes, peildatum: Peildatum = APRIL, *findings: Finding, filename: str = "coa.xlsx", gerealiseerd: int = 5
) -> Intake:
    figures: dict[Gemeentecode, Cijfers | None] = {g.code: Cijfers(10, -3, 5) for g in gemeenten_of(2017)}
    figures[AMSTERDAM] = Cijfers(600, 120, gerealiseerd)
    figures[Gemeentecode(3)] = None
    herkomst = {g.code: ("Stand per gemeente", 5 + i) for i, g in enumerate(gemeenten_of(2017))}
    return Intake(Snapshot(peildatum, figures), findings, hashlib.sha256(content).hexdigest(), filename, herkomst)


def add(store: Store, content: bytes, peildatum: Peildatum = APRIL, **more: object) -> Added:
    return store.add(make_intake(content, peildatum), content, door="inbox", wie="", now=NOW, **more)  # type: ignore[arg-type]


def test_what_goes_in_comes_out_with_where_it_came_from(store: Store, tmp_path: Path) -> None:
    intake = make_intake(b"one", APRIL, WARNING, filename="C:\\map\\stand\0 april.xlsx")
    assert store.add(intake, b"one", door="api", wie="COA", now=NOW) == Added(APRIL, 1, True)
    info, snapshot = store.snapshot(APRIL)
    assert snapshot == intake.snapshot
    assert list(snapshot.cijfers) == sorted(snapshot.cijfers)
    assert (info.filename, info.door, info.wie, info.voorbeeld) == ("stand april.xlsx", "api", "COA", False)
    assert info.ontvangen == NOW
    assert info.ontvangen.utcoffset() == dt.timedelta(0)
    assert info.findings == (WARNING,)
    assert (tmp_path / "files" / info.sha256[:2] / info.sha256).read_bytes() == b"one"


def test_every_published_figure_is_traced_to_its_row_and_file(store: Store) -> None:
    add(store, b"one")
    info, snapshot = store.snapshot(APRIL)
    places = store.herkomst(APRIL)
    assert places.keys() == snapshot.cijfers.keys()
    assert places[Gemeentecode(3)] == ("Stand per gemeente", 5)
    assert store.originals.read(info.sha256) == b"one"


def test_the_columns_of_each_revision_are_kept(store: Store) -> None:
    store.add(replace(make_intake(b"one"), kolommen=COLUMNS[::-1]), b"one", door="inbox", wie="", now=NOW)
    moved = tuple(replace(bron, kolom=bron.kolom + 1) for bron in COLUMNS)
    store.add(replace(make_intake(b"two"), kolommen=moved), b"two", door="inbox", wie="", now=NOW)
    first, second = store.origin(APRIL, 1), store.origin(APRIL)
    assert (first.info.revision, first.kolommen) == (1, COLUMNS)
    assert (second.info.revision, second.kolommen) == (2, moved)
    assert [bron.letter for bron in first.kolommen] == ["G", "C", "C"]
    assert first.plaatsen == store.herkomst(APRIL, 1)
    with pytest.raises(SnapshotMissing):
        store.origin(APRIL, 3)


def test_what_was_delivered_before_columns_were_kept_has_none(url: str, tmp_path: Path) -> None:
    store = Store(url, tmp_path / "files")
    store.migrate("0005")
    add(store, b"one")
    store.migrate()
    origin = store.origin(APRIL)
    assert (origin.kolommen, len(origin.plaatsen)) == ((), 388)
    store.close()


def test_an_original_is_of_a_snapshot_that_is_or_was(store: Store) -> None:
    add(store, b"one")
    add(store, b"two")
    was = store.original(hashlib.sha256(b"one").hexdigest())
    assert was is not None
    assert was.revision == 1
    store.reject(replace(make_intake(b"bad"), snapshot=None), b"bad", door="inbox", wie="", now=NOW)
    assert store.original(hashlib.sha256(b"bad").hexdigest()) is None
    assert store.original("../../etc/passwd") is None


def test_same_content_again_is_a_no_op(store: Store) -> None:
    assert add(store, b"one").new
    assert add(store, b"one") == Added(APRIL, 1, False)
    assert add(store, b"two") == Added(APRIL, 2, True)
    assert add(store, b"two") == Added(APRIL, 2, False)
    assert add(store, b"one", MAY) == Added(MAY, 1, True), "for another peildatum it is something new"
    assert len(store.revisions(APRIL)) == 2


def test_older_content_delivered_again_becomes_current_again(store: Store) -> None:
    for content in (b"one", b"two"):
        add(store, content)
    assert add(store, b"one") == Added(APRIL, 3, True)
    assert add(store, b"one") == Added(APRIL, 3, False)
    (info,) = store.current()
    assert (info.revision, store.originals.read(info.sha256)) == (3, b"one")
    first, _, third = store.revisions(APRIL)
    assert first.sha256 == third.sha256
    assert store.snapshot(APRIL, 1)[1] == store.snapshot(APRIL, 3)[1]


def test_a_store_of_the_first_version_is_upgraded_with_all_it_holds(url: str, tmp_path: Path) -> None:
    store = Store(url, tmp_path / "files")
    store.migrate("0001")
    assert add(store, b"one").new
    places = make_intake(b"one").herkomst
    store.migrate()
    assert store.herkomst(APRIL) == places
    add(store, b"two")
    assert add(store, b"one").revision == 3
    store.close()


def test_why_a_file_came_is_kept_with_its_revision_and_a_later_text_takes_its_place(store: Store) -> None:
    add(store, b"one")
    add(store, b"two", toelichting="Utrecht meldde <dubbele> personen.")
    add(store, b"three")
    assert [r.toelichting for r in store.corrected()] == ["", "Utrecht meldde <dubbele> personen.", ""]
    assert add(store, b"three", toelichting="Zeist ook.") == Added(APRIL, 3, False)
    assert add(store, b"three") == Added(APRIL, 3, False), "who says nothing takes nothing away"
    assert [i.toelichting for i in store.revisions(APRIL)] == ["", "Utrecht meldde <dubbele> personen.", "Zeist ook."]
    assert add(store, b"three", toelichting="Zeist en Bunnik.").revision == 3
    assert store.snapshot(APRIL)[0].toelichting == "Zeist en Bunnik."


def test_only_months_with_a_second_file_are_corrected(store: Store) -> None:
    for content, peildatum in ((b"one", APRIL), (b"may", MAY), (b"two", APRIL)):
        add(store, content, peildatum)
    add(store, b"example one", voorbeeld=True)
    add(store, b"example two", voorbeeld=True)
    assert [(r.peildatum, r.revision, r.voorbeeld) for r in store.corrected()] == [(APRIL, 1, False), (APRIL, 2, False)]
    assert [(r.peildatum, r.revision) for r in store.corrected(voorbeeld=True)] == [(APRIL, 1), (APRIL, 2)]
    assert store.corrected(peildatum=MAY) == ()
    assert store.corrected()[1].ontvangen == NOW
    first, second = store.snapshots(store.corrected())
    assert first.cijfers[AMSTERDAM] == second.cijfers[AMSTERDAM] == Cijfers(600, 120, 5)


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), (" \r\n ", ""), ("a\x00b\u202ec\n d", "abc d"), ("x" * 500, "x" * 500)]
)
def test_a_reason_is_one_line_of_signs_that_are_seen(text: str, expected: str) -> None:
    assert parse_toelichting(text) == expected


def test_a_reason_that_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(InvalidTerm, match="hoogstens 500 tekens"):
        parse_toelichting("x" * 501)


def test_other_content_is_a_new_revision_and_the_old_one_is_kept(store: Store) -> None:
    first, second = make_intake(b"one", gerealiseerd=5), make_intake(b"two", gerealiseerd=6)
    for intake, content in ((first, b"one"), (second, b"two")):
        store.add(intake, content, door="cli", wie="", now=NOW)
    assert store.snapshot(APRIL)[1] == second.snapshot
    assert store.snapshot(APRIL, 1)[1] == first.snapshot
    assert [i.revision for i in store.revisions(APRIL)] == [1, 2]
    assert [(i.peildatum, i.revision) for i in store.current()] == [(APRIL, 2)]
    for revision in (0, 3):
        with pytest.raises(SnapshotMissing):
            store.snapshot(APRIL, revision)
    with pytest.raises(SnapshotMissing, match="2017-05-01"):
        store.snapshot(MAY)


def test_example_figures_step_back_when_there_are_real_ones(store: Store) -> None:
    assert store.current() == ()
    add(store, b"one", APRIL, voorbeeld=True)
    add(store, b"two", MAY, voorbeeld=True)
    assert [(i.peildatum, i.voorbeeld) for i in store.current()] == [(MAY, True), (APRIL, True)]
    add(store, b"one", APRIL)
    assert [(i.peildatum, i.voorbeeld) for i in store.current()] == [(APRIL, False)]
    assert list(store.context().earlier) == [APRIL]
    assert set(store.context(voorbeeld=True).earlier) == {APRIL, MAY}
    assert store.snapshot(APRIL, voorbeeld=True)[0].revision == 1


def test_many_snapshots_are_read_in_the_order_asked(store: Store) -> None:
    for content, peildatum in ((b"one", APRIL), (b"two", MAY)):
        add(store, content, peildatum)
    may, april = store.current()
    assert [s.peildatum for s in store.snapshots([april, may, april])] == [APRIL, MAY, APRIL]
    assert store.snapshots([]) == ()
    assert store.context().earlier[MAY] == store.snapshot(MAY)[1]


def make_circular(content: bytes, amsterdam: int = 600) -> Intake:
    tasks = {g.code: 10 for g in gemeenten_of(2017)} | {AMSTERDAM: amsterdam}
    found = Circulaire(Halfjaar(2017, 2), tasks, {AMSTERDAM: 850_000}, "Ministerie van Veiligheid en Justitie")
    sha256 = hashlib.sha256(content).hexdigest()
    return Intake(None, (WARNING,), sha256, "Bijlage A.xlsx", {AMSTERDAM: ("Bijlage", 9)}, circulaire=found)


def test_the_stamp_changes_with_what_is_public_and_with_nothing_else(store: Store) -> None:
    seen = [store.stamp()]

    def changed() -> bool:
        seen.append(store.stamp())
        return seen[-1] not in seen[:-1]

    intake, circular = make_intake(b"one"), make_circular(b"bijlage a")
    store.add(intake, b"one", door="cli", wie="", now=NOW)
    assert changed()
    store.add(intake, b"one", door="cli", wie="", now=NOW, toelichting="Omdat het moest.")
    assert changed(), "a reason"
    store.add(intake, b"one", door="cli", wie="", now=NOW, toelichting="Omdat het mocht.")
    assert changed(), "another reason as long as the one before"
    store.add_circular(circular, b"bijlage a", door="cli", wie="", now=NOW)
    assert changed()
    store.add_publications([LINE])
    assert changed()
    store.add_melding("nieuws", "Voor iedereen.", now=NOW, publiek=True)
    assert changed()
    store.add_melding("storing", "Voor de beheerder.", now=NOW, publiek=False)
    store.add(intake, b"one", door="api", wie="", now=NOW)
    store.keep_pins({APRIL: ("", 1)})
    assert store.stamp() == seen[-1]


def test_a_circular_is_kept_with_a_revision_for_each_file(store: Store) -> None:
    first, second = make_circular(b"one"), make_circular(b"two", amsterdam=601)
    half = Halfjaar(2017, 2)
    assert store.add_circular(first, b"one", door="cli", wie="an", now=NOW) == AddedCircular(half, 1, new=True)
    assert store.add_circular(first, b"one", door="cli", wie="an", now=NOW) == AddedCircular(half, 1, new=False)
    assert store.add_circular(second, b"two", door="cli", wie="an", now=NOW) == AddedCircular(half, 2, new=True)
    [(info, found)] = store.circulaires()
    assert found == second.circulaire
    assert (info.revision, info.uitgever, info.filename) == (
        2,
        "Ministerie van Veiligheid en Justitie",
        "Bijlage A.xlsx",
    )
    assert info.findings == (WARNING,)
    assert store.context().circulaires == {half: second.circulaire}
    assert store.current() == ()
    assert store.originals.read(info.sha256) == b"two"


def test_a_delivery_of_a_circular_is_known_by_its_key(store: Store) -> None:
    store.add_circular(make_circular(b"one"), b"one", door="inbox", wie="", now=NOW, key="k")
    found = store.delivery("k")
    assert found is not None
    assert found.circulaire is not None
    assert (found.circulaire.halfjaar, found.snapshot, found.rejection) == (Halfjaar(2017, 2), None, None)


def test_what_stood_beside_the_figures_comes_back_in_its_order(store: Store) -> None:
    beside = (Naast("Prognose", {AMSTERDAM: "ca. 12", Gemeentecode(3): "0"}), Naast("Gekoppeld", {AMSTERDAM: "7"}))
    store.add(replace(make_intake(b"one"), naast=beside, kolommen=COLUMNS), b"one", door="cli", wie="", now=NOW)
    assert store.naast(APRIL) == beside
    add(store, b"two")
    assert (store.naast(APRIL), store.naast(APRIL, 1)) == ((), beside)


def test_rejected_files_are_kept_with_their_findings(store: Store) -> None:
    wrong = Finding("gemeente-onbekend", Ernst.FOUT, "Onbekend: “Amsterdm” \ud800\0", rij=9, suggestie="Amsterdam")
    content = b"\0\xff"
    intake = Intake(None, (wrong,), hashlib.sha256(content).hexdigest(), "fout.csv", {}, peildatum=APRIL)
    number = store.reject(intake, content, door="api", wie="", now=NOW)
    (kept,) = store.rejections()
    assert (kept.id, kept.filename, kept.findings, kept.ontvangen) == (number, "fout.csv", (wrong,), NOW)
    assert kept.peildatum == APRIL
    assert store.originals.read(kept.sha256) == content
    assert store.reject(intake, content, door="api", wie="", now=NOW + dt.timedelta(days=1)) == number, "the same again"
    assert store.reject(intake, content, door="inbox", wie="", now=NOW) != number
    assert len(store.rejections()) == 2
    assert store.current() == ()
    with pytest.raises(ValueError, match="not accepted"):
        store.add(intake, content, door="api", wie="", now=NOW)


def test_content_must_be_what_the_intake_was_made_of(store: Store) -> None:
    with pytest.raises(ValueError, match="other content"):
        store.add(make_intake(b"one"), b"two", door="cli", wie="", now=NOW)
    assert store.current() == ()


def test_meldingen_newest_first_and_by_audience(store: Store) -> None:
    store.add_melding("uitgave", "Nieuwe cijfers\0", now=NOW, publiek=True, details={"peildatum": "2017-04-01"})
    store.add_melding("worker", "Schijf bijna vol", now=NOW + dt.timedelta(hours=1), publiek=False)
    assert [m.tekst for m in store.meldingen()] == ["Schijf bijna vol", "Nieuwe cijfers"]
    (public,) = store.meldingen(publiek=True)
    assert (public.soort, public.moment, public.details) == ("uitgave", NOW, {"peildatum": "2017-04-01"})
    assert [m.soort for m in store.meldingen(limit=1)] == ["worker"]


def test_a_moment_without_time_zone_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        store.add_melding("x", "x", now=NOW.replace(tzinfo=None), publiek=False)


def test_writers_at_the_same_moment_all_get_a_revision_of_their_own(url: str, tmp_path: Path) -> None:
    stores = [Store(url, tmp_path / "files") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Store.migrate, stores))
        start = threading.Barrier(4)

        def deliver(n: int) -> list[Added]:
            start.wait(10)
            own = [add(stores[n], f"{n}-{i}".encode()) for i in range(3)]
            start.wait(10)
            return [*own, add(stores[n], b"the same for all")]

        added = [a for several in pool.map(deliver, range(4)) for a in several]
    last = stores[0].revisions(APRIL)
    for store in stores:
        store.close()
    assert sorted(a.revision for a in added if a.new) == list(range(1, 14))
    assert sum(not a.new for a in added) == 3
    assert [i.revision for i in last] == list(range(1, 14))


def test_nothing_is_left_of_a_snapshot_that_fails_halfway(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = make_intake(b"one")
    assert intake.snapshot is not None
    intake.snapshot.cijfers[AMSTERDAM] = Cijfers(2**80, 0, 0)
    with pytest.raises((OverflowError, sa.exc.DBAPIError)):
        store.add(intake, b"one", door="cli", wie="", now=NOW)
    assert store.current() == ()
    assert add(store, b"one").revision == 1


def test_a_delivery_with_a_key_is_known_with_what_became_of_it(store: Store) -> None:
    add(store, b"one", key="first")
    add(store, b"one", key="nothing new")
    add(store, b"two", key="corrected")
    wrong = make_intake(b"wrong", APRIL, WARNING)
    number = store.reject(wrong, b"wrong", door="inbox", wie="", now=NOW, key="refused")
    found = [store.delivery(key) for key in ("first", "nothing new", "corrected")]
    assert [(d.ontvangen, d.rejection, d.snapshot and d.snapshot.revision) for d in found if d] == [
        (NOW, None, 1),
        (NOW, None, 1),
        (NOW, None, 2),
    ]
    refused = store.delivery("never seen", "refused")
    assert refused is not None
    assert refused.rejection is not None
    assert (refused.snapshot, refused.rejection.id, refused.rejection.findings) == (None, number, (WARNING,))
    assert store.delivery("never seen") is None


def test_a_key_that_is_known_keeps_a_second_snapshot_out(store: Store) -> None:
    add(store, b"one", key="same")
    with pytest.raises(sa.exc.IntegrityError):
        add(store, b"two", key="same")
    assert [i.revision for i in store.revisions(APRIL)] == [1]


def test_migrations_make_exactly_the_tables_of_the_schema(store: Store, url: str) -> None:
    store.migrate()  # twice is the same as once
    engine = schema.make_engine(url)
    with engine.connect() as connection:
        migrations = alembic.migration.MigrationContext.configure(connection, opts={"compare_type": True})
        assert alembic.autogenerate.compare_metadata(migrations, schema.metadata) == []
    engine.dispose()


def test_a_file_that_lost_its_way_of_writing_gets_it_back(tmp_path: Path) -> None:
    """A copy made by another program need not write beside the file (WAL) any more: readers would then wait for writers."""
    path = tmp_path / "copied.sqlite"
    with Store(f"sqlite:///{path}", tmp_path / "files") as first:
        first.migrate()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    connection.close()
    with Store(f"sqlite:///{path}", tmp_path / "files") as again:
        again.migrate()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_database_of_a_newer_version_is_left_alone(store: Store, url: str) -> None:
    engine = schema.make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseTooNew, match="nieuwere versie"):
        store.migrate()


def test_a_real_file_is_traced_to_its_own_lines(store: Store) -> None:
    path = Path(__file__).parents[3] / "data" / "reference" / "voorbeeld" / "2026-11-01.csv"
    content = path.read_bytes()
    intake = read_snapshot(content, path.name, context=store.context())
    store.add(intake, content, door="voorbeeld", wie="", now=NOW, voorbeeld=True)
    (info,) = store.current()
    _, snapshot = store.snapshot(info.peildatum, info.revision, info.voorbeeld)
    lines = store.originals.read(info.sha256).decode("utf-8-sig").splitlines()
    places = store.herkomst(info.peildatum, voorbeeld=True)
    assert len(places) == 342
    for code, figures in snapshot.cijfers.items():
        assert figures is not None
        code_text, _, *numbers = lines[places[code][1] - 1].rsplit(";", 4)
        assert code_text == str(code)
        assert [int(n) for n in numbers] == [figures.taakstelling, figures.achterstand, figures.gerealiseerd]


def test_a_damaged_original_is_written_again(store: Store, tmp_path: Path) -> None:
    sha256 = store.originals.keep(b"one")
    store.originals.path(sha256).write_bytes(b"half")
    assert store.originals.keep(b"one") == sha256
    assert store.originals.read(sha256) == b"one"
    assert [p.name for p in store.originals.path(sha256).parent.iterdir()] == [sha256]
    with pytest.raises(ValueError, match=r"\.\."):
        store.originals.path("../../etc/passwd")


def test_sqlite_waits_and_guards_its_references(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite"
    store = Store(url, tmp_path / "files")
    store.migrate()
    store.close()
    engine = schema.make_engine(url)
    with engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "foreign_keys")]
        assert found == ["wal", 1]
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 15_000
    engine.dispose()


def test_rows_move_to_another_database_and_counting_goes_on(store: Store, url: str, tmp_path: Path) -> None:
    """From either kind of database to SQLite and back to either: what a backup and a move to PostgreSQL do."""
    beside = (Naast("Gekoppeld", {AMSTERDAM: "12"}),)
    store.add(
        replace(make_intake(b"one"), naast=beside, kolommen=COLUMNS),
        b"one",
        door="inbox",
        wie="",
        now=NOW,
        key="of the inbox",
        toelichting="Zo.",
    )
    store.add_circular(make_circular(b"bijlage a"), b"bijlage a", door="inbox", wie="", now=NOW, key="of Bijlage A")
    store.add_melding("uitgave", "Nieuw", now=NOW, publiek=True, details={"peildatum": "2017-04-01"})
    store.add_publications([LINE])
    rows = list(table_dump.dump(url))
    other = f"sqlite:///{tmp_path}/other.sqlite"
    copy = Store(other, tmp_path / "files")
    copy.migrate()
    assert table_dump.load(other, rows) == {
        "snapshots": 1,
        "cijfers": 388,
        "kolommen": 3,
        "naast": 1,
        "circulaires": 1,
        "taakstellingen": 388,
        "rejections": 0,
        "deliveries": 2,
        "pins": 0,
        "meldingen": 1,
        "publicaties": 1,
    }
    assert list(table_dump.dump(other)) == rows
    with pytest.raises(table_dump.DatabaseNotEmpty):
        table_dump.load(other, rows)
    copy.close()

    engine = schema.make_engine(url)
    with engine.begin() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(sa.delete(table))
    engine.dispose()
    table_dump.load(url, rows)
    assert list(table_dump.dump(url)) == rows
    assert store.naast(APRIL) == beside
    assert store.snapshot(APRIL)[0].toelichting == "Zo."
    assert store.origin(APRIL).kolommen == COLUMNS
    assert [c for _, c in store.circulaires()] == [make_circular(b"").circulaire]
    assert add(store, b"two") == Added(APRIL, 2, True)
    store.add_publications([replace(LINE, versie=Versie(APRIL, 2))])
    assert [line.versie.revision for line in store.publications()] == [1, 2]
    assert store.add_melding("uitgave", "Nieuwer", now=NOW, publiek=True) > 1


def test_a_file_that_is_no_database_fails_as_every_database_does(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"geen database " * 1000)
    store = Store(f"sqlite:///{path}", tmp_path / "files")
    with pytest.raises(sa.exc.DatabaseError, match="file is not a database"):
        store.migrate()
    store.close()


@pytest.mark.parametrize(("url", "seconds"), [("postgresql://h/a", 10), ("postgresql://h/a?connect_timeout=3", "3")])
def test_a_server_that_does_not_answer_is_given_up_in_time(url: str, seconds: object) -> None:
    engine = schema.make_engine(url)
    given: dict[str, object] = {}

    @sa.event.listens_for(engine, "do_connect")
    def look(dialect: object, record: object, arguments: object, options: dict[str, object]) -> None:
        given.update(options)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        engine.connect()
    assert given["connect_timeout"] == seconds


def test_pins_are_kept_all_or_nothing(store: Store) -> None:
    october, november = Peildatum.parse("2026-10-01"), Peildatum.parse("2026-11-01")
    assert store.pins() == {}
    store.keep_pins({november: ("", 3), october: ("2026-10-01-r1-01234567", 2)})
    assert list(store.pins().items()) == [(october, ("2026-10-01-r1-01234567", 2)), (november, ("", 3))]
    with pytest.raises(sa.exc.IntegrityError):
        store.keep_pins({october: ("", None)})  # type: ignore[dict-item]
    assert len(store.pins()) == 2
    store.keep_pins({november: ("", 4)})
    assert store.pins() == {november: ("", 4)}


def test_the_log_of_publications_comes_back_as_it_was_written(store: Store) -> None:
    other = Publicatie(Versie(MAY, 1, voorbeeld=True), Fraction(3, 4), "voorbeeld", "", "", NOW + dt.timedelta(days=1))
    assert store.publications() == ()
    store.add_publications([])
    store.add_publications([LINE, other])
    store.add_publications([replace(LINE, versie=Versie(APRIL, 0))])
    assert store.publications() == (LINE, other, replace(LINE, versie=Versie(APRIL, 0)))
    assert store.publications(MAY) == (other,)
    assert store.publications()[0].moment.utcoffset() == dt.timedelta(0)
