"""All reports of a half-year as one zip, made when first asked for: one report in memory at a time, always the same bytes.

The files are stored, not deflated (they are compressed inside). Every entry has its size and checksum in front, which
readers that take a zip as it comes in need. No entry carries the clock.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from data.domain.stand import Stand
from reports.content.standing import in_file_name
from tiles import licence

LEESMIJ = "LEESMIJ.txt"
NAME = "alles.zip"  # beside the reports, and thrown away with them


class Window(io.RawIOBase):
    """A file that is written from front to end, of which what is finished is taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._before = 0
        self._held = io.BytesIO()

    def seekable(self) -> bool:
        """To zipfile it is a file on disk: it goes back within one entry, to fill in the checksum."""
        return True

    def tell(self) -> int:
        """The place in the whole file."""
        return self._before + self._held.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes to a place that was not taken away yet."""
        return self._before + self._held.seek(offset - self._before if whence == io.SEEK_SET else offset, whence)

    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        """Writes at the place where it is."""
        return self._held.write(content)

    def taken(self) -> bytes:
        """What was written since the last time."""
        content = self._held.getvalue()
        self._before += len(content)
        self._held = io.BytesIO()
        return content


def read_me(stand: Stand) -> bytes:
    """The text that explains what is in the zip: what it is about, and the code of each gemeente."""
    peildatum = stand.peildatum
    kind = "definitieve rapportages" if peildatum.is_final else "tussenstand"
    warning = ["Let op: dit zijn verzonnen voorbeeldcijfers, niet van het COA.", ""] if stand.voorbeeld else []
    lines = [
        f"Land in Beeld, halfjaarrapportages over het {stand.halfjaar.title}",
        f"Stand per {peildatum.title} ({kind}), versie {stand.revision}. Bron: {stand.bron}.",
        "",
        *warning,
        f"U mag alles gebruiken onder {licence.NAME}: {licence.LICENCE}. Noem Land in Beeld, de peildatum en de bron.",
        "",
        "Elke rapportage is een PDF met de code van het gebied als naam:",
        "",
        *(f"{r.code}  {r.distinct_name}" for r in (stand.nederland, *stand.provincies, *stand.gemeenten)),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def folder_of(stand: Stand) -> str:
    """The folder in the zip, and the name of the zip: it says how final the reports are."""
    return f"land-in-beeld-{stand.halfjaar}-{in_file_name(stand)}"


def entries(stand: Stand, paths: Sequence[Path]) -> list[tuple[str, bytes | Path]]:
    """Name and content of each entry: the text first, then the reports in the order given."""
    folder = folder_of(stand)
    return [(f"{folder}/{LEESMIJ}", read_me(stand)), *((f"{folder}/{path.name}", path) for path in paths)]


def pieces(listed: Sequence[tuple[str, bytes | Path]], stand: Stand) -> Iterator[bytes]:
    """The zip, an entry at a time. Every entry has the peildatum as its day."""
    window = Window()
    day = stand.peildatum.date
    with zipfile.ZipFile(window, "w", zipfile.ZIP_STORED) as archive:
        for name, content in listed:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, on every machine
            archive.writestr(entry, content if isinstance(content, bytes) else content.read_bytes())
            yield window.taken()
    yield window.taken()
