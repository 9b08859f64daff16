"""What a machine may do to us (disk, database, network) is one Dutch sentence and an exit code, never a traceback."""

from __future__ import annotations

import errno
import http.server
import logging
import os
import re
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import click.parser
import pytest
import sqlalchemy.exc

from data.reference.gemeenten import REFERENCE_FOLDER
from server import cli, machine_trouble, os_errors
from server.commands import click_dutch, running, static_export
from server.settings import Settings

Landinbeeld = Callable[..., tuple[int, str, str]]
EXAMPLE = REFERENCE_FOLDER / "voorbeeld" / "2026-11-01.csv"


@pytest.fixture
def landinbeeld(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Landinbeeld]:
    """Runs the console script; exit code, standard output and standard error."""
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", str(tmp_path / "var"))

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["landinbeeld", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    handlers, level = logging.root.handlers[:], logging.root.level
    yield run
    logging.root.handlers[:] = handlers  # ours would go on writing to what pytest caught
    logging.root.setLevel(level)


def test_a_folder_that_is_not_there_is_named(landinbeeld: Landinbeeld, tmp_path: Path) -> None:
    code, _, said = landinbeeld("backup", tmp_path / "weg" / "x.tar.gz")
    assert (code, said) == (1, f"Dat lukt niet met {tmp_path / 'weg'}: dat bestaat niet.\n")


@pytest.mark.parametrize("command", [("snapshots", "list"), ("backup", "x.tar.gz"), ("serve", "--port", "8998")])
def test_a_state_folder_that_cannot_be_is_one_sentence(
    landinbeeld: Landinbeeld, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", "/dev/null/x")
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("started"))
    code, _, said = landinbeeld(*command)
    assert code == 1
    assert said.startswith("Dat lukt niet met /dev/null/x")
    assert said.count("\n") == 1
    assert "een deel van dit pad is geen map" in said


def test_the_worker_says_it_as_a_line_of_the_log(landinbeeld: Landinbeeld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDINBEELD_STATE_DIR", "/dev/null/x")
    code, _, said = landinbeeld("worker")
    assert code == 1
    assert said.count("\n") == 1
    assert 'level=error event=worker_failed reason="Dat lukt niet met /dev/null/x: een deel' in said


def test_a_database_that_is_away_is_named_without_its_password(
    landinbeeld: Landinbeeld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDINBEELD_DATABASE_URL", "postgresql://wie:geheim@127.0.0.1:1/kaart")
    code, _, said = landinbeeld("snapshots", "list")
    assert code == 1
    assert said == "De database kaart op 127.0.0.1 is niet te gebruiken: de verbinding is geweigerd.\n"


def test_a_file_that_is_no_database_is_named(landinbeeld: Landinbeeld, tmp_path: Path) -> None:
    path = tmp_path / "var" / "landinbeeld.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"geen database, wel lang genoeg om er een te lijken" * 100)
    code, _, said = landinbeeld("snapshots", "list")
    assert (code, said) == (1, f"De database {path} is niet te gebruiken: het bestand is geen database.\n")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("foo://x/y", "niet naar foo://x/y"),
        ("s3://", "niet naar s3://"),
        ("https://a.nl/b", "niet naar https://a.nl/b"),
    ],
)
def test_a_target_of_an_unknown_kind_is_refused(landinbeeld: Landinbeeld, target: str, said: str) -> None:
    code, _, err = landinbeeld("export", target, "--url", "https://a.nl")
    assert code == 1
    assert err == f"Uitvoeren kan naar een map of naar s3://emmer/pad, {said}.\n"


def test_a_disk_that_fills_up_is_said_with_its_place(
    landinbeeld: Landinbeeld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("server.operations.backup.make_backup", full)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: SimpleNamespace(free=3_900_000 if folder == tmp_path else 0)
    )
    code, _, said = landinbeeld("backup", tmp_path / "x.tar.gz")
    assert (code, said) == (
        1,
        f"Dat lukt niet met {tmp_path / 'x.tar.gz'}: de schijf is vol (map {tmp_path}, nog 3 MB vrij).\n",
    )


class _Storage(http.server.BaseHTTPRequestHandler):
    """Object storage that refuses everything: the bucket is the code of its error, with the status that S3 gives it."""

    protocol_version = "HTTP/1.1"  # for `Expect: 100-continue`

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        code = {"weg": "NoSuchBucket", "dicht": "AccessDenied", "vol": "QuotaExceeded"}[self.path.split("/")[1]]
        body = f"<Error><Code>{code}</Code><Message>In English</Message></Error>".encode()
        self.send_response({"weg": 404, "dicht": 403, "vol": 507}[self.path.split("/")[1]])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed (extra `s3`)")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Storage)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    for name, value in (
        ("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}"),
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
    ):
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()  # it keeps one with the address of another server
    yield
    s3fs.S3FileSystem.clear_instance_cache()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("bucket", "said"),
    [
        ("weg", "De opslag weigert: die emmer bestaat niet; maak hem eerst of noem een andere."),
        ("dicht", "De opslag weigert: deze sleutels mogen daar niet schrijven; geef ze dat recht."),
        (
            "vol",
            "De opslag weigert: zij antwoordt met QuotaExceeded; vraag de beheerder van de opslag wat dat betekent.",
        ),
    ],
)
@pytest.mark.usefixtures("storage")
def test_what_object_storage_refuses_is_said_with_what_to_do(bucket: str, said: str) -> None:
    with pytest.raises(OSError, match="English") as refused:
        static_export._Target(f"s3://{bucket}/pad").write(("x", b"a", {"Content-Type": "text/plain"}))
    assert machine_trouble.sentence_of(refused.value, None) == said


def test_missing_keys_and_a_store_that_is_away_are_told(tmp_path: Path) -> None:
    exceptions = pytest.importorskip("botocore.exceptions", reason="botocore is not installed (extra `s3`)")
    settings = Settings(state_dir=tmp_path)
    assert "ontbreken de sleutels" in str(machine_trouble.sentence_of(exceptions.NoCredentialsError(), settings))
    away = exceptions.EndpointConnectionError(endpoint_url="http://x")
    assert (
        machine_trouble.sentence_of(away, settings)
        == "De opslag is niet te bereiken: kijk AWS_ENDPOINT_URL en de verbinding na."
    )


def test_a_disk_error_below_the_database_is_told(tmp_path: Path) -> None:
    error = sqlalchemy.exc.OperationalError("select", {}, Exception("disk I/O error"))
    said = machine_trouble.sentence_of(error, Settings(state_dir=tmp_path))
    assert said == f"De database {tmp_path}/landinbeeld.sqlite is niet te gebruiken: de schijf geeft een fout."


def test_a_bug_keeps_its_traceback(landinbeeld: Landinbeeld, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine_trouble.sentence_of(TypeError("x"), None) is None
    monkeypatch.setattr("server.commands.config.as_text", lambda _: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["landinbeeld", "config", "show"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_reading_commands_leave_a_folder_in_which_nothing_may_be_written_as_it_is(
    landinbeeld: Landinbeeld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert landinbeeld("snapshots", "import", EXAMPLE)[0] == 0
    (tmp_path / "var" / ".landinbeeld.sqlite.lock").unlink()
    before = sorted((p.name, p.stat().st_mtime_ns) for p in (tmp_path / "var").iterdir())
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write anywhere
    code, shown, _ = landinbeeld("snapshots", "list")
    assert (code, shown) == (0, "2026-11-01 versie 1 2026-11-01.csv\n")
    assert "Amsterdam" in landinbeeld("snapshots", "series", "GM0363")[1]
    assert landinbeeld("snapshots", "check", EXAMPLE)[0] == 0
    assert landinbeeld("releases", "list")[0] == 0
    assert sorted((p.name, p.stat().st_mtime_ns) for p in (tmp_path / "var").iterdir()) == before


def test_a_port_that_is_taken_is_refused_before_anything_starts(
    landinbeeld: Landinbeeld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other listens with SO_REUSEPORT, as granian does: without a check both would get a part of the requests."""
    started: list[object] = []

    def execv(*arguments: object) -> None:
        started.append(arguments)
        sys.exit(0)

    monkeypatch.setattr(os, "execv", execv)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, _, said = landinbeeld("serve", "--port", port)
        assert (code, started) == (1, [])
        assert said == f"Op 127.0.0.1:{port} luistert al een ander programma. Kies een andere poort met --port.\n"
    assert landinbeeld("serve", "--port", port)[0] == 0
    assert len(started) == 1


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(OSError, match="assign") as refused:
        running.check_port("192.0.2.1", 8000)
    assert (
        machine_trouble.sentence_of(refused.value, None)
        == "Dat lukt niet met 192.0.2.1:8000: dat adres is niet van deze machine."
    )


def test_a_reason_that_we_do_not_know_is_told_as_it_is() -> None:
    assert os_errors.reason(OSError(errno.ELOOP, os.strerror(errno.ELOOP))) == os.strerror(errno.ELOOP)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("backup",), "Fout: Er ontbreekt 'FILE'."),
        (("restore", "/nergens/x"), "Fout: Verkeerde waarde voor 'FILE': '/nergens/x' bestaat niet."),
        (("bakcup",), "Fout: Het commando bakcup bestaat niet. Bedoelt u 'backup'?"),
        (("serve", "--port", "99999"), "Fout: Verkeerde waarde voor '--port': 99999 ligt niet in 1<=x<=65535."),
        (("export", "x", "--url", "foo"), "Fout: Verkeerde waarde voor '--url': 'foo' is geen adres; verwacht: "),
        (("boundaries", "download", "--year", "2024", "--base-url", "foo"), "'--base-url': 'foo' is geen adres;"),
        (("releases", "rollback", "2026-13-01"), "'2026-13-01' is geen geldige peildatum."),
        (("releases", "rollback", "2026-11-01", "--to", ""), "De hele maand van de kaart halen: --withdraw."),
        (("releases", "rollback", "2026-11-01", "--withdraw", "--to", "x"), "--withdraw en --to gaan niet samen."),
    ],
)
def test_wrong_use_is_said_in_dutch(landinbeeld: Landinbeeld, command: tuple[str, ...], said: str) -> None:
    code, _, err = landinbeeld(*command)
    assert code == 2
    assert err.startswith("Gebruik: landinbeeld")
    assert said in err


def test_every_sentence_of_click_that_we_translate_is_still_its_own() -> None:
    texts = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8")
        for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)
    )
    assert [text for text in click_dutch.DUTCH if text.replace("\n", "\\n").replace("\t", "\\t") not in texts] == []
    for theirs, ours in click_dutch.DUTCH.items():
        assert set(re.findall(r"\{(\w+)", ours)) <= set(re.findall(r"\{(\w+)", theirs)), ours


def test_releases_without_anything_to_go_back_to_or_to_let_go(landinbeeld: Landinbeeld) -> None:
    assert landinbeeld("releases", "show")[::2] == (1, "Er is nog geen uitgave.\n")
    assert landinbeeld("releases", "rollback", "2026-11-01")[::2] == (
        1, "Er is geen uitgave van 2026-11-01 die nu geldt.\n",
    )  # fmt: skip
    assert landinbeeld("releases", "follow", "2026-11-01")[::2] == (
        1, "2026-11-01: er is niets vastgezet of ingetrokken.\n",
    )  # fmt: skip
