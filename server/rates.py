"""How often one address may do what costs a lot: uploads, reports and pictures made on demand. Never tiles or pages.

Counts are kept in the memory of each web process, or shared by all in the storage of the setting `rate_storage`. Only a
keyed hash of an address is kept, and only as long as it counts.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import current_app, request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from server.settings import Settings

EXTENSION = "landinbeeld.rates"
STILL_RATE = "60 per minute"  # of one address, those that have to be drawn: half a second each


class Rates:
    """The limits of one application."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = FixedWindowRateLimiter(storage_from_string(settings.rate_storage))
        shared = settings.rate_storage != "memory://"
        self._key = b"landinbeeld" if shared else secrets.token_bytes(16)
        self._limits: dict[str, RateLimitItem] = {
            "uploads": parse(settings.upload_rate),
            "reports": parse(settings.report_rate),
            "stills": parse(STILL_RATE),
        }

    def spend(self, what: str, address: str) -> None:
        """Counts one use of `what` by an address. Raises TooManyRequests with the seconds to wait."""
        who = hashlib.blake2b(address.encode(), key=self._key, digest_size=12).hexdigest()
        item = self._limits[what]
        if not self._limiter.hit(item, what, who):
            until = self._limiter.get_window_stats(item, what, who).reset_time
            raise TooManyRequests(retry_after=max(1, int(until - time.time()) + 1))


def spend(what: str) -> None:
    """Counts one use by whoever asks now. Raises TooManyRequests."""
    rates: Rates = current_app.extensions[EXTENSION]
    rates.spend(what, request.remote_addr or "")


def limited(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Counts every call of a view."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def counted(*args: Any, **kwargs: Any) -> Any:
            spend(what)
            return view(*args, **kwargs)

        return counted

    return decorate
