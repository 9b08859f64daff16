"""Glyph files, read back by a small reader of the protobuf format that shares no code with the writer."""

from __future__ import annotations

import gzip
import itertools
from collections import defaultdict
from pathlib import Path

import pytest

from tiles.out import glyphs
from tiles.out.style import FONT, FONT_BOLD


def fields(data: bytes) -> dict[int, list[int | bytes]]:
    """Protobuf fields of a message by number (varints and length-delimited ones)."""
    found: dict[int, list[int | bytes]] = defaultdict(list)
    place = 0

    def varint() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = data[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while place < len(data):
        tag = varint()
        if tag & 7 == 0:
            found[tag >> 3].append(varint())
        else:
            assert tag & 7 == 2
            size = varint()
            found[tag >> 3].append(data[place : place + size])
            place += size
    return found


def signed(value: int | bytes) -> int:
    assert isinstance(value, int)
    return value >> 1 if value % 2 == 0 else -(value + 1) >> 1


def read(data: bytes) -> tuple[bytes, bytes, dict[int, dict[int, list[int | bytes]]]]:
    stack = fields(fields(data)[1][0])  # type: ignore[arg-type]
    letters = [fields(glyph) for glyph in stack[3]]  # type: ignore[arg-type]
    return stack[1][0], stack[2][0], {int(letter[1][0]): letter for letter in letters}  # type: ignore[return-value]


@pytest.fixture(scope="module")
def latin() -> dict[int, dict[int, list[int | bytes]]]:
    name, reach, letters = read(glyphs.glyph_range(FONT, 0))
    assert (name, reach) == (b"IBM Plex Sans Regular", b"0-255")
    return letters


def test_every_letter_of_dutch_and_frisian_names_is_there(latin: dict[int, dict[int, list[int | bytes]]]) -> None:
    assert {
        ord(c) for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'-.,() éëèêïöüúûâôÂÛ"
    } <= set(latin)


def test_bitmap_has_the_border_and_the_size_that_maplibre_expects(
    latin: dict[int, dict[int, list[int | bytes]]],
) -> None:
    for character, letter in latin.items():
        width, height = letter[3][0], letter[4][0]
        assert isinstance(width, int)
        assert isinstance(height, int)
        if width and height:
            assert len(letter[2][0]) == (width + 6) * (height + 6), chr(character)  # type: ignore[arg-type]
        else:
            assert 2 not in letter, chr(character)


def test_edge_of_a_straight_stem_is_where_the_value_is_three_quarters(
    latin: dict[int, dict[int, list[int | bytes]]],
) -> None:
    # The stem of l in Plex Sans Regular: beyond 8 pixels nothing, inside more than 191, falling by 255/8 per pixel.
    bar = latin[ord("|")]
    width = bar[3][0]
    assert isinstance(width, int)
    bitmap = bar[2][0]
    assert isinstance(bitmap, bytes)
    middle = bitmap[(len(bitmap) // (width + 6) // 2) * (width + 6) :][: width + 6]
    assert max(middle) > 191
    steps = [b - a for a, b in itertools.pairwise(middle[:4])]
    assert all(step in (31, 32) for step in steps), list(middle)


def test_baseline_and_advance_come_from_the_font(latin: dict[int, dict[int, list[int | bytes]]]) -> None:
    # Plex Sans: 1000 units per em, ascender 1025, H is 698 units high and stands on the baseline, space is 236 wide.
    tall = latin[ord("H")]
    assert signed(tall[6][0]) == 17 - 25
    assert tall[4][0] == 17
    assert latin[ord(" ")][7][0] == round(0.236 * 24)


def test_bold_is_heavier() -> None:
    def ink(fontstack: str) -> int:
        _, _, letters = read(glyphs.glyph_range(fontstack, 0))
        return sum(value > 191 for value in letters[ord("o")][2][0])  # type: ignore[union-attr]

    assert ink(FONT_BOLD) > 1.2 * ink(FONT)


def test_a_range_is_kept_and_the_same_each_time(tmp_path: Path) -> None:
    made = glyphs.open_range(FONT, 8192, tmp_path)
    assert glyphs.open_range(FONT, 8192, tmp_path) == made
    assert gzip.decompress(made) == glyphs.glyph_range(FONT, 8192)
    assert [path.suffix for path in tmp_path.iterdir()] == [".gz"]


def test_what_is_no_font_or_range_is_refused() -> None:
    with pytest.raises(KeyError):
        glyphs.glyph_range("Comic Sans", 0)
    with pytest.raises(ValueError, match="17"):
        glyphs.glyph_range(FONT, 17)
