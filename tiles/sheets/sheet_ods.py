"""A sheet as an OpenDocument spreadsheet (ODF 1.3): the sheets and cells of the workbook. The same input, the same bytes.

No library that is kept up writes one fast enough and without the clock (decision 0036), so the XML is Python's own.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Sequence

from tiles.sheets.sheet import ABOUT, HEADS_OF_ORIGINS, HEADS_OF_WORDS, WIDTHS_OF_WORDS, WORDS, Column, Sheet
from tiles.tile_schema import Value

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
OWN = ("office", "table", "text", "style", "meta", "config", "manifest")
NAMESPACES = {
    **{f"xmlns:{name}": f"{ODF}{name}:1.0" for name in OWN},
    "xmlns:fo": f"{ODF}xsl-fo-compatible:1.0",
    "xmlns:number": f"{ODF}datastyle:1.0",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:ooo": "http://openoffice.org/2004/office",  # `ooo:view-settings` is a name only where this is known
}
BOLD, PER_CENT, DAY = "vet", "procent", "dag"
WIDTHS_OF_ABOUT = (24, 24, 70, 70)
MM_OF_SIGN = 2.2
FILTER = "__Anonymous_Sheet_DB__0"  # what LibreOffice calls the filter of the first sheet
FROZEN = {  # the first row stays in sight; Gnumeric heeds it only with a split in both directions
    "HorizontalSplitMode": ("short", "2"), "HorizontalSplitPosition": ("int", "0"),
    "VerticalSplitMode": ("short", "2"), "VerticalSplitPosition": ("int", "1"),
    "ActiveSplitRange": ("short", "2"), "PositionTop": ("int", "0"), "PositionBottom": ("int", "1"),
}  # fmt: skip


def spreadsheet(sheet: Sheet, media_type: str) -> bytes:
    """The spreadsheet. Numbers are numbers, days days and percentages parts of one; a text is never a formula."""
    parts = {"content.xml": _content(sheet), "meta.xml": _meta(sheet), "settings.xml": _settings(sheet)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), media_type)  # first and plain: programs know the file by it
        for name, root in {**parts, "META-INF/manifest.xml": _manifest(media_type, parts)}.items():
            content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # dated 1980, never the clock
    return target.getvalue()


def _content(sheet: Sheet) -> ET.Element:
    root = _root("office:document-content")
    _styles(ET.SubElement(root, "office:automatic-styles"), {*sheet.widths, *WIDTHS_OF_WORDS, *WIDTHS_OF_ABOUT})
    book = ET.SubElement(ET.SubElement(root, "office:body"), "office:spreadsheet")
    page = _page(book, sheet.name, sheet.widths, [column.kop for column in sheet.columns])
    for row in sheet.rows:
        line = ET.SubElement(page, "table:table-row")
        for column, value in zip(sheet.columns, row, strict=True):
            _cell(line, column, value)
    page = _page(book, WORDS, WIDTHS_OF_WORDS, HEADS_OF_WORDS)
    for texts in sheet.words():
        _line(page, texts)
    page = _page(book, ABOUT, WIDTHS_OF_ABOUT)
    for about in sheet.about():
        _line(page, about, all_bold=about is HEADS_OF_ORIGINS, first_bold=True)
    last = f"{_letters(len(sheet.columns))}{len(sheet.rows) + 1}"
    attributes = {"table:name": FILTER, "table:display-filter-buttons": "true"}
    attributes["table:target-range-address"] = f"'{sheet.name}'.A1:'{sheet.name}'.{last}"
    ET.SubElement(ET.SubElement(book, "table:database-ranges"), "table:database-range", attributes)
    return root


def _page(book: ET.Element, name: str, widths: Iterable[int], heads: Sequence[str] = ()) -> ET.Element:
    """A sheet with columns of these widths, and its heads as a row that stands on each page of paper."""
    page = ET.SubElement(book, "table:table", {"table:name": name})
    for width in widths:
        ET.SubElement(page, "table:table-column", {"table:style-name": f"breed-{width}"})
    if heads:
        _line(ET.SubElement(page, "table:table-header-rows"), heads, all_bold=True)
    return page


def _line(page: ET.Element, values: Sequence[str | int], *, all_bold: bool = False, first_bold: bool = False) -> None:
    """A row of texts and whole numbers."""
    line = ET.SubElement(page, "table:table-row")
    for place, value in enumerate(values):
        style = BOLD if all_bold or (first_bold and place == 0) else ""
        if isinstance(value, str):
            _put(line, value, {"office:value-type": "string"}, style)
        else:
            _put(line, str(value), {"office:value-type": "float", "office:value": str(value)}, style)


def _cell(line: ET.Element, column: Column, value: Value | None) -> None:
    """One typed cell; an empty one where a value is absent."""
    if value is None:
        ET.SubElement(line, "table:table-cell")
    elif column.begrip.type == "Date":
        _put(line, str(value), {"office:value-type": "date", "office:date-value": str(value)}, DAY)
    elif column.begrip.type == "String":
        _put(line, str(value), {"office:value-type": "string"})
    elif column.percent:
        share = round(float(value) / 100, 6)
        _put(line, f"{share:.1%}", {"office:value-type": "percentage", "office:value": str(share)}, PER_CENT)
    else:
        _put(line, str(value), {"office:value-type": "float", "office:value": str(value)})


def _put(line: ET.Element, text: str, attributes: dict[str, str], style: str = "") -> None:
    styled = attributes | {"table:style-name": style} if style else attributes
    ET.SubElement(ET.SubElement(line, "table:table-cell", styled), "text:p").text = text


def _styles(styles: ET.Element, widths: Iterable[int]) -> None:
    share = ET.SubElement(styles, "number:percentage-style", {"style:name": f"n-{PER_CENT}"})
    ET.SubElement(share, "number:number", {"number:decimal-places": "1", "number:min-integer-digits": "1"})
    ET.SubElement(share, "number:text").text = "%"
    day = ET.SubElement(styles, "number:date-style", {"style:name": f"n-{DAY}"})
    for tag, text in (("year", "-"), ("month", "-"), ("day", "")):
        ET.SubElement(day, f"number:{tag}", {"number:style": "long"})
        if text:
            ET.SubElement(day, "number:text").text = text
    for name in (PER_CENT, DAY, BOLD):
        style = ET.SubElement(styles, "style:style", {"style:name": name, "style:family": "table-cell"})
        if name == BOLD:
            ET.SubElement(style, "style:text-properties", {"fo:font-weight": "bold"})
        else:
            style.set("style:data-style-name", f"n-{name}")
    for width in sorted(widths):
        style = ET.SubElement(styles, "style:style", {"style:name": f"breed-{width}", "style:family": "table-column"})
        ET.SubElement(style, "style:table-column-properties", {"style:column-width": f"{width * MM_OF_SIGN:.1f}mm"})


def _meta(sheet: Sheet) -> ET.Element:
    root = _root("office:document-meta")
    meta = ET.SubElement(root, "office:meta")
    day = f"{sheet.day}T00:00:00"
    texts = (
        ("meta:generator", "Land in Beeld"), ("meta:initial-creator", "Land in Beeld"), ("dc:creator", "Land in Beeld"),
        ("meta:creation-date", day), ("dc:date", day), ("dc:language", "nl"), ("dc:title", sheet.title),
        ("dc:subject", sheet.choice), ("dc:description", "\n".join((*sheet.terms, *sheet.notes))),
        *(("meta:keyword", word) for word in sheet.keywords),
    )  # fmt: skip
    for name, text in texts:
        ET.SubElement(meta, name).text = text
    return root


def _settings(sheet: Sheet) -> ET.Element:
    root = _root("office:document-settings")
    views = ET.SubElement(
        ET.SubElement(root, "office:settings"), "config:config-item-set", {"config:name": "ooo:view-settings"}
    )
    entry = ET.SubElement(
        ET.SubElement(views, "config:config-item-map-indexed", {"config:name": "Views"}), "config:config-item-map-entry"
    )
    ET.SubElement(entry, "config:config-item", {"config:name": "ViewId", "config:type": "string"}).text = "view1"
    tables = ET.SubElement(entry, "config:config-item-map-named", {"config:name": "Tables"})
    for name in (sheet.name, WORDS):
        page = ET.SubElement(tables, "config:config-item-map-entry", {"config:name": name})
        for item, (kind, value) in FROZEN.items():
            ET.SubElement(page, "config:config-item", {"config:name": item, "config:type": kind}).text = value
    return root


def _manifest(media_type: str, names: Iterable[str]) -> ET.Element:
    root = _root("manifest:manifest")
    for path, kind in (("/", media_type), *((name, "text/xml") for name in names)):
        ET.SubElement(root, "manifest:file-entry", {"manifest:full-path": path, "manifest:media-type": kind})
    return root


def _root(name: str) -> ET.Element:
    return ET.Element(name, {**NAMESPACES, f"{name.partition(':')[0]}:version": "1.3"})


def _letters(number: int) -> str:
    """The name of a column by its number, from 1, as a spreadsheet has it.

    >>> _letters(1), _letters(26), _letters(27)
    ('A', 'Z', 'AA')
    """
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
