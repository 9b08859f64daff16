"""Sends what was asked for as HTTP wants it: whole or a part, zipped or plain, how long to keep it, 304 and 412.

The one place for all views, so that `Cache-Control`, `ETag`, `If-Match`, `If-None-Match`, `If-Range`, `Range` and
`Accept-Encoding` mean the same everywhere (RFC 9110).
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from flask import Response, abort, request
from werkzeug.http import http_date
from werkzeug.wrappers import Response as Answer

from server.http import ranges
from server.http.bridge import FILE, Part
from server.http.compression import takes_gzip
from server.http.refusals import FileVanished

CHUNK = 2**18  # bytes read at a time
FOREVER = "public, max-age=31536000, immutable"  # of what carries the name of its release or the hash of its bytes
A_WEEK = "public, max-age=604800"
A_DAY = "public, max-age=86400"
AN_HOUR = "public, max-age=3600"
A_MINUTE = "public, max-age=60, must-revalidate"
FIVE_MINUTES = "public, max-age=300, must-revalidate"
PAGE = "public, max-age=300"  # of what people look at: an old one is better than none
SOON = "public, max-age=60, stale-while-revalidate=30"  # of a page: a new release shows in a minute and a half at most
NOT_KEPT = "no-store"
AnyAnswer = TypeVar("AnyAnswer", bound=Answer)
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
MARK = "landinbeeld.ready"  # in the environ of a request whose answer may be kept: its `Mark`
CONDITIONS = "landinbeeld.conditions"  # in one where who keeps marked answers looks at If-None-Match itself


def rfc3339(moment: dt.datetime) -> str:
    """A moment with a time zone as answers and e-mails write it: in UTC, to the second.

    >>> rfc3339(dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    '2026-11-24T08:30:00Z'
    """
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def kept(response: AnyAnswer, how_long: str) -> AnyAnswer:
    """The answer with how long it may be kept."""
    response.headers["Cache-Control"] = how_long
    return response


def fresh(response: Response, how_long: str, *, etag: str = "") -> Answer:
    """An answer made now; 304 when the client has it. Its ETag is that of its bytes, else the weak `etag`."""
    if etag:
        response.set_etag(etag, weak=True)
    else:
        response.add_etag()
    kept(response, how_long)
    return response if {MARK, CONDITIONS} <= request.environ.keys() else _conditional(response)


def negotiated(response: AnyAnswer) -> AnyAnswer:
    """The answer, said to be another one for who asks for another form with `Accept`."""
    response.vary.add("Accept")
    return response


def zipped(packed: bytes, content_type: str, how_long: str) -> Answer:
    """Bytes that lie gzipped: as they are for who takes that, unpacked for others."""
    takes = takes_gzip(request.headers.get("Accept-Encoding", ""))
    response = Response(packed if takes else gzip.decompress(packed), content_type=content_type)
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(packed_etag(packed, plain=not takes))
    return _conditional(kept(response, how_long))


def packed_etag(packed: bytes, *, plain: bool) -> str:
    """The ETag, without quotes, of bytes that lie gzipped and of what is sent of them unpacked."""
    return hashlib.blake2b(packed, digest_size=12).hexdigest() + ("-plain" if plain else "")


def built(path: Path, content_type: str) -> Answer:
    """A file that never changes, in the smallest of the encodings that lie beside it and that the client takes."""
    beside = ((label, path.with_name(path.name + ending)) for label, ending in ENCODINGS)
    takes = (coding for coding in beside if request.accept_encodings[coding[0]] and coding[1].is_file())
    encoding, chosen = next(takes, ("", path))
    response = Response(chosen.read_bytes(), content_type=content_type)
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return kept(response, FOREVER)


def piece(html: str) -> Response:
    """A piece of a page, which a script puts in place on any site; no search engine shows it by itself."""
    response = Response(html, mimetype="text/html")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _conditional(response: Response) -> Answer:
    """An answer that has its ETag, or 304 or 412 instead."""
    condition = request.headers.get("If-Match")
    if condition is not None and not ranges.matches(condition, response.headers["ETag"], weak=False):
        abort(412)
    return response.make_conditional({k: v for k, v in request.environ.items() if k != "HTTP_IF_MATCH"})


def file(path: Path, content_type: str, *, disposition: str = "", how_long: str, etag: str | None = None) -> Answer:
    """A file or the part of it that is asked for. `etag` without quotes; else that of its content. Raises FileVanished."""
    try:
        return _file(path, content_type, disposition, how_long, etag)
    except FileNotFoundError as error:
        raise FileVanished from error


def _file(path: Path, content_type: str, disposition: str, how_long: str, etag: str | None) -> Answer:
    about = path.stat()
    tag = f'"{etag or _content_etag(path, about.st_ino, about.st_mtime_ns, about.st_size)}"'
    size = about.st_size
    changed = http_date(about.st_mtime)
    part = ranges.part_of(dict(request.headers), tag, size, changed)
    headers = {"ETag": tag, "Last-Modified": changed, "Accept-Ranges": "bytes", "Cache-Control": how_long}
    if part.status in (412, 416):
        title = "Het bestand is veranderd." if part.status == 412 else "Zo groot is het bestand niet."
        headers |= {"Cache-Control": NOT_KEPT} | ({"Content-Range": f"bytes */{size}"} if part.status == 416 else {})
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
