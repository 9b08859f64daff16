"""Sends what was asked for as HTTP wants it: a file or a part of it, 304 when the client has it, 412 when it changed.

One place for all views, so that `If-Match`, `If-None-Match`, `If-Range` and `Range` mean the same everywhere (RFC 9110).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from flask import Response, abort, request
from werkzeug.wrappers import Response as Answer

from server.http import ranges
from server.http.bridge import FILE, Part

CHUNK = 2**18  # bytes read at a time


def conditional(response: Response) -> Answer:
    """An answer that has its ETag, or 304 or 412 instead."""
    asked = request.headers.get("If-Match")
    if asked is not None and not ranges.matches(asked, response.headers["ETag"], weak=False):
        abort(412)
    return response.make_conditional({k: v for k, v in request.environ.items() if k != "HTTP_IF_MATCH"})


def file(path: Path, content_type: str, *, disposition: str = "", max_age: str, etag: str | None = None) -> Answer:
    """A file or the part of it that is asked for. `etag` without quotes; else that of its content."""
    about = path.stat()
    tag = f'"{etag or _content_etag(path, about.st_ino, about.st_mtime_ns, about.st_size)}"'
    size = about.st_size
    part = ranges.wanted(dict(request.headers), tag, size)
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": max_age}
    if part.status in (412, 416):
        title = "Het bestand is veranderd." if part.status == 412 else "Zo groot is het bestand niet."
        headers |= {"Cache-Control": "no-store"} | ({"Content-Range": f"bytes */{size}"} if part.status == 416 else {})
        return Response(title, part.status, headers, content_type="text/plain; charset=utf-8")
    if disposition:
        headers["Content-Disposition"] = disposition
    if part.status == 304:
        return Response(status=304, headers=headers)
    if part.length > CHUNK * 4:
        request.environ[FILE] = Part(str(path), part.start, part.length)
    response = Response(
        _pieces(path, part.start, part.length) if part.length > CHUNK * 4 else _read(path, part.start, part.length),
        part.status, headers, content_type=content_type,
    )  # fmt: skip
    response.content_length = part.length
    if part.status == 206:
        response.headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size}"
    return response


@lru_cache(maxsize=4096)
def _content_etag(path: Path, number: int, changed: int, size: int) -> str:
    """The hash of a file's bytes, for as long as it is the same file: two machines give the same ETag for the same bytes."""
    return hashlib.blake2b(path.read_bytes(), digest_size=12).hexdigest()


def _read(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as opened:
        opened.seek(start)
        return opened.read(length)


def _pieces(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as opened:
        opened.seek(start)
        while length > 0 and (piece := opened.read(min(CHUNK, length))):
            length -= len(piece)
            yield piece
