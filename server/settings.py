"""The only reader of the environment: one frozen `Settings`, made at start and passed down."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.errors import LandInBeeldError
from data.rules import DEFAULT_GRENS
from tiles import grid

PREFIX = "LANDINBEELD_"


class SettingWrong(LandInBeeldError, ValueError):
    """A setting with a value that cannot be meant."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        self.name = name
        super().__init__(f"De instelling {name} heeft de waarde {value!r}; verwacht: {wanted}.")


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def _share(text: str) -> Fraction:
    value = Fraction(text)
    if not 0 < value <= 1:
        raise ValueError(text)
    return value


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def _ancestors(text: str) -> str:
    sources = text.split()
    if not sources or not all(s == "*" or re.fullmatch(r"https?://[A-Za-z0-9.*:-]+", s) for s in sources):
        raise ValueError(text)
    return " ".join(sources)


def _sha256(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError(text)
    return text


def _yes_or_no(text: str) -> bool:
    return {"ja": True, "yes": True, "1": True, "nee": False, "no": False, "0": False}[text.lower()]


def _rate(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,6} per (second|minute|hour|day)", text):
        raise ValueError(text)
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"(https://|mailto:)[!-~]+", text):
        raise ValueError(text)
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", text):
        raise ValueError(text)
    return text


def _setting(default: Any, parse: Callable[[str], Any], wanted: str, about: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"parse": parse, "wanted": wanted, "about": about, "secret": secret})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. The variable is the field's name in capitals behind `LANDINBEELD_`."""

    state_dir: Path = _setting(
        Path("var"),
        Path,
        "een map",
        "Folder for everything that is kept: database, files, boundaries, releases, reports.",
    )
    database_url: str = _setting(
        "", str, "een SQLAlchemy-URL", "Database; empty means SQLite in the state folder.", secret=True
    )
    public_url: str = _setting(
        "", _public_url, "https://naam/pad", "Address that visitors use, with any sub-path; empty: as the request says."
    )
    trusted_proxies: int = _setting(
        0, _whole(0, 5), "0 tot 5", "Proxies in front of us whose X-Forwarded headers count."
    )
    grens: Fraction = _setting(
        DEFAULT_GRENS, _share, "een breuk boven 0, hoogstens 1, zoals 3/4",
        "Share of the month norm from which a gemeente is `enigszins achter` instead of `achter`.",
    )  # fmt: skip
    maxzoom: int = _setting(
        grid.MAXZOOM, _whole(6, 14), "6 tot 14", "Finest zoom of the tiles; above 10 only with finer boundaries."
    )
    poll_seconds: int = _setting(5, _whole(1, 3600), "1 tot 3600", "Seconds between two looks into the inbox.")
    processes: int = _setting(
        2, _whole(1, 64), "1 tot 64", "Processes that render reports. Each takes about 250 MB of memory."
    )
    embed_ancestors: str = _setting(
        "*", _ancestors, "* of https-adressen", "Sites that may embed the map (CSP frame-ancestors of /embed)."
    )
    upload_token_hash: str = _setting(
        "", _sha256, "de hash die `landinbeeld token` geeft",
        "SHA-256 of the token for POST /api/v1/snapshots; empty: that door is shut.", secret=True,
    )  # fmt: skip
    upload_rate: str = _setting("30 per hour", _rate, "bijvoorbeeld 30 per hour", "Uploads from one address.")
    report_rate: str = _setting(
        "60 per minute", _rate, "bijvoorbeeld 60 per minute", "Reports made on demand for one address."
    )
    rate_storage: str = _setting(
        "memory://", str, "een adres zoals redis://host:6379", "Where rates are counted; memory is per web process.",
        secret=True,
    )  # fmt: skip
    metrics_token_hash: str = _setting(
        "", _sha256, "de hash die `landinbeeld token` geeft",
        "SHA-256 of the token for /metrics; empty: only direct requests from this machine.", secret=True,
    )  # fmt: skip
    contact_name: str = _setting("Land in Beeld", str, "een naam", "Who to turn to, in the OpenAPI document.")
    contact_email: str = _setting("", _email, "een e-mailadres", "Address for users of the API.")
    contact_url: str = _setting("", _public_url, "https://naam/pad", "Page for users of the API.")
    security_contact: str = _setting(
        "", _contact, "https://... of mailto:...", "Contact in /.well-known/security.txt; empty: there is none."
    )
    security_expires: str = _setting(
        "", lambda text: dt.date.fromisoformat(text).isoformat(), "JJJJ-MM-DD",
        "Last day that security.txt holds; empty: always half a year ahead.",
    )  # fmt: skip
    access_log: bool = _setting(
        False, _yes_or_no, "ja of nee", "One line per request in the log: method, path, status, time. No addresses."
    )
    log_level: str = _setting("INFO", str.upper, "DEBUG, INFO, WARNING of ERROR", "What is logged.")

    @property
    def database(self) -> str:
        """The database address, with the default filled in."""
        return self.database_url or f"sqlite:///{(self.state_dir / 'landinbeeld.sqlite').absolute()}"

    @property
    def inbox(self) -> Path:
        """Where COA files are dropped."""
        return self.state_dir / "inbox"

    @property
    def files(self) -> Path:
        """The files as they came in, by the checksum of their content."""
        return self.state_dir / "files"

    @property
    def boundaries(self) -> Path:
        """Imported boundaries, a vintage per year."""
        return self.state_dir / "boundaries"

    @property
    def geometry(self) -> Path:
        """Tile geometry that was built once per vintage; may be thrown away."""
        return self.state_dir / "geometry"

    @property
    def downloads(self) -> Path:
        """Downloads made of a release when first asked for; may be thrown away."""
        return self.state_dir / "downloads"

    @property
    def glyphs(self) -> Path:
        """Letters for the labels of the map, made when first asked for; may be thrown away."""
        return self.state_dir / "glyphs"

    @property
    def releases(self) -> Path:
        """All releases and the pointer to the current ones."""
        return self.state_dir / "releases"

    @property
    def reports(self) -> Path:
        """The PDF reports, a folder per release."""
        return self.state_dir / "reports"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment. Raises SettingWrong, with a Dutch sentence, for the first that cannot be right."""
    environment = os.environ if environment is None else environment
    found: dict[str, Any] = {}
    for about in fields(Settings):
        name = PREFIX + about.name.upper()
        text = environment.get(name, "").strip()
        if text:
            try:
                found[about.name] = about.metadata["parse"](text)
            except (KeyError, ValueError, ZeroDivisionError) as error:
                raise SettingWrong(name, text, about.metadata["wanted"]) from error
    return Settings(**found)
