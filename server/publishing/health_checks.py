"""The daily checks, told to operators as meldingen: late figures, half a file in the inbox, a full disk, security.txt."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil

from data import dutch
from data.store.snapshots_table import storable
from data.store.store import Store
from data.terms import Peildatum
from server.publishing import inbox, notifications
from server.settings import Settings

LATE_FROM_DAY = 10  # of the month; COA's file comes on the first working day
EXPIRES_WITHIN = dt.timedelta(days=30)
AGAIN = dt.timedelta(days=1)


def check_all(settings: Settings, store: Store, now: dt.datetime) -> None:
    """Every check; `now` is aware, in the time zone of the service."""
    check_late(store, now)
    check_inbox(settings, store, now)
    check_disk(settings, store, now)
    check_security(settings, store, now)


def check_late(store: Store, now: dt.datetime) -> None:
    """Warns from the tenth of the month when there are no figures of the first; not while there are only example figures."""
    infos = store.current(until=now.date())
    if now.day < LATE_FROM_DAY or not infos or infos[0].voorbeeld:
        return
    expected = Peildatum(now.date().replace(day=1))
    if infos[0].peildatum < expected:
        text = (
            f"Het is {dutch.date(now)} en er zijn nog geen cijfers per {expected.title}; de nieuwste zijn "
            f"per {infos[0].peildatum.title}. Vraag het bestand op bij COA."
        )
        notifications.once(store, notifications.TE_LAAT, str(expected), text, now)


def check_inbox(settings: Settings, store: Store, now: dt.datetime) -> None:
    """Does something lie in the inbox under the name of a file that is still being written, though nobody writes it?"""
    for path in inbox.unfinished(settings.inbox):
        with contextlib.suppress(FileNotFoundError):
            if now.timestamp() - path.lstat().st_mtime > AGAIN.total_seconds():
                text = (
                    f"In de inbox ligt al een dag {storable(path.name)}: zo heet een bestand dat nog niet klaar is. "
                    "Het is niet gelezen. Lever het bestand opnieuw aan en haal dit weg."
                )
                notifications.once(store, notifications.INBOX, storable(path.name), text, now)


def check_disk(settings: Settings, store: Store, now: dt.datetime) -> None:
    """Warns when there is too little room for the next releases and reports."""
    free = shutil.disk_usage(settings.state_dir).free // 10**6
    if free < settings.disk_minimum_mb:
        least = settings.disk_minimum_mb
        text = f"De schijf raakt vol: in {settings.state_dir} is nog {free} MB vrij, minder dan {least} MB."
        notifications.once(store, notifications.SCHIJF, "schijf", text, now, AGAIN)


def check_security(settings: Settings, store: Store, now: dt.datetime) -> None:
    """Warns when the last day of security.txt that the settings name comes near."""
    if not settings.security_expires:
        return
    last = dt.date.fromisoformat(settings.security_expires)
    if last - now.date() <= EXPIRES_WITHIN:
        text = f"security.txt is geldig tot en met {dutch.date(last)}. Stel LANDINBEELD_SECURITY_EXPIRES opnieuw in."
        notifications.once(store, notifications.SECURITY, settings.security_expires, text, now, dt.timedelta(days=7))
