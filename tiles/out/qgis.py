"""How QGIS shows our layers: styles and layer definitions as XML, with the colours of the palette. Pure.

Written for QGIS 3.22 and later; only what differs from its defaults is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from tiles import palette, tile_schema

MM_PER_PIXEL = 0.2646  # at 96 pixels per inch
INK = "20,32,43,255"
LABEL_POINTS = 8
LABEL_SCALE = 1_000_000  # names of gemeenten from this scale on, larger
POINT, LINE, POLYGON = 0, 1, 2
SRSID = {"EPSG:3857": 3857, "EPSG:4326": 3452}  # numbers of QGIS itself; without one it does not look at the name


def colour(text: str) -> str:
    """`#rrggbb` as QGIS writes it.

    >>> colour("#102030")
    '16,32,48,255'
    """
    return ",".join(str(int(text[n : n + 2], 16)) for n in (1, 3, 5)) + ",255"


def _symbol(kind: str, layer: str, name: str, options: Mapping[str, str]) -> str:
    options_xml = "".join(
        f'<Option type="QString" name="{key}" value={quoteattr(value)}/>' for key, value in options.items()
    )
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0"><Option type="Map">{options_xml}</Option></layer></symbol>'
    )


def _fill(name: str, fill: str, ink: str) -> str:
    return _symbol("fill", "SimpleFill", name, {
        "color": colour(fill), "style": "solid", "joinstyle": "round", "outline_color": colour(ink),
        "outline_style": "solid", "outline_width": "0.1", "outline_width_unit": "MM",
    })  # fmt: skip


def _line(name: str, ink: str, pixels: float) -> str:
    return _symbol("line", "SimpleLine", name, {
        "line_color": colour(ink), "line_style": "solid", "line_width": f"{pixels * MM_PER_PIXEL:.2f}",
        "line_width_unit": "MM", "joinstyle": "round", "capstyle": "round",
    })  # fmt: skip


def _label(placement: int, scale: int | None) -> str:
    limits = f'scaleVisibility="1" scaleMax="{scale}" scaleMin="0"' if scale else 'scaleVisibility="0"'
    return (
        '<settings calloutType="simple">'
        f'<text-style fieldName="naam" isExpression="0" fontSize="{LABEL_POINTS}" fontSizeUnit="Point" fontWeight="50" '
        f'textColor="{INK}" textOpacity="1" multilineHeight="1">'
        '<text-buffer bufferDraw="1" bufferSize="0.7" bufferSizeUnits="MM" bufferColor="255,255,255,255" '
        'bufferOpacity="1" bufferJoinStyle="128" bufferNoFill="1"/></text-style>'
        '<text-format wrapChar="" multilineAlign="3" autoWrapLength="0"/>'
        f'<placement placement="{placement}" quadOffset="4" centroidInside="1" priority="5" dist="0"/>'
        f'<rendering {limits} drawLabels="1" displayAll="0" obstacle="1" labelPerPart="0" maxNumLabels="2000" '
        'limitNumLabels="0" fontLimitPixelSize="0"/></settings>'
    )


def features_style(layer: str) -> str:
    """Renderer and labels of a layer with features (GeoPackage, OGC API Features): `gemeenten` or `provincies`."""
    if layer == tile_schema.PROVINCIES:
        symbol = _symbol("fill", "SimpleFill", "0", {
            "style": "no", "outline_color": colour(palette.BORDER_PROVINCIE), "outline_style": "solid",
            "outline_width": "0.4", "outline_width_unit": "MM", "joinstyle": "round",
        })  # fmt: skip
        return f'<renderer-v2 type="singleSymbol"><symbols>{symbol}</symbols></renderer-v2><labeling type="none"/>'
    categories = "".join(
        f'<category value="{int(look.klasse)}" symbol="{n}" label={quoteattr(look.status)} render="true" type="integer"/>'
        for n, look in enumerate(palette.LOOKS)
    )
    symbols = "".join(_fill(str(n), look.fill, palette.BORDER_GEMEENTE) for n, look in enumerate(palette.LOOKS))
    return (
        f'<renderer-v2 type="categorizedSymbol" attr="klasse"><categories>{categories}</categories>'
        f'<symbols>{symbols}</symbols></renderer-v2><labeling type="simple">{_label(1, LABEL_SCALE)}</labeling>'
    )


def qml(layer: str) -> str:
    """The style file of a layer with features."""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology|Labeling" '
        f'labelsEnabled="{int(layer != tile_schema.PROVINCIES)}">'
        f"{features_style(layer)}</qgis>\n"
    )


def tiles_style() -> str:
    """Renderer and labels of the vector tiles."""

    def style(name: str, layer: str, kind: int, only: str, inner: str, zooms: tuple[int, int] = (-1, -1)) -> str:
        return (
            f'<style name={quoteattr(name)} layer="{layer}" geometry="{kind}" expression={quoteattr(only)} enabled="1" '
            f'min-zoom="{zooms[0]}" max-zoom="{zooms[1]}">{inner}</style>'
        )

    def drawn(symbol: str) -> str:
        return f"<symbols>{symbol}</symbols>"

    styles = [
        style(look.status, tile_schema.GEMEENTEN, POLYGON, f'"klasse" = {int(look.klasse)}',
              drawn(_fill("0", look.fill, palette.BORDER_GEMEENTE)))
        for look in palette.LOOKS
    ]  # fmt: skip
    for name, niveau, ink, pixels in (
        ("grens van een gemeente", "gemeente", "#ffffff", 0.6),
        ("grens van het land", "land", palette.BORDER_GEMEENTE, 0.8),
        ("grens van een provincie", "provincie", palette.BORDER_PROVINCIE, 1.5),
    ):
        styles.append(
            style(name, tile_schema.GRENZEN, LINE, f"\"niveau\" = '{niveau}'", drawn(_line("0", ink, pixels)))
        )
    labels = style("namen", tile_schema.NAMEN, POINT, '"rang" <= 60', _label(1, None), (7, 8))
    labels += style("alle namen", tile_schema.NAMEN, POINT, "", _label(1, None), (9, -1))
    return (
        f'<renderer type="basic"><styles>{"".join(styles)}</styles></renderer>'
        f'<labeling type="basic"><styles>{labels}</styles></labeling>'
    )


@dataclass(frozen=True, slots=True)
class _Layer:
    identity: str
    name: str
    kind: str
    provider: str
    source: str
    crs: str
    style: str


def layer_definition(*, base_url: str, bounds: tuple[float, float, float, float], maxzoom: int, rights: str) -> str:
    """The .qlr: vector tiles and, for analysis, the features, all styled. `base_url` has no slash at the end."""
    tiles = quote(f"{base_url}/tiles/actueel/{{z}}/{{x}}/{{y}}.mvt", safe=":/")
    layers = [
        _Layer("land_in_beeld_tegels", "Land in Beeld (kaart)", "vector-tile", "vectortile",
               f"type=xyz&url={tiles}&zmin=0&zmax={maxzoom}", "EPSG:3857", tiles_style()),
        *(
            _Layer(f"land_in_beeld_{layer}", title, "vector", "OAPIF",
                   f"pagingEnabled='true' preferCoordinatesForWfsT11='false' restrictToRequestBBOX='0' "
                   f"srsname='OGC:CRS84' typename='{layer}' url='{base_url}/ogc/v1'", "EPSG:4326",
                   features_style(layer))
            for layer, title in ((tile_schema.GEMEENTEN, "Gemeenten (voor analyse)"), (tile_schema.PROVINCIES, "Provincies"))
        ),
    ]  # fmt: skip
    tree = "".join(
        f'<layer-tree-layer id="{x.identity}" name={quoteattr(x.name)} providerKey="{x.provider}" '
        f'source={quoteattr(x.source)} checked="{"Qt::Checked" if x.kind == "vector-tile" else "Qt::Unchecked"}" '
        'expanded="1"/>'
        for x in layers
    )
    return (
        "<!DOCTYPE qgis-layer-definition>\n<qlr>"
        f'<layer-tree-group name="Land in Beeld" checked="Qt::Checked" expanded="1">{tree}</layer-tree-group>'
        f"<maplayers>{''.join(_maplayer(x, bounds, rights) for x in layers)}</maplayers></qlr>\n"
    )


def _maplayer(layer: _Layer, bounds: tuple[float, float, float, float], rights: str) -> str:
    kind = f'type="{layer.kind}"' + (' geometry="Polygon" labelsEnabled="1"' if layer.kind == "vector" else "")
    corners = "".join(f"<{n}>{v}</{n}>" for n, v in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True))
    return (
        f'<maplayer {kind} styleCategories="AllStyleCategories"><id>{layer.identity}</id>'
        f"<datasource>{escape(layer.source)}</datasource><layername>{escape(layer.name)}</layername>"
        f"<wgs84extent>{corners}</wgs84extent>"
        f"<srs><spatialrefsys><srsid>{SRSID[layer.crs]}</srsid><authid>{layer.crs}</authid></spatialrefsys></srs>"
        f"<resourceMetadata><title>{escape(layer.name)}</title><rights>{escape(rights)}</rights></resourceMetadata>"
        f"<provider>{layer.provider}</provider><flags><Identifiable>1</Identifiable><Removable>1</Removable>"
        f"<Searchable>1</Searchable></flags>{layer.style}<blendMode>0</blendMode><layerOpacity>1</layerOpacity></maplayer>"
    )
