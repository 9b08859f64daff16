"""Under which licence everything is given: the words that stand in every file and answer. Pure."""

from __future__ import annotations

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
NAME = "CC BY 4.0"


def terms(bron: str) -> str:
    """What somebody may do with figures and boundaries, and whom to name for it; `bron` is the attribution.

    >>> terms("Cijfers: COA; grenzen 2024: CBS")
    'Cijfers en grenzen: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/. Noem Land in Beeld en de peildatum. \
Cijfers: COA; grenzen 2024: CBS'
    """
    return f"Cijfers en grenzen: {NAME}, {LICENCE}. Noem Land in Beeld en de peildatum. {bron}"
