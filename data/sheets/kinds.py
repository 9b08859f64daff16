"""Kinds of files that we cannot read as a table: what each is called, and how to save its table otherwise. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from enum import Enum

from data.sheets.tables import Unreadable

_EXCEL = "Open het in Excel of LibreOffice en sla het op als xlsx."
_UNPACK = "Pak het uit en stuur het bestand dat erin zit."
_NO_TABLE = "Vraag de tabel als xlsx, ods of csv."


class Kind(Enum):
    """A kind of file: what it is, and what to do."""

    XLS = ("een oud Excel-bestand (.xls)", _EXCEL)
    XLSB = ("een binair Excel-bestand (.xlsb)", _EXCEL)
    XML_2003 = ("een Excel-bestand in xml van 2003", _EXCEL)
    SYLK = ("een werkblad in SYLK (.slk)", _EXCEL)
    DIF = ("een werkblad in DIF (.dif)", _EXCEL)
    FODS = ("een plat OpenDocument-bestand (.fods)", "Open het in LibreOffice en sla het op als ods of xlsx.")
    NUMBERS = ("een Numbers-bestand van Apple", "Kies in Numbers: Archief, Exporteer naar, Excel; en stuur die xlsx.")
    GOOGLE = (
        "een koppeling naar Google Spreadsheets, zonder de tabel zelf",
        "Kies daar: Bestand, Downloaden, Microsoft Excel (.xlsx).",
    )
    LINK = (
        "een koppeling naar een bestand, niet het bestand zelf",
        "Open de koppeling en sla de tabel zelf op als xlsx.",
    )
    HTML = ("een webpagina (html)", _EXCEL)
    MHTML = (
        "een webpagina met bijlagen (mht) of een e-mail",
        "Open het in Excel of sla de bijlage op, en stuur een xlsx.",
    )
    XML = ("een xml-bestand", _NO_TABLE)
    JSON = ("een json-bestand", _NO_TABLE)
    BEVINDINGEN = ("ons eigen verslag met bevindingen", "Verbeter het bestand waar het over gaat en stuur dat opnieuw.")
    PDF = ("een pdf", "Een pdf heeft geen cellen. Vraag de tabel waar de pdf van gemaakt is, als xlsx, ods of csv.")
    AFBEELDING = ("een afbeelding", "Een afbeelding heeft geen cellen. " + _NO_TABLE)
    RTF = ("een tekstdocument (rtf)", "Zet de tabel in een werkblad en sla dat op als xlsx.")
    WORD = ("een Word-bestand", "Zet de tabel in een werkblad en sla dat op als xlsx.")
    PRESENTATIE = ("een presentatie", "Zet de tabel in een werkblad en sla dat op als xlsx.")
    ODF = (
        "een OpenDocument-bestand dat geen werkblad is",
        "Zet de tabel in een werkblad en sla dat op als xlsx of ods.",
    )
    OUTLOOK = ("een e-mail uit Outlook (.msg)", "Open de e-mail, sla de bijlage op en stuur die.")
    OFFICE = ("een oud Office-bestand", _EXCEL)
    GZIP = ("een ingepakt bestand (gzip)", _UNPACK)
    ZIP = ("een ingepakt bestand (zip)", _UNPACK)
    ZIP_7 = ("een ingepakt bestand (7z)", _UNPACK)
    RAR = ("een ingepakt bestand (rar)", _UNPACK)
    INGEPAKT = ("een ingepakt bestand", _UNPACK)
    DATABASE = ("een database", "Voer de tabel uit als xlsx of csv.")
    PARQUET = ("een Parquet-bestand", "Voer de tabel uit als xlsx of csv.")
    WACHTWOORD = ("een bestand met een wachtwoord", "Sla het op zonder wachtwoord.")

    @property
    def refusal(self) -> Unreadable:
        """The error that ends the reading of such a file."""
        soort, raad = self.value
        return Unreadable("bestand-ander-formaat", soort=soort, raad=raad)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", Kind.WACHTWOORD),
    ("__substg1.0_", Kind.OUTLOOK),
    ("WordDocument", Kind.WORD),
    ("PowerPoint Document", Kind.PRESENTATIE),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
)
_SIGNATURES = (
    (b"%PDF", Kind.PDF),
    (b"\x89PNG", Kind.AFBEELDING),
    (b"\xff\xd8\xff", Kind.AFBEELDING),
    (b"GIF8", Kind.AFBEELDING),
    (b"II*\x00", Kind.AFBEELDING),
    (b"MM\x00*", Kind.AFBEELDING),
    (b"{\\rtf", Kind.RTF),
    (b"\x1f\x8b", Kind.GZIP),
    (b"7z\xbc\xaf\x27\x1c", Kind.ZIP_7),
    (b"Rar!", Kind.RAR),
    (b"BZh", Kind.INGEPAKT),
    (b"\xfd7zXZ", Kind.INGEPAKT),
    (b"\x28\xb5\x2f\xfd", Kind.INGEPAKT),
    (b"SQLite format 3", Kind.DATABASE),
    (b"\x00\x01\x00\x00Standard ", Kind.DATABASE),
    (b"PAR1", Kind.PARQUET),
    (b"\x09\x00\x04\x00", Kind.XLS),  # before 1995, without an OLE file around it
    (b"\x09\x02\x06\x00", Kind.XLS),
    (b"\x09\x04\x06\x00", Kind.XLS),
    (b"\x09\x08\x08\x00", Kind.XLS),
    (b"\x09\x08\x10\x00", Kind.XLS),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", Kind.LINK),
    (b"bplist00", Kind.LINK),
)
_SHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def kind_of_bytes(content: bytes) -> Kind | None:
    """What a file that is no zip is called; None for what may be a text table."""
    if content.startswith(_OLE):
        return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in content), Kind.OFFICE)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    return _kind_of_text(_beginning(content))


def _beginning(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    return content[:4000].decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")


def _kind_of_text(start: str) -> Kind | None:
    low = start.lower()
    if low.startswith("<"):
        return _kind_of_markup(low)
    if low.startswith("{") or re.match(r'\[\s*[{\["]', low):
        if '"doc_id"' in low or "docs.google.com" in low:
            return Kind.GOOGLE
        return Kind.BEVINDINGEN if '"ernst"' in low and '"zin"' in low else Kind.JSON
    if low.startswith(("[internetshortcut]", "[desktop entry]")):
        return Kind.LINK
    if re.match(r"(mime-version|from|received|return-path|message-id|delivered-to|x-[a-z-]+): ", low):
        return Kind.MHTML
    if re.match(r"id;p[a-z]", low):
        return Kind.SYLK
    return Kind.DIF if re.match(r"table\r?\n0,1\r?\n", low) else None


def _kind_of_markup(low: str) -> Kind | None:
    if "excel.sheet" in low or (_SHEET_2003 in low and not re.search("<html|<table", low)):
        return Kind.XML_2003
    if "<office:document" in low:
        return Kind.FODS
    if re.search(r"^<(!doctype html|html|head|body|table|meta|div|style)\b|<html\b", low):
        return Kind.HTML
    if "<plist" in low:
        return Kind.LINK
    return Kind.XML if re.match(r"<(\?xml|!doctype|!--|[a-z][\w:.-]*[\s/>])", low) else None


def kind_of_zip(names: Iterable[str]) -> tuple[Kind, str]:
    """What a zip without a workbook in it is, and the one file in it where there is one; names in lower case."""
    members = list(names)
    if any(name.startswith("xl/") and name.endswith("workbook.bin") for name in members):
        return Kind.XLSB, ""
    if any(name.startswith("word/") for name in members):
        return Kind.WORD, ""
    if any(name.startswith("ppt/") for name in members):
        return Kind.PRESENTATIE, ""
    if any(name.endswith(".iwa") or name == "index.zip" or name.startswith("index/") for name in members):
        return Kind.NUMBERS, ""
    files = [n for n in members if not n.endswith("/") and not n.startswith("__macosx/") and ".ds_store" not in n]
    return Kind.ZIP, files[0] if len(files) == 1 else ""
