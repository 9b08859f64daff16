"""The pins of an operator for those who read releases; the database is opened when they are asked for and not kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from data.errors import DatabaseTooNew
from data.terms import Peildatum

log = logging.getLogger(__name__)


class DatabasePins:
    """The pins for readers: opens the database only when the pointer is damaged, and closes it again."""

    def __init__(self, url: str, files_dir: Path) -> None:
        self._place = url, files_dir

    def pins(self) -> Mapping[Peildatum, tuple[str, int]] | None:
        """All pins; None when the database cannot be used."""
        from sqlalchemy.exc import SQLAlchemyError

        from data.store.store import Store

        store = Store(*self._place)
        try:
            store.migrate()
            return store.pins()
        except (SQLAlchemyError, DatabaseTooNew, OSError) as error:
            log.warning("pins_unknown reason=%s", type(error).__name__)
            return None
        finally:
            store.close()

    def keep_pins(self, pins: Mapping[Peildatum, tuple[str, int]]) -> None:
        """Makes these the pins."""
        from data.store.store import Store

        with Store(*self._place) as store:
            store.migrate()
            store.keep_pins(pins)
