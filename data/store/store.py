"""The memory of the product: accepted snapshots with their revisions, rejected files, meldingen, pins.

With its parts `circulars`, `deliveries`, `lookups`, `origins`, `publications`, `revision_log` and `writing`, and with
`table_dump`, all the SQL; SQLite or PostgreSQL (`schema`), originals in a folder beside it. Nothing is overwritten: another
file for a known peildatum is a new revision, content that is current already is nothing new. Times are arguments, made
by the caller.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.domain.publicaties import Versie
from data.errors import DatabaseTooNew, SnapshotMissing
from data.files import sha256
from data.intake.result import Context, Intake, Naast
from data.store import deliveries, lookups
from data.store.origins import Origins
from data.store.publications import Publications
from data.store.revision_log import Revisions, explain
from data.store.schema import (
    cijfers,
    circulaires,
    kolommen,
    meldingen,
    naast,
    pins,
    prepared,
    publicaties,
    rejections,
    snapshots,
)
from data.store.snapshots_table import (
    LONGEST_TOELICHTING,
    Added,
    Delivery,
    Melding,
    Rejection,
    Revision,
    SnapshotInfo,
    cijfers_rows,
    kolommen_rows,
    naast_rows,
    read_info,
    read_melding,
    read_rejection,
    storable,
    write_provenance,
)
from data.terms import Cijfers, Gemeentecode, Peildatum, Snapshot

__all__ = ["Added", "Delivery", "Melding", "Rejection", "SnapshotInfo", "Store"]

MIGRATIONS = Path(__file__).with_name("migrations")
_MIGRATING = threading.Lock()  # alembic keeps the running migration in a module: one at a time per process


def _journal(connection: sa.Connection) -> str:
    return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())


class Store(Revisions, Publications, Origins):
    """Snapshots, circulars, rejections and meldingen. Safe to use from several threads and processes at once."""

    def migrate(self, version: str = "head") -> None:
        """Makes or changes the tables to what this version needs; several processes may call it at once.

        When it fails no connection stays open. Raises: DatabaseTooNew when a newer version of this product was here before.
        """
        if version == "head" and self._is_migrated():
            return
        import alembic.command
        import alembic.config
        import alembic.util

        config = alembic.config.Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        try:
            with _MIGRATING, prepared(self._engine), self._writing(migrating=True) as connection:
                config.attributes["connection"] = connection
                alembic.command.upgrade(config, version)
        except alembic.util.CommandError as error:  # the only one here: a revision that we do not know
            self.close()
            raise DatabaseTooNew from error
        except BaseException:
            self.close()
            raise

    def _is_migrated(self) -> bool:
        """Whether the tables are those of this version. Saves 190 ms of every command: alembic need not be imported."""
        newest = max(path.name[1:5] for path in (MIGRATIONS / "versions").glob("v[0-9]*.py"))
        try:
            with self._engine.connect() as connection:
                versions = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
                lasting = connection.dialect.name != "sqlite" or _journal(connection) == "wal"
        except sa.exc.SQLAlchemyError:  # no such table yet, or something that migrating will say
            return False
        return versions == [newest] and lasting

    def add(
        self,
        intake: Intake,
        content: bytes,
        *,
        door: str,
        wie: str,
        now: dt.datetime,
        voorbeeld: bool = False,
        key: str | None = None,
        toelichting: str = "",
    ) -> Added:
        """Keeps an accepted intake with its original. What is current already for its peildatum changes nothing.

        Older content delivered again is a new revision: whoever delivers last decides.

        `door`: inbox, api, cli or voorbeeld; `wie`: who, as far as that door knows; `key`: of this delivery. `toelichting`:
        why it came, public; with content that is current already it takes the place of the text before. Raises ValueError
        for an intake that was not accepted or belongs to other content.
        """
        snapshot = intake.snapshot
        if not intake.accepted or snapshot is None:
            raise ValueError("not accepted")
        sha256 = self._keep(intake, content)
        peildatum = snapshot.peildatum
        row = {
            "peildatum": peildatum.date,
            "voorbeeld": voorbeeld,
            "sha256": sha256,
            **({"toelichting": storable(toelichting, LONGEST_TOELICHTING)} if toelichting else {}),
            **write_provenance(intake, door, wie, now),
        }
        same_day = sa.and_(snapshots.c.peildatum == peildatum.date, snapshots.c.voorbeeld == voorbeeld)
        with self._writing() as connection:
            newest = sa.select(snapshots.c.id, snapshots.c.revision, snapshots.c.sha256).where(same_day)
            newest_row = connection.execute(newest.order_by(snapshots.c.revision.desc()).limit(1)).first()
            if newest_row is not None and newest_row.sha256 == sha256:
                deliveries.note(connection, key, now, snapshot_id=newest_row.id)
                explain(connection, newest_row.id, row.get("toelichting"))
                return Added(peildatum, newest_row.revision, new=False)
            last = 0 if newest_row is None else newest_row.revision
            added = connection.execute(sa.insert(snapshots).values(revision=last + 1, **row))
            assert added.inserted_primary_key is not None
            number = added.inserted_primary_key[0]
            connection.execute(sa.insert(cijfers), cijfers_rows(number, snapshot, intake))
            if intake.naast:
                connection.execute(sa.insert(naast), naast_rows(number, intake))
            if intake.kolommen:
                connection.execute(sa.insert(kolommen), kolommen_rows(number, intake))
            deliveries.note(connection, key, now, snapshot_id=number)
            return Added(peildatum, last + 1, new=True)

    def reject(
        self, intake: Intake, content: bytes, *, door: str, wie: str, now: dt.datetime, key: str | None = None
    ) -> int:
        """Keeps a file that was not accepted together with its findings; the id of this rejection.

        The same file with the same findings by the same door and person is one rejection, however often it comes: after a
        crash it comes twice.
        """
        sha256 = self._keep(intake, content)
        provenance = write_provenance(intake, door, wie, now)
        same = [rejections.c[name] == provenance[name] for name in ("filename", "door", "wie", "findings")]
        with self._writing() as connection:
            query = sa.select(rejections.c.id).where(rejections.c.sha256 == sha256, *same)
            number = connection.scalar(query.order_by(rejections.c.id).limit(1))
            if number is None:
                row = {"sha256": sha256, "peildatum": intake.peildatum and intake.peildatum.date, **provenance}
                added = connection.execute(sa.insert(rejections).values(row))
                assert added.inserted_primary_key is not None
                number = added.inserted_primary_key[0]
            deliveries.note(connection, key, now, rejection_id=number)
            return int(number)

    def delivery(self, *keys: str) -> Delivery | None:
        """What became of the delivery that has one of these keys; None when it is not known."""
        with self._engine.connect() as connection:
            return deliveries.find(connection, keys)

    def rejections(self, limit: int = 50) -> tuple[Rejection, ...]:
        """The last files that were not accepted, newest first."""
        query = sa.select(rejections).order_by(rejections.c.ontvangen.desc(), rejections.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return tuple(read_rejection(row) for row in connection.execute(query))

    def current(self, until: dt.date | None = None) -> tuple[SnapshotInfo, ...]:
        """The newest revision of every peildatum, newest peildatum first; example figures only while nothing is real.

        What is of a day after `until` does not count yet.
        """
        real = [row for row in self._newest(voorbeeld=False) if until is None or row.peildatum <= until]
        return tuple(read_info(row) for row in real or self._newest(voorbeeld=True))

    def snapshot(
        self, peildatum: Peildatum, revision: int | None = None, voorbeeld: bool = False
    ) -> tuple[SnapshotInfo, Snapshot]:
        """A revision of a peildatum, the newest when none is named. Raises SnapshotMissing."""
        row = self._row(peildatum, revision, voorbeeld)
        return read_info(row), Snapshot(peildatum, self._figures([row.id])[row.id])

    def snapshots(self, infos: Iterable[SnapshotInfo | Revision | Versie]) -> tuple[Snapshot, ...]:
        """The figures of many snapshots in one question, in the order of `infos`. Raises SnapshotMissing."""
        keys = [(i.peildatum.date, i.revision, i.voorbeeld) for i in infos]
        query = sa.select(snapshots.c.id, snapshots.c.peildatum, snapshots.c.revision, snapshots.c.voorbeeld).where(
            snapshots.c.peildatum.in_({day for day, _, _ in keys})
        )
        with self._engine.connect() as connection:
            ids_by_key = {(day, revision, voorbeeld): i for i, day, revision, voorbeeld in connection.execute(query)}
        ids = {w: ids_by_key[w] for w in keys if w in ids_by_key}
        for day, revision, _ in set(keys) - ids.keys():
            raise SnapshotMissing(day, revision)
        figures = self._figures(sorted(ids.values()))
        return tuple(Snapshot(Peildatum(w[0]), figures[ids[w]]) for w in keys)

    def context(self, *, voorbeeld: bool = False) -> Context:
        """What is already known, for the warnings of the next intake: the newest revision of every peildatum."""
        rows = self._newest(voorbeeld=voorbeeld)
        figures = self._figures([r.id for r in rows])
        earlier = {Peildatum(r.peildatum): Snapshot(Peildatum(r.peildatum), figures[r.id]) for r in rows}
        return Context(earlier, {} if voorbeeld else {i.halfjaar: c for i, c in self.circulaires()})

    def naast(self, peildatum: Peildatum, revision: int | None = None, voorbeeld: bool = False) -> tuple[Naast, ...]:
        """The columns of the file that stood beside the figures, in their order. Raises SnapshotMissing."""
        row = self._row(peildatum, revision, voorbeeld)
        with self._engine.connect() as connection:
            return lookups.beside(connection, row.id)

    def add_melding(
        self, soort: str, tekst: str, *, now: dt.datetime, publiek: bool, details: dict[str, Any] | None = None
    ) -> int:
        """Keeps a melding; its id. `details` must fit in JSON."""
        details_json = None if details is None else json.dumps(details)
        row = {"soort": soort, "tekst": storable(tekst), "moment": now, "publiek": publiek, "details": details_json}
        with self._writing() as connection:
            added = connection.execute(sa.insert(meldingen).values(row))
            assert added.inserted_primary_key is not None
            return int(added.inserted_primary_key[0])

    def meldingen_after(self, number: int, limit: int = 50) -> tuple[Melding, ...]:
        """The meldingen with a higher id than this, oldest first."""
        query = sa.select(meldingen).where(meldingen.c.id > number).order_by(meldingen.c.id).limit(limit)
        with self._engine.connect() as connection:
            return tuple(read_melding(row) for row in connection.execute(query))

    def last_melding_before(self, moment: dt.datetime) -> int:
        """The highest id of the meldingen before this moment; 0 when there are none."""
        query = sa.select(sa.func.coalesce(sa.func.max(meldingen.c.id), 0)).where(meldingen.c.moment < moment)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def meldingen(self, limit: int = 50, publiek: bool | None = None) -> tuple[Melding, ...]:
        """The last meldingen, newest first; `publiek` None gives both kinds."""
        query = sa.select(meldingen).order_by(meldingen.c.moment.desc(), meldingen.c.id.desc()).limit(limit)
        if publiek is not None:
            query = query.where(meldingen.c.publiek == publiek)
        with self._engine.connect() as connection:
            return tuple(read_melding(row) for row in connection.execute(query))

    def stamp(self) -> str:
        """A text that changes with whatever pages show of the store: files, circulars, publications, reasons, meldingen.

        All of these are only added to, but for the reason of a revision, which another text may take the place of.
        """
        last = [sa.select(sa.func.max(table.c.id)).scalar_subquery() for table in (snapshots, circulaires, publicaties)]
        public = sa.select(sa.func.max(meldingen.c.id)).where(meldingen.c.publiek).scalar_subquery()
        reasons = sa.select(snapshots.c.id, snapshots.c.toelichting).where(snapshots.c.toelichting.is_not(None))
        with self._engine.connect() as connection:
            explained = [tuple(row) for row in connection.execute(reasons.order_by(snapshots.c.id))]
            return sha256(repr((tuple(connection.execute(sa.select(*last, public)).one()), explained)).encode())

    def pins(self) -> dict[Peildatum, tuple[str, int]]:
        """What an operator pinned: per peildatum a release (empty: none) and the revision up to which it stays."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(pins).order_by(pins.c.peildatum))
            return {Peildatum(day): (name, through) for day, name, through in rows}

    def keep_pins(self, pins_now: Mapping[Peildatum, tuple[str, int]]) -> None:
        """Makes these the pins, all or nothing."""
        with self._writing() as connection:
            connection.execute(sa.delete(pins))
            for p, (name, through) in pins_now.items():
                connection.execute(sa.insert(pins).values(peildatum=p.date, name=name, through=through))

    def _newest(self, *, voorbeeld: bool) -> Sequence[sa.Row[Any]]:
        with self._engine.connect() as connection:
            return lookups.newest(connection, voorbeeld=voorbeeld)

    def _figures(self, ids: Sequence[int]) -> dict[int, dict[Gemeentecode, Cijfers | None]]:
        with self._engine.connect() as connection:
            return lookups.figures(connection, ids)
