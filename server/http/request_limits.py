"""The outer edge of the application: bounds on what may be asked, counting, and an access log that knows no people."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from server.http import problems
from server.http.metrics import Measures, kind_of
from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

LONGEST_PATH = 1024  # characters
LONGEST_QUERY = 2048
MOST_HEADER = 16 * 1024  # characters of all request headers together
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}


class Edge:
    """WSGI: refuses what is too long, counts what is answered."""

    def __init__(self, app: WSGIApplication, settings: Settings, measures: Measures) -> None:
        self._app, self._measures, self._settings = app, measures, settings

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """What the application answers, or 405, 414 or 431."""
        started = time.perf_counter()
        path = environ.get("PATH_INFO", "")
        refused = self._refused(environ, path)
        if refused:
            self._measures.answered(path, refused, 0)
            return self._refuse(environ, start_response, refused)

        def counted(status: str, answer_headers: list[tuple[str, str]], *error: Any) -> Any:
            seconds = time.perf_counter() - started
            self._measures.answered(path, int(status[:3]), seconds)
            if self._settings.access_log:
                what = environ["REQUEST_METHOD"], kind_of(path), status[:3], round(seconds * 1000, 1)
                log.info("request method=%s kind=%s status=%s ms=%s", *what)
            return start_response(status, answer_headers, *error)

        return self._app(environ, counted)

    @staticmethod
    def _refused(environ: WSGIEnvironment, path: str) -> int:
        if len(path) > LONGEST_PATH or len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return 414
        size = sum(len(v) for k, v in environ.items() if k[:5] == "HTTP_" and isinstance(v, str))
        if size > MOST_HEADER:
            return 431
        return 0 if environ["REQUEST_METHOD"] in METHODS else 405

    def _refuse(self, environ: WSGIEnvironment, start_response: StartResponse, status: int) -> Iterable[bytes]:
        about, content = problems.refusal(environ, self._settings, status)
        start_response(f"{status} {HTTPStatus(status).phrase}", about)
        return [content] if content else []
