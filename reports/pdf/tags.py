"""Completes the tags of a report: tables that were set as one image become real tables, figures get boxes in PDF units.

WeasyPrint has tagged each of these tables as a figure with one piece of content, its caption. Here the figure becomes a
Table of Caption, THead and TBody, and every cell gets the number of its marked content (ISO 32000-1, 14.7.4 and 14.8.4).
The rows of a table that goes on, on another page, join the TBody that it began with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.pdf.engine import Tags
from reports.pdf.typeset import Cell, Painted, SetTable

PT_PER_PX = 0.75


def mend_tags(tags: Tags, tables: Mapping[str, SetTable], links: Mapping[str, str]) -> None:
    """Changes the tags; `tables` by the alternative text that stands in for them, `links` by anchor."""
    for link in tags.links_inside():
        link["Contents"] = tags.text(links[link["Dest"].string])
    for page in tags.pages:
        _running_text(tags, page)
    bodies: dict[int, Any] = {}
    for element in tags.elements("Figure"):
        height = tags.height(element["Pg"])
        left, top, right, bottom = (float(v) * PT_PER_PX for v in element["A"]["BBox"])
        box = [round(v, 2) for v in (left, height - bottom, right, height - top)]
        element["A"] = tags.plain({"O": "/Layout", "Placement": "/Block", "BBox": box})
        table = tables.get(element["Alt"].string)
        if table is None:
            continue
        painted = table.painted[-1]
        if painted.continued is None:
            bodies[id(painted)] = _become_table(tags, element, painted)
        else:
            bodies[id(painted)] = bodies[id(painted.continued)]
            _go_on(tags, element, painted, bodies[id(painted)])


def _running_text(tags: Tags, page: bytes) -> None:
    """Running heads and page numbers become artifacts; WeasyPrint marks them as content of elements outside the tree."""
    owners = tags.owners(page)
    outside: dict[int, list[Any]] = {}
    for number, reference in enumerate(owners):
        chain = [tags.by_reference[reference]]
        while chain[-1]["S"] != "/Document":
            above = tags.by_reference[chain[-1]["P"]]
            if chain[-1].reference not in above["K"]:
                outside[number] = chain
                break
            chain.append(above)
    tags.make_artifacts(page, outside)
    for number, chain in outside.items():
        owners[number] = b"null"
        for element in chain:
            element.clear()


def _become_table(tags: Tags, element: Any, painted: Painted) -> Any:
    """The TBody of the table that the element becomes."""
    (number,) = element["K"]
    page = element["Pg"]
    owners = tags.owners(page)
    painted.content.first = len(owners)
    element["S"] = "/Table"
    del element["Alt"]
    caption = _child(tags, element, "Caption", page, [number])
    owners[number] = caption.reference
    head, body = (_child(tags, element, kind, page) for kind in ("THead", "TBody"))
    element["K"] = tags.plain({"K": [caption.reference, head.reference, body.reference]})["K"]
    _add_rows(tags, head, page, [painted.head])
    _add_rows(tags, body, page, painted.body)
    return body


def _go_on(tags: Tags, element: Any, painted: Painted, body: Any) -> None:
    """The rows join `body`, of a page before; the caption above them, and the boxes that held it, leave the tree."""
    (number,) = element["K"]
    page = element["Pg"]
    owners = tags.owners(page)
    painted.content.first = len(owners)
    tags.make_artifacts(page, {number})
    owners[number] = b"null"
    tags.by_reference[body["P"]].pop("A", None)  # a box is for what stands on one page
    _add_rows(tags, body, page, painted.body)
    while True:
        above = tags.by_reference[element["P"]]
        above["K"].remove(element.reference)
        element.clear()
        if above["K"]:
            return
        element = above


def _add_rows(tags: Tags, section: Any, page: bytes, rows: Sequence[Sequence[Cell]]) -> None:
    """Rows of cells, each cell with the next number of the marked content of the page."""
    owners = tags.owners(page)
    for cells in rows:
        row = _child(tags, section, "TR", page)
        section["K"].append(row.reference)
        for cell in cells:
            made = _child(tags, row, cell.kind, page, [len(owners)])
            if cell.scope:
                made["A"] = tags.plain({"O": "/Table", "Scope": f"/{cell.scope}"})
            owners.append(made.reference)
            row["K"].append(made.reference)


def _child(tags: Tags, parent: Any, kind: str, page: bytes, content: Sequence[int] = ()) -> Any:
    return tags.new({"Type": "/StructElem", "S": f"/{kind}", "P": parent.reference, "Pg": page, "K": [*content]})
