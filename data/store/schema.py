"""The tables of the store, and how an engine for them is made: SQLite by default, PostgreSQL by URL.

Names are ours in English with the Dutch words of the field. Moments are kept in UTC. The tables are made and changed by
`data/migrations` only; a test keeps both the same.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import filelock
import sqlalchemy as sa

SQLITE_BUSY_TIMEOUT_MS = 15_000
CONNECT_TIMEOUT_S = 10  # for a server that does not answer at all; `connect_timeout` in the address goes before
WAL = "PRAGMA journal_mode = WAL"
WRITING = "landinbeeld_writing"  # execution option of a connection that is going to write
MIGRATING = "landinbeeld_migrating"  # and of one that is going to change tables


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware moment, kept and returned in UTC on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """The moment in UTC. Raises ValueError for one without time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("peildatum", sa.Date, nullable=False),
    sa.Column("voorbeeld", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("door", sa.String(32), nullable=False),
    sa.Column("wie", sa.Text, nullable=False),
    sa.Column("ontvangen", UtcDateTime, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),  # JSON, written and read by the store only
    sa.Column("toelichting", sa.Text),  # why it came, for everybody to read; null without a text
    sa.UniqueConstraint("peildatum", "voorbeeld", "revision"),
)

cijfers = sa.Table(
    "cijfers",
    metadata,
    sa.Column("snapshot_id", sa.ForeignKey(snapshots.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("code", sa.Integer, primary_key=True, autoincrement=False),  # 363 of GM0363
    sa.Column("taakstelling", sa.BigInteger),  # persons; all three are null where there is no figure
    sa.Column("achterstand", sa.BigInteger),
    sa.Column("gerealiseerd", sa.BigInteger),
    sa.Column("blad", sa.Text),  # where in the file it stands: sheet and row, counted from 1
    sa.Column("rij", sa.Integer),
)

kolommen = (
    sa.Table(  # which columns of the file each figure was read from; a snapshot from before they were kept has none
        "kolommen",
        metadata,
        sa.Column("snapshot_id", sa.ForeignKey(snapshots.c.id, ondelete="CASCADE"), primary_key=True),
        sa.Column("blad", sa.Text, primary_key=True),
        sa.Column("cijfer", sa.String(16), primary_key=True),
        sa.Column("kolom", sa.Integer, primary_key=True, autoincrement=False),  # from 0, in the order of the file
        sa.Column("teken", sa.Integer, nullable=False),  # +1: its cell is added, -1: it is subtracted
        sa.Column("kop", sa.Text, nullable=False),
    )
)

naast = sa.Table(  # what stood beside the figures in the file and is published nowhere
    "naast",
    metadata,
    sa.Column("snapshot_id", sa.ForeignKey(snapshots.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("kolom", sa.Integer, primary_key=True, autoincrement=False),  # from 0, in the order of the file
    sa.Column("code", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kop", sa.Text, nullable=False),
    sa.Column("waarde", sa.Text, nullable=False),
)

circulaires = sa.Table(
    "circulaires",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("halfjaar", sa.String(8), nullable=False),  # 2027-I
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("uitgever", sa.Text, nullable=False),  # the ministry, by the words of the file; empty when it names none
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("door", sa.String(32), nullable=False),
    sa.Column("wie", sa.Text, nullable=False),
    sa.Column("ontvangen", UtcDateTime, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),
    sa.UniqueConstraint("halfjaar", "revision"),
)

taakstellingen = sa.Table(
    "taakstellingen",
    metadata,
    sa.Column("circulaire_id", sa.ForeignKey(circulaires.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("code", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("taakstelling", sa.BigInteger, nullable=False),  # persons
    sa.Column("inwoners", sa.BigInteger),  # null where the file gives none
    sa.Column("blad", sa.Text),
    sa.Column("rij", sa.Integer),
)

rejections = sa.Table(
    "rejections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("peildatum", sa.Date),  # as far as it could be read from the file
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("door", sa.String(32), nullable=False),
    sa.Column("wie", sa.Text, nullable=False),
    sa.Column("ontvangen", UtcDateTime, nullable=False, index=True),
    sa.Column("findings", sa.Text, nullable=False),
)

deliveries = sa.Table(  # one that has a key is dealt with once, whatever happens in between
    "deliveries",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("ontvangen", UtcDateTime, nullable=False),
    sa.Column("snapshot_id", sa.ForeignKey(snapshots.c.id, ondelete="CASCADE")),  # where its content is, or
    sa.Column("rejection_id", sa.ForeignKey(rejections.c.id, ondelete="CASCADE")),
    sa.Column("circulaire_id", sa.ForeignKey(circulaires.c.id, ondelete="CASCADE")),
)

meldingen = sa.Table(
    "meldingen",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("soort", sa.String(64), nullable=False),
    sa.Column("tekst", sa.Text, nullable=False),
    sa.Column("moment", UtcDateTime, nullable=False, index=True),
    sa.Column("publiek", sa.Boolean, nullable=False),
    sa.Column("details", sa.Text),
)

pins = sa.Table(
    "pins",
    metadata,
    sa.Column("peildatum", sa.Date, primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),  # of the release that stays; empty: the peildatum is withdrawn
    sa.Column("through", sa.Integer, nullable=False),  # a later revision than this ends it
)

publicaties = sa.Table(  # what stood on the map since when; only added to
    "publicaties",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("peildatum", sa.Date, nullable=False, index=True),
    sa.Column("voorbeeld", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),  # 0: the peildatum was taken off the map
    sa.Column("grens", sa.String(64), nullable=False),  # a fraction: 3/4
    sa.Column("bron", sa.Text, nullable=False),
    sa.Column("release", sa.String(64), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("moment", UtcDateTime, nullable=False),
)


def make_engine(url: str) -> sa.Engine:
    """An engine for a SQLAlchemy URL; nothing is opened yet. `postgresql://` means psycopg 3."""
    parsed = sa.make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(parsed)
    else:
        wait = {} if "connect_timeout" in parsed.query else {"connect_timeout": CONNECT_TIMEOUT_S}
        engine = sa.create_engine(parsed, pool_pre_ping=True, connect_args=wait)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


class Connected:
    """What uses a database: `with` or `close` lets go of all connections."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of all connections."""
        self._engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself: `_begin_sqlite` does
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the lock at once; one that read first could find the database changed under it and fail."""
    options = connection.get_execution_options()
    # alembic copies a table to change it and drops the old one, which would take along all rows that refer to it
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if options.get(MIGRATING) else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")


@contextmanager
def prepared(engine: sa.Engine) -> Iterator[None]:
    """Makes a new SQLite file with its folder and sets it to WAL, which is permanent; other processes wait meanwhile.

    The switch to WAL does not obey the busy timeout, hence a lock of our own. PostgreSQL needs none of this.
    """
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        yield
        return
    path = Path(str(engine.url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=SQLITE_BUSY_TIMEOUT_MS / 1000):
        raw = engine.raw_connection()
        try:
            raw.cursor().execute(WAL).close()
        except sqlite3.Error as error:  # past SQLAlchemy, which would have made it one of its own
            raise sa.exc.DatabaseError(WAL, None, error) from error
        finally:
            raw.close()
        yield
