"""Answers with a table as a file: no question is misread, and what was made lies ready until the figures change."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as Answer

from server.http import rate_limits, responses
from server.http.marked_answers import mark
from server.http.refusals import InvalidQuery
from tiles import licence
from tiles.out.release_files import SHEETS
from tiles.sheets.sheet import Sheet

ENDINGS = f"any({', '.join(SHEETS)})"  # of a path, as a converter of Werkzeug


def question(*names: str) -> dict[str, str]:
    """The parameters of the query. Raises InvalidQuery for one that is not among these, or is there more than once."""
    for name, values in request.args.lists():
        if name not in names:
            raise InvalidQuery(name, values[0], f"hier kunnen: {', '.join(names)}" if names else "hier kan er geen")
        if len(values) > 1:
            raise InvalidQuery(name, values[1], "noem hem eenmaal")
    return request.args.to_dict()


def answer(sheet: Sheet, ending: str, *parts: object, kept: tuple[str, ...] | None = None) -> Answer:
    """The sheet as a file whose name has these parts.

    `kept` are the parameters of the query that it follows from, besides the state of the site (`Site.state`); None where it
    follows from more. Raises TooManyRequests.
    """
    rate_limits.spend("sheets")
    form = SHEETS[ending]
    response = Response(form.write(sheet), content_type=form.media_type)
    name = "-".join(str(part).replace(",", "-") for part in parts if part)
    response.headers["Content-Disposition"] = f'attachment; filename="land-in-beeld-{name}.{ending}"'
    response.headers["Link"] = f'<{licence.LICENCE}>; rel="license"'
    if kept is not None:
        mark(kept)
    return responses.fresh(response, responses.FIVE_MINUTES)
