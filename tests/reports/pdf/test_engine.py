"""The contract with WeasyPrint and pydyf: every name of theirs that `reports/pdf/engine.py` uses, public or not.

After an upgrade this fails first, with the name that went away or means something else; what is not listed is not used.
"""

import ast
import inspect
import pkgutil
from pathlib import Path

import pytest

from reports.pdf import engine
from reports.pdf.metadata import Metadata

ROOT = Path(__file__).parents[3]
ENGINE = ROOT / "reports/pdf/engine.py"
PUBLIC = {  # in their documentation
    "weasyprint.CSS",
    "weasyprint.Document",
    "weasyprint.HTML",
    "weasyprint.VERSION",
    "weasyprint.text.fonts.FontConfiguration",
    "weasyprint.urls.URLFetcher",
    "pydyf.Array",
    "pydyf.Dictionary",
    "pydyf.Object",
    "pydyf.PDF",
    "pydyf.Stream",
    "pydyf.String",
}
INNER = {
    "weasyprint.css.ColorProfile",
    "weasyprint.text.ffi.ffi",
    "weasyprint.text.ffi.gobject",
    "weasyprint.text.ffi.pango",
}
C_FUNCTIONS = {
    "gobject.g_object_unref",
    "pango.pango_font_description_free",
    "pango.pango_font_description_new",
    "pango.pango_font_description_set_absolute_size",
    "pango.pango_font_description_set_family",
    "pango.pango_font_description_set_weight",
    "pango.pango_font_map_create_context",
    "pango.pango_font_map_load_font",
}
ARGUMENTS = {  # callable: what we give it by name, or answer for it
    "weasyprint.HTML.render": {"font_config", "color_profiles", "options"},
    "weasyprint.HTML._ua_stylesheets": {"forms"},
    "weasyprint.Document.write_pdf": {"finisher", "options"},
    "weasyprint.urls.URLFetcher.fetch": {"url", "headers"},
}
OPTIONS = {"stylesheets", "cache", "pdf_variant", "pdf_identifier", "output_intent"}
OF_A_STREAM = {"stream", "_resources", "add_font"}
OF_A_FONT = {"hash", "to_unicode", "widths"}
OF_AN_OBJECT = {"number", "data", "compressible"}
OF_A_PDF = {"objects", "catalog", "info", "page_references", "add_object"}
METADATA = Metadata("Titel", "Onderwerp", "woord", "2026-11-01T00:00:00Z", "0" * 32, producer=engine.PRODUCER)
XHTML = """<html lang="nl"><head><title>Titel</title></head><body><h1>Kop</h1>
<div><img src="report:/square" alt="Een vierkant."/></div>
<p><a href="https://voorbeeld.nl/beeld">Kaart</a> <a href="#daar">Daar</a></p><h2 id="daar">Daar</h2></body></html>"""


class Square:
    """Draws a square and notes what it was given to draw on."""

    size = (40.0, 20.0)

    def __init__(self):
        self.seen = []

    def paint(self, canvas, width):
        self.seen.append((canvas, width))
        canvas.add_later(lambda: b"0 0 10 10 re f")


@pytest.fixture
def drawn(renderer):
    square, trees = Square(), []
    document = engine.lay_out(XHTML, renderer.press.sheets, renderer.press.fonts, {"report:/square": square})
    content = engine.write(document, METADATA, trees.append)
    return square, trees[0], content


@pytest.mark.parametrize("name", sorted(PUBLIC | INNER))
def test_the_name_is_there(name):
    assert pkgutil.resolve_name(name) is not None


@pytest.mark.parametrize("name", sorted(C_FUNCTIONS))
def test_the_function_of_pango_is_declared(name):
    assert callable(pkgutil.resolve_name(f"weasyprint.text.ffi.{name}"))


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_the_callable_takes_what_we_give(name):
    assert set(inspect.signature(pkgutil.resolve_name(name)).parameters) >= ARGUMENTS[name]


def test_the_options_are_known():
    import weasyprint

    assert set(weasyprint.DEFAULT_OPTIONS) >= OPTIONS


def test_the_engine_uses_nothing_that_is_not_listed():
    names, modules = set(), {}
    tree = ast.parse(ENGINE.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("weasyprint", "pydyf"):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
            modules |= {alias.name: node.module for alias in node.names}
    attributes = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    names |= {name for name in attributes if name.startswith(("weasyprint.", "pydyf."))}
    assert names == PUBLIC | INNER
    assert {name for name in attributes if name.startswith(("pango.", "gobject."))} == C_FUNCTIONS


def test_no_other_module_knows_them():
    others = {
        str(path.relative_to(ROOT))
        for floor in ("data", "tiles", "reports", "server")
        for path in (ROOT / floor).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        if (name or "").split(".")[0] in ("weasyprint", "pydyf")
    }
    assert others == {"reports/pdf/engine.py"}


def test_an_image_is_asked_for_its_size_and_draws_on_the_stream_of_the_page(drawn, renderer):
    square, _, content = drawn
    ((canvas, width),) = square.seen
    assert width == 40
    assert all(hasattr(canvas._stream, name) for name in OF_A_STREAM)
    assert all(isinstance(canvas._stream._resources[kind], dict) for kind in ("XObject", "ExtGState"))
    font = canvas.font(renderer.press.lettering._loaded[400])
    assert all(hasattr(font, name) for name in OF_A_FONT)
    assert content.startswith(b"%PDF-1.7")


def test_the_tags_are_where_we_look_for_them(drawn):
    _, tags, _ = drawn
    assert all(hasattr(tags._pdf, name) for name in OF_A_PDF)
    (page,) = tags.pages
    assert tags.height(page) == pytest.approx(841.89, abs=0.01)
    (figure,) = tags.elements("Figure")
    (heading,) = tags.elements("H1")
    assert figure["Alt"].string == "Een vierkant." and figure["Pg"] == page
    left, top, right, bottom = figure["A"]["BBox"]
    assert (right - left, bottom - top) == pytest.approx((40, 20)), "pixels with y down, which we put right"
    (number,) = figure["K"]
    assert tags.owners(page)[number] == figure.reference
    assert figure.reference in tags.by_reference[figure["P"]]["K"]
    assert heading["P"] in tags.by_reference


def test_links_are_annotations_with_an_address_or_an_anchor(drawn):
    _, tags, _ = drawn
    (inside,) = tags.links_inside()
    assert inside["Dest"].string == "daar"
    notes = [o for o in tags.by_reference.values() if o.get("Type") == "/Annot" and "A" in o]
    assert [note["A"]["URI"].string for note in notes] == ["https://voorbeeld.nl/beeld"]


def test_each_stream_is_compressed_once(renderer):
    asked = []

    class Counted(Square):
        def paint(self, canvas, width):
            canvas.add_later(lambda: asked.append(width) or b"0 0 10 10 re f")

    assert all(hasattr(engine.Whole(b"<<>>", 1), name) for name in OF_AN_OBJECT)
    document = engine.lay_out(XHTML, renderer.press.sheets, renderer.press.fonts, {"report:/square": Counted()})
    engine.write(document, METADATA, lambda tags: None)
    assert len(asked) == 1


def test_marked_content_becomes_an_artifact(renderer):
    def mend(tags):
        (figure,) = tags.elements("Figure")
        parts = tags._streams[tags.by_reference[figure["Pg"]]["Contents"]].stream
        before = parts.count("/Figure"), parts.count("/Artifact")
        tags.make_artifacts(figure["Pg"], set(figure["K"]))
        assert before == (1, parts.count("/Artifact") - 1) and parts.count("/Figure") == 0

    document = engine.lay_out(XHTML, renderer.press.sheets, renderer.press.fonts, {"report:/square": Square()})
    engine.write(document, METADATA, mend)
