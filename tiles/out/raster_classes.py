"""The names of the klassen for who opens the GeoTIFF, which has no place for them itself. Pure.

Two files beside it: what GDAL reads (`.tif.aux.xml`: category names and attribute table; QGIS makes its legend of them) and
a style for QGIS (`.qml`).
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from tiles import palette

WHOLE, TEXT = 0, 2  # types of a column (GDALRATFieldType)
COLUMNS = (("Value", WHOLE, 5), ("Class", TEXT, 2), ("Red", WHOLE, 6), ("Green", WHOLE, 7), ("Blue", WHOLE, 8))
LOOKS = tuple(sorted(palette.LOOKS, key=lambda look: look.klasse))


def auxiliary() -> str:
    """The file that GDAL looks for beside the GeoTIFF (Persistent Auxiliary Metadata)."""
    names = "".join(f"<Category>{escape(look.status)}</Category>" for look in LOOKS)
    head = "".join(
        f'<FieldDefn index="{n}"><Name>{name}</Name><Type>{kind}</Type><Usage>{usage}</Usage></FieldDefn>'
        for n, (name, kind, usage) in enumerate(COLUMNS)
    )
    rows = "".join(
        f'<Row index="{n}">{"".join(f"<F>{escape(str(value))}</F>" for value in _row(look))}</Row>'
        for n, look in enumerate(LOOKS)
    )
    return (
        '<PAMDataset><PAMRasterBand band="1"><Description>klasse</Description>'
        f"<CategoryNames>{names}</CategoryNames>"
        f'<GDALRasterAttributeTable tableType="thematic">{head}{rows}</GDALRasterAttributeTable>'
        "</PAMRasterBand></PAMDataset>\n"
    )


def _row(look: palette.Look) -> tuple[int | str, ...]:
    return int(look.klasse), look.status, *(int(look.fill[n : n + 2], 16) for n in (1, 3, 5))


def qml() -> str:
    """The style that QGIS applies when it lies beside the GeoTIFF under the same name."""
    entries = "".join(
        f'<paletteEntry value="{int(look.klasse)}" label={quoteattr(look.status)} color="{look.fill}" alpha="255"/>'
        for look in palette.LOOKS
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology"><pipe>'
        '<rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">'
        f"<colorPalette>{entries}</colorPalette></rasterrenderer></pipe></qgis>\n"
    )
