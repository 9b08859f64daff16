"""Answers that follow from the state of the site and the question alone: marked, so that `response_cache` may keep them.

The state is that of `Site.state`: the releases, the day, what is public of the database. A page says so with `ready_page`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, current_app, jsonify, make_response, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response as Answer

from server.http.responses import FIVE_MINUTES, MARK, SOON, fresh
from server.read_model import current_site

LACKS = "landinbeeld.lacks"  # in the environ of a request whose answer lacks something for now
ACTUEEL = "actueel"  # in an address: the newest release

View = Callable[..., str | Answer]


class Mark(NamedTuple):
    """What an answer follows from besides the state of the site: query parameters. To a page others mean nothing."""

    parameters: frozenset[str]
    page: bool = False
    negotiated: bool = False  # then also the form that `Accept` asks for (`accepted.form_for`)


def ready_page(*parameters: str, how_long: str = SOON) -> Callable[[View], Callable[..., Answer]]:
    """Marks what a view answers with 200, gives it an ETag and says how long others may keep it.

    The view sees the first value of each of these query parameters and no other: not those that it does not name, nor
    an empty one. It reads nothing of the request but these, its path and where the site is (`site.url`, `url_for`).
    """
    names = frozenset(parameters)

    def decorate(view: View) -> Callable[..., Answer]:
        @wraps(view)
        def ready(*args: Any, **kwargs: Any) -> Answer:
            values = ((name, next(filter(None, request.args.getlist(name)), "")) for name in sorted(names))
            request.args = ImmutableMultiDict((name, value) for name, value in values if value)
            response: Response = make_response(view(*args, **kwargs))
            if response.status_code != 200:
                return response
            request.environ[MARK] = Mark(names, page=True)
            return fresh(response, how_long)

        return ready

    return decorate


def ready_answer(
    content: Any, *, content_type: str = "application/json", how_long: str = FIVE_MINUTES, ready: bool = True
) -> Answer:
    """JSON with an ETag, cacheable, 304 when the client has it; when `ready` it may be kept until the state changes."""
    response = jsonify(content)
    response.content_type = content_type
    if ready:
        mark(_declared())
    return fresh(response, how_long)


def mark(parameters: Iterable[str], *, negotiated: bool = False) -> None:
    """Says that the answer to this request follows from the state and these query parameters alone.

    When `negotiated`, on this path also from the form that its `Accept` asks for.
    """
    request.environ[MARK] = Mark(frozenset(parameters), negotiated=negotiated)


def lacks_something() -> None:
    """Says that the answer to this request lacks what could not be asked now: it is not kept."""
    request.environ[LACKS] = True


def _declared() -> frozenset[str]:
    """The query parameters that the view of this request declares."""
    spec: dict[str, Any] = getattr(current_app.view_functions[request.endpoint or ""], "_spec", {})
    return frozenset(name for schema, where in spec.get("args", ()) if where == "query" for name in schema.fields)


def next_page(question: dict[str, Any], total: int) -> dict[str, str]:
    """The address of the next page, when there is one."""
    after = question["offset"] + question["limit"]
    if after >= total:
        return {}
    args = {**request.args, "limit": question["limit"], "offset": after}
    return {"volgende": current_site().url(f"{request.path}?{urlencode(args)}")}
