"""What makes a drawing a file of its own as SVG: fonts by name, and what it is, of when and whose. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tiles import licence

MEDIA_TYPE = "image/svg+xml; charset=utf-8"
NAME_OF_FONT = "IBM Plex Sans"
# Ours, then what is as narrow; named one by one, since programs do not all ask their system what takes the place of Arial
FONTS = f"'{NAME_OF_FONT}', Arial, 'Liberation Sans', Helvetica, 'Nimbus Sans', 'DejaVu Sans Condensed', sans-serif"


def metadata(fields: Mapping[str, str]) -> str:
    """What the file says of itself by these terms of Dublin Core, in RDF: where programs look for it in an SVG."""
    said = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in fields.items())
    return (
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#">'
        f'<cc:Work rdf:about="">{said}<cc:license rdf:resource="{licence.LICENCE}"/></cc:Work></rdf:RDF></metadata>'
    )
