"""The one module that knows WeasyPrint 70 and pydyf 0.13 from inside: XHTML and drawings in, a tagged PDF/A-2a out.

Others draw on a `Canvas`, as something `Placed`; what they change in the tags, they change in `Tags`. WeasyPrint asks
an image for its size and lets it draw on the stream of the page, so a drawing, map or table of ours is an image to it. The
names of theirs that are used here are listed in `tests/reports/pdf/test_engine.py`: an upgrade fails there (decision 0027).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Container, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from io import BytesIO
from typing import Any, Protocol, TypeAlias
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
import pydyf  # type: ignore[import-untyped]
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports.pdf.metadata import Metadata, xmp

VARIANT = "pdf/a-2a"
PRODUCER = f"WeasyPrint {weasyprint.VERSION}"
Sheet: TypeAlias = weasyprint.CSS
Document: TypeAlias = weasyprint.Document


class NoFetching(URLFetcher):  # type: ignore[misc]
    """Refuses every address: a report uses only what was prepared."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Raises ValueError, always."""
        raise ValueError(f"a report asked for {url}")


class Fonts:
    """The fonts that a document may use; `css` has their @font-face rules, of which WeasyPrint keeps a copy of its own."""

    def __init__(self, css: str) -> None:
        self.configuration = FontConfiguration()
        weasyprint.CSS(string=css, font_config=self.configuration)
        font_map = self.configuration.font_map
        self._context = ffi.gc(pango.pango_font_map_create_context(font_map), gobject.g_object_unref)

    def sheet(self, css: str) -> Sheet:
        """A style sheet, read once."""
        return weasyprint.CSS(string=css, font_config=self.configuration, url_fetcher=NoFetching())

    def load(self, family: str, weight: int) -> Any:
        """A font as `Canvas.font` takes it."""
        description = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
        pango.pango_font_description_set_family(description, family.encode())
        pango.pango_font_description_set_weight(description, weight)
        pango.pango_font_description_set_absolute_size(description, 9 * 1024)
        font = pango.pango_font_map_load_font(self.configuration.font_map, self._context, description)
        return ffi.gc(font, gobject.g_object_unref)


class Whole(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are known. pydyf asks for those of an object twice, and compresses a stream at each."""

    compressible = False

    def __init__(self, data: bytes, number: int | None = None) -> None:
        super().__init__()
        self.number = number
        self._data = data

    @property
    def data(self) -> bytes:
        """The whole object as bytes."""
        return self._data


class Form(Whole):
    """A PDF form XObject that was compressed once and is written as it is into every document that uses it."""

    def __init__(self, content: bytes, bbox: tuple[float, float, float, float]) -> None:
        packed = zlib.compress(content, 9)
        box = " ".join(f"{value:.1f}" for value in bbox)
        head = f"<</Type /XObject /Subtype /Form /BBox [{box}] /Resources <<>> /Filter /FlateDecode /Length {len(packed)}>>"
        super().__init__(head.encode() + b"\nstream\n" + packed + b"\nendstream")
        self.extra: dict[str, Any] = {}


class Later(pydyf.Object):  # type: ignore[misc]
    """Operators that are known when the tags are."""

    def __init__(self, made: Callable[[], bytes]) -> None:
        super().__init__()
        self._made = made

    @property
    def data(self) -> bytes:
        """The operators as bytes."""
        return self._made()


class Canvas:
    """The stream of a page, while something is drawn on it; units and origin are those of the box that it was given."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def add(self, operators: bytes) -> None:
        """Draws."""
        self._stream.stream.append(operators)

    def add_later(self, made: Callable[[], bytes]) -> None:
        """Draws what `made` gives when the file is written."""
        self._stream.stream.append(Later(made))

    def add_form(self, name: str, form: Form) -> None:
        """Draws a form."""
        self._stream._resources["XObject"][name] = form
        self.add(f"/{name} Do".encode())

    def faded(self, share: float) -> str:
        """The operator after which strokes are as opaque as this share, until the state that was kept before is back."""
        name = f"faded-{share:g}"
        self._stream._resources["ExtGState"][name] = pydyf.Dictionary({"CA": share})
        return f"/{name} gs"

    def font(self, loaded: Any) -> Any:
        """A loaded font in this document: `hash` is its name in operators; `use` notes a glyph of it."""
        return self._stream.add_font(loaded)[0]

    @staticmethod
    def use(font: Any, glyph: int, sign: str, width: int) -> None:
        """Notes a glyph for the subset of the document: what it reads as, and its width in thousandths of an em."""
        font.to_unicode.setdefault(glyph, sign)
        font.widths.setdefault(glyph, width)


class Placed(Protocol):
    """What can be placed in a page like an image."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in CSS pixels."""

    def paint(self, canvas: Canvas, width: float) -> None:
        """Draws in a box of this width in CSS pixels, y going down from its top."""


class _Image:
    """A `Placed` as WeasyPrint asks an image for its size and lets it draw."""

    def __init__(self, placed: Placed) -> None:
        self._placed = placed

    def get_intrinsic_size(self, _resolution: Any, _font_size: Any) -> tuple[float, float, float]:
        """Width, height and ratio."""
        width, height = self._placed.size
        return width, height, width / height

    def draw(self, stream: Any, width: float, _height: float, _style: Any) -> None:
        """Draws on the stream of the page."""
        self._placed.paint(Canvas(stream), width)


class _Page(weasyprint.HTML):  # type: ignore[misc]
    """XHTML read by the C parser of the standard library, many times faster than the HTML parser that WeasyPrint calls."""

    def __init__(self, xhtml: str, base: Sheet) -> None:
        self.base_url = "report:/"
        self.url_fetcher = NoFetching()
        self.media_type = "print"
        self._base = base
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(
            ElementTree.fromstring(xhtml),  # noqa: S314 - our own template
            content_language=None,
        )
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[Sheet]:
        return [self._base]


def lay_out(xhtml: str, sheets: tuple[Sheet, ...], fonts: Fonts, images: Mapping[str, Placed]) -> Document:
    """The laid out pages (`.pages`). The first of `sheets` takes the place of WeasyPrint's own.

    `images` are the drawings by the address that the XHTML gives them (`report:/name`).
    """
    base, *own = sheets
    cache: dict[str, Any] = {address: _Image(placed) for address, placed in images.items()}
    return _Page(xhtml, base).render(
        font_config=fonts.configuration,
        stylesheets=own,
        cache=cache,
        pdf_variant=VARIANT,
        color_profiles={"srgb": _srgb()},
    )


class _Profile(ColorProfile):  # type: ignore[misc]
    """A colour profile, byte for byte its file; the library behind WeasyPrint would write the time of day into it."""

    content = b""


@lru_cache(maxsize=1)
def _srgb() -> _Profile:
    """The profile of the output intent, read once: WeasyPrint would open the file for every report and leave it open."""
    content = (resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    profile = _Profile(BytesIO(content), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    profile.content = content
    return profile


class Tags:
    """The structure tree that WeasyPrint made, and the pages that it is about. Elements are mappings with PDF's own keys."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        self.by_reference: dict[bytes, Any] = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary)}
        self.pages: list[bytes] = pdf.page_references
        self._numbers = self.by_reference[self.by_reference[pdf.catalog["StructTreeRoot"]]["ParentTree"]]["Nums"]
        self._streams = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Stream)}

    def elements(self, kind: str) -> list[Any]:
        """All elements of a kind, in the order in which they were drawn."""
        objects = self.by_reference.values()
        return [e for e in objects if e.get("S") == f"/{kind}" and e.get("Type") == "/StructElem"]

    def links_inside(self) -> Iterator[Any]:
        """The links to an anchor in the document, which is the string `Dest`."""
        return (a for a in self.by_reference.values() if a.get("Type") == "/Annot" and "Dest" in a)

    def owners(self, page: bytes) -> Any:
        """For each piece of marked content of a page the element that it belongs to."""
        return self._numbers[2 * self.pages.index(page) + 1]

    def height(self, page: bytes) -> float:
        """The height of a page in points."""
        return float(self.by_reference[page]["MediaBox"][3])

    def new(self, entries: Mapping[str, Any]) -> Any:
        """An element that is part of the file."""
        made = self.plain(entries)
        self._pdf.add_object(made)
        return made

    @staticmethod
    def plain(entries: Mapping[str, Any]) -> Any:
        """A mapping as the value of an entry; lists in it become arrays."""
        values = {k: pydyf.Array(v) if isinstance(v, list) else v for k, v in entries.items()}
        return pydyf.Dictionary(values)

    @staticmethod
    def text(value: str) -> Any:
        """A string as the value of an entry."""
        return pydyf.String(value)

    def make_artifacts(self, page: bytes, numbers: Container[int]) -> None:
        """Marked content with one of these numbers is for the eye only from now on."""
        parts = self._streams[self.by_reference[page]["Contents"]].stream
        for position, part in enumerate(parts):
            if isinstance(part, pydyf.Dictionary) and part.get("MCID") in numbers:
                parts[position - 1] = "/Artifact"
                parts[position] = pydyf.Dictionary({"Type": "/Pagination"})


def write(document: Document, metadata: Metadata, mend: Callable[[Tags], None]) -> bytes:
    """The file. `mend` gets the tags when everything was painted. Same document and metadata, same bytes."""

    def finish(_document: Document, pdf: pydyf.PDF) -> None:
        mend(Tags(pdf))
        _describe(pdf, metadata)
        pdf.objects[:] = [Whole(o.data, o.number) if isinstance(o, pydyf.Stream) else o for o in pdf.objects]

    given = metadata.identifier.encode()
    return bytes(
        document.write_pdf(finisher=finish, pdf_variant=VARIANT, pdf_identifier=given, output_intent="prepared")
    )


def _describe(pdf: pydyf.PDF, metadata: Metadata) -> None:
    """Document information and XMP, which must agree in PDF/A."""
    words = {
        "Title": metadata.title,
        "Author": metadata.creator,
        "Subject": metadata.subject,
        "Keywords": metadata.keywords,
        "Creator": metadata.creator,
        "Producer": metadata.producer,
        "CreationDate": metadata.pdf_moment,
        "ModDate": metadata.pdf_moment,
    }
    pdf.info.clear()
    pdf.info.update({name: pydyf.String(value) for name, value in words.items()})
    stream = next(o for o in pdf.objects if isinstance(o, pydyf.Stream) and o.extra.get("Type") == "/Metadata")
    stream.stream = [xmp(metadata).encode()]
    stream.compress = False  # so that an archive finds it without a PDF reader
