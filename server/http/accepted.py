"""In which form a client would like to have an answer that there is in several: for people, for programs or for a sheet."""

from __future__ import annotations

from server.http.compression import weights_of

JSON, HTML, CSV = "json", "html", "csv"
AS_JSON = ("application/json", "application/geo+json", "application/schema+json", "application/*", "*/*")
NAMED = {HTML: "text/html", CSV: "text/csv"}


def form_for(header: str) -> str:
    """The form for an `Accept` header: JSON, unless HTML or CSV is named and is not liked less than JSON is.

    A browser names HTML and takes all else as second best; a program that takes anything (`*/*`) gets JSON. Where JSON is
    named as well, and liked as much, it is JSON.

    >>> form_for("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), form_for("*/*"), form_for("")
    ('html', 'json', 'json')
    >>> form_for("text/csv"), form_for("text/html, */*"), form_for("text/html, application/json"), form_for("text/html;q=0")
    ('csv', 'html', 'json', 'json')
    """
    weights = weights_of(header)
    liked, weight = max(((form, weights.get(kind, 0.0)) for form, kind in NAMED.items()), key=lambda pair: pair[1])
    others = [kind for kind in AS_JSON if kind in weights]
    if weight == 0.0 or weight < max((weights[kind] for kind in others), default=0.0):
        return JSON
    return JSON if any("*" not in kind and weights[kind] == weight for kind in others) else liked
