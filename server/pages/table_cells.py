"""Figures in a table, as a spreadsheet reads what is copied: signs that it takes for text are drawn by the sheet. Pure."""

from __future__ import annotations

import re

from markupsafe import Markup

from data.dutch import MINUS

_MINUS = re.compile(rf"{MINUS}(?=\d)")
_PERCENT = re.compile(r">([\d.]+,\d)%<")


def copyable(table: Markup) -> Markup:
    """The rows of a table with each figure as a number that can be copied (decision 0025).

    A minus becomes a hyphen, which the font of the figures draws as a minus; a percent sign is left to the style sheet.
    >>> copyable(Markup("<td>\N{MINUS SIGN}1.122</td><td>106,5%</td>"))
    Markup('<td>-1.122</td><td><span class="procent">106,5</span></td>')
    """
    cells = _PERCENT.sub(r'><span class="procent">\1</span><', _MINUS.sub("-", table))
    return Markup(cells)  # noqa: S704  what came in was escaped, and what changed are digits and signs
