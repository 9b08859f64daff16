"""Serves the application below a sub-path: it sees its own paths, and its links get the sub-path in front.

Three ways lead there. A server or dispatcher that mounts us sets SCRIPT_NAME itself. The setting `public_url` with a path
(`https://example.nl/kaart`) says it for requests that still have the sub-path in front as well as for a proxy that takes
it off. And without that setting a trusted proxy says it in X-Forwarded-Prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


PREFIX = re.compile(r"(/[\w.~-]{1,60}){1,8}/?", re.ASCII)


def path_of(settings: Settings) -> str:
    """The sub-path of the public address, such as `/kaart`; empty when there is none."""
    return urlsplit(settings.public_url).path.rstrip("/")


class SubPath:
    """WSGI: moves the sub-path of the public address from PATH_INFO to SCRIPT_NAME, where links are made of."""

    def __init__(self, app: WSGIApplication, subpath: str) -> None:
        self._app, self._subpath = app, subpath

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """What the application answers."""
        path = environ.get("PATH_INFO", "")
        if not environ.get("SCRIPT_NAME", "").endswith(self._subpath):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + self._subpath
            if path == self._subpath or path.startswith(self._subpath + "/"):
                environ["PATH_INFO"] = path[len(self._subpath) :] or "/"
        return self._app(environ, start_response)


class PlainPrefix:
    """WSGI: leaves out an X-Forwarded-Prefix that is no path, such as `//elsewhere.example`: links are made of it.

    A proxy that does not set the header passes on what a visitor sent, and a cache would keep those links for everybody.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """What the application answers."""
        if not PREFIX.fullmatch(environ.get("HTTP_X_FORWARDED_PREFIX", "").strip()):
            environ.pop("HTTP_X_FORWARDED_PREFIX", None)
        return self._app(environ, start_response)
