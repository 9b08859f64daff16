"""Lighthouse on a slow phone, throttled as it comes: the four scores of the map page, a gemeente and an embed.

usage: python bench/lighthouse.py [ROUNDS]      (default 3: the median of each score; an embed is not indexed on purpose)

Needs Chromium, and Lighthouse from bench/package-lock.json (`make bench` installs it).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from serving import BIN, ROOT, Peer, our_state, running

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
PORT = 8742
PATHS = ("/", "/gemeenten/GM0344", "/embed")
SCORES = ("performance", "accessibility", "best-practices", "seo")
PAINT = "first-contentful-paint"
LIGHTHOUSE = ROOT / "bench" / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


def scores(path: str, folder: Path) -> list[float]:
    """The four scores of one visit, 0 to 100, and the milliseconds until something is painted."""
    out = folder / "visit.json"
    command = [LIGHTHOUSE, f"http://127.0.0.1:{PORT}{path}", "--quiet", "--output=json", f"--output-path={out}"]
    flags = ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(SCORES)}"]
    subprocess.run([*command, *flags], env=os.environ | {"CHROME_PATH": CHROMIUM}, check=True)
    visit = json.loads(out.read_text())
    assert "runtimeError" not in visit, visit["runtimeError"]
    return [*(100 * visit["categories"][name]["score"] for name in SCORES), visit["audits"][PAINT]["numericValue"]]


def main() -> None:
    """Prints one line for each page."""
    if not LIGHTHOUSE.exists() or not CHROMIUM:
        print("not measured: Lighthouse or Chromium is not installed here")
        return
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        state = our_state(work)
        server = Peer([str(BIN / "landinbeeld"), "serve", "--port", str(PORT)], PORT, ["/"],
                      {"LANDINBEELD_STATE_DIR": str(state)})  # fmt: skip
        with running(server, work / "log"):
            print(f"{'':20}" + "".join(f"{name:>16}" for name in (*SCORES, "first paint")))
            for path in PATHS:
                visits = [scores(path, work) for _ in range(ROUNDS)]
                *four, paint = map(statistics.median, zip(*visits, strict=True))
                print(f"{path:20}" + "".join(f"{score:16.0f}" for score in four) + f"{paint:13.0f} ms")


if __name__ == "__main__":
    main()
