"""The most expensive files that the limits let through, each read in a process of its own: at most 10 s and 500 MB."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.sheets.cells import column_letters
from tests.data import coafiles as coa

ROOT = Path(__file__).parents[2]
HEADER = ["Gemeente", "Taakstelling", "Achterstand", "Gerealiseerd"]
READ = """
import json, sys, time
from data.intake.snapshot_reader import read_snapshot
content = open(sys.argv[1], "rb").read()
began = time.process_time()
intake = read_snapshot(content, sys.argv[1])
spent = time.process_time() - began
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([spent, peak, [f.code for f in intake.findings][:1]]))
"""


def replaced(content: bytes, part: str, xml: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == part else old.read(name))
    return target.getvalue()


def sheet(rows: str) -> bytes:
    return replaced(
        coa.xlsx([[1]]), "xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    )


def numbers(rows: int, columns: int) -> bytes:
    head = "".join(f'<c r="{column_letters(i)}1" t="inlineStr"><is><t>{t}</t></is></c>' for i, t in enumerate(HEADER))
    names = [column_letters(c) for c in range(columns)]
    body = "".join(
        f'<row r="{r}">{"".join(f"<c r={chr(34)}{n}{r}{chr(34)}><v>{r % 997}</v></c>" for n in names)}</row>'
        for r in range(2, rows)
    )
    return sheet(f'<row r="1">{head}</row>{body}')


def lines(*rows: str) -> bytes:
    return "\n".join([";".join(HEADER), *rows]).encode()


def empty_cells(count: int) -> str:
    return "".join(f'<c s="{i % 977}"/>' for i in range(count))


def headers(row: int) -> str:
    return ";".join(f"gemeente taakstelling {row} {c} januari" for c in range(249))


WORST: dict[str, Callable[[], tuple[str, bytes]]] = {
    "long": lambda: ("x.xlsx", numbers(19_990, 20)),
    "wide": lambda: ("x.xlsx", numbers(1_600, 249)),
    "far corner": lambda: ("x.xlsx", sheet('<row r="4800"><c r="IP4800"><v>1</v></c></row>')),
    "empty elements": lambda: ("x.xlsx", sheet(f"<row>{empty_cells(2_900_000)}</row>")),
    "separators": lambda: ("x.csv", b";" * 9_900_000),
    "one open quote": lambda: ("x.csv", b'"' + b"a" * 9_900_000),
    "lines": lambda: ("x.csv", b"a;b\n\n" * 1_900_000),
    "text": lambda: ("x.csv", lines(*(";".join(f"x{r}y{c}" * 3 for c in range(20)) for r in range(19_000)))),
    "unknown names": lambda: ("x.csv", lines(*(f"Amstelvena{n};1;2;3" for n in range(19_900)))),
    "headers": lambda: ("x.csv", "\n".join(headers(row) for row in range(30)).encode()),
}  # fmt: skip


def assert_bounded(kind: str, folder: Path) -> None:
    name, content = WORST[kind]()
    path = folder / name
    path.write_bytes(content)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, env=env, check=True)
    seconds, peak_kb, codes = json.loads(done.stdout)
    assert seconds < 10
    assert peak_kb < 500_000
    assert codes


@pytest.mark.parametrize("kind", ["far corner", "separators"])
def test_costly_file_stays_in_bounds(kind: str, tmp_path: Path) -> None:
    assert_bounded(kind, tmp_path)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", WORST)
def test_worst_files_stay_in_bounds(kind: str, tmp_path: Path) -> None:
    assert_bounded(kind, tmp_path)
