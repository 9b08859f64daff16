"""Reads a PDF as a validator does: what the tests of the reports use to check tags, marked content and archive metadata."""

import io
from dataclasses import dataclass, field

import pikepdf

PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "EI", "INLINE IMAGE"}


@dataclass
class Element:
    kind: str
    attributes: dict = field(default_factory=dict)
    alt: str = ""
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def content(self) -> str:
        return self.text + "".join(child.content() for child in self.children)


@dataclass
class Report:
    root: Element
    problems: list[str]


def read(content: bytes) -> Report:
    """The structure tree with the text of its elements, and what is wrong with it."""
    problems: list[str] = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        texts = [_marked(page, n, problems) for n, page in enumerate(pdf.pages)]
        pages = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        tree = pdf.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)
        owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
        used: set[tuple[int, int]] = set()
        reached = set()
        linked = set()

        def build(node, page):
            reached.add(node.objgen)
            page = pages[node.Pg.objgen] if "/Pg" in node else page
            element = Element(
                str(node.S)[1:],
                {k: str(v) for k, v in node.A.items()} if "/A" in node else {},
                str(node.get("/Alt", "")),
            )
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                    owner = owners[int(kid.Obj.StructParent)]
                    if owner.objgen != node.objgen or not str(kid.Obj.get("/Contents", "")):
                        problems.append("a link is not tied to its element, or has no text")
                    linked.add(kid.Obj.objgen)
                elif isinstance(kid, pikepdf.Dictionary):
                    if kid.P.objgen != node.objgen:
                        problems.append(f"{kid.S} has another parent than {node.S}")
                    element.children.append(build(kid, page))
                else:
                    mark = (page, int(kid))
                    if mark in used:
                        problems.append(f"content {mark} is used twice")
                    used.add(mark)
                    if owners[int(pdf.pages[page].StructParents)][int(kid)].objgen != node.objgen:
                        problems.append(f"content {mark} belongs to another element")
                    element.text += texts[page].get(int(kid), "")
            return element

        root = build(tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K, 0)
        problems += [
            f"{node.S} is outside the tree"
            for node in pdf.objects
            if isinstance(node, pikepdf.Dictionary)
            and node.get("/Type") == "/StructElem"
            and node.objgen not in reached
        ]
        annotations = {a.objgen for page in pdf.pages for a in page.get("/Annots", [])}
        problems += ["a link is outside the tree" for _ in annotations - linked]
        present = {(page, mark) for page, marks in enumerate(texts) for mark in marks}
        problems += [f"content {mark} is in no element" for mark in sorted(present - used)]
        problems += [f"element has content {mark} that is not on the page" for mark in sorted(used - present)]
    return Report(root, problems)


def _marked(page, number: int, problems: list[str]) -> dict[int, str]:
    """The text of each marked content of a page; everything that paints must be in one, or in an artifact."""
    fonts = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = {}
    stack: list[int | None] = []
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BMC":
            stack.append(None)
        elif name == "BDC":
            if "/MCID" not in operands[1]:
                stack.append(None)
                continue
            mark = int(operands[1]["/MCID"])
            if any(m is not None for m in stack):
                problems.append(f"page {number}: content {mark} lies inside other content")
            if mark in found:
                problems.append(f"page {number}: content {mark} is there twice")
            found[mark] = ""
            stack.append(mark)
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in PAINTING:
            if not stack:
                problems.append(f"page {number}: {name} outside marked content")
            if name in ("Tj", "TJ") and stack and stack[-1] is not None:
                strings = operands[0] if name == "TJ" else [operands[0]]
                for string in strings:
                    if isinstance(string, pikepdf.String):
                        raw = bytes(string)
                        found[stack[-1]] += "".join(font[raw[i] << 8 | raw[i + 1]] for i in range(0, len(raw), 2))
    if stack:
        problems.append(f"page {number}: marked content is left open")
    return found


def _unicode(font) -> dict[int, str]:
    """Glyph -> text, from the ToUnicode of the font."""
    found = {}
    inside = False
    for line in font.ToUnicode.read_bytes().decode().splitlines():
        if "beginbfchar" in line:
            inside = True
        elif "endbfchar" in line:
            inside = False
        elif inside:
            glyph, text = line.strip("<>").split("> <")
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return found
