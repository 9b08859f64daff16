"""Three browsers in the hands of a test: Chromium and WebKitGTK by WebDriver, Firefox by Marionette, all from Debian.

Both speak the commands of W3C WebDriver (https://www.w3.org/TR/webdriver2/); Marionette, which Firefox has in it, takes them
as JSON on a socket. So nothing is installed beside the browsers themselves. What no standard knows is asked of each in its
own way: what it complained of, and how a reader has set dark and high contrast.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from PIL import Image

WINDOW = (1020, 1020)  # px; the screen of Xvfb is somewhat larger
PATHS = {
    "Navigate": ("POST", "url"),
    "ExecuteScript": ("POST", "execute/sync"),
    "SwitchToFrame": ("POST", "frame"),
    "PerformActions": ("POST", "actions"),
    "ReleaseActions": ("DELETE", "actions"),
    "TakeScreenshot": ("GET", "screenshot"),
    "SetWindowRect": ("POST", "window/rect"),
    "GetWindowHandle": ("GET", "window"),
    "GetWindowHandles": ("GET", "window/handles"),
    "SwitchToWindow": ("POST", "window"),
    "CloseWindow": ("DELETE", "window"),
}
SWIFTSHADER = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
NEEDED = {
    "chromium": ["chromium", "chromedriver"],
    "firefox": ["firefox-esr", "Xvfb"],
    "webkit": ["WebKitWebDriver", "Xvfb"],
}


class Refused(Exception):
    """What a browser says instead of an answer."""


class Browser:
    """One window of one browser. A path is selectors, each inside the frame that the one before it gives."""

    name: str
    points_in_frame = False  # whether a place of the mouse counts from the frame that is looked into

    def ask(self, command: str, **fields: Any) -> Any:
        """The answer to a command of WebDriver; `PATHS` has those that are in use. Raises Refused."""
        raise NotImplementedError

    def complaints(self) -> list[str]:
        """Errors of scripts and policies since the last time, in any frame."""
        raise NotImplementedError

    def prefer(self, *, dark: bool = False, contrast: bool = False) -> None:
        """Sets what a reader has set for all pages. Raises NotImplementedError where the engine cannot."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def go(self, address: str) -> None:
        self.ask("Navigate", url=address)

    def run(self, script: str, *values: Any) -> Any:
        """What a script gives in the frame that is looked into."""
        return self.ask("ExecuteScript", script=script, args=list(values))

    def into(self, *frames: str) -> None:
        """Looks into a frame in a frame in the page on top; without any, into that page itself."""
        self.ask("SwitchToFrame", id=None)
        for selector in frames:
            self.ask("SwitchToFrame", id=self.until(f"return document.querySelector({selector!r})"))

    def until(self, script: str, seconds: float = 30) -> Any:
        """What a script gives as soon as that is something."""
        end = time.monotonic() + seconds
        while True:
            answer = None
            with suppress(Refused):  # the page is being replaced
                answer = self.run(script)
            if answer:
                return answer
            assert time.monotonic() < end, f"{self.name}: no answer to {script}; {self.complaints()}"
            time.sleep(0.1)

    def point(self, *path: str, part: tuple[float, float] = (0.5, 0.5), click: bool = False) -> None:
        """A mouse comes to this part of the width and height of what the path leads to, and clicks there if asked."""
        left, top, width, height = self.place(*path)
        if self.points_in_frame:
            left, top, _, _ = self._box(path[-1])
        else:
            self.into()
        x, y = int(left + width * part[0]), int(top + height * part[1])
        steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": x + n, "y": y, "duration": 20} for n in (-3, 0)]
        if click:
            steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}
        self.ask("PerformActions", actions=[mouse])

    def place(self, *path: str) -> tuple[float, float, float, float]:
        """Left, top, width and height of what the path leads to, in px of the page on top; it stays in that frame."""
        left = top = 0.0
        for depth in range(len(path)):
            self.into(*path[:depth])
            x, y, width, height = self._box(path[depth])
            left, top = left + x, top + y
        return left, top, width, height

    def _box(self, selector: str) -> tuple[float, float, float, float]:
        x, y, width, height = self.until(
            f"""const r = document.querySelector({selector!r})?.getBoundingClientRect();
            return r && [r.x, r.y, r.width, r.height];"""
        )
        return x, y, width, height

    @contextmanager
    def new_window(self) -> Iterator[Callable[[], None]]:
        """Gives what waits for a window that opens, and looks into it; the window is closed at the end."""
        first, before = self.ask("GetWindowHandle"), set(self.ask("GetWindowHandles"))

        def wait() -> None:
            end = time.monotonic() + 30
            while not (new := set(self.ask("GetWindowHandles")) - before):
                assert time.monotonic() < end, f"{self.name}: no window opens"
                time.sleep(0.1)
            self.ask("SwitchToWindow", handle=new.pop())

        try:
            yield wait
        finally:
            if self.ask("GetWindowHandle") != first:
                self.ask("CloseWindow")
            self.ask("SwitchToWindow", handle=first)

    def picture(self) -> Image.Image:
        """The page on top as it is seen, in three colours."""
        self.ask("SwitchToFrame", id=None)
        return Image.open(io.BytesIO(base64.b64decode(self.ask("TakeScreenshot")))).convert("RGB")


class ByWebDriver(Browser):
    """A browser that is driven over HTTP by a program beside it."""

    driver: str

    def __init__(self, log: Path) -> None:
        self._log = log
        self._open()

    def _wishes(self, *, contrast: bool) -> dict[str, Any]:
        """The capabilities with which it begins."""
        raise NotImplementedError

    def _open(self, *, contrast: bool = False, **environment: str) -> None:
        port = _free_port()
        with self._log.open("wb") as out:
            self._program = _start([self.driver, f"--port={port}"], dict(os.environ) | environment, out)
        self._base = f"http://127.0.0.1:{port}"
        _until_open(port, self._program)
        try:
            wishes = {"capabilities": {"alwaysMatch": self._wishes(contrast=contrast)}}
            self._base += f"/session/{self._http('POST', '/session', wishes)['sessionId']}"
        except Refused:
            _end(self._program)
            raise

    def ask(self, command: str, **fields: Any) -> Any:
        method, path = PATHS[command]
        return self._http(method, f"/{path}", fields)

    def _http(self, method: str, path: str, fields: dict[str, Any]) -> Any:
        body = json.dumps(fields).encode() if method == "POST" else None
        request = urllib.request.Request(self._base + path, body, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise Refused(error.read().decode()) from error

    def close(self) -> None:
        with suppress(Refused, OSError):
            self._http("DELETE", "", {})
        _end(self._program)


class Chromium(ByWebDriver):
    """Blink, without a screen."""

    name = "chromium"
    driver = "chromedriver"

    def _wishes(self, *, contrast: bool) -> dict[str, Any]:
        arguments = ["--headless=new", "--no-sandbox", "--disable-quic", "--no-first-run", *SWIFTSHADER]
        arguments += [f"--window-size={WINDOW[0]},{WINDOW[1]}", "--disable-background-networking", "--disable-sync"]
        if contrast:  # what can be set while it runs, does not reach a frame of another site
            arguments.append("--force-high-contrast")
        options = {"binary": shutil.which("chromium"), "args": arguments}
        return {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}

    def complaints(self) -> list[str]:
        lines = self._http("POST", "/se/log", {"type": "browser"})
        return [line["message"] for line in lines if line["level"] == "SEVERE"]

    def prefer(self, *, dark: bool = False, contrast: bool = False) -> None:
        self.close()
        self._open(contrast=contrast)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self._http("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}})


class WebKit(ByWebDriver):
    """WebKitGTK in its MiniBrowser; it says on its output what it complains of."""

    name = "webkit"
    driver = "WebKitWebDriver"

    def _wishes(self, *, contrast: bool) -> dict[str, Any]:
        if contrast:
            raise NotImplementedError("WebKitGTK has no forced colours")
        folder = next(Path("/usr/lib").glob("*/webkit2gtk-4.1"))
        arguments = ["--automation", "--enable-write-console-messages-to-stdout=true"]
        return {"webkitgtk:browserOptions": {"binary": str(folder / "MiniBrowser"), "args": arguments}}

    def _open(self, *, contrast: bool = False, **environment: str) -> None:
        super()._open(contrast=contrast, **environment)
        self._read = 0
        self.ask("SetWindowRect", x=0, y=0, width=WINDOW[0], height=WINDOW[1])

    def complaints(self) -> list[str]:
        text = self._log.read_text(encoding="utf-8", errors="replace")
        new, self._read = text[self._read :], len(text)
        return [line for line in new.splitlines() if line.startswith("CONSOLE") and " ERROR " in line]

    def prefer(self, *, dark: bool = False, contrast: bool = False) -> None:
        self.close()
        self._open(contrast=contrast, GTK_THEME="Adwaita:dark" if dark else "Adwaita")


class Firefox(Browser):
    """Gecko, on a screen: without one it has no WebGL."""

    name = "firefox"
    points_in_frame = True  # each frame of another site has a process of its own, and Marionette speaks with one
    SETTINGS: dict[str, Any] = {  # noqa: RUF012
        "app.normandy.enabled": False,
        "app.update.disabledForTesting": True,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.page": 0,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "toolkit.telemetry.reportingpolicy.firstRun": False,
    }

    def __init__(self, log: Path, profile: Path) -> None:
        port = _free_port()
        settings = self.SETTINGS | {"marionette.port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [
            "firefox-esr",
            "--marionette",
            "--remote-allow-system-access",
            "--no-remote",
            "--profile",
            str(profile),
        ]
        size = ["--width", str(WINDOW[0]), "--height", str(WINDOW[1])]
        with log.open("wb") as out:
            self._program = _start([*command, *size], dict(os.environ) | {"HOME": str(profile)}, out)
        _until_open(port, self._program)
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._answers = self._socket.makefile("rb")
        self._turn = 0
        self._next()  # who it is
        self.ask("NewSession", capabilities={"alwaysMatch": {}})
        self.ask("SetWindowRect", x=0, y=0, width=WINDOW[0], height=WINDOW[1])

    def ask(self, command: str, **fields: Any) -> Any:
        if command == "TakeScreenshot":
            fields = {"full": False}
        return self._say(f"WebDriver:{command}", fields)

    def _say(self, command: str, fields: dict[str, Any]) -> Any:
        self._turn += 1
        message = json.dumps([0, self._turn, command, fields]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, turn, error, answer = self._next()
        assert turn == self._turn
        if error:
            raise Refused(f"{error['error']}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def _next(self) -> Any:
        length = b""
        while (sign := self._answers.read(1)) != b":":
            assert sign, "Firefox stopped"
            length += sign
        return json.loads(self._answers.read(int(length)))

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """Scripts run in the browser itself, not in a page."""
        self._say("Marionette:SetContext", {"value": "chrome"})
        try:
            yield
        finally:
            self._say("Marionette:SetContext", {"value": "content"})

    def complaints(self) -> list[str]:
        with self._inside():
            said: list[str] = self.run(
                """const said = Services.console.getMessageArray();
                Services.console.reset();
                return said.filter((m) => m instanceof Ci.nsIScriptError && !(m.flags & Ci.nsIScriptError.warningFlag)
                  && /^(http|data|blob|about:srcdoc)/.test(m.sourceName)).map((m) => m.sourceName + " " + m.errorMessage);"""
            )
        return said

    def prefer(self, *, dark: bool = False, contrast: bool = False) -> None:
        with self._inside():
            self.run(
                """Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", arguments[0]);
                Services.prefs.setIntPref("browser.display.document_color_use", arguments[1]);""",
                0 if dark else 1,
                2 if contrast else 0,
            )

    def close(self) -> None:
        with suppress(Refused, OSError, AssertionError):
            self._say("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._answers.close()
        self._socket.close()
        _end(self._program)


@contextmanager
def screen() -> Iterator[None]:
    """A screen that nobody sees, for all that is started meanwhile."""
    read, write = os.pipe()
    size = f"{WINDOW[0] + 100}x{WINDOW[1] + 200}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    before = os.environ.get("DISPLAY")
    with os.fdopen(read) as numbers:
        os.environ["DISPLAY"] = f":{numbers.readline().strip()}"
    try:
        yield
    finally:
        if before is None:
            del os.environ["DISPLAY"]
        else:
            os.environ["DISPLAY"] = before
        server.terminate()
        server.wait(timeout=30)


def missing(name: str) -> list[str]:
    """The programs that a browser needs and that are not installed."""
    gone = [program for program in NEEDED[name] if shutil.which(program) is None]
    if name == "webkit" and not list(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")):
        gone.append("MiniBrowser")
    return gone


def start(name: str, folder: Path) -> Browser:
    """A browser of this name, with what it keeps in this folder."""
    if name == "chromium":
        return Chromium(folder / "chromium.log")
    return WebKit(folder / "webkit.log") if name == "webkit" else Firefox(folder / "firefox.log", folder)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _start(command: list[str], environment: dict[str, str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)


def _until_open(port: int, program: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert program.poll() is None, f"{program.args!r} stopped"
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        time.sleep(0.1)
    _end(program)
    raise AssertionError(f"{program.args!r} does not answer")


def _end(program: subprocess.Popen[bytes]) -> None:
    """Ends a program and what it started."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        program.wait(timeout=15)
        return
    os.killpg(program.pid, signal.SIGKILL)
    program.wait(timeout=15)
