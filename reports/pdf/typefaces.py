"""The fonts of the reports: two static weights of IBM Plex Sans, made from a package.

IBM Plex Sans (SIL Open Font License 1.1) comes from the PyPI package `fontpkg-ibm-plex-sans` as one variable file;
WeasyPrint would cut a weight out of it again for every report. Made once per folder, about two seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from fontTools.ttLib import TTFont

from data import files
from data.made_by import made_by

FAMILY = "IBM Plex Sans"
WEIGHTS = (400, 600)
UNICODES = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(ord(sign) for sign in "–—‘’“”•…€−≥≤→‑"),
)
FEATURES = ["kern", "liga", "mark", "ccmp", "locl"]


@dataclass(frozen=True, slots=True)
class Typefaces:
    """The font files, by weight."""

    text: dict[int, Path]

    @property
    def css(self) -> str:
        """The @font-face rules."""
        return "\n".join(
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url("{path.absolute().as_uri()}"); }}'
            for weight, path in self.text.items()
        )


def make_typefaces(folder: Path) -> Typefaces:
    """The fonts in this folder, made there when they are not; safe when several processes do so at once."""
    folder.mkdir(parents=True, exist_ok=True)
    made = made_by(__name__, packages=("fontpkg-ibm-plex-sans", "fonttools"))
    text = {weight: folder / f"plex-{weight}-{made}.ttf" for weight in WEIGHTS}
    missing = [weight for weight, path in text.items() if not path.exists()]
    if missing:
        source = resources.files("fontpkg_ibm_plex_sans") / "files" / "IBMPlexSans[wdth,wght].ttf"
        with resources.as_file(source) as path:
            for weight in missing:
                files.write(text[weight], _static(path, weight).save, durable=False)
    return Typefaces(text)


def _static(path: Path, weight: int) -> TTFont:
    """One weight with the letters of the Dutch and neighbouring languages, unhinted."""
    from fontTools import subset  # here, so that who finds them made does not wait for what makes them
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    return instantiateVariableFont(font, {"wght": weight, "wdth": 100}, static=True, updateFontNames=True)
