"""Sends text answers gzipped when the client takes that. Tiles and the bundle are compressed where they are made."""

from __future__ import annotations

import gzip

from flask import Response, request

SMALLEST = 1024  # bytes; below this the headers cost more than is won
LEVEL = 6
TEXT = ("application/json", "application/geo+json", "application/problem+json", "application/atom+xml", "image/svg+xml")


def compressed(response: Response) -> Response:
    """The answer, gzipped where that helps. The strong ETag becomes weak: the bytes differ, the content does not."""
    kind = response.mimetype or ""
    text = kind.startswith("text/") or kind in TEXT
    if not text or response.is_streamed or response.direct_passthrough or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings["gzip"]:
        return response
    content = response.get_data()
    if len(content) < SMALLEST:
        return response
    response.set_data(gzip.compress(content, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, weak = response.get_etag()
    if etag is not None and not weak:
        response.set_etag(etag, weak=True)
    return response
