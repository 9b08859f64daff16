"""What every part of the store that writes needs: one writer at a time, and the original of a file before its row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from data import files
from data.intake.result import Intake
from data.store.content_store import Originals
from data.store.schema import MIGRATING, WRITING, Connected

WRITERS_LOCK = 0x4C49_4221  # of PostgreSQL: one writer at a time, as in SQLite; any number that is ours


class Writer(Connected):
    """A database with the folder of originals beside it."""

    def __init__(self, url: str, files_dir: Path) -> None:
        super().__init__(url)
        self.originals = Originals(files_dir)

    @contextmanager
    def _writing(self, *, migrating: bool = False) -> Iterator[sa.Connection]:
        """A transaction that no other writer shares, so what it reads stays true until it is written."""
        options = {WRITING: True, MIGRATING: migrating}
        with self._engine.connect() as connection, connection.execution_options(**options).begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITERS_LOCK)))
            yield connection

    def _keep(self, intake: Intake, content: bytes) -> str:
        if files.sha256(content) != intake.sha256:
            raise ValueError("the intake is of other content")
        return self.originals.keep(content)
