"""The record of the data for catalogues such as data.overheid.nl: DCAT-AP-NL 3.0 as JSON-LD."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from data.domain.stand import Stand
from tiles.out.release_files import DOWNLOADS, SERIES, Download, SeriesDownload

EU = "http://publications.europa.eu/resource/authority/"
LICENCE = EU + "licence/CC_BY_4_0"
IANA = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SERVICES = (  # path, title, description of the interface, standard
    ("/api/v1", "API met de cijfers", "/api/v1/openapi.json", "https://spec.openapis.org/oas/v3.0.3"),
    ("/ogc/v1", "OGC API Features en Tiles", "/ogc/v1/api", "http://www.opengis.net/doc/IS/ogcapi-features-1/1.0"),
)
ABOUT = (
    "Hoeveel vergunninghouders elke gemeente moet huisvesten (de taakstelling) en hoeveel zij er heeft gehuisvest, elke "
    "maand, met de stand tegenover de norm en de grenzen van de gemeenten."
)


def _id(address: str) -> dict[str, str]:
    return {"@id": address}


def _date(text: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": text}


def _nl(text: str) -> dict[str, str]:
    return {"@language": "nl", "@value": text}


def catalogue(
    stands: Sequence[Stand],
    *,
    base_url: str,
    publisher: str,
    homepage: str,
    contact: str,
    email: str,
    page: str,
    modified: dt.date | None = None,
) -> dict[str, Any]:
    """The catalogue with one dataset, a distribution per format and a service per API.

    `stands` newest first; `publisher` has a `homepage`, questions go to `contact` by `email` or at `page` (all but the names
    may be empty); `modified` is the day on which one of them came or was corrected last.
    """
    agent: dict[str, Any] = {"@id": f"{base_url}/#uitgever", "@type": "foaf:Agent", "foaf:name": _nl(publisher)}
    if homepage:
        agent["foaf:homepage"] = _id(homepage)
    point: dict[str, Any] = {
        "@id": f"{base_url}/#contact",
        "@type": "vcard:Organization",
        "vcard:fn": contact,
        "vcard:hasURL": _id(page or f"{base_url}/gegevens"),
    }
    if email:
        point["vcard:hasEmail"] = _id(f"mailto:{email}")
    shared = {
        "dct:publisher": _id(agent["@id"]),
        "dct:creator": _id(agent["@id"]),
        "dcat:contactPoint": _id(point["@id"]),
        "dcat:theme": _id(EU + "data-theme/SOCI"),
        "dct:accessRights": _id(EU + "access-right/PUBLIC"),
        "dct:language": _id(EU + "language/NLD"),
    }
    dataset = f"{base_url}/dcat#dataset"
    services: list[dict[str, Any]] = [
        {
            "@id": f"{base_url}/dcat#dienst-{n}",
            "@type": "dcat:DataService",
            "dct:identifier": f"{base_url}/dcat#dienst-{n}",
            "dct:title": _nl(title),
            "dct:description": _nl(f"{title} van Land in Beeld. {ABOUT}"),
            "dcat:endpointURL": _id(base_url + path),
            "dcat:endpointDescription": _id(base_url + described),
            "dct:conformsTo": _id(standard),
            "dct:license": _id(LICENCE),
            "dcat:servesDataset": _id(dataset),
            **shared,
        }
        for n, (path, title, described, standard) in enumerate(SERVICES, 1)
    ]
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": f"{base_url}/dcat",
                "@type": "dcat:Catalog",
                "dct:title": _nl("Land in Beeld"),
                "dct:description": _nl(ABOUT),
                "foaf:homepage": _id(base_url + "/"),
                "dct:license": _id(LICENCE),
                "dcat:dataset": [_id(dataset)],
                "dcat:service": [_id(service["@id"]) for service in services],
                **shared,
            },
            _dataset(dataset, stands, base_url, shared, modified),
            *services,
            agent,
            point,
        ],
    }


def _dataset(
    identity: str, stands: Sequence[Stand], base_url: str, shared: dict[str, Any], modified: dt.date | None
) -> dict[str, Any]:
    example = any(stand.voorbeeld for stand in stands)
    dataset = {
        "@id": identity,
        "@type": "dcat:Dataset",
        "dct:identifier": identity,
        "dct:title": _nl("Huisvesting van vergunninghouders per gemeente" + (" (voorbeeldcijfers)" if example else "")),
        "dct:description": _nl(ABOUT),
        "dcat:keyword": [_nl(word) for word in ("taakstelling", "vergunninghouders", "huisvesting", "gemeenten")],
        "dct:accrualPeriodicity": _id(EU + "frequency/MONTHLY"),
        "dct:spatial": _id(EU + "country/NLD"),
        "dcat:landingPage": _id(f"{base_url}/gegevens"),
        **shared,
        "dcat:distribution": [
            *(
                _distribution(base_url, ending, f"actueel/gemeenten.{ending}", form)
                for ending, form in DOWNLOADS.items()
            ),
            *(_distribution(base_url, f"reeks-{ending}", f"reeks.{ending}", form) for ending, form in SERIES.items()),
        ],
    }
    if stands:
        dataset["dct:modified"] = _date(str(modified or stands[0].peildatum))
        dataset["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _date(str(stands[-1].peildatum)),
            "dcat:endDate": _date(str(stands[0].peildatum)),
        }
    return dataset


def _distribution(base_url: str, name: str, path: str, form: Download | SeriesDownload) -> dict[str, Any]:
    """A file; `name` is the fragment of its identity, `path` where it lies below `/download`."""
    return {
        "@id": f"{base_url}/dcat#{name}",
        "@type": "dcat:Distribution",
        "dct:title": _nl(form.title),
        "dcat:accessURL": _id(f"{base_url}/gegevens"),
        "dcat:downloadURL": _id(f"{base_url}/download/{path}"),
        "dcat:mediaType": _id(IANA + form.media_type.partition(";")[0]),
        "dct:license": _id(LICENCE),
        **({"dct:format": _id(f"{EU}file-type/{form.file_type}")} if form.file_type else {}),
    }
