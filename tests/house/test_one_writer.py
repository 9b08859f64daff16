"""Files are written, renamed, synced and summed in data/files.py only: in a second place something is forgotten."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / "data" / "files.py"
NAMES = {
    "fsync", "fdatasync", "mkstemp", "mkdtemp", "NamedTemporaryFile", "rename", "renames", "write_text", "write_bytes",
    "sha256", "file_digest", "flock",
}  # fmt: skip
ALLOWED = {  # what is not a file of the product under its name
    ("data/releases/release_store.py", "mkdtemp"),  # a folder with many files, which gets its name when it is verified
    ("server/rendering/renderer.py", "flock"),  # a lock that a process hands on to its child, so no file of ours
    ("server/siblings.py", "write_text"),  # the name of the process, which the kernel takes as a file
}


def second_ways(tree: ast.Module) -> set[str]:
    """What this code does itself that files.py does: names of modules of the standard library and methods of Path."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in NAMES:
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            if of != "files" and (node.attr != "sha256" or of == "hashlib"):
                found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "tempfile", "hashlib", "fcntl"):
            found |= {alias.name for alias in node.names} & NAMES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if node.func.attr == "replace" and (of == "os" or (len(node.args) == 1 and not node.keywords)):
                found.add("replace")  # of a text or a moment it has another number of arguments
            if node.func.attr in ("move", "copy", "copy2", "copyfile") and of == "shutil":
                found.add(node.func.attr)
            modes = [*node.args, *(k.value for k in node.keywords if k.arg == "mode")]
            if node.func.attr == "open" and any(_writes(mode) for mode in modes):
                found.add("open")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            found |= {"open" for mode in node.args[1:] if _writes(mode)}
    return found


def _writes(mode: ast.expr) -> bool:
    return isinstance(mode, ast.Constant) and mode.value in ("w", "wb", "a", "ab", "x", "xb", "r+b", "w+b")


@pytest.mark.parametrize("package", ["data", "tiles", "reports", "server"])
def test_no_other_module_writes_files_or_sums_them(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        if path == HOME or "node_modules" in path.parts:
            continue
        name = path.relative_to(ROOT).as_posix()
        found = {way for way in second_ways(ast.parse(path.read_text(encoding="utf-8"))) if (name, way) not in ALLOWED}
        assert not found, f"{name} does {', '.join(sorted(found))} itself: use data/files.py"


@pytest.mark.parametrize(
    ("code", "way"),
    [
        ("os.fsync(file.fileno())", "fsync"),
        ("from tempfile import mkstemp", "mkstemp"),
        ("part.replace(path)", "replace"),
        ("os.replace(part, path)", "replace"),
        ("path.rename(other)", "rename"),
        ("path.write_text('x', encoding='utf-8')", "write_text"),
        ("path.open('wb')", "open"),
        ("open(path, 'w')", "open"),
        ("hashlib.sha256(b'').hexdigest()", "sha256"),
    ],
)
def test_a_second_way_is_seen(code: str, way: str) -> None:
    assert second_ways(ast.parse(code)) == {way}


@pytest.mark.parametrize(
    "code",
    ["text.replace('a', 'b')", "day.replace(day=1)", "replace(settings, name=1)", "files.sha256(b'')", "info.sha256"],
)
def test_what_only_looks_like_it_is_not(code: str) -> None:
    assert second_ways(ast.parse(code)) == set()
