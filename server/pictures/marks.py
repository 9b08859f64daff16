"""Text and swatches of a picture as SVG: letters as text or as outlines."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

from server.maps import swatches
from server.pictures.lettering import BOLD, NORMAL, Letters
from tiles.palette import BORDER_GEMEENTE, INK, Look

WHITE = "#ffffff"
HALO = 0.32  # of the size of the letters, around those that stand on the map
LEADING = 1.25
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}
WIDEST = {NORMAL: 1.14, BOLD: 1.24}  # times as wide as ours: DejaVu Sans, for who has no other
BEYOND = 30  # pixels of the margin that a line of such letters may take


@dataclass(frozen=True, slots=True)
class Marks:
    """Writes in one way: `outlines` draws letters; `fitted` keeps each line as long as in our font, whichever is there.

    Who does not keep to that (librsvg) has room for letters as broad as `WIDEST`: its paragraphs break sooner.

    `on_paper` is for PDF, whose readers show seams between the squares of a pattern.
    """

    letters: Letters
    outlines: bool = False
    on_paper: bool = False
    fitted: bool = False

    def line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        anchor: str = "start",
    ) -> str:
        """A line of text on its baseline `y`; at `x` it has its start, middle or end."""
        if self.outlines:
            begin = x - self._width(text, size, bold) * ANCHORS[anchor]
            return f'<path d="{self.letters.outline(text, begin, y, size, _weight(bold))}" fill="{colour}"/>'
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        place = f'x="{x:.1f}" y="{y:.1f}" {_font(size, bold)}{at}{self._fitted(text, size, bold)}'
        return f'<text {place} fill="{colour}">{escape(text)}</text>'

    def halo(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> str:
        """A line around the middle `x`, with white around its letters."""
        stroke = f'stroke="{WHITE}" stroke-width="{HALO * size:.2f}" stroke-linejoin="round"'
        if self.outlines:
            path = self.letters.outline(text, x - self._width(text, size, bold) / 2, y, size, _weight(bold))
            return f'<path d="{path}" fill="{BORDER_GEMEENTE}" {stroke} paint-order="stroke"/>'
        place = f'x="{x:.1f}" y="{y:.1f}" {_font(size, bold)} text-anchor="middle"{self._fitted(text, size, bold)}'
        return f'<text {place} fill="{BORDER_GEMEENTE}" {stroke} paint-order="stroke">{escape(text)}</text>'

    def room(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line may turn out."""
        return self._width(text, size, bold) * self._spare(bold)

    def lines(self, text: str, size: float, room: float, *, bold: bool = False, balanced: bool = False) -> list[str]:
        """The text in lines that fit in `room`, whichever font is there."""
        broken = self.letters.balanced if balanced else self.letters.lines
        room = (room + BEYOND) / self._spare(bold) if self.fitted else room
        return broken(text, size, room, _weight(bold))

    def swatch(self, x: float, y: float, look: Look, size: float) -> str:
        """The colour and pattern of a klasse, `size` high, with its top at `y`; as broad as `swatch_width`."""
        inside = ""
        if look.pattern:
            drawn = swatches.strokes(look.pattern, swatches.WIDTH, swatches.HEIGHT, swatches.STEP)
            attributes = " ".join(f'{name}="{value}"' for name, value in drawn.items())
            inside = f'<path stroke="{look.ink}" fill="none" clip-path="url(#staal)" {attributes}/>'
        scale = size / swatches.HEIGHT
        box = f'width="{swatches.WIDTH}" height="{swatches.HEIGHT}"'
        return (
            f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.3f})"><rect {box} fill="{look.fill}"/>{inside}'
            f'<rect {box} fill="none" stroke="{BORDER_GEMEENTE}" stroke-width="{1 / scale:.2f}"/></g>'
        )

    def _fitted(self, text: str, size: float, bold: bool) -> str:
        """What keeps a line as long in a font that takes the place of ours."""
        if not self.fitted:
            return ""
        return f' textLength="{self._width(text, size, bold):.1f}" lengthAdjust="spacingAndGlyphs"'

    def _spare(self, bold: bool) -> float:
        return WIDEST[_weight(bold)] if self.fitted else 1.0

    def _width(self, text: str, size: float, bold: bool) -> float:
        return self.letters.width(text, size, _weight(bold))


SWATCH_CLIP = f'<clipPath id="staal"><rect width="{swatches.WIDTH}" height="{swatches.HEIGHT}"/></clipPath>'


def swatch_width(size: float) -> float:
    """How broad a swatch of that height is."""
    return size * swatches.WIDTH / swatches.HEIGHT


def _weight(bold: bool) -> int:
    return BOLD if bold else NORMAL


def _font(size: float, bold: bool) -> str:
    weight = f' font-weight="{BOLD}"' if bold else ""
    return f'font-size="{size:g}"{weight}'
