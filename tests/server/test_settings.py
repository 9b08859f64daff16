from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path

import pytest

from server.commands.config import as_text, documented
from server.settings import Settings, SettingWrong, read_settings


def test_defaults_need_no_environment() -> None:
    settings = read_settings({})
    assert settings.state_dir == Path.cwd() / "var"
    assert settings.grens == Fraction(3, 4)
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("/var/landinbeeld.sqlite")


def test_values_are_read_and_checked() -> None:
    settings = read_settings({"LANDINBEELD_PUBLIC_URL": "https://example.nl/kaart/", "LANDINBEELD_GRENS": "4/5"})
    assert settings.public_url == "https://example.nl/kaart"
    assert settings.grens == Fraction(4, 5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "example.nl"), ("PUBLIC_URL", "https://example.nl/?a=b"), ("GRENS", "0"), ("GRENS", "1/0"),
        ("RATE_STORAGE", "foo"), ("RATE_STORAGE", "nergens://user@host"), ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "mysql://x/y"), ("DATABASE_URL", "sqlite://"), ("GRENS", "veel"), ("MAXZOOM", "99"),
        ("POLL_SECONDS", "0"), ("EMBED_ANCESTORS", "https://a.nl; script-src *"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_in_dutch(name: str, value: str) -> None:
    with pytest.raises(SettingWrong, match=f"De instelling LANDINBEELD_{name} heeft de waarde"):
        read_settings({f"LANDINBEELD_{name}": value})


def test_a_secret_that_is_wrong_is_not_told() -> None:
    with pytest.raises(SettingWrong, match=r"RATE_STORAGE heeft de waarde '\(geheim\)'; verwacht: memory://"):
        read_settings({"LANDINBEELD_RATE_STORAGE": "nergens://user:geheim1@host"})


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    path = tmp_path / "landinbeeld.toml"
    path.write_text(
        'maxzoom = 8\ngrens = "4/5"\nmail_to = ["a@b.nl", "c@d.nl"]\nmail_from = "e@f.nl"\naccess_log = true\n'
    )
    settings = read_settings({"LANDINBEELD_SETTINGS": str(path), "LANDINBEELD_MAXZOOM": "9"})
    assert (settings.maxzoom, settings.grens, settings.access_log) == (9, Fraction(4, 5), True)
    assert settings.mail_to == ("a@b.nl", "c@d.nl")


@pytest.mark.parametrize("content", ["max_zoom = 8", "maxzoom = ", 'maxzoom = "veel"', "poll = 3"])
def test_a_wrong_file_stops_the_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "landinbeeld.toml"
    path.write_text(content)
    with pytest.raises(SettingWrong, match="De instelling"):
        read_settings({"LANDINBEELD_SETTINGS": str(path)})
    with pytest.raises(SettingWrong, match="leesbaar"):
        read_settings({"LANDINBEELD_SETTINGS": str(tmp_path / "nowhere.toml")})


@pytest.mark.parametrize(
    "url", ["sqlite:////var/x.sqlite", "postgresql:///a", "postgres://u:w@h/a", "postgresql+psycopg://h/a"]
)
def test_a_database_of_a_kind_that_we_know_is_taken(url: str) -> None:
    assert read_settings({"LANDINBEELD_DATABASE_URL": url}).database == url
    assert read_settings({"LANDINBEELD_RATE_STORAGE": "memory://"}).rate_storage == "memory://"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('smtp_pasword = "geheim"', "De instelling smtp_pasword bestaat niet; bedoelt u smtp_password?"),
        ("maxzoom = 99", "De instelling maxzoom heeft de waarde '99'; verwacht: 6 tot 14."),
        ("kleur = 1", "De instelling kleur bestaat niet."),
        ("maxzoom = 8\nmaxzoom 9", "een leesbaar TOML-bestand (fout op regel 2, teken 9)."),
        ("maxzoom = ", "een leesbaar TOML-bestand (het einde ontbreekt)."),
        ('contact_name = "\udce9"', "een leesbaar TOML-bestand (geen UTF-8)."),
    ],
)
def test_what_is_wrong_in_the_file_is_said_as_it_is_written_there(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "landinbeeld.toml"
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(SettingWrong) as wrong:
        read_settings({"LANDINBEELD_SETTINGS": str(path)})
    assert str(wrong.value).endswith(said)


def test_a_file_that_cannot_be_read_has_a_dutch_reason(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "dat is een map"), (tmp_path / "weg", "dat bestaat niet")):
        with pytest.raises(SettingWrong, match=rf"een leesbaar TOML-bestand \({reason}\)"):
            read_settings({"LANDINBEELD_SETTINGS": str(path)})


def test_a_misspelt_variable_is_pointed_out() -> None:
    with pytest.raises(SettingWrong, match="bedoelt u LANDINBEELD_MAXZOOM"):
        read_settings({"LANDINBEELD_MAX_ZOOM": "8"})
    assert read_settings({"LANDINBEELD_HUISKLEUR": "blauw"}) == read_settings({})


def test_what_belongs_together_is_asked_for_together() -> None:
    with pytest.raises(SettingWrong, match="MAIL_FROM"):
        read_settings({"LANDINBEELD_MAIL_TO": "a@b.nl"})
    with pytest.raises(SettingWrong, match="WEBHOOK_SECRET"):
        read_settings({"LANDINBEELD_WEBHOOK_URL": "https://a.nl/"})


def test_secrets_are_masked_also_when_wrong() -> None:
    secret = "sleutel-van-de-voordeur"
    names = [about.name for about in fields(Settings) if about.metadata["secret"]]
    assert {"database_url", "smtp_password", "webhook_secret", "upload_token_hash"} <= set(names)
    told = as_text(replace(Settings(), **dict.fromkeys(names, secret)))
    assert secret not in str(told)
    assert all(told[name] == "********" for name in names)
    addresses = {
        "database_url": "postgresql://kaart:geheim@db.example.nl:5432/kaart?password=geheim",
        "webhook_url": "https://chat.example.nl/hooks/geheim",
        "rate_storage": "redis://:geheim@cache.example.nl",
    }
    told = as_text(replace(Settings(), **addresses))
    assert [told[name] for name in addresses] == [
        "postgresql://db.example.nl:5432/********",
        "https://chat.example.nl/********",
        "redis://cache.example.nl/********",
    ]
    assert as_text(Settings())["rate_storage"] == "memory://"
    with pytest.raises(SettingWrong) as wrong:
        read_settings({"LANDINBEELD_UPLOAD_TOKEN_HASH": secret})
    assert secret not in str(wrong.value)


def test_the_table_in_the_docs_is_that_of_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "instellingen.md").read_text(encoding="utf-8")
    table = "\n".join(line for line in text.splitlines() if line.startswith("|")) + "\n"
    assert table == documented(), "run: landinbeeld config table"


def test_every_setting_that_is_an_address_is_checked() -> None:
    for name in ("PUBLIC_URL", "CONTACT_URL", "WEBHOOK_URL"):
        good = {f"LANDINBEELD_{name}": "https://example.nl/a/", "LANDINBEELD_WEBHOOK_SECRET": "x"}
        assert getattr(read_settings(good), name.lower()) == "https://example.nl/a"
        with pytest.raises(SettingWrong, match=name):
            read_settings({f"LANDINBEELD_{name}": "example"})
