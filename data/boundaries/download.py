"""The borders of a year from the services of CBS and Kadaster at PDOK, read page by page and then imported.

OGC API - Features: `GET {base}/collections/{collection}/items`, next pages by the link with rel `next`. Everything is
bounded (pages, bytes, time, attempts) and nothing but the given service is asked. Coordinates are asked in EPSG:28992.
Services: api.pdok.nl, licence CC BY 4.0, attribution (c) CBS / Kadaster.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import stamina

from data import files
from data.boundaries.vintages import ImportReport, import_file
from data.errors import DownloadFailed
from data.reference.gemeenten import gemeenten_of

log = logging.getLogger(__name__)

RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"
RETRIED = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Source:
    """A service that has the borders. `year_parameter` is empty where only the present borders can be had."""

    base_url: str
    collection: str
    year_parameter: str
    bron: str


SOURCES = {
    # land only, generalised by CBS: the shape people know from maps of the Netherlands; every year since 2016
    "cbs": Source(
        "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1", "gemeente_gegeneraliseerd", "jaarcode", "© CBS / Kadaster"
    ),
    # the same year by year with every bend; tens of megabytes
    "cbs-fijn": Source(
        "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1",
        "gemeente_niet_gegeneraliseerd",
        "jaarcode",
        "© CBS / Kadaster",
    ),
    # the legal borders of today, through the water
    "kadaster": Source(
        "https://api.pdok.nl/kadaster/brk-bestuurlijke-gebieden/ogc/v1", "gemeentegebied", "", "© Kadaster"
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits at which a download gives up."""

    page_size: int = 100  # features asked per page
    pages: int = 50
    bytes: int = 500_000_000  # in all
    seconds: float = 600.0  # in all
    read_seconds: float = 30.0  # without receiving anything
    attempts: int = 5  # per page
    first_wait: float = 0.5  # seconds; doubles with every attempt
    longest_wait: float = 30.0  # seconds, also of a Retry-After


class _Temporary(Exception):
    """A failure that is worth another attempt; `wait` is what the service asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.reason = reason
        self.wait = wait
        super().__init__(reason)


def download(
    year: int,
    folder: Path,
    *,
    source: str = "cbs",
    base_url: str = "",
    limits: Limits = Limits(),
    progress: Callable[[int], object] = lambda features: None,
    clock: Callable[[], float] = time.monotonic,
) -> ImportReport:
    """Fetch the borders of a year and import them into the boundaries folder; `progress` hears the features so far.

    `base_url` replaces the address of the service, for a mirror or a test. Raises: DownloadFailed, BoundariesRejected
    (also when the service gives the gemeenten of another year), InvalidTerm; KeyError for an unknown source. The folder
    is as it was after any of these.
    """
    gemeenten_of(year)
    chosen = SOURCES[source]
    base = httpx.URL(base_url or chosen.base_url)
    query = {"f": "json", "limit": str(limits.page_size), "crs": RD_URI}
    if chosen.year_parameter:
        query[chosen.year_parameter] = str(year)
    first = httpx.URL(f"{str(base).rstrip('/')}/collections/{chosen.collection}/items", params=query)
    features: list[dict[str, Any]] = []
    crs = ""
    for page, content_crs in _pages(first, limits, clock):
        crs = content_crs
        features += page["features"]
        progress(len(features))
    if chosen.year_parameter:
        _check_year(features, chosen.year_parameter, year, first)
    beside = folder / f".{source}-{year}-{os.getpid()}.geojson"
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if RD_URI in crs:
        collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    try:
        files.write(beside, json.dumps(collection).encode(), durable=False)
        report = import_file(beside, year, folder, bron=f"{chosen.bron}, {chosen.collection} {year}")
    finally:
        beside.unlink(missing_ok=True)
    log.info("boundaries_downloaded source=%s year=%s features=%s key=%s", source, year, len(features), report.key)
    return report


def _pages(first: httpx.URL, limits: Limits, clock: Callable[[], float]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every page with the CRS that its header names. Raises DownloadFailed."""
    deadline = clock() + limits.seconds
    url: httpx.URL | None = first
    seen: set[str] = set()
    received = features = 0
    timeout = httpx.Timeout(limits.read_seconds, connect=10.0)
    headers = {"Accept": "application/geo+json, application/json", "User-Agent": "landinbeeld (boundaries download)"}
    with httpx.Client(timeout=timeout, headers=headers, follow_redirects=False) as client:
        while url is not None:
            if str(url) in seen:
                raise DownloadFailed(str(url), "de dienst verwijst in een kring naar dezelfde bladzijde.")
            if len(seen) >= limits.pages:
                raise DownloadFailed(str(first), f"er komen meer dan {limits.pages} bladzijden.")
            seen.add(str(url))
            page, size, crs = _page(client, url, limits, limits.bytes - received, deadline, clock)
            received += size
            features += len(page["features"])
            url = _next(page, url, first)
            matched = page.get("numberMatched")
            if url is None and isinstance(matched, int) and features < matched:
                raise DownloadFailed(str(first), f"er kwamen {features} van de {matched} gebieden.")
            yield page, crs


def _page(
    client: httpx.Client, url: httpx.URL, limits: Limits, room: int, deadline: float, clock: Callable[[], float]
) -> tuple[dict[str, Any], int, str]:
    """A page, its size in bytes and its CRS; tried again while that makes sense. Raises DownloadFailed."""

    def again(error: Exception) -> bool | float:
        left = deadline - clock()
        if left <= 0 or not isinstance(error, _Temporary | httpx.TransportError):
            return False
        log.info("boundaries_retried url=%s reason=%s", url, error)
        wait = error.wait if isinstance(error, _Temporary) else None
        return True if wait is None else max(0.0, min(wait, limits.longest_wait, left))

    try:
        for attempt in stamina.retry_context(
            on=again,
            attempts=limits.attempts,
            timeout=max(0.001, deadline - clock()),
            wait_initial=limits.first_wait,
            wait_max=limits.longest_wait,
            wait_jitter=limits.first_wait,
        ):
            with attempt:
                return _ask(client, url, room, deadline, clock)
    except _Temporary as error:
        raise DownloadFailed(str(url), error.reason) from error
    except httpx.TimeoutException as error:
        raise DownloadFailed(str(url), "de dienst antwoordt niet op tijd.") from error
    except httpx.TransportError as error:
        raise DownloadFailed(str(url), "de verbinding lukt niet of breekt af.") from error
    raise AssertionError("unreachable")


def _ask(
    client: httpx.Client, url: httpx.URL, room: int, deadline: float, clock: Callable[[], float]
) -> tuple[dict[str, Any], int, str]:
    with client.stream("GET", url) as response:
        if response.status_code in RETRIED:
            raise _Temporary(f"de dienst geeft foutcode {response.status_code}.", _retry_after(response))
        if response.status_code != 200:
            raise DownloadFailed(str(url), f"de dienst geeft foutcode {response.status_code}.")
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > room:
                raise DownloadFailed(str(url), "het antwoord is te groot.")
            if clock() > deadline:
                raise DownloadFailed(str(url), "het duurt te lang.")
        crs = response.headers.get("Content-Crs", "")
    try:
        page = json.loads(content)
    except ValueError as error:  # cut off on the way, or an error page with status 200
        raise _Temporary("het antwoord is geen (volledige) JSON.") from error
    if not isinstance(page, dict) or not isinstance(page.get("features"), list):
        raise DownloadFailed(str(url), "het antwoord is geen FeatureCollection.")
    return page, len(content), crs


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the service asks us to wait (RFC 9110 10.2.3: a number or a date); None when it does not say."""
    text = response.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        moment, answered = (email.utils.parsedate_to_datetime(t) for t in (text, response.headers.get("Date", "")))
        return (moment - answered) / dt.timedelta(seconds=1)
    except (TypeError, ValueError):
        return None


def _next(page: dict[str, Any], url: httpx.URL, first: httpx.URL) -> httpx.URL | None:
    """The address of the next page; it must be of the same service. Raises DownloadFailed."""
    links = page.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next":
            following = url.join(str(link.get("href", "")))
            if (following.scheme, following.host, following.port) != (first.scheme, first.host, first.port):
                raise DownloadFailed(str(first), f"de volgende bladzijde ligt bij een ander adres ({following.host}).")
            return following
    return None


def _check_year(features: list[dict[str, Any]], parameter: str, year: int, url: httpx.URL) -> None:
    """Refuses a service that ignores the year it was asked for. Raises DownloadFailed."""
    years = {str((f.get("properties") or {}).get(parameter, year)) for f in features if isinstance(f, dict)}
    if years - {str(year)}:
        raise DownloadFailed(
            str(url), f"de dienst geeft ook gebieden van {', '.join(sorted(years - {str(year)})[:5])}."
        )
