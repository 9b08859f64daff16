"""How an answer is kept, zipped and marked is said in server/http only, and so is what an error looks like."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANSWER = re.compile(
    r"""headers\[["'](?:Cache-Control|ETag|Content-Encoding|Vary|X-Robots-Tag)|["']Cache-Control["']:"""
    r"""|\b(?:add_etag|set_etag|make_conditional|accept_encodings|decompress)\b|max-age=|no-store|:%SZ"""
)
ERROR = re.compile(r"application/problem\+json|about:blank")
HOMES = {  # of each thing
    ANSWER: {"http/responses.py", "http/compression.py", "http/problems.py", "http/headers.py", "http/tile_server.py"},
    ERROR: {"http/problems.py", "http/compression.py", "api/api_document.py", "ogc/ogc_document.py"},
}
READS = {"commands/static_export.py", "operations/backup.py"}  # headers of other answers; a backup


@pytest.mark.parametrize("pattern", HOMES, ids=["answer", "error"])
def test_no_other_module_does_it(pattern: re.Pattern[str]) -> None:
    for path in (ROOT / "server").rglob("*.py"):
        name = path.relative_to(ROOT / "server").as_posix()
        if "node_modules" not in path.parts and name not in HOMES[pattern] | READS:
            second = pattern.search(path.read_text(encoding="utf-8"))
            assert not second, f"{name} says {second[0]}: use server/http/responses.py or problems.py"


@pytest.mark.parametrize(
    "code",
    ['response.headers["Cache-Control"] = "no-store"', "response.add_etag()", "gzip.decompress(packed)",
     'Response(status=204, headers={"Cache-Control": LONG})', 'moment.strftime("%Y-%m-%dT%H:%M:%SZ")'],
)  # fmt: skip
def test_a_second_way_is_seen(code: str) -> None:
    assert ANSWER.search(code)
