"""Passes a request that came in by RSGI to a WSGI application: makes its environ, and collects the whole answer.

A file that is long is not read into the answer: the view says where it lies (`FILE`), and the server sends it from there.
"""

from __future__ import annotations

import io
import sys
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

FILE = "landinbeeld.file"  # in an environ: the `Part` of a file that is the body of the answer

Headers = list[tuple[str, str]]


class Part(NamedTuple):
    """Bytes start..start+length-1 of a file."""

    path: str
    start: int
    length: int


class Answer(NamedTuple):
    """What the application answers."""

    status: int
    headers: Headers
    body: bytes | Part


class RequestHeaders(Protocol):
    """The headers of a request, names in small letters."""

    def get(self, key: str, default: str = "", /) -> str:
        """The first of this name."""

    def get_all(self, key: str, /) -> list[str]:
        """All of this name."""

    def __contains__(self, key: str, /) -> bool:
        """Whether there is one of this name."""

    def items(self) -> list[tuple[str, str]]:
        """All, those of one name one after the other."""


class Scope(Protocol):
    """A request as RSGI 1.5 gives it."""

    method: str
    path: str
    query_string: str
    scheme: str
    server: str
    client: str
    authority: str | None
    headers: RequestHeaders


def environ_of(scope: Scope, body: IO[bytes] | None) -> WSGIEnvironment:
    """The environ of a request (PEP 3333). Names with an underscore are left out: they could pass for others."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "HTTP_HOST": scope.authority or "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body or io.BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    fields: dict[str, str] = {}
    for name, value in scope.headers.items():
        if "_" not in name:
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            fields[key] = f"{fields[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in fields else value
    return environ | fields


def ask(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """The answer, whole. Raises what the application raises."""
    started: list[Any] = []
    written: list[bytes] = []

    def start_response(status: str, headers: Headers, *error: Any) -> Any:
        started[:] = status, headers
        return written.append

    answer = app(environ, start_response)
    try:
        part = environ.get(FILE)
        body = part if part and environ["REQUEST_METHOD"] == "GET" else b"".join((*written, *answer))
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    return Answer(HTTPStatus(int(started[0][:3])), started[1], body)
