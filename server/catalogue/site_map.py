"""What machines that look for pages are told: which there are, of what day, and which addresses are endless. Pure."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
# parameters that show the same figures in another order or selection, or those of another moment
ENDLESS = (
    "zoek", "provincie", "klasse", "sorteer", "volgorde", "op", "versie", "indeling", "groot", "g", "erbij", "als",
)  # fmt: skip
LEFT_ALONE = ("/insluiten?", "/rapportages?", "/versie/")  # code to copy; what is no longer said


def robots(prefix: str, sitemap: str) -> str:
    """The text of `robots.txt` (RFC 9309); `prefix` is the path of the site on its host, `sitemap` an absolute address.

    >>> robots("/kaart", "https://www.example.nl/kaart/sitemap.xml").splitlines()[:3]
    ['User-agent: *', 'Disallow: /kaart/insluiten?', 'Disallow: /kaart/rapportages?']
    """
    endless = (f"/*{sign}{name}=" for name in ENDLESS for sign in "?&")
    rules = (f"Disallow: {prefix}{path}" for path in (*LEFT_ALONE, *endless))
    return "\n".join(["User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""])


def sitemap(addresses: Iterable[str], changed: dt.date | None) -> bytes:
    """The document of `sitemap.xml`: absolute addresses, each with the day on which its figures last changed."""
    ET.register_namespace("", SITEMAPS)
    root = ET.Element(f"{{{SITEMAPS}}}urlset")
    for address in addresses:
        url = ET.SubElement(root, f"{{{SITEMAPS}}}url")
        ET.SubElement(url, f"{{{SITEMAPS}}}loc").text = address
        if changed:
            ET.SubElement(url, f"{{{SITEMAPS}}}lastmod").text = changed.isoformat()
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document
