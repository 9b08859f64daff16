"""The errors that only the server raises by name: a question that makes no sense, a draft that is gone, a busy renderer."""

from __future__ import annotations

from data.errors import LandInBeeldError


class InvalidQuery(LandInBeeldError, ValueError):
    """A parameter that does not exist or whose value makes no sense."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        self.name = name
        super().__init__(f"De parameter {name[:40]!r} met waarde {value[:60]!r} kan niet; {expected}.")


class DraftMissing(LandInBeeldError, LookupError):
    """A draft that was published, discarded or too old."""

    def __init__(self) -> None:
        super().__init__("Dit concept is er niet meer. Kies het bestand opnieuw.")


class OriginLost(LandInBeeldError, LookupError):
    """Figures whose file the database does not have: it was made anew since they were published."""

    def __init__(self) -> None:
        super().__init__("Uit welk bestand deze cijfers komen, is niet bewaard.")


class RendererBusy(LandInBeeldError):
    """Something else is being made just now."""

    def __init__(self) -> None:
        super().__init__("Dit wordt gemaakt als u erom vraagt, en er wordt nu al iets gemaakt. Probeer het zo weer.")


class RenderingFailed(LandInBeeldError):
    """The process that makes things did not make this; why stands in the log."""

    def __init__(self) -> None:
        super().__init__("Dit kon nu niet worden gemaakt. Probeer het later nog eens.")


class FileVanished(LandInBeeldError):
    """What was to be sent was cleared away between looking and opening: the worker has just made something newer."""

    def __init__(self) -> None:
        super().__init__("Dit bestand wordt net vernieuwd. Probeer het zo weer.")


class NotPublished(LandInBeeldError, LookupError):
    """A version, or figures on some day, that were not published; `sentence` says in Dutch what there is."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class DatabaseAway(LandInBeeldError):
    """The database cannot be asked now; what stands in releases is answered all the same."""

    def __init__(self) -> None:
        super().__init__(
            "Dit staat in de database, en die antwoordt nu niet. De kaart en haar cijfers zijn er wel. "
            "Probeer het later nog eens."
        )
