"""The front of a web process (RSGI, for granian): what lies ready from the event loop, the rest from small pools of threads.

A client that reads or writes slowly holds no thread: bodies are read here before a thread is taken, each within its time,
and long files are sent by the server from the disk. What finds no room is told so at once, with Retry-After. A process
that has to end waits for the one that takes its place, and then first asks its clients to connect anew.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, Protocol

from server import siblings
from server.http import headers, problems, tokens
from server.http.bridge import Answer, Scope, ask, environ_of
from server.http.tile_server import TileLayer
from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

PIECE_S = 10.0  # between two pieces of a body
BODY_S = 60.0  # a whole body
IN_MEMORY = 2**20  # bytes of one body; what is larger goes to a temporary file
BEGUN_S = 0.5  # after this the loop runs and the server listens
NEXT_S = 45.0  # a process that ends waits for the next one, at most
DRAIN_S, QUIET_S, LOOK_S = 3.0, 0.5, 0.1  # then asks its clients to go: at most, when nobody asks, how often it looks
LAST_S = 10  # then sends the files that are under way; in all less than granian gives it (--workers-kill-timeout)
CLOSE = ("Connection", "close")
Key = tuple[str, ...]
SILENT = ("GET", "HEAD", "OPTIONS", "TRACE")  # a body with these means nothing


class _Done:
    """What is awaited after an answer that was given at once."""

    def __await__(self) -> Generator[Any, Any, None]:
        yield from ()


class Room:
    """So many at a time; counted in the event loop alone."""

    def __init__(self, most: int, threads: int = 0, name: str = "") -> None:
        self.free = most
        self.pool = ThreadPoolExecutor(threads, name) if threads else None

    def __enter__(self) -> None:
        self.free -= 1

    def __exit__(self, *error: object) -> None:
        self.free += 1


class Refused(Exception):
    """An answer that the application is not asked for: the status."""


class AtOnce(Protocol):
    """Answers that lie ready, by how requests came in (server/ready/at_once.py)."""

    def as_came(self, scope: Scope) -> Key | None:
        """All of a request that its answer may follow from; None for one that has to be looked at in full."""

    def answer(self, scope: Scope, as_came: Key) -> Answer | None:
        """The answer, when it is certain at once."""

    def remember(self, as_came: Key, environ: WSGIEnvironment) -> None:
        """Keeps what a request that came in like this was about."""


class Front:
    """RSGI and WSGI: the application `app`, whose tiles `tiles` answers, and `at_once` what else lies ready."""

    def __init__(
        self, app: WSGIApplication, tiles: TileLayer, at_once: AtOnce, settings: Settings, most_body: int
    ) -> None:
        self._app, self._tiles, self._at_once, self._settings, self._most = app, tiles, at_once, settings, most_body
        self._draining, self._answered = False, 0
        self._leaving: asyncio.Task[None] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """What a WSGI server such as gunicorn calls."""
        return self._app(environ, start_response)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once in the thread of the loop, before the first request; granian has set its signal handlers."""
        self._loop = loop
        self._tile_room = Room(1000, 1, "tiles")
        self._pages = Room(200, 4, "pages")
        self._deliveries = Room(4, 2, "deliveries")  # with the token
        self._bodies = Room(4)  # of whoever
        loop.add_signal_handler(signal.SIGTERM, self._leave)
        loop.call_later(BEGUN_S, siblings.say_serving)

    def __rsgi__(self, scope: Scope, proto: Any) -> Awaitable[None]:
        """Answers; at once what lies ready."""
        path = scope.path
        if "/tiles/" not in path:
            as_came = self._at_once.as_came(scope)
            answer = self._at_once.answer(scope, as_came) if as_came else None
            if answer is None:
                return self._ask(scope, proto, self._pages, as_came)
            self._send(proto, answer)
            return DONE
        method = scope.method
        if method == "GET" or method == "HEAD":
            get = scope.headers.get
            ready = self._tiles.ready(path, get("accept-encoding", ""))
            if ready is not None:
                secure = headers.came_secure(scope.scheme, get("x-forwarded-proto", ""), self._settings)
                status, answer_headers, body = self._tiles.answer(ready, method, get("if-none-match"), secure=secure)
                if self._draining:
                    self._answered += 1
                    answer_headers.append(CLOSE)
                proto.response_bytes(status, answer_headers, body)
                return DONE
        return self._ask(scope, proto, self._tile_room if self._tiles.is_tile(path) else self._pages)

    async def _ask(self, scope: Scope, proto: Any, room: Room, as_came: Key | None = None) -> None:
        body: IO[bytes] | None = None
        try:
            if scope.method not in SILENT and _has_body(scope):
                given = scope.headers.get("authorization", "")
                trusted = tokens.bearer_matches(given, self._settings.upload_token_hash)
                room = self._deliveries if trusted else room
                body = await self._read(scope, proto, self._deliveries if trusted else self._bodies)
            if room.free <= 0:
                raise Refused(503)
            with room:
                environ = environ_of(scope, body)
                answer = await self._loop.run_in_executor(room.pool, ask, self._app, environ)
            if as_came is not None:
                self._at_once.remember(as_came, environ)
        except Refused as refused:
            answer = self._refusal(scope, int(refused.args[0]))
        finally:
            if body is not None:
                body.close()
        self._send(proto, answer)

    def _send(self, proto: Any, answer: Answer) -> None:
        status, answer_headers, body = answer
        if self._draining:
            self._answered += 1
            answer_headers = [*answer_headers, CLOSE]
        if isinstance(body, bytes):
            proto.response_bytes(status, answer_headers, body)
        elif status == 206:
            proto.response_file_range(status, answer_headers, body.path, body.start, body.start + body.length)
        else:
            proto.response_file(status, answer_headers, body.path)

    async def _read(self, scope: Scope, proto: Any, room: Room) -> IO[bytes] | None:
        """The body of a request; None for one that is too large, which the application says. Raises Refused."""
        length = scope.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most:
            return None
        if room.free <= 0:
            raise Refused(503)
        body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed after the answer
        with room:
            try:
                async with asyncio.timeout(BODY_S):
                    size = await self._pieces(proto, body)
            except TimeoutError:
                body.close()
                raise Refused(408) from None
            except OSError as error:
                body.close()
                log.error("no_room_for_body reason=%s", error.strerror)
                raise Refused(503) from None
        if size < 0 or (length.isdecimal() and size != int(length)):
            body.close()
            raise Refused(400)
        body.seek(0)
        return body

    async def _pieces(self, proto: Any, body: IO[bytes]) -> int:
        """The bytes of a body; -1 when it broke off. What is over the most that may come is left where it is."""
        size = ends = 0
        pieces = aiter(proto)
        while size <= self._most:
            try:
                piece = await asyncio.wait_for(anext(pieces), PIECE_S)
            except StopAsyncIteration:
                break
            ends += not piece  # granian gives an empty piece at the end, and one where a client went away
            size += len(piece)
            body.write(piece)
        return size if ends <= 1 else -1

    def _refusal(self, scope: Scope, status: int) -> Answer:
        about, content = problems.refusal(environ_of(scope, None), self._settings, status)
        return Answer(status, [*about, CLOSE] if status != 503 else about, content)

    def _leave(self) -> None:
        """SIGTERM: when who comes after us serves, every answer asks to connect anew; then granian ends the process."""
        if self._leaving is None:
            self._leaving = self._loop.create_task(self._drain(asyncio.sleep))

    async def _drain(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        for _ in range(round(NEXT_S / LOOK_S)):
            if not siblings.still_starting():
                break
            await sleep(LOOK_S)
        self._draining, quiet = True, 0.0
        for _ in range(round(DRAIN_S / LOOK_S)):
            before = self._answered
            await sleep(LOOK_S)
            quiet = quiet + LOOK_S if self._answered == before else 0.0
            if quiet >= QUIET_S:
                break
        signal.alarm(LAST_S)
        os.kill(os.getpid(), signal.SIGINT)  # for this granian ends when everything is sent


DONE = _Done()


def _has_body(scope: Scope) -> bool:
    return scope.headers.get("content-length", "0") != "0" or bool(scope.headers.get("transfer-encoding", ""))
