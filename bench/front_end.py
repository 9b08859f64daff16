"""Prints what the first view of the map costs and how quick it is, measured in Chromium with software rendering."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.exit(subprocess.call(["node", Path(__file__).parents[1] / "tests" / "browser" / "bench.mjs"]))
