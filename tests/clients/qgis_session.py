"""What a person does with our addresses in QGIS, done through its Python API; prints what came of it as JSON.

Runs in the Python of QGIS, without our packages: qgis_session.py BASE_URL FOLDER_FOR_PICTURES.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsLayerDefinition,
    QgsMapBoxGlStyleConversionContext,
    QgsMapBoxGlStyleConverter,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.gui import QgsMapCanvas, QgsMapToolIdentify
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

BASE, FOLDER = sys.argv[1], Path(sys.argv[2])
RD = "EPSG:28992"
COUNTRY, RANDSTAD = QgsRectangle(0, 300_000, 290_000, 625_000), QgsRectangle(60_000, 430_000, 140_000, 500_000)


def draw(
    layers: list[Any], extent: QgsRectangle, size: tuple[int, int], name: str = "", paper: str = "#ff00ff"
) -> QImage:
    """A picture of layers; the paper has a colour that we do not use, unless it is to be looked at."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(*size))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(RD))
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor(paper))
    settings.setFlag(QgsMapSettings.UseRenderingOptimization, True)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    if name:
        image.save(str(FOLDER / name))
    return image


def shares(image: QImage) -> dict[str, float]:
    """The share of the pixels of each of the commonest colours."""
    found: dict[str, int] = {}
    for x in range(0, image.width(), 2):
        for y in range(0, image.height(), 2):
            name = image.pixelColor(x, y).name()
            found[name] = found.get(name, 0) + 1
    total = sum(found.values())
    return {name: n / total for name, n in sorted(found.items(), key=lambda item: -item[1])[:12]}


def tiles() -> dict[str, Any]:
    source = f"type=xyz&url={BASE}/tiles/actueel/%7Bz%7D/%7Bx%7D/%7By%7D.mvt&zmin=0&zmax=10"
    layer = QgsVectorTileLayer(f"{source}&styleUrl={BASE}/styles/qgis.json", "Land in Beeld")
    error, warnings = load_style(layer)
    draw([layer], COUNTRY, (580, 650), "qgis-nederland.png", "#f4f6f8")
    draw([layer], RANDSTAD, (800, 700), "qgis-randstad.png", "#f4f6f8")
    country = draw([layer], COUNTRY, (580, 650))
    with_names = draw([layer], RANDSTAD, (800, 700))
    labeling = layer.labeling().clone()
    layer.setLabeling(None)
    without = draw([layer], RANDSTAD, (800, 700))
    layer.setLabeling(labeling)
    ink = sum(
        with_names.pixelColor(x, y) != without.pixelColor(x, y) for x in range(0, 800, 2) for y in range(0, 700, 2)
    )
    return {
        "valid": layer.isValid(), "error": error, "warnings": warnings,
        "styles": [[s.layerName(), s.filterExpression()] for s in layer.renderer().styles()],
        "labels": [s.layerName() for s in labeling.styles()],
        "country": shares(country), "label_pixels": ink, "identified": identify(layer),
    }  # fmt: skip


def load_style(layer: QgsVectorTileLayer) -> tuple[str, list[str]]:
    """Gives the layer the style that it names, as the dialog of QGIS does; what went wrong, and every warning."""
    with urllib.request.urlopen(f"{BASE}/styles/qgis.json", timeout=20) as answer:
        style = json.load(answer)
    converter = QgsMapBoxGlStyleConverter()
    converter.convert(style, QgsMapBoxGlStyleConversionContext())
    message, fine = layer.loadDefaultStyle()
    return converter.errorMessage() + ("" if fine else message), converter.warnings()


def identify(layer: QgsVectorTileLayer) -> dict[str, Any]:
    """What a click on Amsterdam (RD 121000, 487000) tells."""
    canvas = QgsMapCanvas()
    canvas.resize(600, 600)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(RD))
    canvas.setLayers([layer])
    canvas.setExtent(QgsRectangle(101_000, 467_000, 141_000, 507_000))
    canvas.waitWhileRendering()
    draw([layer], canvas.extent(), (600, 600))
    pixel = canvas.getCoordinateTransform().transform(121_000, 487_000)
    found = QgsMapToolIdentify(canvas).identify(int(pixel.x()), int(pixel.y()), [layer], QgsMapToolIdentify.TopDownAll)
    for result in found:
        names = [field.name() for field in result.mFeature.fields()]
        if "klasse" in names:
            return dict(zip(names, [plain(v) for v in result.mFeature.attributes()], strict=True))
    return {}


def plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | None.__class__) else str(value)


def features(layer: QgsVectorLayer) -> dict[str, Any]:
    """All that a table of attributes and a join need."""
    rows = list(layer.getFeatures())
    transform = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem(RD), QgsProject.instance())
    area, place = 0.0, [0.0, 0.0]
    for row in rows:
        if row["statcode"] == "GM0363":
            shape = row.geometry()
            shape.transform(transform)
            area, place = shape.area(), [shape.centroid().asPoint().x(), shape.centroid().asPoint().y()]
    return {
        "valid": layer.isValid(), "crs": layer.crs().authid(), "count": len(rows), "told": layer.featureCount(),
        "codes": len({row["statcode"] for row in rows}), "fields": {f.name(): f.typeName() for f in layer.fields()},
        "area": area, "place": place, "renderer": layer.renderer().type(), "labels": layer.labelsEnabled(),
        "within": sum(1 for _ in layer.getFeatures(QgsFeatureRequest().setFilterExpression("\"klasse\" = 1"))),
    }  # fmt: skip


def raster(address: str) -> list[list[str]]:
    """The legend of a raster layer: label and colour of each class."""
    layer = QgsRasterLayer(address, "klasse")
    return [[label, colour.name()] for label, colour in layer.legendSymbologyItems()]


def fetched(path: str) -> Path:
    target = FOLDER / path.rpartition("/")[2]
    with urllib.request.urlopen(BASE + path, timeout=30) as answer:
        target.write_bytes(answer.read())
    return target


def styled_raster() -> Path:
    """The GeoTIFF and its style, put into one folder."""
    fetched("/download/actueel/gemeenten.qml")
    return fetched("/download/actueel/gemeenten.tif")


def definition() -> list[dict[str, Any]]:
    project = QgsProject.instance()
    path = fetched("/qgis/land-in-beeld.qlr")
    fine, message = QgsLayerDefinition.loadLayerDefinition(str(path), project, project.layerTreeRoot())
    found = []
    for node in project.layerTreeRoot().findLayers():
        layer = node.layer()
        told: dict[str, Any] = {"name": node.name(), "valid": layer.isValid(), "fine": fine, "message": message}
        told["renderer"] = layer.renderer().type()
        told["country"] = shares(draw([layer], COUNTRY, (580, 650), f"qlr-{layer.id()[:40]}.png"))
        if isinstance(layer, QgsVectorLayer):
            told["count"], told["provider"] = layer.featureCount(), layer.dataProvider().name()
        found.append(told)
    return found


def main() -> None:
    application = QgsApplication([], True)
    application.initQgis()
    oapif = f"pagingEnabled='true' restrictToRequestBBOX='0' srsname='{RD}' typename='gemeenten' url='{BASE}/ogc/v1'"
    package = fetched("/download/actueel/gemeenten.gpkg")
    told = {
        "tiles": tiles(),
        "oapif": features(QgsVectorLayer(oapif, "gemeenten", "OAPIF")),
        "gpkg": features(QgsVectorLayer(f"{package}|layername=gemeenten", "gemeenten", "ogr")),
        "qlr": definition(),
        "raster_over_http": raster(f"/vsicurl/{BASE}/download/actueel/gemeenten.tif"),
        "raster_with_style": raster(str(styled_raster())),
    }
    print("FOUND " + json.dumps(told))
    sys.stdout.flush()
    os._exit(0)  # QGIS 3.22 may crash while it tidies up; what it did is told by now


main()
