"""Meldingen on their way to people: a signed webhook and e-mail, each in order, retried, and never in anyone's way.

Which melding was sent last is noted per way in `verzonden.json` in the state folder, so a crash sends one twice at most.
What a receiver does not take within a day of attempts is skipped; the melding itself stays in the store and the feed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hmac
import json
import logging
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

import httpx
import stamina

from data import files
from data.store.snapshots_table import Melding
from data.store.store import Store
from server.http.responses import rfc3339
from server.publishing import notifications as soorten
from server.publishing.release_news import lines_of
from server.settings import Settings

log = logging.getLogger(__name__)

TIMEOUT_S = 10.0
ATTEMPTS = 3  # in one round; the next round comes a minute later
GIVE_UP = dt.timedelta(days=1)
SIGNATURE = "X-Landinbeeld-Signature"
MOST = 20  # per round
SUBJECT_SIGNS = 60  # more is cut off on a phone
SUBJECTS = {  # the first words of a mail, for each kind of melding
    soorten.AFGEWEZEN: "bestand afgewezen",
    soorten.WAARSCHUWING: "opgenomen met waarschuwing",
    soorten.UITGAVE: "cijfers op de kaart",
    soorten.TAAKSTELLING: "taakstelling bekend",
    soorten.RAPPORTAGES: "rapportages klaar",
    soorten.WACHT: "een bestand wacht op gemeentegrenzen",
    soorten.STORING: "storing",
    soorten.TE_LAAT: "cijfers zijn te laat",
    soorten.SCHIJF: "schijf bijna vol",
    soorten.SECURITY: "security.txt verloopt",
    soorten.BESCHADIGD: "uitgave was beschadigd",
    soorten.HERSTELD: "hersteld",
    soorten.GRENZEN: "andere gemeentegrenzen",
    soorten.GRENZEN_WEG: "gemeentegrenzen ontbreken",
    soorten.INBOX: "kijk naar de inbox",
}


def sign(secret: str, body: bytes) -> str:
    """The value of the header with which a receiver checks that a message is ours: `sha256=` and HMAC-SHA256 in hex."""
    return "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()


def subject_of(melding: Melding) -> str:
    """The subject of a mail, at most 60 signs: what happened, then to which file or month, as far as that fits."""
    details = melding.details or {}
    about = details.get("bestand") or details.get("peildatum") or details.get("halfjaar") or ""
    words = f"Land in Beeld: {SUBJECTS.get(melding.soort, melding.soort)} {about}".split()
    subject = " ".join(words)
    return subject if len(subject) <= SUBJECT_SIGNS else subject[: SUBJECT_SIGNS - 1] + "…"


class Outbox:
    """Sends what the store holds and was not sent yet, over every way that is configured."""

    def __init__(self, settings: Settings, store: Store, memory: Path) -> None:
        self._settings, self._store, self._memory = settings, store, memory
        self.ways: dict[str, Callable[[Melding], None]] = {}
        if settings.webhook_url:
            self.ways["webhook"] = self._post
        if settings.mail_to:
            self.ways["mail"] = self._mail

    def send(self, now: dt.datetime, stop: Callable[[], bool] = lambda: False) -> int:
        """One round; how many were sent. A way that fails waits for the next round and does not hold up the other."""
        sent = self._read()
        count = 0
        for way, deliver in self.ways.items():
            if way not in sent:  # configured just now: not the whole past
                sent[way] = self._store.last_melding_before(now - GIVE_UP)
            for melding in self._store.meldingen_after(sent[way], MOST):
                if stop():
                    return count
                try:
                    deliver(melding)
                    count += 1
                except (httpx.HTTPError, OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: no text
                    log.warning("melding_not_sent way=%s id=%s reason=%s", way, melding.id, type(error).__name__)
                    if now - melding.moment < GIVE_UP:
                        break
                    log.error("melding_given_up way=%s id=%s", way, melding.id)
                sent[way] = melding.id
                self._write(sent)
        return count

    def _post(self, melding: Melding) -> None:
        body = json.dumps(
            {
                "id": melding.id,
                "soort": melding.soort,
                "tekst": melding.tekst,
                "moment": rfc3339(melding.moment),
                "publiek": melding.publiek,
                "details": melding.details,
                "adres": self._address(melding),
            },
            ensure_ascii=False,
        ).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "landinbeeld",
            "X-Landinbeeld-Id": str(melding.id),
            SIGNATURE: sign(self._settings.webhook_secret, body),
        }

        @stamina.retry(
            on=httpx.HTTPError, attempts=ATTEMPTS, timeout=TIMEOUT_S * ATTEMPTS, wait_initial=0.2, wait_max=2.0
        )
        def attempt() -> None:
            httpx.post(
                self._settings.webhook_url, content=body, headers=headers, timeout=TIMEOUT_S, follow_redirects=False
            ).raise_for_status()

        attempt()

    def _mail(self, melding: Melding) -> None:
        settings = self._settings
        message = EmailMessage()
        message["From"], message["To"] = settings.mail_from, ", ".join(settings.mail_to)
        message["Subject"] = subject_of(melding)
        message["Date"] = format_datetime(melding.moment)
        message["Message-ID"] = make_msgid(f"melding-{melding.id}", domain=settings.mail_from.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        lines = [melding.tekst, ""]
        for finding in (melding.details or {}).get("bevindingen", []):
            place = ", ".join(str(p) for p in (finding["blad"], finding["rij"] and f"rij {finding['rij']}") if p)
            lines.append(f"- {place + ': ' if place else ''}{finding['zin']}")
        lines += [f"- {line}" for line in lines_of(melding)]
        if settings.public_url:
            page = self._address(melding)
            lines += ["", *([page] if page != settings.public_url else []), f"Kaart: {settings.public_url}"]
            if settings.upload_token_hash:
                lines.append(f"Bestand aanleveren: {settings.public_url}/beheer")
        message.set_content("\n".join(lines))

        @stamina.retry(
            on=(smtplib.SMTPException, OSError),
            attempts=ATTEMPTS, timeout=TIMEOUT_S * ATTEMPTS, wait_initial=0.2, wait_max=2.0,
        )  # fmt: skip
        def attempt() -> None:
            with self._server() as server:
                if settings.smtp_security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if settings.smtp_user:
                    server.login(settings.smtp_user, settings.smtp_password)
                server.send_message(message)

        attempt()

    def _address(self, melding: Melding) -> str:
        """The page about a melding, or the site; empty when the settings do not say where that is."""
        pad = (melding.details or {}).get("pad", "")
        return self._settings.public_url + pad if self._settings.public_url else ""

    def _server(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.smtp_security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_S)

    def _read(self) -> dict[str, int]:
        with contextlib.suppress(OSError, ValueError):
            return {str(way): int(number) for way, number in json.loads(self._memory.read_bytes()).items()}
        return {}

    def _write(self, sent: dict[str, int]) -> None:
        files.write(self._memory, json.dumps(sent).encode())
