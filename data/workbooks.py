"""xlsx and ods to sheets: first unpacked and scanned within bounds here, only then read by calamine.

calamine unfolds a sheet to its outermost cell and copies a shared text for every cell that uses it, so a file of a few
kilobytes could ask for all memory. Therefore only what was scanned is handed over, in an archive that we wrote ourselves.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import python_calamine
from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from data.amounts import Cell
from data.sheetscan import OdsContent, OdsManifest, Relations, SharedStrings, SheetFacts, WorkbookParts, XlsxSheet
from data.tables import MEGABYTE, Budget, Sheet, Unreadable

_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_XLSX_KEEP = {
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedstrings.xml",
}
AREA_PER_CELL = 3  # cells in the outer rectangle for each cell that may be filled
_READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError, OSError)


def read_workbook(content: bytes, budget: Budget) -> tuple[str, list[Sheet]]:
    """`xlsx` or `ods` and the sheets in it. Raises Unreadable."""
    archive = _open(content)
    names = {name.lower(): name for name in archive.namelist()}
    if len(names) > budget.limits.parts:
        raise Unreadable("bestand-te-veel", wat="onderdelen", grens=budget.limits.parts)
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise Unreadable("bestand-wachtwoord")
    if "xl/workbook.xml" in names:
        return "xlsx", _read_xlsx(_Parts(archive, names, budget), budget)
    if "content.xml" in names:
        return "ods", _read_ods(_Parts(archive, names, budget), budget)
    raise Unreadable("bestand-ander-formaat", soort=_kind_of_zip(names))


def _kind_of_zip(names: dict[str, str]) -> str:
    if "xl/workbook.bin" in names:
        return "een binair Excel-bestand (.xlsb)"
    if any(name.startswith("word/") for name in names):
        return "een Word-bestand"
    if any(name.startswith("ppt/") for name in names):
        return "een presentatie"
    return "een ingepakt bestand (zip)"


def _open(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _READ_ERRORS as error:
        raise Unreadable("bestand-afgekapt" if _has_sound_start(content) else "bestand-geen-werkmap") from error


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


class _Parts:
    """The parts of an archive, unpacked within the limits and each at most once."""

    def __init__(self, archive: zipfile.ZipFile, names: dict[str, str], budget: Budget) -> None:
        self.archive, self.names, self.budget = archive, names, budget
        self.unpacked = 0
        self.kept: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        real = self.names[name.lower()]
        if real in self.kept:
            return self.kept[real]
        limits = self.budget.limits
        info = self.archive.getinfo(real)
        self.unpacked += info.file_size
        if self.unpacked > limits.unpacked:
            size = f"{self.unpacked / MEGABYTE:.0f}"
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
        except _READ_ERRORS as error:
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

    def repacked(self) -> io.BytesIO:
        """A fresh archive, not compressed, with only what was read."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(self.kept):
                archive.writestr(zipfile.ZipInfo(name), self.kept[name])
        target.seek(0)
        return target


def _read_xlsx(parts: _Parts, budget: Budget) -> list[Sheet]:
    workbook, relations, strings = WorkbookParts(), Relations(), SharedStrings(budget)
    parts.scan("xl/workbook.xml", workbook)
    if "xl/_rels/workbook.xml.rels" not in parts:
        raise Unreadable("bestand-beschadigd", onderdeel="xl/_rels/workbook.xml.rels")
    parts.scan("xl/_rels/workbook.xml.rels", relations)
    if len(workbook.sheets) > budget.limits.sheets:
        raise Unreadable("bestand-te-veel", wat="bladen", grens=budget.limits.sheets)
    if "xl/sharedStrings.xml" in parts:
        parts.scan("xl/sharedStrings.xml", strings)
    for name in sorted(_XLSX_KEEP & set(parts.names)):
        parts.read(name)
    facts = {}
    for name, relation in workbook.sheets:
        target = relations.targets.get(relation, "")
        if target in parts:
            reader = XlsxSheet(budget, strings.lengths)
            parts.scan(target, reader)
            facts[name] = reader.facts
    return _values(parts, facts, budget)


def _read_ods(parts: _Parts, budget: Budget) -> list[Sheet]:
    if "META-INF/manifest.xml" in parts:
        manifest = OdsManifest()
        parts.scan("META-INF/manifest.xml", manifest)
        if manifest.encrypted:
            raise Unreadable("bestand-wachtwoord")
    if "mimetype" not in parts or not parts.read("mimetype").startswith(_ODS_TYPE):
        raise Unreadable("bestand-ander-formaat", soort="een OpenDocument-bestand dat geen werkblad is")
    reader = OdsContent(budget)
    parts.scan("content.xml", reader)
    if len(reader.sheets) > budget.limits.sheets:
        raise Unreadable("bestand-te-veel", wat="bladen", grens=budget.limits.sheets)
    return _values(parts, reader.sheets, budget)


def _values(parts: _Parts, facts: dict[str, SheetFacts] | list[SheetFacts], budget: Budget) -> list[Sheet]:
    """The values of the sheets by calamine, with the facts of the scan beside them."""
    areas = facts.values() if isinstance(facts, dict) else facts
    if sum(f.area for f in areas) > AREA_PER_CELL * budget.limits.cells:
        raise Unreadable("bestand-te-veel", wat="cellen", grens=budget.limits.cells)
    budget.check_time()
    sheets = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(parts.repacked()) as workbook:
            for position, about in enumerate(workbook.sheets_metadata):
                if isinstance(facts, dict):
                    known = facts.get(about.name)
                else:
                    known = facts[position] if len(facts) == len(workbook.sheets_metadata) else None
                if known is None:
                    continue
                rows: list[list[Cell]] = workbook.get_sheet_by_name(about.name).to_python(skip_empty_area=False)  # type: ignore[assignment]
                sheets.append(
                    _sheet(about.name, about.visible != python_calamine.SheetVisibleEnum.Visible, rows, known)
                )
                budget.check_time()
    except (python_calamine.CalamineError, *_READ_ERRORS) as error:
        raise Unreadable("bestand-beschadigd", onderdeel="de werkmap") from error
    except BaseException as error:  # a panic in Rust arrives as one, of a type that cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("bestand-beschadigd", onderdeel="de werkmap") from error
    return sheets


def _sheet(name: str, hidden: bool, rows: list[list[Cell]], facts: SheetFacts) -> Sheet:
    for (row, column), text in facts.errors.items():  # calamine leaves these cells empty
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return Sheet(
        name,
        rows,
        hidden,
        frozenset(facts.hidden_rows),
        frozenset(facts.hidden_columns),
        frozenset(facts.no_value),
    )
