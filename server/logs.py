"""How the log looks: one line per event, `event key=value ...` or JSON, whatever package the event comes from.

Code logs by the standard library, `log.info("release_built release=%s seconds=%.2f", name, seconds)`: a word for the event
and named fields. Here the template gives the names and the arguments the values, so no value can pass for another field,
and a traceback stays within its line. A test holds every call in the house to that form.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import stamina.instrumentation
import structlog

from server.settings import Settings

NOISY = ("alembic", "apscheduler", "fontTools", "pyogrio", "rasterio", "weasyprint")  # their INFO is no event of ours
TEMPLATE = re.compile(r"(?P<event>[a-z][a-z_0-9]*)(?P<fields>(?: [a-z_]+=(?:%[-+ 0-9.]*[sdrfx]|[^\s%]+))*)", re.ASCII)
FIELD = re.compile(r"([a-z_]+)=(\S+)", re.ASCII)
SERVERS = ("_granian", "granian.access", "gunicorn.error")  # bring handlers of their own
FIRST = ("timestamp", "level", "event")


def configure(settings: Settings, level: str) -> None:
    """Sends all log records of this process to standard error, from `level` on, in the form of the settings."""
    last: structlog.typing.Processor
    if settings.log_format == "json":
        last = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    else:
        last = structlog.processors.LogfmtRenderer(key_order=FIRST, drop_missing=True, bool_as_flag=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        pass_foreign_args=True,
        foreign_pre_chain=[
            fields,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in SERVERS:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    stamina.instrumentation.set_on_retry_hooks(())  # they write in a form of their own; who tries again says so
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def fields(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The fields of a record of the standard library, read from its template; others keep their text as the event."""
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args", ())
    match = TEMPLATE.fullmatch(str(record.msg))
    if match is None:
        return event
    values = iter(arguments if isinstance(arguments, tuple) else ())
    event["event"] = match["event"]
    for key, value in FIELD.findall(match["fields"]):
        if value.startswith("%"):
            event[key] = _plain(value, next(values))
        else:
            event[key] = value
    return event


def _plain(form: str, value: Any) -> Any:
    """Figures stay figures, rounded as the form says (`%.2f`); the rest becomes text."""
    if isinstance(value, float) and (digits := re.fullmatch(r"%\.(\d)f", form)):
        return round(value, int(digits[1]))
    return value if isinstance(value, int | float) else str(value)
