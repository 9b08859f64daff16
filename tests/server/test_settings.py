from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from server.settings import SettingWrong, read_settings


def test_defaults_need_no_environment() -> None:
    settings = read_settings({})
    assert settings.state_dir == Path("var")
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
        ("GRENS", "veel"), ("MAXZOOM", "99"), ("POLL_SECONDS", "0"), ("EMBED_ANCESTORS", "https://a.nl; script-src *"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_in_dutch(name: str, value: str) -> None:
    with pytest.raises(SettingWrong, match=f"De instelling LANDINBEELD_{name} heeft de waarde"):
        read_settings({f"LANDINBEELD_{name}": value})
