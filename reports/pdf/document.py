"""From XHTML to the bytes of a tagged PDF/A-2a that is also PDF/UA-1: what WeasyPrint leaves open is done here.

WeasyPrint 70 writes one variant at a time; we let it tag and write PDF/A-2a, and add the PDF/UA identification
and, in `tags`, the tables ourselves (decision 0007). Its file writer computes every object twice to make an identifier; ours
takes the identifier as given, so that the same figures give the same bytes. Internal names of WeasyPrint 70 and pydyf
0.13 are used here and in `paint` only.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO
from typing import Any
from uuid import UUID
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import cssselect2  # type: ignore[import-untyped]
import pydyf  # type: ignore[import-untyped]
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.pdf import generate_pdf
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports.pdf.tags import mend_tags
from reports.pdf.typeset import SetTable

VARIANT = "pdf/a-2a"
PDF_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
LEVEL = 6  # of deflate; 9 is slower and gains two percent
UA_SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about itself. `moment` is ISO 8601 in UTC, `identifier` 32 hex digits."""

    title: str
    subject: str
    keywords: str
    moment: str
    identifier: str
    creator: str = "Land in Beeld"
    producer: str = f"WeasyPrint {weasyprint.VERSION}"

    @property
    def pdf_moment(self) -> str:
        """The moment as PDF writes it: D:20170401000000Z."""
        return "D:" + "".join(sign for sign in self.moment if sign.isdigit()) + "Z"


class NoFetching(URLFetcher):  # type: ignore[misc]
    """Refuses every address: a report uses only what was prepared."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Raises ValueError, always."""
        raise ValueError(f"a report asked for {url}")


class Page(weasyprint.HTML):  # type: ignore[misc]
    """XHTML read by the C parser of the standard library, many times faster than the HTML parser that WeasyPrint calls."""

    def __init__(self, xhtml: str, base: weasyprint.CSS) -> None:
        self.base_url = "report:/"
        self.url_fetcher = NoFetching()
        self.media_type = "print"
        self._base = base
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(
            ElementTree.fromstring(xhtml),  # noqa: S314 - our own template
            content_language=None,
        )
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [self._base]


def lay_out(
    xhtml: str, sheets: tuple[weasyprint.CSS, ...], fonts: FontConfiguration, images: Mapping[str, Any]
) -> weasyprint.Document:
    """The laid out pages. The first of `sheets` takes the place of WeasyPrint's own.

    `images` are the drawings by the address that the XHTML gives them (`report:/name`).
    """
    base, *own = sheets
    page = Page(xhtml, base)
    profiles = {"srgb": _srgb()}
    return page.render(
        font_config=fonts, stylesheets=own, cache=dict(images), pdf_variant=VARIANT, color_profiles=profiles
    )


class Profile(ColorProfile):  # type: ignore[misc]
    """A colour profile, byte for byte its file; the library behind WeasyPrint would write the time of day into it."""

    content = b""


@lru_cache(maxsize=1)
def _srgb() -> Profile:
    """The profile of the output intent, read once: WeasyPrint would open the file for every report and leave it open."""
    content = (resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    profile = Profile(BytesIO(content), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    profile.content = content
    return profile


def draw(document: weasyprint.Document) -> pydyf.PDF:
    """The pages as a tree of PDF objects, with tags."""
    options = {**weasyprint.DEFAULT_OPTIONS, "pdf_variant": VARIANT, "pdf_version": "1.7", "output_intent": "prepared"}
    return generate_pdf(document, None, 1, **options)


def write(
    pdf: pydyf.PDF, metadata: Metadata, tables: Mapping[str, SetTable], links: Mapping[str, str] | None = None
) -> bytes:
    """The file, with the `tables` (by the name that their image has as alternative text) as real tables in the tags.

    `links` says in words where a link to an anchor in the report leads. Same objects and metadata, same bytes.
    """
    mend_tags(pdf, tables, links or {})
    _describe(pdf, metadata)
    return _serialise(pdf, metadata.identifier)


def _describe(pdf: pydyf.PDF, metadata: Metadata) -> None:
    """Document information and XMP, which must agree in PDF/A."""
    pdf.info.clear()
    pdf.info.update(
        {
            "Title": pydyf.String(metadata.title),
            "Author": pydyf.String(metadata.creator),
            "Subject": pydyf.String(metadata.subject),
            "Keywords": pydyf.String(metadata.keywords),
            "Creator": pydyf.String(metadata.creator),
            "Producer": pydyf.String(metadata.producer),
            "CreationDate": pydyf.String(metadata.pdf_moment),
            "ModDate": pydyf.String(metadata.pdf_moment),
        }
    )
    stream = next(o for o in pdf.objects if isinstance(o, pydyf.Stream) and o.extra.get("Type") == "/Metadata")
    stream.stream = [_xmp(metadata).encode()]
    stream.compress = False  # so that an archive finds it without a PDF reader


def _xmp(metadata: Metadata) -> str:
    m = {name: escape(str(getattr(metadata, name))) for name in Metadata.__slots__}
    uuid = UUID(hex=metadata.identifier).urn.removeprefix("urn:")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{m["title"]}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{m["creator"]}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{m["subject"]}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>nl-NL</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{m["keywords"]}</pdf:Keywords><pdf:Producer>{m["producer"]}</pdf:Producer>
<xmp:CreatorTool>{m["creator"]}</xmp:CreatorTool><xmp:CreateDate>{m["moment"]}</xmp:CreateDate>
<xmp:ModifyDate>{m["moment"]}</xmp:ModifyDate><xmp:MetadataDate>{m["moment"]}</xmp:MetadataDate>
<xmpMM:DocumentID>{uuid}</xmpMM:DocumentID></rdf:Description>
{UA_SCHEMA}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _serialise(pdf: pydyf.PDF, identifier: str) -> bytes:
    """The objects as a file with one object stream and a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8)."""
    pdf.add_object(pdf.info)
    out = bytearray(PDF_HEADER)
    entries: list[tuple[int, int, int]] = [(0, 0, 0xFFFF)]
    packed: list[bytes] = []
    index: list[str] = []
    position = 0
    stream_number = len(pdf.objects)
    for number, item in enumerate(pdf.objects[1:], 1):
        if item.compressible:
            data = item.data
            entries.append((2, stream_number, len(packed)))
            index.append(f"{number} {position}")
            packed.append(data)
            position += len(data) + 1
        else:
            entries.append((1, len(out), 0))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, _stream_data(item))
    first = " ".join(index).encode()
    entries.append((1, len(out), 0))
    out += _stream(
        stream_number,
        b"/Type /ObjStm /N %d /First %d" % (len(packed), len(first) + 1),
        b"\n".join([first, *packed]),
    )
    start = len(out)
    entries.append((1, start, 0))
    table = b"".join(b"%c%b%b" % (kind, a.to_bytes(4, "big"), b.to_bytes(2, "big")) for kind, a, b in entries)
    trailer = b"/Type /XRef /W [1 4 2] /Size %d /Root %b /Info %b /ID [<%b> <%b>]" % (
        len(entries),
        pdf.catalog.reference,
        pdf.info.reference,
        identifier.encode(),
        identifier.encode(),
    )
    out += _stream(stream_number + 1, trailer, table)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _stream(number: int, extra: bytes, content: bytes) -> bytes:
    body = zlib.compress(content, LEVEL)
    return b"%d 0 obj\n<<%b /Filter /FlateDecode /Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        number,
        extra,
        len(body),
        body,
    )


def _stream_data(item: pydyf.Object) -> bytes:
    """The object with its stream deflated once, at our level."""
    if not isinstance(item, pydyf.Stream) or not item.compress:
        data: bytes = item.data
        return data
    content = b"\n".join(part if isinstance(part, bytes) else pydyf._to_bytes(part) for part in item.stream)
    body = zlib.compress(content, LEVEL)
    extra = pydyf.Dictionary({**item.extra, "Filter": "/FlateDecode", "Length": len(body)})
    return b"%b\nstream\n%b\nendstream" % (extra.data, body)
