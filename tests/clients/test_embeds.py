"""The frame, the element and what WordPress makes of oEmbed, on somebody else's site, seen alive in three engines."""

from __future__ import annotations

import html
import json
import os
import re
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from data.terms import Klasse
from tests.clients import engines
from tests.clients.engines import Browser
from tiles.palette import BY_KLASSE

WIDTHS = (320, 600, 1000)
KLASSEN = (Klasse.GOED, Klasse.ENIGSZINS, Klasse.ACHTER)  # every month has some of each
FIRST = "return document.querySelector('#eerste > svg') && document.fonts.status === 'loaded'"
LIVE = "return document.querySelector('#kaart')?.dataset.klaar"
LINK = "#paneel a[target=_blank]"
IN_LINK = (0.1, 0.2)  # within its first line, where it stands on two
KEPT = ("src", "width", "height", "frameborder", "title")  # what WordPress leaves of a frame
LIGHT, DARK = "#ffffff", "#111a24"  # --paper of style/tokens.css
SECRET = "a1B2c3D4e5"
WORDPRESS = """
const frame = document.querySelector("iframe");
window.heard = [];
addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow || data.secret !== "a1B2c3D4e5") return;
  heard.push(data);
  if (data.message === "height") frame.height = Math.min(1000, Math.max(200, data.value));
  const same = data.message === "link" && new URL(data.value).host === new URL(frame.src).host;
  if (same && document.activeElement === frame) location.href = data.value;
});"""  # what its script does, in our words


class Host:
    """A site of somebody else, whose only page is the one that was made last."""

    def __init__(self) -> None:
        self.page = b""
        host = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/" else 204)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(host.page if self.path == "/" else b"")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://localhost:{self._server.server_port}/"  # another site than 127.0.0.1

    def show(self, browser: Browser, body: str) -> None:
        self.page = f'<!doctype html><html lang="nl"><title>Gast</title><body style="margin:0">{body}'.encode()
        browser.go(self.address)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    site = Host()
    yield site
    site.close()


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of an engine."""
    if gone := engines.missing(request.param):
        if os.environ.get("LANDINBEELD_TEST_CLIENTS") == "required":
            pytest.fail(f"{', '.join(gone)} is not installed")
        pytest.skip(f"{', '.join(gone)} is not installed; `make test-clients` installs it and runs this")
    with ExitStack() as stack:
        if "Xvfb" in engines.NEEDED[request.param]:
            stack.enter_context(engines.screen())
        one = engines.start(request.param, tmp_path_factory.mktemp(request.param))
        stack.callback(one.close)
        yield one


@pytest.fixture
def browser(running: Browser) -> Iterator[Browser]:
    """Nothing that happens in a test may make the browser complain: of a script, a policy, an answer that is missing."""
    running.complaints()
    yield running
    assert running.complaints() == []
    running.go("about:blank")


def _frame(base_url: str, query: str = "", width: int = 800, height: int = 680, more: str = "") -> str:
    address = html.escape(f"{base_url}/embed{query}")
    return f'<iframe src="{address}" title="Kaart" width="{width}" height="{height}" style="border:0" {more}></iframe>'


def _wakes(browser: Browser, *frames: str) -> None:
    """A reader comes to the map, so the live one takes over from the first."""
    browser.point(*frames, ".beeld", part=(0.95, 0.05))  # the sea
    browser.into(*frames)
    browser.until(LIVE)


def _looks_right(browser: Browser, *frames: str, paper: str = LIGHT) -> None:
    """The style is ours and nothing is broader than the frame."""
    browser.into(*frames)
    family, colour, room, broader = browser.run(
        """const page = document.scrollingElement, right = (part) => part.getBoundingClientRect().right;
        const parts = [page, ...document.body.querySelectorAll(":not(.beeld *, .leesbaar, script, .rol *, svg *)")];
        const broader = parts.filter((part) => right(part) > page.clientWidth + 0.5).map((part) => part.outerHTML);
        return [getComputedStyle(document.querySelector("h1")).fontFamily, getComputedStyle(page).backgroundColor,
          page.clientWidth - page.scrollWidth, broader];"""
    )
    assert family.startswith('"IBM Plex Sans"')
    assert _hex(colour) == paper
    assert room >= 0, f"{-room} px too broad"
    assert broader == []


def _hex(colour: str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*map(int, re.findall(r"\d+", colour)[:3]))


def _colours(browser: Browser, *path: str) -> Counter[str]:
    """How many px of each colour are seen in what this selector in these frames gives."""
    left, top, width, height = browser.place(*path)
    part = browser.picture().crop((int(left), int(top), int(left + width), int(top + height)))
    assert part.width > 100 < part.height or path[-1] != ".beeld"
    return Counter({_hex(str(colour)): n for n, colour in part.getcolors(part.width * part.height) or []})


def _fills(klasse: Klasse) -> tuple[str, str]:
    """The fill of a klasse in a light frame and in a dark one."""
    return BY_KLASSE[klasse].fill, BY_KLASSE[klasse].dark[0]


def _shows_a_map(browser: Browser, *frames: str) -> None:
    """The klassen are seen in their own colours, each on a good part of the map, as soon as what moves is still."""
    end = time.monotonic() + 20
    while True:
        seen = _colours(browser, *frames, ".beeld")
        shares = [max(seen[fill] for fill in _fills(klasse)) / seen.total() for klasse in KLASSEN]
        if min(shares) > 0.002:
            return
        assert time.monotonic() < end, f"{shares} of the map; most of it is {seen.most_common(5)}"
        time.sleep(0.2)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("query", "paper"),
    [("", LIGHT), ("?weergave=donker", DARK), ("?gemeente=GM0344", LIGHT)],
    ids=["land", "dark", "gemeente"],
)
def test_a_plain_frame_has_its_style_and_first_map_at_once(
    browser: Browser, host: Host, base_url: str, width: int, query: str, paper: str
) -> None:
    host.show(browser, _frame(base_url, query, width))
    browser.into("iframe")
    browser.until(FIRST)
    _looks_right(browser, "iframe", paper=paper)
    if "gemeente" not in query:  # around one gemeente not every klasse need be seen
        _shows_a_map(browser, "iframe")
    browser.into("iframe")
    assert not browser.run(LIVE), "nobody reads yet"


def test_the_live_map_follows_the_width_of_its_frame(browser: Browser, host: Host, base_url: str) -> None:
    host.show(browser, _frame(base_url, width=1000))
    _wakes(browser, "iframe")
    for width in sorted(WIDTHS, reverse=True):
        browser.into()
        browser.run("document.querySelector('iframe').width = arguments[0]", width)
        browser.into("iframe")
        browser.until(f"return innerWidth === {width} && document.querySelector('canvas').clientWidth < {width}")
        _looks_right(browser, "iframe")
        _shows_a_map(browser, "iframe")


def test_a_sandbox_without_an_origin_has_style_first_map_and_live_map(
    browser: Browser, host: Host, base_url: str
) -> None:
    host.show(browser, _frame(base_url, more='sandbox="allow-scripts"'))
    browser.into("iframe")
    browser.until(FIRST)
    assert browser.run("return self.origin") == "null"
    _looks_right(browser, "iframe")
    _shows_a_map(browser, "iframe")
    _wakes(browser, "iframe")
    _looks_right(browser, "iframe")
    _shows_a_map(browser, "iframe")


def _as_wordpress(base_url: str, page: str) -> str:
    """What WordPress keeps of an answer of oEmbed of a site that it does not know."""
    asked = urllib.parse.urlencode({"url": base_url + page, "maxwidth": 600, "maxheight": 1000})
    with urllib.request.urlopen(f"{base_url}/oembed?{asked}", timeout=30) as answer:
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', json.load(answer)["html"]))
    left = " ".join(f'{name}="{attributes[name]}"' for name in KEPT if name != "src")
    source = f'src="{attributes["src"]}#?secret={SECRET}" data-secret="{SECRET}"'
    return f'<iframe sandbox="allow-scripts" security="restricted" {source} {left}></iframe>'


def test_wordpress_is_told_how_high_and_follows_a_link(browser: Browser, host: Host, base_url: str) -> None:
    frame = _as_wordpress(base_url, "/gemeenten/GM0344")
    host.show(browser, f"{frame}<script>{WORDPRESS}</script>")
    [height] = browser.until("return heard.length && heard")
    assert (height["message"], height["secret"]) == ("height", SECRET)
    browser.into("iframe")
    needs, has = browser.run("return [document.scrollingElement.scrollHeight, innerHeight]")
    assert needs <= has == min(1000, height["value"])
    _looks_right(browser, "iframe")
    browser.picture()  # a moment in which a live map would have begun
    browser.into("iframe")
    assert browser.run("return document.querySelector('#kaart:empty')"), (
        "a secret in the address is no sign of a reader"
    )
    browser.point("iframe", LINK, part=IN_LINK, click=True)
    browser.into()
    browser.until(f"return location.href.startsWith({base_url!r})")
    assert browser.until("return document.querySelector('h1')?.textContent").startswith("Gemeente Utrecht")


def test_a_script_of_wordpress_that_comes_late_asks_again(browser: Browser, host: Host, base_url: str) -> None:
    host.show(browser, _frame(base_url, more='sandbox="allow-scripts"'))
    browser.into("iframe")
    browser.until(FIRST)
    browser.into()
    browser.run(
        f"""const late = document.querySelector("iframe");
        late.src += "#?secret={SECRET}";
        const script = document.createElement("script");
        script.textContent = arguments[0];
        document.body.append(script);
        const ready = {{ message: "ready", secret: "{SECRET}" }};
        setInterval(() => late.contentWindow.postMessage(ready, "*"), 200);""",
        WORDPRESS,
    )
    assert browser.until("return heard.length && heard")[0] == {"message": "height", "value": 680, "secret": SECRET}


def test_a_link_in_a_sandbox_leads_to_a_page_in_the_frame(browser: Browser, host: Host, base_url: str) -> None:
    host.show(browser, _frame(base_url, "?gemeente=GM0344", height=900, more='sandbox="allow-scripts"'))
    browser.into("iframe")
    browser.until(FIRST)
    browser.point("iframe", LINK, part=IN_LINK, click=True)
    browser.into("iframe")
    browser.until("return location.pathname === '/gemeenten/GM0344' && document.readyState === 'complete'")
    _looks_right(browser, "iframe")


def test_a_link_in_a_plain_frame_leads_to_a_window_of_its_own(browser: Browser, host: Host, base_url: str) -> None:
    host.show(browser, _frame(base_url, "?gemeente=GM0344", height=900))
    browser.into("iframe")
    browser.until(FIRST)
    with browser.new_window() as opened:
        browser.point("iframe", LINK, part=IN_LINK, click=True)
        opened()
        browser.until("return location.pathname === '/gemeenten/GM0344' && document.readyState === 'complete'")
        assert browser.run("return window.opener") is None
        cut_off = "return [...document.querySelectorAll('.deel textarea')].some((t) => t.scrollHeight > t.clientHeight)"
        assert browser.run(cut_off) is False, "what can be copied is seen whole"


def test_a_frame_that_was_hidden_shows_its_map_later(browser: Browser, host: Host, base_url: str) -> None:
    host.show(browser, f'<div id="tab" style="display:none">{_frame(base_url)}</div>')
    browser.into()
    browser.until(
        "return performance.getEntriesByType('resource').some((r) => r.name.includes('/embed') && r.responseEnd)"
    )
    browser.into("iframe")
    browser.until("return document.readyState === 'complete'")
    browser.into()
    browser.run("document.querySelector('#tab').style.display = 'block'")
    browser.into("iframe")
    browser.until("return innerWidth === 800")
    _looks_right(browser, "iframe")
    _shows_a_map(browser, "iframe")
    _wakes(browser, "iframe")
    _shows_a_map(browser, "iframe")


@pytest.mark.parametrize(
    ("inside", "sandbox"), [("frame", ""), ("element", 'sandbox="allow-scripts"')], ids=["frame", "element"]
)
def test_a_page_that_is_written_in_a_frame_has_our_embed(
    browser: Browser, host: Host, base_url: str, inside: str, sandbox: str
) -> None:
    element = f'<script src="{base_url}/embed.js" async></script><land-in-beeld></land-in-beeld>'
    page = f'<!doctype html><body style="margin:0">{element if inside == "element" else _frame(base_url)}'
    host.show(
        browser, f'<iframe srcdoc="{html.escape(page)}" width="800" height="690" style="border:0" {sandbox}></iframe>'
    )
    browser.into("iframe", "iframe")
    browser.until(FIRST)
    _looks_right(browser, "iframe", "iframe")
    _wakes(browser, "iframe", "iframe")
    _shows_a_map(browser, "iframe", "iframe")


def test_the_element_makes_a_frame_that_is_high_enough(browser: Browser, host: Host, base_url: str) -> None:
    element = '<land-in-beeld gemeente="GM0344" hoogte="400"><a href="/">Land in Beeld: Utrecht</a></land-in-beeld>'
    host.show(browser, f'<script src="{base_url}/embed.js" async></script><div style="width:600px">{element}</div>')
    browser.until("return parseInt(document.querySelector('iframe')?.style.height) > 400")
    browser.into("iframe")
    browser.until("return document.scrollingElement.scrollHeight <= innerHeight")
    _looks_right(browser, "iframe")


def test_a_frame_that_follows_its_reader_is_dark_for_who_wants_that(
    browser: Browser, host: Host, base_url: str
) -> None:
    browser.prefer(dark=True)
    try:
        for query, paper in (("?weergave=auto", DARK), ("", LIGHT)):
            host.show(browser, _frame(base_url, query))
            browser.into("iframe")
            browser.until(FIRST)
            _looks_right(browser, "iframe", paper=paper)
            assert browser.run("return matchMedia('(prefers-color-scheme: dark)').matches")
    finally:
        browser.prefer()


@pytest.mark.parametrize("running", ["chromium", "firefox"], indirect=True)  # WebKitGTK has no forced colours
def test_in_forced_colours_letters_have_them_and_the_klassen_keep_their_own(
    browser: Browser, host: Host, base_url: str
) -> None:
    browser.prefer(contrast=True)
    try:
        host.show(browser, _frame(base_url, "?weergave=donker&accent=ffd500"))
        browser.into("iframe")
        browser.until(FIRST)
        own, system = browser.run(
            """const tried = document.body.appendChild(document.createElement("p"));
            tried.style.cssText = "forced-color-adjust: none; color: CanvasText; background: Canvas";
            const both = (letters, ground) => [getComputedStyle(letters).color, getComputedStyle(ground).backgroundColor];
            const answer = [both(document.querySelector("h1"), document.documentElement), both(tried, tried)];
            tried.remove();
            return matchMedia("(forced-colors: active)").matches ? answer : ["", "no forced colours"];"""
        )
        assert own == system
        _shows_a_map(browser, "iframe")
        swatches = _colours(browser, "iframe", ".embedlegenda")
        assert min(swatches[BY_KLASSE[klasse].fill] for klasse in KLASSEN) > 50
        _wakes(browser, "iframe")
        _shows_a_map(browser, "iframe")
    finally:
        browser.prefer()
