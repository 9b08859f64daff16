"""How wide text is in the font of the pictures, where its lines break, and its letters as paths."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

NORMAL, BOLD = 400, 600


class Letters:
    """The two weights of the font, opened once. Widths are those without kerning, so never too small by much."""

    def __init__(self, paths: dict[int, Path]) -> None:
        self.files = [str(path) for path in paths.values()]
        self._fonts = {weight: TTFont(path) for weight, path in paths.items()}
        self._names = {weight: font.getBestCmap() for weight, font in self._fonts.items()}
        self._advances = {weight: font["hmtx"].metrics for weight, font in self._fonts.items()}

    @cached_property
    def _em(self) -> int:
        return int(self._fonts[NORMAL]["head"].unitsPerEm)

    def width(self, text: str, size: float, weight: int = NORMAL) -> float:
        """The width of a line in the unit of `size`."""
        advances = self._advances[weight]
        return float(sum(advances[name][0] for name in self._glyphs(text, weight)) * size / self._em)

    def lines(self, text: str, size: float, room: float, weight: int = NORMAL) -> list[str]:
        """The text in lines that fit in `room`; a word that is longer, an address, goes on after a slash."""
        lines: list[str] = []
        for word in text.split(" "):
            if self.width(word, size, weight) > room and "/" in word:
                lines += self._pieces(word, size, room, weight)
                continue
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size, weight) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def balanced(self, text: str, size: float, room: float, weight: int = NORMAL) -> list[str]:
        """As many lines as `lines`, with as little left over at their ends as may be: no word alone on the last one."""
        words, lines = text.split(" "), self.lines(text, size, room, weight)
        best: dict[int, tuple[float, list[str]]] = {
            0: (0.0, [])
        }  # by how many words are set: what is left over, squared
        for _ in lines:
            longer: dict[int, tuple[float, list[str]]] = {}
            for begin, (over, above) in best.items():
                for end in range(begin + 1, len(words) + 1):
                    line = " ".join(words[begin:end])
                    left = room - self.width(line, size, weight)
                    if left < 0:
                        break
                    longer[end] = min(longer.get(end, (float("inf"), [])), (over + left**2, [*above, line]))
            best = longer
        return best[len(words)][1] if len(words) in best else lines

    def _pieces(self, address: str, size: float, room: float, weight: int) -> list[str]:
        pieces = [""]
        for part in address.split("/"):
            longer = f"{pieces[-1]}/{part}" if len(pieces) > 1 or pieces[0] else part
            if self.width(f"{longer}/", size, weight) <= room:
                pieces[-1] = longer
            else:
                pieces[-1] += "/"
                pieces.append(part)
        return pieces

    def outline(self, text: str, x: float, y: float, size: float, weight: int = NORMAL) -> str:
        """The data of an SVG path with the letters of a line, from `x` on its baseline `y`."""
        glyphs, scale = self._fonts[weight].getGlyphSet(), size / self._em
        pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.1f}".removesuffix(".0"))
        for name in self._glyphs(text, weight):
            glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
            x += self._advances[weight][name][0] * scale
        return str(pen.getCommands())

    def _glyphs(self, text: str, weight: int) -> Iterable[str]:
        names = self._names[weight]
        return (names.get(ord(sign), ".notdef") for sign in text)
