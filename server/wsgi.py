"""The module-level application, for granian or gunicorn (see Procfile): the layers around Flask, tiles first.

Web processes count together in a folder of their common parent, so /metrics is right whichever of them answers it. The
folder must be known before the client of Prometheus is imported; folders of parents that are gone are removed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from server import logs
from server.settings import read_settings

SETTINGS = read_settings()


def _metrics_folder(metrics: Path) -> Path:
    folder = metrics / str(os.getppid())
    folder.mkdir(parents=True, exist_ok=True)
    for other in metrics.iterdir():
        if other.name.isdigit() and not Path("/proc", other.name).exists() and Path("/proc/self").exists():
            shutil.rmtree(other, ignore_errors=True)
    return folder


logs.configure(SETTINGS, SETTINGS.log_level)
FOLDER = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_metrics_folder(SETTINGS.state_dir / "metrics")))

from server.app import create_app  # noqa: E402 - after the folder is known

app = create_app(SETTINGS, metrics_folder=FOLDER).wsgi_app
