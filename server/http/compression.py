"""Sends text answers gzipped when the client takes that. Tiles and the bundle are compressed where they are made."""

from __future__ import annotations

import gzip
import re

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
    if response.status_code != 200 or not takes_gzip(request.headers.get("Accept-Encoding", "")):
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


def takes_gzip(header: str) -> bool:
    """Whether an `Accept-Encoding` header takes gzip (RFC 9110 section 12.5.3); without the header: no, to be safe.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0, *"), takes_gzip("*"), takes_gzip("identity")
    (True, False, True, False)
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = re.search(r"q\s*=\s*([0-9.]+)", parameters)
        try:
            weights[name.strip()] = float(weight[1]) if weight else 1.0
        except ValueError:  # q=1.2.3: as if it were not there
            weights[name.strip()] = 1.0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0
