"""Asking the database on behalf of a reader: whatever keeps it from answering is one refusal, with the reason in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from data.errors import DatabaseTooNew
from server.http.refusals import DatabaseAway

log = logging.getLogger(__name__)


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Raises DatabaseAway for whatever a database says that cannot be asked; `what` names the question in the log."""
    try:
        yield
    except (SQLAlchemyError, DatabaseTooNew, OSError) as error:
        log.warning("database_away question=%s reason=%s", what, type(error).__name__)
        raise DatabaseAway from error
