"""Whole tables out of a database and into another, as plain values: for backups and for moving to PostgreSQL.

Beside `store` and its parts the only module with SQL, because it knows tables only and nothing of what they mean.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from data.errors import LandInBeeldError
from data.store.schema import WRITING, UtcDateTime, make_engine, metadata

BATCH = 1000


class DatabaseNotEmpty(LandInBeeldError):
    """A database that is not empty, so that a backup cannot be put into it."""

    def __init__(self) -> None:
        super().__init__("De database is niet leeg; zet een back-up alleen terug in een lege.")


def dump(url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every table as of one moment: name of the table and JSON values, parents before children."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                for table in metadata.sorted_tables:
                    for row in connection.execute(sa.select(table).order_by(*table.primary_key)):
                        yield table.name, {key: _plain(value) for key, value in row._mapping.items()}
    finally:
        engine.dispose()


def check_empty(url: str) -> None:
    """Raises DatabaseNotEmpty when a table holds anything."""
    for _ in dump(url):
        raise DatabaseNotEmpty


def load(url: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, int]:
    """Puts the rows into a database with empty tables, all or none; how many per table. Raises DatabaseNotEmpty."""
    engine = make_engine(url)
    counts: dict[str, int] = {table.name: 0 for table in metadata.sorted_tables}
    try:
        with engine.connect() as connection, connection.execution_options(**{WRITING: True}).begin():
            for table in metadata.sorted_tables:
                if connection.execute(sa.select(table).limit(1)).first() is not None:
                    raise DatabaseNotEmpty
            waiting: list[dict[str, Any]] = []
            of = ""
            for name, row in rows:
                if waiting and (name != of or len(waiting) >= BATCH):
                    connection.execute(sa.insert(metadata.tables[of]), waiting)
                    waiting = []
                of = name
                waiting.append(_typed(metadata.tables[name], row))
                counts[name] += 1
            if waiting:
                connection.execute(sa.insert(metadata.tables[of]), waiting)
            if connection.dialect.name == "postgresql":
                _continue_counting(connection)
    finally:
        engine.dispose()
    return counts


def _continue_counting(connection: sa.Connection) -> None:
    """PostgreSQL numbers rows by a sequence, which has to go on after the rows that brought their own numbers."""
    for table in metadata.sorted_tables:
        column = next(iter(table.primary_key))
        if column.name == "id":
            last = connection.scalar(sa.select(sa.func.max(column)))
            if last:
                sequence = sa.func.pg_get_serial_sequence(table.name, "id")
                connection.execute(sa.select(sa.func.setval(sequence, last)))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _typed(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    typed = dict(row)
    for key, value in row.items():
        if value is not None and isinstance(table.c[key].type, UtcDateTime):
            typed[key] = dt.datetime.fromisoformat(value)
        elif value is not None and isinstance(table.c[key].type, sa.Date):
            typed[key] = dt.date.fromisoformat(value)
    return typed
