"""The only reader of the environment: one frozen `Settings`, made at start and passed down."""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from data.domain.age import OLD_AFTER_DAYS
from data.domain.rules import DEFAULT_GRENS
from data.errors import LandInBeeldError
from server import os_errors
from server import setting_values as read
from tiles import grid

PREFIX = "LANDINBEELD_"
FILE = "LANDINBEELD_SETTINGS"


class SettingWrong(LandInBeeldError, ValueError):
    """A setting whose value makes no sense."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        self.name = name
        super().__init__(f"De instelling {name} heeft de waarde {value!r}; verwacht: {expected}.")


class SettingUnknown(SettingWrong):
    """A name that no setting has. Its value is not told: it may be a secret under a misspelt name."""

    def __init__(self, name: str, near: str) -> None:
        self.name = name
        LandInBeeldError.__init__(
            self, f"De instelling {name} bestaat niet" + (f"; bedoelt u {near}?" if near else ".")
        )


def _setting(default: Any, parse: Callable[[str], Any], expected: str, about: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"parse": parse, "wanted": expected, "about": about, "secret": secret})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. The variable is the field's name in capitals behind `LANDINBEELD_`."""

    state_dir: Path = _setting(
        Path("var"), Path, "een map",
        "Folder for everything that is kept: database, files, boundaries, releases, reports.",
    )  # fmt: skip
    database_url: str = _setting(
        "", read.database_url, "sqlite:///pad of postgresql://naam:wachtwoord@host/database",
        "Database; empty means SQLite in the state folder.", secret=True,
    )  # fmt: skip
    public_url: str = _setting(
        "", read.public_url, "https://naam/pad",
        "Address that visitors use, with any sub-path; empty: as the request says.",
    )  # fmt: skip
    trusted_proxies: int = _setting(
        0, read.whole(0, 5), "0 tot 5", "Proxies in front of us whose X-Forwarded headers count."
    )
    grens: Fraction = _setting(
        DEFAULT_GRENS, read.share, "een breuk boven 0, hoogstens 1, zoals 3/4",
        "Share of the month norm from which a gemeente is `enigszins achter` instead of `achter`.",
    )  # fmt: skip
    maxzoom: int = _setting(
        grid.MAXZOOM, read.whole(6, 14), "6 tot 14", "Finest zoom of the tiles; above 10 only with finer boundaries."
    )
    poll_seconds: int = _setting(
        5, read.whole(1, 3600), "1 tot 3600", "Seconds that a file must not have changed before it counts."
    )
    processes: int = _setting(
        2, read.whole(1, 64), "1 tot 64", "Processes that render reports. Each takes about 250 MB of memory."
    )
    dask_scheduler: str = _setting(
        "", read.scheduler, "tcp://naam:poort of tls://naam:poort",
        "Scheduler of a Dask cluster that renders the reports instead; empty: own processes.",
    )  # fmt: skip
    embed_ancestors: str = _setting(
        "*", read.ancestors, "* of https-adressen", "Sites that may embed the map (CSP frame-ancestors of /embed)."
    )
    upload_token_hash: str = _setting(
        "", read.sha256, "de hash die `landinbeeld token` geeft",
        "SHA-256 of the token for POST /api/v1/snapshots; empty: that door is shut.", secret=True,
    )  # fmt: skip
    upload_rate: str = _setting("30 per hour", read.rate, "bijvoorbeeld 30 per hour", "Uploads from one address.")
    report_rate: str = _setting(
        "60 per minute", read.rate, "bijvoorbeeld 60 per minute", "Reports made on demand for one address."
    )
    rate_storage: str = _setting(
        "memory://", read.rate_storage, "memory:// of redis://host:6379 (met het pakket redis)",
        "Where rates are counted; memory is per web process.", secret=True,
    )  # fmt: skip
    metrics_token_hash: str = _setting(
        "", read.sha256, "de hash die `landinbeeld token` geeft",
        "SHA-256 of the token for /metrics; empty: only direct requests from this machine, and none at all with "
        "public_url or trusted_proxies.", secret=True,
    )  # fmt: skip
    old_after_days: int = _setting(
        OLD_AFTER_DAYS, read.whole(1, 3650), "1 tot 3650",
        "Days after its peildatum that pages and frames call the newest figures old.",
    )  # fmt: skip
    publisher: str = _setting("", str, "een naam", "Who publishes the site; empty: no page, report or feed says so.")
    publisher_url: str = _setting("", read.public_url, "https://naam/pad", "Page about who publishes it.")
    contact_name: str = _setting(
        "Land in Beeld", str, "een naam", "Who answers questions; also in the OpenAPI document."
    )
    contact_email: str = _setting("", read.email, "een e-mailadres", "Address for questions, also of users of the API.")
    contact_url: str = _setting("", read.public_url, "https://naam/pad", "Page for questions, instead of that address.")
    error_contact: str = _setting(
        "", read.contact, "https://... of mailto:...", "Where to report an error; empty: where questions go."
    )
    security_contact: str = _setting(
        "", read.contact, "https://... of mailto:...", "Contact in /.well-known/security.txt; empty: there is none."
    )
    security_expires: str = _setting(
        "", lambda text: dt.date.fromisoformat(text).isoformat(), "JJJJ-MM-DD",
        "Last day that security.txt holds; empty: always half a year ahead.",
    )  # fmt: skip
    publish_originals: bool = _setting(
        False, read.yes_or_no, "ja of nee", "Whether visitors may download the files that the figures were read from."
    )
    access_log: bool = _setting(
        False, read.yes_or_no, "ja of nee", "One line per request in the log: method, kind, status, time. No addresses."
    )
    webhook_url: str = _setting(
        "", read.public_url, "https://naam/pad",
        "Address that hears every melding (POST, JSON); empty: none.", secret=True,
    )  # fmt: skip
    webhook_secret: str = _setting(
        "", str, "een lang geheim", "Key of the HMAC-SHA256 in X-Landinbeeld-Signature of the webhook.", secret=True
    )
    mail_to: tuple[str, ...] = _setting(
        (), read.emails, "e-mailadressen", "Who gets meldingen by e-mail; empty: nobody."
    )
    mail_from: str = _setting("", read.email, "een e-mailadres", "Sender of those mails; needed with mail_to.")
    smtp_host: str = _setting("localhost", str, "een naam", "Mail server.")
    smtp_port: int = _setting(25, read.whole(1, 65535), "1 tot 65535", "Its port: 25, 587 with starttls, 465 with tls.")
    smtp_security: str = _setting(
        "geen", read.one_of("geen", "starttls", "tls"), "geen, starttls of tls", "How mail travels to that server."
    )
    smtp_user: str = _setting("", str, "een naam", "User name at the mail server; empty: without logging in.")
    smtp_password: str = _setting("", str, "een wachtwoord", "Password at the mail server.", secret=True)
    keep_days: int = _setting(
        30, read.whole(1, 3650), "1 tot 3650", "Days that a release stays after it is no longer current."
    )
    disk_minimum_mb: int = _setting(
        2000, read.whole(0, 10**7), "0 tot 10000000",
        "A melding follows when the disk has fewer megabytes left than this.",
    )  # fmt: skip
    log_level: str = _setting(
        "INFO", read.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "DEBUG, INFO, WARNING of ERROR", "What is logged."
    )
    log_format: str = _setting(
        "regels", read.one_of("regels", "json"), "regels of json",
        "One line per event: key=value, or JSON for programs.",
    )  # fmt: skip

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
    """The settings in the environment and in the file (TOML) that LANDINBEELD_SETTINGS names; the environment wins.

    Raises SettingWrong, with a Dutch sentence, for the first that cannot be right, also for a name that does not exist.
    """
    environment = os.environ if environment is None else environment
    of_file = _file(environment.get(FILE, "").strip())
    written = {PREFIX + name.upper(): name for name in of_file}
    given = {PREFIX + name.upper(): text for name, text in of_file.items()}
    for name, text in environment.items():
        if name.startswith(PREFIX) and name != FILE and text.strip():
            given[name] = text.strip()
            written.pop(name, None)
    by_name = {PREFIX + about.name.upper(): about for about in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name in by_name:
            values[by_name[name].name] = _value(by_name[name], text, written.get(name, name))
        else:
            _refuse_unknown(name, written.get(name, ""), by_name)
    settings = Settings(**values)
    settings = replace(settings, state_dir=settings.state_dir.absolute())  # the same folder wherever a process goes
    _check_together(settings)
    return settings


def _value(about: Field[Any], text: str, written: str) -> object:
    """What this text makes of a setting, which is called `written` where it stands. Raises SettingWrong."""
    try:
        return about.metadata["parse"](text)
    except (KeyError, ValueError, ZeroDivisionError) as error:
        quoted = "(geheim)" if about.metadata["secret"] else text
        raise SettingWrong(written, quoted, about.metadata["wanted"]) from error


def _refuse_unknown(name: str, in_file: str, by_name: Mapping[str, Field[Any]]) -> None:
    """Raises SettingUnknown for a name in the file (`in_file`) or one near to ours; a variable of someone else's passes."""
    near = get_close_matches(name, by_name, n=1, cutoff=0.85)
    if in_file or near:
        suggestion = (by_name[near[0]].name if in_file else near[0]) if near else ""
        raise SettingUnknown(in_file or name, suggestion)


def _check_together(settings: Settings) -> None:
    """Raises SettingWrong for a setting that another one needs."""
    if settings.mail_to and not settings.mail_from:
        raise SettingWrong(f"{PREFIX}MAIL_FROM", "", "een e-mailadres, omdat MAIL_TO is ingesteld")
    if settings.webhook_url and not settings.webhook_secret:
        raise SettingWrong(f"{PREFIX}WEBHOOK_SECRET", "", "een lang geheim, omdat WEBHOOK_URL is ingesteld")


def _file(path: str) -> dict[str, str]:
    """The settings in a file, by the name that is written there. Lists become words, true and false become ja and nee."""
    if not path:
        return {}
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingWrong(FILE, path, f"een leesbaar TOML-bestand ({_unreadable(error)})") from error
    return {name: text_of(value) for name, value in content.items()}


def _unreadable(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return os_errors.reason(error)
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place:
        return f"fout op regel {place[1]}, teken {place[2]}"
    return "geen UTF-8" if isinstance(error, UnicodeDecodeError) else "het einde ontbreekt"


def text_of(value: object) -> str:
    """A value as it is written: ja or nee, and words for a list."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
