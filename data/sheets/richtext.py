"""The text of one cell in runs: what is raised as a mark of a footnote, or struck out, is not read with the rest. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

MARK, STRUCK = "voetnoot", "doorgehaald"
_ORDINALS = {"e", "de", "ste"}  # `1e halfjaar`, with the e raised, is one word
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈ⁽⁾†‡"


@dataclass(frozen=True, slots=True)
class Rich:
    """The text as a person reads it, what was left out of it, and why (MARK or STRUCK)."""

    text: str
    weg: str
    soort: str


@dataclass(slots=True)
class Runs:
    """Gathers the runs of one cell from the events of its XML, with the names of ECMA-376 part 1 (18.4)."""

    pieces: list[tuple[str, str]] = field(default_factory=list)  # kind of run, and its text
    kind: str = ""
    reading: bool = False
    phonetic: bool = False

    def start(self, tag: str, value: str | None) -> None:
        """A tag opens; `value` is its attribute val."""
        if tag == "vertAlign" and value in {"superscript", "subscript"}:
            self.kind = self.kind or MARK
        elif tag == "strike" and value not in {"0", "false"}:
            self.kind = STRUCK
        elif tag == "t":
            self.reading = not self.phonetic
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "r":
            self.kind = ""

    def characters(self, text: str) -> None:
        """Text, or the white space between tags."""
        if self.reading:
            self.pieces.append((self.kind, text))

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag == "t":
            self.reading = False
        elif tag == "r":
            self.kind = ""
        elif tag == "rPh":
            self.phonetic = False

    @property
    def rich(self) -> Rich | None:
        """What was found, when there is anything to leave out."""
        return without_runs(self.pieces)


def without_runs(pieces: list[tuple[str, str]]) -> Rich | None:
    """The text without its raised and struck runs; None when it has none.

    A cell that is nothing else keeps its text in a form that is no figure.
    >>> without_runs([("", "9"), (MARK, "1")])
    Rich(text='9', weg='1', soort='voetnoot')
    >>> without_runs([("", "1"), (MARK, "e"), ("", " halfjaar")]) is None
    True
    >>> without_runs([(MARK, "1")]).text
    '¹'
    """
    odd = [(kind, text) for kind, text in pieces if kind and text.strip().casefold() not in {"", *_ORDINALS}]
    if not odd:
        return None
    rest = "".join(text for kind, text in pieces if (kind, text) not in odd)
    gone = "".join(text for _, text in odd)
    soort = STRUCK if any(kind == STRUCK for kind, _ in odd) else MARK
    if rest.strip():
        return Rich(rest, gone.strip(), soort)
    return Rich(f"{gone} (doorgehaald)" if soort == STRUCK else gone.translate(_RAISED), "", soort)


def without_marks(text: str) -> Rich | None:
    """The text without the raised digits and daggers at its end; None when it has none, or nothing else.

    >>> without_marks("9¹"), without_marks("m²") is None
    (Rich(text='9', weg='¹', soort='voetnoot'), True)
    """
    if text.isascii() or text[-1:] not in _MARKS:
        return None
    rest = text.rstrip(_MARKS + " ")
    if not rest or rest.casefold().endswith(("m", "km", "co")):
        return None
    return Rich(rest, text[len(rest) :].strip(), MARK)
