"""Where a reader finds the feed of an area: in the head of its page, for programs, and in its text, for people."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("page", ["/gemeenten/GM0344", "/provincies/PV26", "/nederland", "/gemeenten/GM0457"])
def test_the_page_of_an_area_leads_to_its_feed(client: FlaskClient, page: str) -> None:
    text = client.get(page).text
    heads = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="([^"]+)"', text)
    assert heads == ["/feed.atom", f"{page}/feed.atom"]
    assert client.get(heads[1]).status_code == 200
    if page != "/gemeenten/GM0457":  # one that is no more: who followed it is told
        assert f'<a href="{page}/feed.atom"' in text
        assert '<a href="/toelichting#volgen">' in text
    assert 'id="volgen"' in client.get("/toelichting").text
