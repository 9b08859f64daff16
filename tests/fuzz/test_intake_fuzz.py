"""Whatever the bytes, the intake answers with a snapshot or findings: no traceback, at most 10 s and 500 MB for a file.

Four sources of input: mutations of bytes of real files, of the xml inside them (packed well again), of cells of real
tables, and byte soups by Hypothesis. Every mutation follows from a number, so a failure can be repeated with that number.
"""

from __future__ import annotations

import io
import random
import re
import resource
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.findings import Ernst
from data.intake.result import Intake
from data.intake.snapshot_reader import read_snapshot
from data.reference.gemeenten import gemeenten_of
from data.terms import Peildatum
from tests.data import coafiles as coa

ROOT = Path(__file__).parents[2]
COA = ROOT.parent / "shared" / "data" / "coa"
VOORBEELD = ROOT / "data" / "reference" / "voorbeeld"
APRIL = Peildatum.parse("2017-04-01")
LONGEST_S = 10.0
LARGEST_KB = 500_000
SHORT, LONG = 60, 1600  # mutations of each of the three kinds
ODD_NUMBERS = (
    "1.234",
    "12-",
    "1,5",
    "1e308",
    float("inf"),
    float("nan"),
    1e300,
    -1,
    10**9,
    True,
    "-",
    "—",
    "=1+1",
    "#REF!",
)
ODD_NAMES = ("Totaal", "Nederland", "Groningen", "Utrecht", "Bergen", "GM0000", "GM9999", "GM0363", "0363", "Subtotaal")
ODD_WORDS = ("Gemeente", "Taakstelling", "januari", "2017-I", "Stand per 31 februari 2017", "Stand per 1 mei 2018")
ODD_TEXTS = (None, "", "\u202e", "\x07", "😀" * 50, "x" * 5000, "'; --", "{zin}")
ODD_CELLS = (*ODD_NUMBERS, *ODD_NAMES, *ODD_WORDS, *ODD_TEXTS)


def seeds() -> list[tuple[str, bytes]]:
    """The files to start from; without the shared ones, files made in code."""
    made = [
        ("gemaakt.ods", coa.ods(coa.table(coa.USUAL))),
        ("gemaakt.xlsx", coa.xlsx(coa.table(coa.USUAL, total=True))),
    ]
    paths = [p for p in sorted(COA.rglob("*.*")) if p.is_file()] + sorted(VOORBEELD.glob("*.csv"))[:1]
    return made + [(p.name, p.read_bytes()) for p in paths]


def mutate_bytes(content: bytes, chance: random.Random) -> bytes:
    """Flips, cuts, doubles, inserts or shuffles pieces."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not data:
            break
        at, length = chance.randrange(len(data)), chance.choice((1, 1, 2, 8, 64, 1000))
        match chance.randrange(6):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at : at + length] = chance.randbytes(min(length, len(data) - at))
            case 4:
                del data[at:]
            case _:
                data[at:at] = chance.choice(
                    (b"\x00", b'"', b";", b"\n", b"\xff", b"PK\x05\x06", b"<!DOCTYPE a>", b"&a;")
                )
    return bytes(data)


def mutate_cells(rows: coa.Rows, chance: random.Random) -> coa.Rows:
    """Puts odd values in cells and drops, doubles, moves or empties rows and columns."""
    rows = [list(row) for row in rows]
    for _ in range(chance.choice((1, 1, 3, 10, 60))):
        at = chance.randrange(len(rows))
        row = rows[at]
        match chance.randrange(8):
            case 0 | 1 | 2 if row:
                row[chance.randrange(len(row))] = chance.choice(ODD_CELLS)
            case 3:
                rows.insert(chance.randrange(len(rows)), list(row))
            case 4 if len(rows) > 1:
                del rows[at]
            case 5:
                rows[at] = chance.choice(([], [None] * 5, [chance.choice(ODD_CELLS)], [*row, "extra"]))
            case 6:
                column = chance.randrange(6)
                for other in rows:
                    if len(other) > column:
                        other.insert(chance.randrange(len(other)), other.pop(column))
            case _:
                column, value = chance.randrange(8), chance.choice(ODD_CELLS)
                for other in rows[4:] if chance.random() < 0.5 else rows:
                    if len(other) > column:
                        other[column] = value
    return rows


ODD_XML = (
    "-1",
    "0",
    "99999999999",
    "1e999",
    "NaN",
    "",
    "A0",
    "XFD1048577",
    "s",
    "e",
    "d",
    "b",
    "inlineStr",
    "&#0;",
    "<v>",
    "</c>",
    "]]>",
)


def mutate_parts(content: bytes, chance: random.Random) -> bytes:
    """Changes the xml inside an archive and packs it well again, so that it gets past the checksums."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = [n for n in old.namelist() if n.endswith((".xml", ".rels"))]
        chosen = {chance.choice(names) for _ in range(chance.choice((1, 1, 2)))}
        for name in old.namelist():
            text = old.read(name).decode("utf-8")
            if name in chosen:
                for _ in range(chance.choice((1, 2, 8))):
                    text = _mutate_xml(text, chance)
            new.writestr(name, text)
    return target.getvalue()


def _mutate_xml(text: str, chance: random.Random) -> str:
    values = list(re.finditer(r'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)', text))
    if not values or chance.random() < 0.1:
        at = chance.randrange(len(text) + 1)
        return text[:at] + chance.choice(ODD_XML) + text[at + chance.choice((0, 1, 50)) :]
    found, other = chance.choice(values), chance.choice(values)
    piece = chance.choice((chance.choice(ODD_XML), other[0], found[0] * 2, str(chance.randrange(10**6))))
    return text[: found.start()] + piece + text[found.end() :]


def written(rows: coa.Rows, kind: int) -> tuple[str, bytes]:
    if kind == 0:
        return "fuzz.csv", coa.csv([[str(v) if v is not None else None for v in row] for row in rows], encoding="utf-8")
    safe = [
        [None if (isinstance(v, float) and v != v) or v in (float("inf"), "\x07") else v for v in row] for row in rows
    ]
    return "fuzz.xlsx", coa.xlsx(safe)


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def check(name: str, content: bytes, peildatum: Peildatum | None = APRIL) -> Intake:
    """The promises: an answer in time that is whole, with places and sentences that can be shown."""
    began, peak_before = time.process_time(), _peak_kb()
    intake = read_snapshot(content, name, peildatum=peildatum)
    assert time.process_time() - began < LONGEST_S
    wrong = [f for f in intake.findings if f.ernst is Ernst.FOUT]
    assert intake.accepted == (not wrong)
    if intake.snapshot:
        year = intake.snapshot.peildatum.halfjaar.year
        assert set(intake.snapshot.cijfers) == {g.code for g in gemeenten_of(year)} == set(intake.herkomst)
    for finding in intake.findings:
        assert finding.zin.isprintable()
        assert finding.rij is None or finding.rij >= 1
    assert _peak_kb() - peak_before < LARGEST_KB  # what other tests of this process took before is not the file's
    return intake


def run_bytes(first: int, count: int) -> None:
    files = seeds()
    for number in range(first, first + count):
        chance = random.Random(number)
        name, content = files[number % len(files)]
        try:
            check(name, mutate_bytes(content, chance), chance.choice((None, APRIL)))
        except BaseException as error:
            error.add_note(f"bytes, number {number}")
            raise


def run_parts(first: int, count: int) -> None:
    files = [content for name, content in seeds() if zipfile.is_zipfile(io.BytesIO(content))]
    for number in range(first, first + count):
        chance = random.Random(number)
        content = mutate_parts(files[number % len(files)], chance)
        try:
            check("fuzz.xlsx", content, chance.choice((None, APRIL)))
        except BaseException as error:
            error.add_note(f"parts, number {number}")
            raise


def run_cells(first: int, count: int) -> None:
    columns = [
        coa.USUAL,
        coa.NAAM | coa.TAAK | coa.ACHTER | coa.GEREALISEERD,
        coa.CODE | coa.TAAK | coa.GECORRIGEERD | coa.GEREALISEERD,
    ]
    tables = [coa.table(c, total=t) for c in columns for t in (False, True)]
    for number in range(first, first + count):
        chance = random.Random(number)
        name, content = written(mutate_cells(tables[number % len(tables)], chance), int(number % 4 == 0))
        try:
            check(name, content, chance.choice((None, APRIL)))
        except BaseException as error:
            error.add_note(f"cells, number {number}")
            raise


def test_mutated_bytes() -> None:
    run_bytes(0, SHORT)


def test_mutated_parts() -> None:
    run_parts(0, SHORT // 3)


def test_mutated_cells() -> None:
    run_cells(0, SHORT)


@given(st.binary(max_size=400), st.sampled_from(("x.csv", "x.xlsx", "x.ods", "", "x.csv.exe")))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_byte_soup(content: bytes, name: str) -> None:
    check(name, content)


@given(
    st.lists(
        st.lists(st.sampled_from([*map(str, ODD_CELLS), *coa.USUAL, "GM0003", "Amsterdam"]), max_size=9), max_size=40
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_word_soup(rows: list[list[str]]) -> None:
    check("soep.csv", coa.csv(rows))


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(8))
def test_mutated_bytes_at_length(part: int) -> None:
    run_bytes(10_000 + part * (LONG // 8), LONG // 8)


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(8))
def test_mutated_parts_at_length(part: int) -> None:
    run_parts(10_000 + part * (LONG // 8), LONG // 8)


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(8))
def test_mutated_cells_at_length(part: int) -> None:
    run_cells(10_000 + part * (LONG // 8), LONG // 8)


@pytest.mark.fuzz
@given(st.binary(max_size=2000))
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
def test_byte_soup_at_length(content: bytes) -> None:
    check("x.csv", content)
