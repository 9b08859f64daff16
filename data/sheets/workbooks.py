"""xlsx and ods to sheets: first unpacked and scanned within bounds here, only then read by calamine.

calamine unfolds a sheet to its outermost cell and copies a shared text for every cell that uses it, so a file of a few
kilobytes could ask for all memory. Therefore only what was scanned is handed over, in an archive that we wrote ourselves.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

import python_calamine

from data.sheets.cells import Cell
from data.sheets.cellstyles import CellStyles
from data.sheets.formulas import Grid, find_uncalculated
from data.sheets.kinds import Kind, kind_of_zip
from data.sheets.merges import uncover
from data.sheets.odsscan import OdsContent, OdsManifest, TextsIn
from data.sheets.packages import READ_ERRORS, Parts, Relation, open_package, plain_name, repacked
from data.sheets.sheetscan import SharedStrings, SheetFacts, WorkbookParts, XlsxSheet
from data.sheets.tables import Budget, Sheet, Unreadable

_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = (
    '<Relationship Id={} Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
)
_TITLE = "de titel van het document"
_ODS_PAGES = dict.fromkeys(("style:header", "style:header-first", "style:header-left"), "de kopregel van de pagina")
_ODS_PAGES |= dict.fromkeys(("style:footer", "style:footer-first", "style:footer-left"), "de voetregel van de pagina")
AREA_PER_CELL = 3  # cells in the outer rectangle for each cell that may be filled


def read_workbook(content: bytes, budget: Budget) -> tuple[str, list[Sheet]]:
    """`xlsx` or `ods` and the sheets in it. Raises Unreadable."""
    parts = open_package(content, budget)
    if workbook := _find_workbook(parts):
        return "xlsx", _read_xlsx(parts, workbook, budget)
    if "content.xml" in parts:
        return "ods", _read_ods(parts, budget)
    kind, only = kind_of_zip(parts.names)
    if only:
        soort, raad = Kind.ZIP.value
        raise Unreadable("bestand-ander-formaat", soort=f"{soort} met {only}", raad=raad)
    raise kind.refusal


def _find_workbook(parts: Parts) -> str:
    """The part that the package calls its main document, if that is a workbook; else the one with the usual name."""
    relations = parts.relations_of("")
    main = next((r.target for r in relations.values() if r.soort == "officeDocument"), "xl/workbook.xml")
    if main not in parts or not main.endswith(".xml") or main.startswith(("word/", "ppt/")):
        main = "xl/workbook.xml"
    return main if main in parts else ""


def _read_xlsx(parts: Parts, main: str, budget: Budget) -> list[Sheet]:
    workbook, strings, styles = WorkbookParts(), SharedStrings(budget), CellStyles()
    parts.scan(main, workbook)
    relations = parts.relations_of(main)
    if not relations:
        raise Unreadable("bestand-beschadigd", onderdeel=f"de verwijzingen van {main}")
    if len(workbook.sheets) > budget.limits.sheets:
        raise Unreadable("bestand-te-veel", wat="bladen", grens=budget.limits.sheets)
    fresh = {"xl/workbook.xml": parts.read(main)}
    for soort, name in (("styles", "xl/styles.xml"), ("sharedStrings", "xl/sharedStrings.xml")):
        target = next((r.target for r in relations.values() if r.soort == soort), name)
        if target in parts:
            fresh[name] = parts.read(target)
            parts.scan(target, strings if soort == "sharedStrings" else styles)
    facts = {}
    for name, relation_id in workbook.sheets:
        relation = relations.get(relation_id)
        if relation and relation.soort == "worksheet" and relation.target in parts:
            reader = XlsxSheet(budget, strings, styles.odd)
            parts.scan(relation.target, reader)
            facts[name] = reader.facts
            fresh["xl/" + _fresh_name(relation)] = parts.read(relation.target)
    relation_texts = [
        _RELATION.format(quoteattr(key), r.soort, _fresh_name(r))
        for key, r in relations.items()
        if r.soort in {"worksheet", "styles", "sharedStrings"}
    ]
    fresh["xl/_rels/workbook.xml.rels"] = _RELATIONS.format("".join(relation_texts)).encode()
    fresh["_rels/.rels"] = _RELATIONS.format(_RELATION.format('"rId1"', "officeDocument", "xl/workbook.xml")).encode()
    titles = _texts(parts, "docProps/core.xml", {"dc:title": _TITLE, "dc:subject": _TITLE})
    return _values(repacked(fresh), facts, budget, titles, workbook.to_calculate)


def _fresh_name(relation: Relation) -> str:
    if relation.soort == "worksheet":
        return f"worksheets/{plain_name(relation.target).replace('/', '_').encode('ascii', 'replace').decode()}"
    return f"{relation.soort}.xml"


def _texts(parts: Parts, name: str, places: dict[str, str]) -> list[tuple[str, str]]:
    """What a part beside the sheets says; nothing when it cannot be read, for the figures are elsewhere."""
    reader = TextsIn(places)
    if name in parts:
        try:
            parts.scan(name, reader)
        except Unreadable as problem:
            if problem.code not in {"bestand-beschadigd", "bestand-onveilig"}:
                raise
    return reader.texts


def _read_ods(parts: Parts, budget: Budget) -> list[Sheet]:
    manifest, reader = OdsManifest(), OdsContent(budget)
    if "META-INF/manifest.xml" in parts:
        parts.scan("META-INF/manifest.xml", manifest)
        if manifest.encrypted:
            raise Unreadable("bestand-wachtwoord")
    said = parts.read("mimetype").decode("ascii", "replace") if "mimetype" in parts else manifest.media_type
    if not said.startswith(_ODS_TYPE):
        raise Kind.ODF.refusal
    parts.scan("content.xml", reader)
    if not reader.spreadsheet:
        raise Kind.ODF.refusal
    if len(reader.sheets) > budget.limits.sheets:
        raise Unreadable("bestand-te-veel", wat="bladen", grens=budget.limits.sheets)
    texts = [*_texts(parts, "styles.xml", _ODS_PAGES), *_texts(parts, "meta.xml", {"dc:title": _TITLE})]
    fresh = {
        "mimetype": _ODS_TYPE.encode(),
        "META-INF/manifest.xml": _MANIFEST,
        "content.xml": parts.read("content.xml"),
    }
    return _values(repacked(fresh), reader.sheets, budget, texts)


def _values(
    archive: io.BytesIO,
    facts: dict[str, SheetFacts] | list[SheetFacts],
    budget: Budget,
    texts: Iterable[tuple[str, str]],
    to_calculate: bool = False,
) -> list[Sheet]:
    """The values of the sheets by calamine, with the facts of the scan beside them."""
    areas = facts.values() if isinstance(facts, dict) else facts
    if sum(f.area for f in areas) > AREA_PER_CELL * budget.limits.cells:
        raise Unreadable("bestand-te-veel", wat="cellen", grens=budget.limits.cells)
    budget.check_time()
    grids: dict[str, Grid] = {}
    hidden = set()
    try:
        with python_calamine.CalamineWorkbook.from_filelike(archive) as workbook:
            for position, about in enumerate(workbook.sheets_metadata):
                if isinstance(facts, dict):
                    sheet_facts = facts.get(about.name)
                else:
                    sheet_facts = facts[position] if len(facts) == len(workbook.sheets_metadata) else None
                if sheet_facts is None:
                    continue
                rows: list[list[Cell]] = workbook.get_sheet_by_name(about.name).to_python(skip_empty_area=False)  # type: ignore[assignment]
                grids[about.name] = Grid(rows, sheet_facts)
                if about.visible != python_calamine.SheetVisibleEnum.Visible:
                    hidden.add(about.name)
                budget.check_time()
    except (python_calamine.CalamineError, *READ_ERRORS) as error:
        raise Unreadable("bestand-beschadigd", onderdeel="de werkmap") from error
    except BaseException as error:  # a panic in Rust arrives as one, of a type that cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("bestand-beschadigd", onderdeel="de werkmap") from error
    find_uncalculated(grids, to_calculate)
    return [_sheet(name, name in hidden, grid, tuple(texts), budget) for name, grid in grids.items()]


def _sheet(name: str, hidden: bool, grid: Grid, texts: tuple[tuple[str, str], ...], budget: Budget) -> Sheet:
    rows, facts = grid.rows, grid.facts
    cell_texts = [(place, text) for place, text in facts.errors.items()]  # calamine leaves these cells empty
    cell_texts += [(place, rich.text) for place, rich in facts.rich.items()]
    cell_texts += [(place, "") for place in facts.no_value]
    for (row, column), text in cell_texts:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return Sheet(
        name,
        rows,
        hidden,
        frozenset(facts.hidden_rows),
        frozenset(facts.hidden_columns),
        frozenset(facts.no_value),
        merged=uncover(rows, facts.merges, budget),
        left_out=dict(facts.rich),
        restyled=dict(facts.restyled),
        texts=(*facts.texts, *texts),
    )
