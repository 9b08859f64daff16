"""Reads a PDF as a validator does: what the tests of the reports use to check tags, marked content and archive metadata."""

import io
import itertools
from dataclasses import dataclass, field

import pikepdf

OPEN_ENDS = (" ", "\xa0", "-", "‑", "/")  # after these a line may break and no space is missing
PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "EI", "INLINE IMAGE"}


@dataclass
class Text:
    """A run of text and where it stands, in the units of its drawing; y goes down."""

    x: float
    y: float
    text: str


@dataclass
class Element:
    kind: str
    attributes: dict = field(default_factory=dict)
    alt: str = ""
    children: list["Element"] = field(default_factory=list)
    runs: list[tuple[int, Text]] = field(default_factory=list)  # with the page

    @property
    def text(self) -> str:
        """Its own text, without that of its children."""
        return "".join(run.text for _, run in self.runs)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def content(self) -> str:
        return "".join(run.text for _, run in self.all_runs())

    def all_runs(self) -> list[tuple[int, Text]]:
        return self.runs + [run for child in self.children for run in child.all_runs()]


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
        used: dict[tuple[int, int], None] = {}  # in the order of the tree
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
                    used[mark] = None
                    if owners[int(pdf.pages[page].StructParents)][int(kid)].objgen != node.objgen:
                        problems.append(f"content {mark} belongs to another element")
                    element.runs += [(page, run) for run in texts[page].get(int(kid), [])]
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
        present = [(page, mark) for page, marks in enumerate(texts) for mark in marks]
        problems += [f"content {mark} is in no element" for mark in sorted(set(present) - set(used))]
        problems += [f"element has content {mark} that is not on the page" for mark in sorted(set(used) - set(present))]
        wrong = next((a for a, b in zip(present, used, strict=False) if a != b), None)
        problems += [f"content {wrong} is painted where the tags have other content"] if wrong else []
    problems += [*_words_run_together(root), *_headings_out_of_place(root)]
    return Report(root, problems)


def _words_run_together(root: Element):
    """Where text goes on in another line of its element and no space is between."""
    for element in root.walk():
        if element.kind not in ("P", "H1", "H2", "H3", "Caption", "TH", "TD"):
            continue
        for (page, before), (_, after) in itertools.pairwise(element.all_runs()):
            if before.y != after.y and not before.text.endswith(OPEN_ENDS):
                yield f"page {page}: no space between {before.text[-20:]!r} and {after.text[:20]!r}"


def _headings_out_of_place(root: Element):
    """Headings must go down the page, or to the right, in the order of the tags."""
    places = [e.all_runs()[0] for e in root.walk() if e.kind in ("H1", "H2", "H3")]
    for (page, before), (other, after) in itertools.pairwise(places):
        if (other, after.y) < (page, before.y) and not (other == page and after.x > before.x):
            yield f"page {other}: {after.text!r} stands above {before.text!r}, which is read first"


def _marked(page, number: int, problems: list[str]) -> dict[int, list[Text]]:
    """The text of each marked content of a page as it is painted; what paints must be in one, or in an artifact."""
    fonts = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    found: dict[int, list[Text]] = {}
    place = (0.0, 0.0)
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
            found[mark] = []
            stack.append(mark)
        elif name == "EMC":
            stack.pop()
        elif name == "Tm":
            place = (float(operands[4]), float(operands[5]))
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in PAINTING:
            if not stack:
                problems.append(f"page {number}: {name} outside marked content")
            if name in ("Tj", "TJ") and stack and stack[-1] is not None:
                strings = operands[0] if name == "TJ" else [operands[0]]
                raw = b"".join(bytes(string) for string in strings if isinstance(string, pikepdf.String))
                text = "".join(font[raw[i] << 8 | raw[i + 1]] for i in range(0, len(raw), 2))
                found[stack[-1]].append(Text(*place, text))
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
