"""The headings of a page to read, so that it can say what stands on it. Pure."""

from __future__ import annotations

import re
from html import unescape

HEADING, TAG = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL), re.compile(r"<[^>]*>")


def headings(html: str) -> list[tuple[str, str]]:
    """The id and the words of every second heading that has an id, in order.

    >>> headings('<h2 id="api">De <i>API</i> &amp; meer</h2><h2>Zonder</h2><h3 id="x">Lager</h3>')
    [('api', 'De API & meer')]
    """
    return [(name, unescape(TAG.sub("", words))) for name, words in HEADING.findall(html)]
