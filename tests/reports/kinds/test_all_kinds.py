"""Only a kind knows in what it differs, and every area gets one."""

import re
from pathlib import Path

import pytest

from data.terms import Gebiedsoort
from reports.kinds.all_kinds import KINDS, kind_of

REPORTS = Path(__file__).parents[3] / "reports"
OF_WORDS = {
    "content/sentences.py"
}  # "Amsterdam heeft", "de gemeenten in Limburg samen hebben": grammar, not the kind of report


def test_each_sort_of_area_has_one_kind_and_each_kind_its_template():
    assert sorted(kind.soort for kind in KINDS) == sorted(Gebiedsoort)
    assert len({kind.template for kind in KINDS}) == len(KINDS)
    assert all((REPORTS / "templates" / kind.template).is_file() for kind in KINDS)


@pytest.mark.parametrize("code, soort", [("GM0363", "gemeente"), ("PV27", "provincie"), ("NL", "Nederland")])
def test_the_kind_follows_from_the_code(code, soort):
    assert kind_of(code).soort == soort


def test_nothing_else_asks_what_kind_it_is():
    asks = re.compile(r"Gebiedsoort\.|\.soort (is|==|!=|in)|\.kind (is|==|!=|in)|isinstance\(kind")
    elsewhere = {
        str(path.relative_to(REPORTS))
        for path in (*REPORTS.rglob("*.py"), *REPORTS.rglob("*.j2"))
        if path.parent.name != "kinds" and asks.search(path.read_text(encoding="utf-8"))
    }
    assert elsewhere == OF_WORDS
