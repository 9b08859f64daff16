"""TileJSON 3.0 and the MapLibre style of the map, as plain values; the server fills in its address. Pure.

The style keeps to what QGIS 3.22 converts without loss: a fill layer per klasse with an `==` filter and one colour, no
sprite, no `step`, no expression on an attribute for a colour. There is no background: QGIS draws one per tile, with
a seam between them, and it would hide the map below. `for_qgis` is the variant whose first font has no name: QGIS looks at
the first only and warns when the computer lacks it, where OpenLayers and ArcGIS would go and look for a nameless font.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiles import palette, tile_schema

FONT = "IBM Plex Sans Regular"
FONT_BOLD = "IBM Plex Sans SemiBold"
WEBFONT, WEBFONT_ID = "IBM Plex Sans", "ibm-plex-sans"  # the same in CSS, and in the address of its style sheet


def tilejson(
    *,
    tiles_url: str,
    name: str,
    version: str,
    bounds: tuple[float, float, float, float],
    minzoom: int,
    maxzoom: int,
    attribution: str,
    description: str,
    stand: Mapping[str, Any],
    begrippen: str,
) -> dict[str, Any]:
    """TileJSON 3.0 (github.com/mapbox/tilejson-spec) of one release; `bounds` west, south, east, north in degrees.

    `stand` is what holds for all its figures (`tile_schema.stand_values`), which tiles themselves do not repeat;
    `begrippen` is where each field is explained.
    """
    west, south, east, north = (round(value, 5) for value in bounds)
    return {
        "tilejson": "3.0.0",
        "name": name,
        "description": description,
        "version": version,
        "attribution": attribution,
        "scheme": "xyz",
        "tiles": [tiles_url],
        "minzoom": minzoom,
        "maxzoom": maxzoom,
        "bounds": [west, south, east, north],
        "center": [round((west + east) / 2, 4), round((south + north) / 2, 4), 7],
        "vector_layers": vector_layers(minzoom, maxzoom),
        **stand,
        "begrippen": begrippen,
    }


def without_figures(tilejson_of_all: dict[str, Any]) -> dict[str, Any]:
    """TileJSON of tiles without figures: the layer of the gemeenten has what names them, and nothing holds for a month."""
    bare = {attribute.naam for attribute in tile_schema.FIXED}
    layers = [
        layer | {"fields": {name: about for name, about in layer["fields"].items() if name in bare}}
        if layer["id"] == tile_schema.GEMEENTEN
        else layer
        for layer in tilejson_of_all["vector_layers"]
    ]
    return tilejson_of_all | {"vector_layers": layers}


def vector_layers(minzoom: int, maxzoom: int, *, described: bool = True) -> list[dict[str, Any]]:
    """The layers with their fields: type, unit and meaning of each; not `described`: the type alone.

    TileJSON 3.0 wants descriptions, archives want the type (MBTiles 1.3), from which GDAL takes that of the column.
    """
    return [
        {
            "id": name,
            "description": about,
            "minzoom": minzoom,
            "maxzoom": maxzoom,
            "fields": {a.naam: _field(a) if described else a.type for a in attributes},
        }
        for name, (about, attributes) in tile_schema.LAYERS.items()
    ]


def _field(attribute: tile_schema.Attribute) -> str:
    unit = f" ({attribute.eenheid})" if attribute.eenheid else ""
    return f"{attribute.type}{unit}: {attribute.uitleg}"


def style(*, tilejson_url: str, glyphs_url: str, webfonts_url: str, attribution: str) -> dict[str, Any]:
    """MapLibre style (version 8) with the colours of the palette; labels from the layer `namen`.

    `webfonts_url` is where OpenLayers, which draws letters with CSS, finds a style sheet per font and weight.
    """
    fills = [
        {
            "id": f"klasse-{look.klasse.name.lower().replace('_', '-')}",
            "type": "fill",
            "source": "land-in-beeld",
            "source-layer": tile_schema.GEMEENTEN,
            "filter": ["==", "klasse", int(look.klasse)],
            "paint": {"fill-color": look.fill, "fill-outline-color": palette.BORDER_GEMEENTE},
        }
        for look in palette.LOOKS
    ]
    return {
        "version": 8,
        "name": "Land in Beeld: status",
        "center": [5.3, 52.15],
        "zoom": 6.6,
        "sources": {"land-in-beeld": {"type": "vector", "url": tilejson_url, "attribution": attribution}},
        "glyphs": glyphs_url,
        "metadata": {"ol:webfonts": webfonts_url},
        "layers": [
            *fills,
            _border("grens-gemeente", "gemeente", "#ffffff", 0.6),
            _border("grens-land", "land", palette.BORDER_GEMEENTE, 0.8),
            _border("grens-provincie", "provincie", "#ffffff", 2.0),
            _border("grens-provincie-kern", "provincie", palette.BORDER_PROVINCIE, 0.8),
            _names("naam-groot", 7, 9, ["<=", "rang", 60]),
            _names("naam", 9, 24, None),
        ],
    }


def for_qgis(general: dict[str, Any]) -> dict[str, Any]:
    """The same style as QGIS takes it over without a warning."""
    layers = (
        one | {"layout": one["layout"] | {"text-font": ["", *one["layout"]["text-font"]]}}
        if one["type"] == "symbol"
        else one
        for one in general["layers"]
    )
    return general | {"layers": list(layers)}


def _border(identity: str, niveau: str, colour: str, width: float) -> dict[str, Any]:
    return {
        "id": identity,
        "type": "line",
        "source": "land-in-beeld",
        "source-layer": tile_schema.GRENZEN,
        "filter": ["==", "niveau", niveau],
        "layout": {"line-join": "round", "line-cap": "round"},
        "paint": {"line-color": colour, "line-width": width},
    }


def _names(identity: str, minzoom: int, maxzoom: int, only: list[Any] | None) -> dict[str, Any]:
    layer: dict[str, Any] = {
        "id": identity,
        "type": "symbol",
        "source": "land-in-beeld",
        "source-layer": tile_schema.NAMEN,
        "minzoom": minzoom,
        "maxzoom": maxzoom,
        "layout": {
            "text-field": "{naam}",
            "text-font": [FONT],
            "text-size": 12,
            "text-max-width": 8,
        },
        "paint": {"text-color": "#14202b", "text-halo-color": "#ffffff", "text-halo-width": 1.5},
    }
    if only:
        layer["filter"] = only
    return layer


def attribution_of(grenzen: Mapping[str, Any], bron: str, *, voorbeeld: bool) -> str:
    """The line below every map: where figures and boundaries come from, and what is not real about them."""
    figures = "Voorbeeldcijfers" if voorbeeld else f"Cijfers: {bron}"
    return f"{figures}; {borders_of(grenzen)}"


def borders_of(grenzen: Mapping[str, Any]) -> str:
    """The part of it about the boundaries alone."""
    return f"grenzen {grenzen['year']}: {grenzen['bron']}{' (gegeneraliseerd)' if grenzen['gegeneraliseerd'] else ''}"
