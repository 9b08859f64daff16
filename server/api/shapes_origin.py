"""The JSON shape of where figures came from: a plain function to a dictionary with the public field names."""

from __future__ import annotations

from typing import Any

from server.api.figure_origins import Blok, Bron, Origin
from server.api.shapes import peildatum_shape
from server.http.responses import rfc3339


def origin_shape(origin: Origin, original: str | None) -> dict[str, Any]:
    """Where the figures of an area came from; `original` is the address of the file, where that is published."""
    stand, info = origin.stand, origin.herkomst.info
    blad, rij = origin.plaats or (None, None)
    return {
        "code": origin.code,
        "naam": origin.naam,
        **peildatum_shape(stand.peildatum),
        "voorbeeld": stand.voorbeeld,
        "revisie": info.revision,
        "bestand": {
            "naam": info.filename,
            "sha256": info.sha256,
            "via": info.door,
            "ontvangen": rfc3339(info.ontvangen),
            "origineel": original,
        },
        "blad": blad,
        "rij": rij,
        "kolommenBewaard": bool(origin.herkomst.kolommen),
        "cijfers": [_bron_shape(bron) for bron in origin.eigen.bronnen] if origin.eigen else [],
        "opgeteld": origin.opgeteld and _sum_shape(origin.opgeteld),
    }


def _sum_shape(blok: Blok) -> dict[str, Any]:
    return {"uit": [deel.code for deel in blok.delen], "cijfers": [_bron_shape(bron) for bron in blok.bronnen]}


def _bron_shape(bron: Bron) -> dict[str, Any]:
    return {
        "cijfer": bron.naam,
        "waarde": bron.waarde,
        "som": bron.som or None,
        "regel": bron.regel or None,
        "cellen": [
            {"cel": c.adres, "kolom": c.bron.letter, "rij": c.rij, "kop": c.bron.kop, "teken": c.bron.teken}
            for c in bron.cellen
        ],
    }
