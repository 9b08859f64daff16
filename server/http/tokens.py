"""Tokens: long random words that only their owner knows; we keep the SHA-256 of it and compare in constant time."""

from __future__ import annotations

import hmac
import re
import secrets

from data import files


def new_token() -> tuple[str, str]:
    """A new token (256 random bits) and the hash to put in the settings."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """What is kept of a token. A plain hash is enough, because the token is random and long."""
    return files.sha256(token.encode("utf-8", "surrogateescape"))


def bearer_matches(authorization: str, kept: str) -> bool:
    """Whether an `Authorization` header holds the token of this hash; False without a hash."""
    match = re.fullmatch(r"Bearer +([^\s]{1,500})", authorization, re.IGNORECASE)
    given = hash_of(match[1]) if match else hash_of("")
    return hmac.compare_digest(given.encode(), kept.encode()) and bool(kept) and match is not None
