"""Trouble of the machine (disk, database, network) as one Dutch sentence: what is wrong and where. Bugs stay bugs."""

from __future__ import annotations

import os
from pathlib import Path

from server.os_errors import reason, room
from server.settings import Settings

DATABASE = {  # what SQLite and PostgreSQL say, and what it means
    "unable to open database file": "het bestand is niet te openen",
    "disk i/o error": "de schijf geeft een fout",
    "database is locked": "een ander programma houdt haar bezet",
    "readonly database": "er mag niet in worden geschreven",
    "not a database": "het bestand is geen database",
    "malformed": "het bestand is beschadigd",
    "disk is full": "de schijf is vol",
    "no such table": "zij is nog leeg of van een andere versie van dit programma",
    "no such column": "zij is van een andere versie van dit programma",
    "refused": "de verbinding is geweigerd",
    "authentication failed": "de naam of het wachtwoord klopt niet",
    "resolve host": "de machine is niet te vinden",
    "translate host": "de machine is niet te vinden",
    "no such file": "er is geen server op dit adres",
    "timeout": "de server antwoordt niet op tijd",
    "does not exist": "de gebruiker of de database bestaat niet",
}

STORAGE = {  # codes in answers of object storage, and what to do
    "NoSuchBucket": "die emmer bestaat niet; maak hem eerst of noem een andere",
    "AccessDenied": "deze sleutels mogen daar niet schrijven; geef ze dat recht",
    "InvalidAccessKeyId": "deze sleutel is daar niet bekend; kijk AWS_ACCESS_KEY_ID na",
    "SignatureDoesNotMatch": "de sleutels horen niet bij elkaar; kijk AWS_SECRET_ACCESS_KEY na",
    "RequestTimeTooSkewed": "de klok van deze machine loopt niet gelijk; zet haar goed",
    "InvalidBucketName": "zo mag een emmer niet heten; noem een andere",
    "SlowDown": "het is er te druk; probeer het later opnieuw",
    "InternalError": "daar ging iets mis; probeer het later opnieuw",
    "ServiceUnavailable": "zij is er even niet; probeer het later opnieuw",
}


def sentence_of(error: BaseException, settings: Settings | None) -> str | None:
    """One Dutch sentence for an error that can be expected; None for any other, which is a bug."""
    kind = type(error)
    if code := _storage_code(error):
        why = STORAGE.get(code, f"zij antwoordt met {code}; vraag de beheerder van de opslag wat dat betekent")
        return f"De opslag weigert: {why}."
    if isinstance(error, OSError):
        return f"Dat lukt niet{_place(error)}: {reason(error, settings.state_dir if settings else None)}."
    if kind.__module__.startswith(("sqlalchemy.", "psycopg", "sqlite3")):
        text = str(getattr(error, "orig", None) or error)
        why = next((ours for theirs, ours in DATABASE.items() if theirs in text.lower()), _first_line(text))
        return f"De database{_database(settings)} is niet te gebruiken: {why}{_room(settings) if 'vol' in why else ''}."
    if kind.__module__.startswith("pyogrio."):
        return f"Deze kaartgegevens zijn niet te lezen of te schrijven: {_first_line(str(error))}."
    if kind.__name__ in ("NoCredentialsError", "PartialCredentialsError"):
        return "Voor deze opslag ontbreken de sleutels: zet AWS_ACCESS_KEY_ID en AWS_SECRET_ACCESS_KEY."
    if kind.__name__ in ("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError"):
        return "De opslag is niet te bereiken: kijk AWS_ENDPOINT_URL en de verbinding na."
    if kind.__module__.startswith(("botocore.", "aiohttp.", "fsspec.")):
        return f"De opslag is niet te bereiken of weigert: {_first_line(str(error))}."
    return None


def _storage_code(error: BaseException) -> str:
    """The code in the answer of object storage, also below the OSError that s3fs makes of it; empty for other errors."""
    for one in (error, error.__cause__):
        if one is not None and any(kind.__module__ == "botocore.exceptions" for kind in type(one).__mro__):
            return str(getattr(one, "response", {}).get("Error", {}).get("Code", ""))
    return ""


def _place(error: OSError) -> str:
    return "" if error.filename is None else f" met {os.fsdecode(error.filename)}"


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or ["onbekende reden"])[0].rstrip(".")[:200]


def _room(settings: Settings | None) -> str:
    """Where a database that is a file lies, and what is free there."""
    from sqlalchemy.engine import make_url

    url = make_url(settings.database) if settings else None
    return room(Path(url.database)) if url and url.get_backend_name() == "sqlite" and url.database else ""


def _database(settings: Settings | None) -> str:
    """Which database, without the name and password of a user."""
    if settings is None:
        return ""
    from sqlalchemy.engine import make_url

    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        return f" {url.database}"
    return f" {url.database or ''} op {url.host or 'deze machine'}"
