"""The front-end holds to the house: exact versions, and a lock that names no registry."""

from __future__ import annotations

import json
import re
from pathlib import Path

WEB = Path(__file__).parents[3] / "server" / "web"


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version), version
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    installed = [entry for name, entry in lock["packages"].items() if name]
    assert all("resolved" not in entry and entry["integrity"] for entry in installed)
