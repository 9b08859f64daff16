"""Completes the tags of a report: tables that were set as one image become real tables, figures get boxes in PDF units.

WeasyPrint has tagged each of these tables as a figure with one piece of content, its caption. Here the figure becomes a
Table of Caption, THead and TBody, and every cell gets the number of its marked content (ISO 32000-1, 14.7.4 and 14.8.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pydyf  # type: ignore[import-untyped]

from reports.pdf.typeset import Cell, Painted, SetTable

PT_PER_PX = 0.75


def mend_tags(pdf: pydyf.PDF, tables: Mapping[str, SetTable], links: Mapping[str, str]) -> None:
    """Changes the structure tree of `pdf`; `tables` by the alternative text that stands in for them, `links` by anchor."""
    by_reference: dict[bytes, Any] = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary)}
    pages = pdf.page_references
    parents = by_reference[by_reference[pdf.catalog["StructTreeRoot"]]["ParentTree"]]["Nums"]
    for annotation in by_reference.values():
        if annotation.get("Type") == "/Annot" and "Dest" in annotation:
            annotation["Contents"] = pydyf.String(links[annotation["Dest"].string])
    for n, page_reference in enumerate(pages):
        stream = next(o for o in pdf.objects if o.reference == by_reference[page_reference]["Contents"])
        _running_text(stream, parents[2 * n + 1], by_reference)
    for element in [e for e in by_reference.values() if e.get("S") == "/Figure" and e.get("Type") == "/StructElem"]:
        page = pages.index(element["Pg"])
        height = float(by_reference[element["Pg"]]["MediaBox"][3])
        left, top, right, bottom = (float(v) * PT_PER_PX for v in element["A"]["BBox"])
        box = pydyf.Array([round(v, 2) for v in (left, height - bottom, right, height - top)])
        element["A"] = pydyf.Dictionary({"O": "/Layout", "Placement": "/Block", "BBox": box})
        table = tables.get(element["Alt"].string)
        if table is not None:
            _become_table(pdf, element, table.painted[-1], parents[2 * page + 1])


def _running_text(stream: Any, parents: Any, by_reference: Mapping[bytes, Any]) -> None:
    """Running heads and page numbers become artifacts; WeasyPrint marks them as content of elements outside the tree."""
    outside: dict[int, list[Any]] = {}
    for number, reference in enumerate(parents):
        chain = [by_reference[reference]]
        while chain[-1]["S"] != "/Document":
            above = by_reference[chain[-1]["P"]]
            if chain[-1].reference not in above["K"]:
                outside[number] = chain
                break
            chain.append(above)
    for position, part in enumerate(stream.stream):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in outside:
            stream.stream[position - 1] = "/Artifact"
            stream.stream[position] = pydyf.Dictionary({"Type": "/Pagination"})
    for number, chain in outside.items():
        parents[number] = b"null"
        for element in chain:
            element.clear()


def _become_table(pdf: pydyf.PDF, element: Any, painted: Painted, parents: Any) -> None:
    """`parents` is the list of the page that says which element each piece of marked content belongs to."""
    (number,) = element["K"]
    painted.content.first = len(parents)
    element["S"] = "/Table"
    del element["Alt"]
    caption = _child(pdf, element, "Caption", [number])
    parents[number] = caption.reference
    element["K"] = pydyf.Array([caption.reference])
    for kind, rows in (("THead", [painted.head]), ("TBody", painted.body)):
        section = _child(pdf, element, kind, [])
        element["K"].append(section.reference)
        section["K"].extend(_row(pdf, section, row, parents) for row in rows)


def _row(pdf: pydyf.PDF, section: Any, cells: Sequence[Cell], parents: Any) -> bytes:
    row = _child(pdf, section, "TR", [])
    for cell in cells:
        made = _child(pdf, row, cell.kind, [len(parents)])
        if cell.scope:
            made["A"] = pydyf.Dictionary({"O": "/Table", "Scope": f"/{cell.scope}"})
        parents.append(made.reference)
        row["K"].append(made.reference)
    reference: bytes = row.reference
    return reference


def _child(pdf: pydyf.PDF, parent: Any, kind: str, content: list[Any]) -> Any:
    made = pydyf.Dictionary(
        {"Type": "/StructElem", "S": f"/{kind}", "P": parent.reference, "Pg": parent["Pg"], "K": pydyf.Array(content)}
    )
    pdf.add_object(made)
    return made
