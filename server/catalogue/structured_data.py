"""What a page says of itself to search engines, in the words of schema.org (JSON-LD)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from data.domain.stand import Stand
from server.catalogue.dcat import ABOUT
from tiles.out.release_files import DOWNLOADS, SERIES, Download, SeriesDownload

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def breadcrumbs(base_url: str, steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page: names and paths (without a slash in front) from the front page to the page itself."""
    items = [
        {"@type": "ListItem", "position": n, "name": naam, "item": f"{base_url}/{path}"}
        for n, (naam, path) in enumerate(steps, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def dataset(stands: Sequence[Stand], base_url: str, publisher: str, modified: dt.date | None) -> dict[str, Any]:
    """The figures as a Dataset with a download per format; `stands` newest first, `publisher` may be empty."""
    example = any(stand.voorbeeld for stand in stands)
    about: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": f"{base_url}/dcat#dataset",
        "name": "Huisvesting van vergunninghouders per gemeente" + (" (voorbeeldcijfers)" if example else ""),
        "description": ABOUT,
        "url": f"{base_url}/gegevens",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": "nl",
        "keywords": ["taakstelling", "vergunninghouders", "huisvesting", "gemeenten"],
        "spatialCoverage": {"@type": "Place", "name": "Nederland"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": form.title,
                "encodingFormat": form.media_type.partition(";")[0],
                "contentUrl": f"{base_url}/download/{path}",
            }
            for path, form in _files()
        ],
    }
    if publisher:
        about["creator"] = {"@type": "Organization", "name": publisher}
    if stands:
        about["temporalCoverage"] = f"{stands[-1].peildatum}/{stands[0].peildatum}"
    if modified:
        about["dateModified"] = modified.isoformat()
    return about


def _files() -> Iterator[tuple[str, Download | SeriesDownload]]:
    """Every file below `/download`: of the newest month, and of all months."""
    yield from ((f"actueel/gemeenten.{ending}", form) for ending, form in DOWNLOADS.items())
    yield from ((f"reeks.{ending}", form) for ending, form in SERIES.items())
