"""What the front-end takes over from the Python code; `python -m tests.house.generated` writes it anew."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from server.pages.page_schemas import document
from tiles import palette

ROOT = Path(__file__).parents[2]
WEB = ROOT / "server" / "web"
MAKER = WEB / "node_modules" / ".bin" / "json2ts"
SITE = {"brand", "water"}  # the colours of the palette that style sheets of the site name
BANNER = "// Made by `make generated` from server/pages/page_schemas.py: the data that the server hands to the scripts."


def types() -> str:
    """The TypeScript types of what the pages embed."""
    make = [str(MAKER), "--no-additionalProperties", "--bannerComment", BANNER, "--style.printWidth=130"]
    told = json.dumps(document())
    return subprocess.run(make, input=told, capture_output=True, text=True, check=True, timeout=60).stdout


def colours() -> str:
    """The colours of the palette for the style sheets of the site."""
    lines = [f"  --palette-{name}: {colour};" for name, colour in palette.NAMED.items() if name in SITE]
    return "\n".join(["/* Made by `make generated` from tiles/palette.py. */", ":root {", *lines, "}", ""])


FILES: dict[Path, Callable[[], str]] = {
    WEB / "src" / "page-data.ts": types,
    WEB / "src" / "style" / "palette.css": colours,
}


if __name__ == "__main__":
    for path, made in FILES.items():
        path.write_text(made(), encoding="utf-8")
