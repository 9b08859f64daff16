"""Turns the text of a setting into its value; each function raises ValueError or KeyError for a text that makes no sense."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from urllib.parse import urlsplit


def public_url(text: str) -> str:
    """An http(s) address without a slash at the end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgres", "postgresql+psycopg")


def database_url(text: str) -> str:
    """The address of a SQLite file or a PostgreSQL database."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError(text) from error
    if url.drivername not in DRIVERS or (url.drivername.startswith("sqlite") and not url.database):
        raise ValueError(text)
    return text


def rate_storage(text: str) -> str:
    """The storage in which rates are counted: of a known kind, whose package is installed. It is not connected to yet."""
    from limits.errors import ConfigurationError
    from limits.storage import storage_from_string

    try:
        storage_from_string(text)
    except ConfigurationError as error:
        raise ValueError(text) from error
    return text


def scheduler(text: str) -> str:
    """The address of a Dask scheduler."""
    if not re.fullmatch(r"(tcp|tls)://[^\s/:]+:[0-9]{1,5}", text):
        raise ValueError(text)
    return text


def share(text: str) -> Fraction:
    """A fraction above 0 and at most 1."""
    value = Fraction(text)
    if not 0 < value <= 1:
        raise ValueError(text)
    return value


def whole(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def ancestors(text: str) -> str:
    """Sources for a CSP, separated by spaces."""
    sources = text.split()
    if not sources or not all(s == "*" or re.fullmatch(r"https?://[A-Za-z0-9.*:-]+", s) for s in sources):
        raise ValueError(text)
    return " ".join(sources)


def sha256(text: str) -> str:
    """A SHA-256 in small hexadecimal digits."""
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError(text)
    return text


def yes_or_no(text: str) -> bool:
    """Yes or no, in Dutch or English."""
    return {"ja": True, "yes": True, "1": True, "nee": False, "no": False, "0": False}[text.lower()]


def rate(text: str) -> str:
    """A rate such as `30 per hour`."""
    if not re.fullmatch(r"[1-9][0-9]{0,6} per (second|minute|hour|day)", text):
        raise ValueError(text)
    return text


def contact(text: str) -> str:
    """An https or mailto address."""
    if not re.fullmatch(r"(https://|mailto:)[!-~]+", text):
        raise ValueError(text)
    return text


def email(text: str) -> str:
    """An e-mail address."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", text):
        raise ValueError(text)
    return text


def emails(text: str) -> tuple[str, ...]:
    """E-mail addresses, separated by commas or spaces."""
    addresses = tuple(email(part) for part in re.split(r"[,\s]+", text) if part)
    if not addresses:
        raise ValueError(text)
    return addresses


def one_of(*words: str) -> Callable[[str], str]:
    """Reads one of these words, in small or capital letters."""

    def parse(text: str) -> str:
        return {word.lower(): word for word in words}[text.lower()]

    return parse
