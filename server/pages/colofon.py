"""Who publishes the site, who answers questions, and where an error is reported: only what the settings say."""

from __future__ import annotations

from server.settings import Settings


def questions(settings: Settings) -> str:
    """The address for questions (https or mailto); empty when none is set."""
    return settings.contact_url or (f"mailto:{settings.contact_email}" if settings.contact_email else "")


def errors(settings: Settings) -> str:
    """The address to report an error to; that for questions without one of its own."""
    return settings.error_contact or questions(settings)


def written(address: str) -> str:
    """An address as people write it.

    >>> written("mailto:cijfers@example.nl"), written("https://example.nl/contact")
    ('cijfers@example.nl', 'example.nl/contact')
    """
    return address.removeprefix("mailto:").removeprefix("https://").removeprefix("http://")


def published(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The same as names and values for the colophon of a report."""
    values = (
        ("Uitgever", settings.publisher),
        ("Vragen", written(questions(settings))),
        ("Fout melden", written(errors(settings))),
    )
    return tuple((name, value) for name, value in values if value)
