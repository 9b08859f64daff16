"""Takes the pictures of Dutch dialogs of QGIS that the page about the data shows. Run by hand, with a site that runs:

QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/clients/qgis_dialogs.py http://localhost:8000 server/static
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QCoreApplication, QTimer, QTranslator
from qgis.PyQt.QtWidgets import QAbstractButton, QWidget

BASE, FOLDER = sys.argv[1], Path(sys.argv[2])
SHOWN = "https://voorbeeld.nl"  # a short name, so that the picture shows the whole address
NAME = "Land in Beeld"


def source_widget(provider: str, size: tuple[int, int]) -> QWidget:
    widget = QgsGui.sourceSelectProviderRegistry().providerByName(provider).createDataSourceWidget()
    widget.resize(*size)
    widget.show()
    QCoreApplication.processEvents()
    return widget


def button(widget: QWidget, name: str) -> QAbstractButton:
    return next(found for found in widget.findChildren(QAbstractButton) if found.objectName() == name)


def connection() -> None:
    """The window in which the addresses of tiles and style are filled in."""

    def grab() -> None:
        dialog = QgsApplication.activeModalWidget()
        dialog.resize(680, dialog.sizeHint().height())
        QCoreApplication.processEvents()
        dialog.grab().copy(0, 0, 680, 222).save(str(FOLDER / "qgis-tegels.png"))
        dialog.reject()

    widget = source_widget("vectortile", (640, 480))  # keeps the button alive
    edit = button(widget, "btnEdit")
    edit.setEnabled(True)
    QTimer.singleShot(1000, grab)
    edit.click()


def features() -> None:
    """The list of layers after a click on Verbinden."""
    widget = source_widget("WFS", (640, 480))
    button(widget, "btnConnect").click()
    until = time.monotonic() + 8
    while time.monotonic() < until:
        QCoreApplication.processEvents()
        time.sleep(0.05)
    widget.grab().copy(0, 0, 640, 350).save(str(FOLDER / "qgis-ogc.png"))


application = QgsApplication([], True, tempfile.mkdtemp())
application.initQgis()
translator = QTranslator()
translator.load("/usr/share/qgis/i18n/qgis_nl.qm")
application.installTranslator(translator)
settings = QgsSettings()
tiles = f"qgis/connections-vector-tile/{NAME}/"
for key, value in (
    (tiles + "url", SHOWN + "/tiles/actueel/{z}/{x}/{y}.mvt"), (tiles + "zmin", 0), (tiles + "zmax", 10),
    (tiles + "styleUrl", SHOWN + "/styles/qgis.json"), ("qgis/connections-vector-tile/selected", NAME),
    (f"qgis/connections-wfs/{NAME}/url", BASE + "/ogc/v1"), (f"qgis/WFS/{NAME}/version", "OGC_API_FEATURES"),
    ("qgis/connections-wfs/selected", NAME),
):  # fmt: skip
    settings.setValue(key, value)
connection()
features()
os._exit(0)
