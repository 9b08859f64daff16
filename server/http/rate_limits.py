"""How often one address may do what costs a lot: uploads, and reports, pictures, tables as files and tiles
without figures made on demand.

Never pages, tiles of the map, or what was made already.

Counts are kept in the memory of each web process, or shared by all in the storage of the setting `rate_storage`. Only a
keyed hash of an address is kept, and only as long as it counts; the key is of this installation alone. Of IPv6 the /64 is
the address: that is what one subscriber gets.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from pathlib import Path

from flask import current_app, request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from data import files
from server.settings import Settings

EXTENSION = "landinbeeld.rates"
KEY = "rates.key"
STILL_RATE = "60 per minute"  # of one address, those that have to be drawn: half a second each
PICTURE_RATE = "60 per minute"  # the same, those with everything on them: a quarter of a second each
BORDER_RATE = "300 per minute"  # those tiles without figures that have to be made: up to 61 ms each, far less zoomed in

SHEET_RATE = "300 per minute"  # those tables as a file that have to be made: up to 150 ms each


class Rates:
    """The limits of one application."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = FixedWindowRateLimiter(storage_from_string(settings.rate_storage))
        shared = settings.rate_storage != "memory://"
        self._key = _shared_key(settings.state_dir / KEY) if shared else secrets.token_bytes(32)
        self._limits: dict[str, RateLimitItem] = {
            "uploads": parse(settings.upload_rate),
            "reports": parse(settings.report_rate),
            "stills": parse(STILL_RATE),
            "pictures": parse(PICTURE_RATE),
            "borders": parse(BORDER_RATE),
            "sheets": parse(SHEET_RATE),
        }

    def spend(self, what: str, address: str) -> None:
        """Counts one use of `what` by an address. Raises TooManyRequests with the seconds to wait."""
        who = hashlib.blake2b(_network(address).encode(), key=self._key, digest_size=12).hexdigest()
        item = self._limits[what]
        if not self._limiter.hit(item, what, who):
            until = self._limiter.get_window_stats(item, what, who).reset_time
            raise TooManyRequests(retry_after=max(1, int(until - time.time()) + 1))


def spend(what: str) -> None:
    """Counts one use by whoever asks now. Raises TooManyRequests."""
    rates: Rates = current_app.extensions[EXTENSION]
    rates.spend(what, request.remote_addr or "")


def _network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 of an IPv6 address.

    >>> _network("192.0.2.7"), _network("2001:db8:0:1:2:3:4:5"), _network("::ffff:192.0.2.7"), _network("")
    ('192.0.2.7', '2001:db8:0:1::/64', '192.0.2.7', '')
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.IPv6Network((int(ip), 64), strict=False))


def _shared_key(path: Path) -> bytes:
    """The key that the web processes of this installation share; made by the first, readable by the owner alone."""
    if not path.exists():
        files.write(path, secrets.token_bytes(32), mode=0o600, first=True)
    return path.read_bytes()
