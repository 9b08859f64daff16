"""Completes the tags of a report: tables that were set as one image become real tables, figures get boxes in PDF units.

WeasyPrint has tagged each of these tables as a figure with one piece of content, its caption. Here the figure becomes a
Table of Caption, THead and TBody, and every cell gets the number of its marked content (ISO 32000-1, 14.7.4 and 14.8.4).
The rows of a table that goes on, on another page, join the TBody that it began with.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
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
    streams = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Stream)}
    for n, page_reference in enumerate(pages):
        _running_text(streams[by_reference[page_reference]["Contents"]], parents[2 * n + 1], by_reference)
    bodies: dict[int, Any] = {}
    for element in [e for e in by_reference.values() if e.get("S") == "/Figure" and e.get("Type") == "/StructElem"]:
        page = pages.index(element["Pg"])
        height = float(by_reference[element["Pg"]]["MediaBox"][3])
        left, top, right, bottom = (float(v) * PT_PER_PX for v in element["A"]["BBox"])
        box = pydyf.Array([round(v, 2) for v in (left, height - bottom, right, height - top)])
        element["A"] = pydyf.Dictionary({"O": "/Layout", "Placement": "/Block", "BBox": box})
        table = tables.get(element["Alt"].string)
        if table is None:
            continue
        painted, of_page = table.painted[-1], parents[2 * page + 1]
        if painted.continued is None:
            bodies[id(painted)] = _become_table(pdf, element, painted, of_page)
        else:
            body = bodies[id(painted)] = bodies[id(painted.continued)]
            stream = streams[by_reference[element["Pg"]]["Contents"]]
            _go_on(pdf, element, painted, body, stream, of_page, by_reference)


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
    _become_artifacts(stream, outside)
    for number, chain in outside.items():
        parents[number] = b"null"
        for element in chain:
            element.clear()


def _become_artifacts(stream: Any, numbers: Container[int]) -> None:
    """Marked content with one of these numbers is for the eye only from now on."""
    for position, part in enumerate(stream.stream):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in numbers:
            stream.stream[position - 1] = "/Artifact"
            stream.stream[position] = pydyf.Dictionary({"Type": "/Pagination"})


def _become_table(pdf: pydyf.PDF, element: Any, painted: Painted, parents: Any) -> Any:
    """The TBody of the table.

    `parents` is the list of the page that says which element each piece of marked content belongs to.
    """
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
        section["K"].extend(_row(pdf, section, element["Pg"], row, parents) for row in rows)
    return section


def _go_on(
    pdf: pydyf.PDF,
    element: Any,
    painted: Painted,
    body: Any,
    stream: Any,
    parents: Any,
    by_reference: Mapping[bytes, Any],
) -> None:
    """The rows join `body`, of a page before; the caption above them, and the boxes that held it, leave the tree."""
    (number,) = element["K"]
    painted.content.first = len(parents)
    _become_artifacts(stream, {number})
    parents[number] = b"null"
    table = by_reference[body["P"]]
    table.pop("A", None)  # a box is for what stands on one page
    body["K"].extend(_row(pdf, body, element["Pg"], row, parents) for row in painted.body)
    while True:
        above = by_reference[element["P"]]
        above["K"].remove(element.reference)
        element.clear()
        if above["K"]:
            return
        element = above


def _row(pdf: pydyf.PDF, section: Any, page: bytes, cells: Sequence[Cell], parents: Any) -> bytes:
    row = _child(pdf, section, "TR", [], page)
    for cell in cells:
        made = _child(pdf, row, cell.kind, [len(parents)], page)
        if cell.scope:
            made["A"] = pydyf.Dictionary({"O": "/Table", "Scope": f"/{cell.scope}"})
        parents.append(made.reference)
        row["K"].append(made.reference)
    reference: bytes = row.reference
    return reference


def _child(pdf: pydyf.PDF, parent: Any, kind: str, content: list[Any], page: bytes = b"") -> Any:
    on = page or parent["Pg"]
    made = pydyf.Dictionary(
        {"Type": "/StructElem", "S": f"/{kind}", "P": parent.reference, "Pg": on, "K": pydyf.Array(content)}
    )
    pdf.add_object(made)
    return made
