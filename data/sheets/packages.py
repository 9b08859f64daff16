"""The zip around a workbook: its parts unpacked within bounds, and found by the package's own relations.

Part names are compared without case and with every slash the same way round, as ECMA-376 part 2 (6.2.2) has it; some
programs write backslashes.
"""

from __future__ import annotations

import io
import posixpath
import struct
import urllib.parse
import zipfile
import zlib
from dataclasses import dataclass
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from data.dutch import number
from data.sheets.tables import MEGABYTE, Budget, Unreadable

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError, OSError)


def open_package(content: bytes, budget: Budget) -> Parts:
    """The parts of a zip. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except READ_ERRORS as error:
        raise Unreadable("bestand-afgekapt" if _has_sound_start(content) else "bestand-geen-werkmap") from error
    parts = Parts(archive, budget)
    if len(parts.names) > budget.limits.parts:
        raise Unreadable("bestand-te-veel", wat="onderdelen", grens=budget.limits.parts)
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise Unreadable("bestand-wachtwoord")
    return parts


def _has_sound_start(content: bytes) -> bool:
    """Whether the first local file header could be real (APPNOTE 4.3.7), so that the rest was lost on the way."""
    if len(content) < 30:
        return (
            len(content) >= 4
            and b"PK\x03\x04".startswith(content[:4])
            and not content[4:].strip(b"\x00\x14\x08\x06\x02")
        )
    _, version, _, method, *_, name_length, _ = struct.unpack("<4sHHHHHLLLHH", content[:30])
    name = content[30 : 30 + name_length]
    return (
        version <= 63 and method in {0, 8} and 0 < name_length < 200 and name.isascii() and name.decode().isprintable()
    )


class Parts:
    """The parts of an archive, unpacked within the limits and each at most once; names in lower case, with slashes."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        self.archive, self.budget = archive, budget
        self.names = {plain_name(name): name for name in archive.namelist()}
        self.unpacked = 0
        self.kept: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return plain_name(name) in self.names

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises Unreadable."""
        real = self.names[plain_name(name)]
        if real in self.kept:
            return self.kept[real]
        limits = self.budget.limits
        info = self.archive.getinfo(real)
        self.unpacked += info.file_size
        if self.unpacked > limits.unpacked:
            size = number(self.unpacked / MEGABYTE)
            raise Unreadable("bestand-uitgepakt-te-groot", grootte=size, grens=limits.unpacked // MEGABYTE)
        ratio = info.file_size // max(1, info.compress_size)
        if info.file_size > MEGABYTE and ratio > limits.ratio:
            raise Unreadable("bestand-te-sterk-gepakt", onderdeel=real, verhouding=ratio, grens=limits.ratio)
        self.budget.check_time()
        try:
            # zipfile stops at the size that the archive promises and then checks the checksum
            self.kept[real] = self.archive.read(info)
        except RuntimeError as error:  # its way to ask for a password
            raise Unreadable("bestand-wachtwoord") from error
        except READ_ERRORS as error:
            raise Unreadable("bestand-beschadigd", onderdeel=real) from error
        return self.kept[real]

    def scan(self, name: str, handler: ContentHandler) -> None:
        """Feeds a part to an event reader."""
        parser = DefusedExpatParser(forbid_dtd=True)
        parser.setContentHandler(handler)
        try:
            parser.parse(io.BytesIO(self.read(name)))
        except DefusedXmlException as error:
            raise Unreadable("bestand-onveilig", onderdeel=name) from error
        except (SAXException, ValueError, LookupError) as error:
            raise Unreadable("bestand-beschadigd", onderdeel=name) from error

    def relations_of(self, name: str) -> dict[str, Relation]:
        """The relations of a part by their id; those of the package for an empty name. Empty when it has none."""
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        reader = _Relations(self, folder)
        if part in self:
            self.scan(part, reader)
        return reader.relations


def plain_name(name: str) -> str:
    """The one way to write a part name.

    >>> plain_name("xl\\\\Workbook.xml"), plain_name("/xl/./worksheets/../styles.xml")
    ('xl/workbook.xml', 'xl/styles.xml')
    """
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """A fresh archive, not compressed, with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in parts:
            archive.writestr(zipfile.ZipInfo(name), parts[name])
    target.seek(0)
    return target


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one part points: the last word of the relation's type, and a part name."""

    soort: str
    target: str


class _Relations(ContentHandler):
    """A .rels part."""

    def __init__(self, parts: Parts, folder: str) -> None:
        super().__init__()
        self.parts, self.folder = parts, folder
        self.relations: dict[str, Relation] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        if name.rpartition(":")[2] == "Relationship" and attrs.get("TargetMode") != "External":
            target = (attrs.get("Target") or "").replace("\\", "/").partition("#")[0]
            soort = (attrs.get("Type") or "").rstrip("/").rpartition("/")[2]
            self.relations[attrs.get("Id") or ""] = Relation(soort, self._resolve(target))

    def _resolve(self, target: str) -> str:
        """The part that is meant: of several readings of a name, the one that is there."""
        if target.startswith("/"):
            readings = [target, posixpath.join(self.folder, target.lstrip("/"))]
        else:
            readings = [posixpath.join(self.folder, target), target]
        readings += [urllib.parse.unquote(reading) for reading in readings]
        return plain_name(next((r for r in readings if r in self.parts), readings[0]))
