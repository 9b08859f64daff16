from __future__ import annotations

import pytest

from server.http.ranges import Part, matches, part_of

ETAG = '"abc"'


@pytest.mark.parametrize(
    "header, part",
    [
        ("bytes=0-0", Part(206, 0, 1)),
        ("bytes=0-126", Part(206, 0, 100)),
        ("bytes=90-", Part(206, 90, 10)),
        ("bytes=-10", Part(206, 90, 10)),
        ("bytes=-1000", Part(206, 0, 100)),
        ("bytes=99-99", Part(206, 99, 1)),
        ("bytes=100-", Part(416)),
        ("bytes=100-200", Part(416)),
        ("bytes=-0", Part(416)),
        ("bytes=5-3", Part(200, 0, 100)),
        ("bytes=-", Part(200, 0, 100)),
        ("bytes=0-1,5-6", Part(200, 0, 100)),
        ("items=0-1", Part(200, 0, 100)),
        ("bytes=a-b", Part(200, 0, 100)),
        ("bytes=١-٢", Part(200, 0, 100)),
        ("bytes=999999999999999999999999-", Part(200, 0, 100)),
        ("", Part(200, 0, 100)),
    ],
)
def test_range(header: str, part: Part) -> None:
    assert part_of({"Range": header}, ETAG, 100) == part


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"If-Match": '"abc"', "Range": "bytes=0-9"}, 206),
        ({"If-Match": '"old"', "Range": "bytes=0-9"}, 412),
        ({"If-Match": 'W/"abc"'}, 412),  # strong comparison
        ({"If-Match": '"x", "abc"'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": ""}, 412),
        ({"If-Range": '"abc"', "Range": "bytes=0-9"}, 206),
        ({"If-Range": '"old"', "Range": "bytes=0-9"}, 200),
        ({"If-Range": 'W/"abc"', "Range": "bytes=0-9"}, 200),
        ({"If-Range": "Tue, 01 Nov 2026 00:00:00 GMT", "Range": "bytes=0-9"}, 200),
        ({"If-None-Match": '"abc"', "Range": "bytes=0-9"}, 304),
        ({"If-None-Match": 'W/"abc"'}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Match": '"old"', "If-None-Match": '"abc"'}, 412),
    ],
)
def test_conditions(headers: dict[str, str], status: int) -> None:
    assert part_of(headers, ETAG, 100).status == status


CHANGED = "Sun, 01 Nov 2026 06:00:00 GMT"


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"If-Modified-Since": CHANGED}, 304),
        ({"If-Modified-Since": "Sun, 01 Nov 2026 07:00:00 GMT"}, 200),  # we went back to an older file since
        ({"If-Modified-Since": "Sun, 01 Nov 2026 05:00:00 GMT"}, 200),
        ({"If-Modified-Since": CHANGED, "If-None-Match": '"other"'}, 200),  # an ETag says more than a date
        ({"If-Modified-Since": "gisteren"}, 200),
    ],
)
def test_the_date_of_a_file_is_the_same_or_it_is_another_file(headers: dict[str, str], status: int) -> None:
    assert part_of(headers, ETAG, 100, CHANGED).status == status


@pytest.mark.parametrize(
    ("header", "same"),
    [
        ('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("a", False), ('"a-plain"', False),
        (' "b" ,W/"a" ', True), ("", False),
    ],
)  # fmt: skip
def test_if_none_match_is_a_weak_comparison(header: str, same: bool) -> None:
    assert matches(header, '"a"', weak=True) is same
