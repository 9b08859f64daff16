"""What part of a file a request wants, and whether it is still the same file (RFC 9110 sections 13 and 14). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
TAG = re.compile(r'(W/)?("[!#-~]*")')


@dataclass(frozen=True, slots=True)
class Part:
    """The answer: status 200, 206, 304, 412 or 416, and the bytes start..start+length-1 for the first two."""

    status: int
    start: int = 0
    length: int = 0


def part_of(headers: Mapping[str, str], etag: str, size: int, changed: str = "") -> Part:
    """What to answer for a file of `size` bytes (1 or more) with the strong `etag` (in quotes), of the HTTP date `changed`.

    A file that changed since the client read a part of it is 412 under If-Match and whole under If-Range, so nobody
    joins parts of two files. Several ranges at once, and a Range that cannot be read, get the whole file, as RFC 9110
    allows.
    """
    if "If-Match" in headers and not matches(headers["If-Match"], etag, weak=False):
        return Part(412)
    if _has_it(headers, etag, changed):
        return Part(304)
    whole = Part(200, 0, size)
    match = RANGE.fullmatch(headers.get("Range", "").strip().replace(" ", ""))
    if match is None or ("If-Range" in headers and headers["If-Range"].strip() != etag):
        return whole
    first, last = match.groups()
    if not first and not last:
        return whole
    if not first:
        length = min(int(last), size)
        return Part(206, size - length, length) if length else Part(416)
    start = int(first)
    if last and int(last) < start:
        return whole  # not a range at all
    if start >= size:
        return Part(416)
    return Part(206, start, min(int(last) if last else size - 1, size - 1) - start + 1)


def _has_it(headers: Mapping[str, str], etag: str, changed: str) -> bool:
    """Whether the client has this file. Dates must be the very same: after a step back the newest file is an older one."""
    if "If-None-Match" in headers:
        return matches(headers["If-None-Match"], etag, weak=True)
    return bool(changed) and headers.get("If-Modified-Since") == changed


def matches(header: str, etag: str, *, weak: bool) -> bool:
    """Whether an `If-Match` (strong comparison) or `If-None-Match` (weak) header names this ETag (in quotes)."""
    if header == etag or header.strip() == "*":
        return True
    return any(tag == etag and (weak or not prefix) for prefix, tag in TAG.findall(header))
