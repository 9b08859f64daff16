"""Meldingen reach people: a real HTTP server and a real SMTP conversation on this machine."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from data.domain.stand import make_stand
from data.findings import Ernst, Finding
from data.reference.gemeenten import gemeenten_of
from data.store.snapshots_table import Melding
from data.store.store import Store
from data.terms import Peildatum
from server.publishing import notifications
from server.publishing.ingest import deliver
from server.publishing.outbox import GIVE_UP, SUBJECTS, Outbox, subject_of
from server.publishing.release_news import news_of
from server.settings import Settings

NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
WRONG = Finding("gemeente-onbekend", Ernst.FOUT, "‘Amstelvene’ is geen gemeente van 2026.", "Blad1", 7)


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps what it was sent; answers with the next of `answers`, then with 204."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.answers.pop(0) if self.server.answers else 204
        if status < 300:
            self.server.got.append((dict(self.headers), body))
        self.send_response(status)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


class Mailbox(socketserver.ThreadingTCPServer):
    """Just enough of SMTP (RFC 5321) to take a message in."""

    allow_reuse_address = True

    def __init__(self) -> None:
        self.got: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Smtp)


class _Smtp(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                self.server.got.append(b"".join(lines))
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 good\r\n")


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    with serving(server):
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    server = Mailbox()
    with serving(server):
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/a.sqlite", tmp_path / "files")
    store.migrate()
    yield store
    store.close()


def hook(receiver: Receiver) -> Settings:
    return replace(
        Settings(), webhook_url=f"http://127.0.0.1:{receiver.server_address[1]}/melding", webhook_secret="sleutel"
    )


def test_webhook_is_signed_and_sent_once(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    notifications.rejected(store, 1, "a.csv", [WRONG], NOW)
    outbox = Outbox(hook(receiver), store, tmp_path / "sent.json")
    assert outbox.send(NOW) == 1
    assert outbox.send(NOW) == 0
    assert Outbox(hook(receiver), store, tmp_path / "sent.json").send(NOW) == 0, "also after a restart"
    ((headers, body),) = receiver.got
    expected = hmac.new(b"sleutel", body, hashlib.sha256).hexdigest()
    assert headers["X-Landinbeeld-Signature"] == f"sha256={expected}"
    told = json.loads(body)
    assert (told["soort"], told["publiek"], told["moment"]) == ("afgewezen", False, "2026-11-03T09:00:00Z")
    assert told["details"]["bevindingen"][0]["zin"] == WRONG.zin


def test_a_name_that_is_no_text_is_told_all_the_same(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    """A folder may hold names that are not UTF-8; Python keeps such bytes as lone surrogates."""
    notifications.rejected(store, 1, "stand-gemeenten-\udceb.csv", [WRONG], NOW)
    store.add_melding("uitgave", "en dan", now=NOW, publiek=True, details={"bestand": "\udceb"})
    store.add_melding("uitgave", "de volgende", now=NOW, publiek=True)
    outbox = Outbox(hook(receiver), store, tmp_path / "sent.json")
    outbox.send(NOW)
    assert json.loads(receiver.got[0][1])["details"]["bestand"] == "stand-gemeenten-?.csv"
    outbox.send(NOW + GIVE_UP)
    assert json.loads(receiver.got[-1][1])["tekst"] == "de volgende", "what cannot be written does not hold up the rest"


def test_a_way_that_is_new_does_not_tell_the_whole_past(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    for hours in (1000, 500, 30, 2, 1):
        store.add_melding("uitgave", f"{hours} uur", now=NOW - dt.timedelta(hours=hours), publiek=True)
    assert Outbox(hook(receiver), store, tmp_path / "sent.json").send(NOW) == 2
    assert [json.loads(body)["tekst"] for _, body in receiver.got] == ["2 uur", "1 uur"]


def test_a_hiccup_is_retried_and_an_outage_keeps_the_order(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    for text in ("een", "twee"):
        store.add_melding("uitgave", text, now=NOW, publiek=True)
    outbox = Outbox(hook(receiver), store, tmp_path / "sent.json")
    receiver.answers = [503, 204, 500, 500, 500]
    assert outbox.send(NOW) == 1
    assert [json.loads(body)["tekst"] for _, body in receiver.got] == ["een"]
    assert outbox.send(NOW) == 1
    assert [json.loads(body)["tekst"] for _, body in receiver.got] == ["een", "twee"]


def test_what_nobody_takes_for_a_day_does_not_block_the_rest(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    outbox = Outbox(hook(receiver), store, tmp_path / "sent.json")
    assert outbox.send(NOW - GIVE_UP) == 0
    store.add_melding("uitgave", "oud", now=NOW - GIVE_UP, publiek=True)
    store.add_melding("uitgave", "nieuw", now=NOW, publiek=True)
    (tmp_path / "sent.json").write_text('{"webhook": 0}')
    receiver.answers = [500] * 3
    assert outbox.send(NOW) == 1
    assert [json.loads(body)["tekst"] for _, body in receiver.got] == ["nieuw"]


def test_mail_tells_what_is_wrong_in_plain_words(store: Store, mailbox: Mailbox, tmp_path: Path) -> None:
    settings = replace(
        Settings(), mail_to=("beheer@example.nl", "coa@example.nl"), mail_from="kaart@example.nl",
        smtp_host="127.0.0.1", smtp_port=mailbox.server_address[1], public_url="https://kaart.example.nl",
        upload_token_hash="a" * 64,
    )  # fmt: skip
    notifications.rejected(store, 1, "stand\r\nBcc: x@y.nl.csv", [WRONG], NOW)
    assert Outbox(settings, store, tmp_path / "sent.json").send(NOW) == 1
    message = email.message_from_bytes(mailbox.got[0], policy=email.policy.default)
    assert message["To"] == "beheer@example.nl, coa@example.nl"
    assert message["Bcc"] is None
    assert message["Subject"] == "Land in Beeld: bestand afgewezen stand Bcc: x@y.nl.csv"
    text = message.get_content()
    assert "- Blad1, rij 7: ‘Amstelvene’ is geen gemeente van 2026." in text
    assert text.splitlines()[-2:] == [
        "Kaart: https://kaart.example.nl",
        "Bestand aanleveren: https://kaart.example.nl/beheer",
    ]


@pytest.mark.parametrize("soort", SUBJECTS)
def test_a_subject_fits_a_phone_and_is_no_sentence_of_the_file(soort: str) -> None:
    for details in (None, {"bestand": "stand.csv"}, {"bestand": "stand van de gemeenten " * 9}):
        melding = Melding(id=1, soort=soort, tekst="x", moment=NOW, publiek=False, details=details)
        assert len(subject_of(melding)) <= 60
        assert subject_of(melding).startswith(f"Land in Beeld: {SUBJECTS[soort]}")


def test_every_kind_of_melding_has_a_subject() -> None:
    source = Path(str(notifications.__file__)).read_text(encoding="utf-8")
    names = {name for line in re.findall(r"^([A-Z_, ]+) = [(\"]", source, re.MULTILINE) for name in line.split(", ")}
    assert {getattr(notifications, name) for name in names} == set(SUBJECTS)


def test_mail_and_webhook_say_which_figure_went_from_what_to_what(
    store: Store, mailbox: Mailbox, receiver: Receiver, tmp_path: Path, example_folder: Path
) -> None:
    content = (example_folder / "2026-10-01.csv").read_bytes()
    second = content.replace(b"Utrecht;230;128;117", b"Utrecht;230;128;90")
    for file in (content, second):
        done = deliver(store, file, "2026-10-01.csv", door="cli", wie="", now=NOW, toelichting="Dubbel geteld.")
        assert done.accepted
    _, snapshot = store.snapshot(Peildatum.parse("2026-10-01"))
    news = news_of(store, make_stand(snapshot, gemeenten_of(2026), revision=2), 1, again=False)
    store.add_melding(notifications.UITGAVE, news.text, now=NOW, publiek=True, details=news.details)
    settings = replace(
        hook(receiver), mail_to=("beheer@example.nl",), mail_from="kaart@example.nl", smtp_host="127.0.0.1",
        smtp_port=mailbox.server_address[1], public_url="https://kaart.example.nl/a",
    )  # fmt: skip
    Outbox(settings, store, tmp_path / "sent.json").send(NOW)
    text = email.message_from_bytes(mailbox.got[-1], policy=email.policy.default).get_content()
    assert text.splitlines() == [
        "De verbeterde cijfers (versie 2) per 1 oktober 2026 staan op de kaart: bij 1 gemeente is een cijfer veranderd.",
        "",
        "- Utrecht (gemeente): gerealiseerd was 117, werd 90.",
        "- Waarom: Dubbel geteld.",
        "",
        "https://kaart.example.nl/a/correcties/2026-10-01-r2",
        "Kaart: https://kaart.example.nl/a",
    ]
    body = json.loads(receiver.got[-1][1])
    assert body["details"]["regels"] == ["Utrecht (gemeente): gerealiseerd was 117, werd 90."]
    assert (body["details"]["aantal"], body["details"]["toelichting"]) == (1, "Dubbel geteld.")
    assert body["adres"] == "https://kaart.example.nl/a/correcties/2026-10-01-r2"


def test_one_way_that_fails_does_not_hold_up_the_other(store: Store, receiver: Receiver, tmp_path: Path) -> None:
    settings = replace(hook(receiver), mail_to=("a@b.nl",), mail_from="c@d.nl", smtp_host="127.0.0.1", smtp_port=1)
    store.add_melding("uitgave", "een", now=NOW, publiek=True)
    assert Outbox(settings, store, tmp_path / "sent.json").send(NOW) == 1
    assert len(receiver.got) == 1
