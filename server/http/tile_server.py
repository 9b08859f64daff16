"""Serves tiles before the application is asked: bytes from a memory map, already compressed, and headers made once.

A path that was asked before is found in one dictionary; no route, no view, no decoding, no SQL. A `stat` of the pointer
now and then shows whether there is a newer release: it is taken up without a restart and never mixed with the one before.
Everything that is not a tile goes on to the application.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterable
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any

from data.errors import LandInBeeldError, TileOutsidePyramid
from data.releases.release_store import POINTER
from server.http import headers, problems
from server.http.compression import takes_gzip
from server.http.marked_answers import ACTUEEL
from server.http.metrics import Measures
from server.http.proxy_prefix import path_of
from server.http.ranges import matches
from server.http.responses import FIVE_MINUTES, FOREVER, packed_etag
from server.read_model import Site
from server.settings import Settings
from tiles import grid
from tiles.grid import Tile
from tiles.month.raster import SIZES, transparent
from tiles.out.release_files import RASTER, RASTER_2X, VECTOR

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ARCHIVES = {".mvt": VECTOR, ".png": RASTER, "@2x.png": RASTER_2X}
TYPES = {".mvt": "application/vnd.mapbox-vector-tile", ".png": "image/png", "@2x.png": "image/png"}
NUMBER = "(0|[1-9][0-9]{0,8})"
PATH = re.compile(rf"/tiles/([^/]{{1,80}})/{NUMBER}/{NUMBER}/{NUMBER}(\.mvt|\.png|@2x\.png)", re.ASCII)
LOOK_S = 0.05  # so often at most a process looks whether there is a new release
LINES = {200: "200 OK", 204: "204 No Content", 304: "304 Not Modified"}
EXTENSION = "landinbeeld.tiles"
MOST_READY = 20_000  # paths that are kept ready per process, about 1 kB each

Headers = list[tuple[str, str]]
COMMON: Headers = headers.DATA


class Ready:
    """The answer to one path: where its bytes lie and the headers they go with."""

    __slots__ = ("etag", "full", "memory", "place", "same")

    def __init__(self, memory: object, place: slice | None, etag: str, full: Headers, same: Headers) -> None:
        self.memory, self.place, self.etag, self.full, self.same = memory, place, etag, full, same


class TileLayer:
    """WSGI: tiles are answered here, the rest by `app`. What lies ready is also there for others that serve (front.py)."""

    def __init__(self, app: WSGIApplication, site: Site, settings: Settings, measures: Measures) -> None:
        self._app, self._site, self._settings, self._measures = app, site, settings, measures
        self._subpath = path_of(settings)
        self._pointer = os.fspath(settings.releases / POINTER)
        self._seen: tuple[int, int, int] | None = None
        self._look_again = 0.0
        self._kept: dict[tuple[str, bool], Ready] = {}  # of releases by name; these never change
        self._actueel: dict[tuple[str, bool], Ready] = {}  # of the newest release; thrown away when that changes
        self._accepts: dict[str, bool] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The tile, or what the application answers."""
        path = environ["PATH_INFO"]
        if "/tiles/" not in path:
            return self._app(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method == "GET" or method == "HEAD":
            ready = self.ready(path, environ.get("HTTP_ACCEPT_ENCODING", ""))
            if ready is not None:
                return self._answer(environ, start_response, ready, method)
        return self._first(environ, start_response, path, method)

    def ready(self, path: str, encodings: str) -> Ready | None:
        """The answer that is ready for this path and `Accept-Encoding`, when it was asked for before. Never waits."""
        key = (path, self._takes_gzip(encodings))
        known_tile = self._kept.get(key)
        if known_tile is None:
            now = monotonic()
            if now >= self._look_again:
                self._look_again = now + LOOK_S
                self._notice()
            known_tile = self._actueel.get(key)
        return known_tile

    def is_tile(self, path: str) -> bool:
        """Whether a path is one of a tile, which may be there or not."""
        return PATH.fullmatch(path.removeprefix(self._subpath)) is not None

    def answer(self, ready: Ready, method: str, condition: str | None, *, secure: bool) -> tuple[int, Headers, bytes]:
        """Status, headers and body for GET or HEAD; `condition` is `If-None-Match`. Counts it."""
        body = b""
        if ready.place is None:
            status, answer_headers = 204, ready.full
            self._measures.tile_204()
        elif condition is not None and matches(condition, ready.etag, weak=True):
            status, answer_headers = 304, ready.same
            self._measures.tile_304()
        else:
            status, answer_headers = 200, ready.full
            if method == "GET":
                body = ready.memory[ready.place]  # type: ignore[index]
            self._measures.tile_200()
        return status, [*answer_headers, headers.HSTS] if secure else answer_headers.copy(), body

    def _answer(
        self, environ: WSGIEnvironment, start_response: StartResponse, ready: Ready, method: str
    ) -> Iterable[bytes]:
        secure = headers.is_secure(environ, self._settings)
        status, answer_headers, body = self.answer(ready, method, environ.get("HTTP_IF_NONE_MATCH"), secure=secure)
        start_response(LINES[status], answer_headers)
        return (body,) if body else ()

    def _first(
        self, environ: WSGIEnvironment, start_response: StartResponse, path: str, method: str
    ) -> Iterable[bytes]:
        """A path that is not ready yet, is no tile, or is asked in another way."""
        match = PATH.fullmatch(path.removeprefix(self._subpath))
        if match is None:
            return self._app(environ, start_response)
        if method not in ("GET", "HEAD"):
            return self._other_method(environ, start_response, method)
        release, ending = match[1], match[5]
        zipped = self._takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        self._notice()  # before the look-up: never an older tile in a newer set
        kept = self._actueel if release == ACTUEEL else self._kept
        try:
            ready = self._make(release, Tile(int(match[2]), int(match[3]), int(match[4])), ending, zipped)
        except LandInBeeldError as error:
            self._measures.tile_404()
            status, title = problems.status_of(error)
            return self._problem(environ, start_response, status, title, str(error))
        if len(kept) >= MOST_READY:
            kept.clear()
        kept[path, zipped] = ready
        return self._answer(environ, start_response, ready, method)

    def _make(self, name: str, tile: Tile, ending: str, zipped: bool) -> Ready:
        """Raises ReleaseMissing, TileOutsidePyramid."""
        site = self._site
        release = site.releases.current() if name == ACTUEEL else site.releases.release(name)
        archive = site.archive(release, ARCHIVES[ending])
        inside = archive.minzoom <= tile.z <= archive.maxzoom and tile in grid.tile_range(archive.bounds, tile.z)
        if not inside:
            raise TileOutsidePyramid(tile.z, tile.x, tile.y)
        cached = ("Cache-Control", FIVE_MINUTES if name == ACTUEEL else FOREVER)
        place = archive.place(tile)
        if place is None and ending == ".mvt":
            return Ready(None, None, "", [cached, *COMMON], [])
        source: Any = archive.memory
        if place is None:  # QGIS calls a picture without bytes damaged
            source = transparent(SIZES[ending == "@2x.png"])
            place = slice(0, len(source))
        memory: object = source
        etag = packed_etag(source[place], plain=ending == ".mvt" and not zipped)
        about = [("Content-Type", TYPES[ending])]
        same = [cached, *COMMON]
        if ending == ".mvt":
            same.append(("Vary", "Accept-Encoding"))
            if zipped:
                about.append(("Content-Encoding", "gzip"))
            else:
                memory = unpacked = gzip.decompress(source[place])
                place = slice(0, len(unpacked))
        same.append(("ETag", f'"{etag}"'))
        about.append(("Content-Length", str(place.stop - place.start)))
        return Ready(memory, place, f'"{etag}"', about + same, same)

    def _notice(self) -> None:
        """Throws away what was ready of the newest release when the pointer has changed."""
        try:
            about = os.stat(self._pointer)  # noqa: PTH116 - on the path of every tile
        except OSError:
            return
        seen = (about.st_ino, about.st_mtime_ns, about.st_size)
        if seen != self._seen:
            self._seen, self._actueel = seen, {}

    def _takes_gzip(self, header: str) -> bool:
        accepts = self._accepts.get(header)
        if accepts is None:
            if len(self._accepts) > 500:
                self._accepts.clear()
            accepts = self._accepts[header] = takes_gzip(header)
        return accepts

    def _other_method(self, environ: WSGIEnvironment, start_response: StartResponse, method: str) -> Iterable[bytes]:
        if method == "OPTIONS":
            requested = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS")
            allow = [("Allow", headers.READING), ("Content-Length", "0")]
            more = headers.before_flask(environ, self._settings)
            start_response("200 OK", [*allow, *headers.preflight(requested), *more])
            return ()
        return self._problem(environ, start_response, 405)

    def _problem(
        self, environ: WSGIEnvironment, start_response: StartResponse, status: int, title: str = "", detail: str = ""
    ) -> Iterable[bytes]:
        about, body = problems.refusal(environ, self._settings, status, title, detail)
        start_response(f"{status} {HTTPStatus(status).phrase}", about)
        return (body,) if body else ()
