"""What a report says about itself, and the same as XMP: PDF/A-2a that is also PDF/UA-1. Pure.

WeasyPrint identifies one standard at a time; the second asks for an extension schema in PDF/A, which is here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID
from xml.sax.saxutils import escape

UA_SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

_INSTANCE = re.compile(rb"<xmpMM:InstanceID>uuid:([0-9a-f-]{36})</xmpMM:InstanceID>")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about itself. `moment` is ISO 8601 in UTC, `identifier` and `key` 32 hex digits.

    `identifier` is the number of the report, `key` that of this file of it (`press.Manuscript.key`).
    """

    title: str
    subject: str
    keywords: str
    moment: str
    identifier: str
    creator: str = "Land in Beeld"
    producer: str = ""
    version: str = "1"
    draft: bool = False
    key: str = "0" * 32

    @property
    def pdf_moment(self) -> str:
        """The moment as PDF writes it: D:20170401000000Z."""
        return "D:" + "".join(sign for sign in self.moment if sign.isdigit()) + "Z"


def xmp(metadata: Metadata) -> str:
    """The metadata as XMP (ISO 16684-1), with the identification of PDF/A-2a and PDF/UA-1."""
    m = {name: escape(str(getattr(metadata, name))) for name in Metadata.__slots__}
    document, file = (UUID(hex=number).urn.removeprefix("urn:") for number in (metadata.identifier, metadata.key))
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
<xmpMM:DocumentID>{document}</xmpMM:DocumentID><xmpMM:InstanceID>{file}</xmpMM:InstanceID><xmpMM:VersionID>{m["version"]}</xmpMM:VersionID>
<xmpMM:RenditionClass>{"draft" if metadata.draft else "default"}</xmpMM:RenditionClass></rdf:Description>
{UA_SCHEMA}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def key_of(content: bytes) -> str:
    """The key that a PDF of ours carries; empty for another file, and for one of before there were keys."""
    match = _INSTANCE.search(content)
    return match[1].decode().replace("-", "") if match else ""
