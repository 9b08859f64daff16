"""Answers that depend on nothing but the releases and the question: marked, so that `response_cache` may keep them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import current_app, jsonify, request
from werkzeug.wrappers import Response as Answer

from server.http.responses import FIVE_MINUTES, fresh
from server.read_model import current_site

MARK = "landinbeeld.ready"  # in the environ of a request whose answer may be kept: the query parameters it knows
ACTUEEL = "actueel"  # in an address: the newest release


def ready_answer(
    content: Any, *, content_type: str = "application/json", how_long: str = FIVE_MINUTES, ready: bool = True
) -> Answer:
    """JSON with an ETag, cacheable, 304 when the client has it; when `ready` it may be kept until the releases change."""
    response = jsonify(content)
    response.content_type = content_type
    if ready:
        mark(_declared())
    return fresh(response, how_long)


def mark(parameters: Iterable[str]) -> None:
    """Says that the answer to this request follows from the releases and these query parameters alone."""
    request.environ[MARK] = frozenset(parameters)


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
