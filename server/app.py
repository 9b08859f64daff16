"""Makes the Flask application: views, errors and the layers around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from apiflask import APIFlask
from flask import Flask, Response
from jinja2 import Undefined
from werkzeug.middleware.proxy_fix import ProxyFix

from server.api import api_document
from server.comparison import vergelijk
from server.feeds import area_feed, feed
from server.http import metrics, problems, rate_limits
from server.http.compression import compressed
from server.http.headers import with_headers
from server.http.proxy_prefix import PlainPrefix, SubPath, path_of
from server.http.request_limits import Edge
from server.http.tile_server import EXTENSION as TILES
from server.http.tile_server import TileLayer
from server.ogc_views import ogc, ogc_items, ogc_tiles
from server.pages import vite_manifest
from server.read_model import EXTENSION, Site, utc_now
from server.ready.at_once import EXTENSION as READY
from server.ready.at_once import AtOnce
from server.ready.response_cache import ReadyAnswers
from server.settings import Settings
from server.sheets import werkbladen
from server.through_time import tijd
from server.views import (
    aanlevering,
    api,
    assets,
    beelden,
    beheer,
    correcties,
    downloads,
    embed,
    halfjaren,
    herkomst,
    map_tiles,
    ops,
    pages,
    rapportages,
    versies,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MOST_BODY = 32 * 2**20  # bytes; a COA file is smaller by far


class NeverWritten(Undefined):
    """What a template asks for and is not there: it may be tested, but writing it is an error and no empty place."""

    __slots__ = ()
    __str__ = Undefined._fail_with_undefined_error


def create_app(
    settings: Settings, *, metrics_folder: str = "", now: Callable[[], dt.datetime] = utc_now, ahead: bool = False
) -> Flask:
    """The web application on the state folder of `settings`; it needs no database and no worker to answer.

    `metrics_folder` is where several processes count together; empty: this one counts for itself. `now` is the clock of the
    pages. With `ahead` the pages that were asked for last are made before a new release shows. A server should run
    the attribute `wsgi_app`: tiles are answered before Flask begins.
    """
    app = APIFlask(__name__, spec_path=None, docs_path=None, json_errors=False)
    api_document.describe(app)
    app.config["SEARCH_FORM"] = {"pagina": "pages.zoek", "vraag": "q"}
    app.config["ON_A_SERVER"] = True
    app.config.update(MAX_CONTENT_LENGTH=MOST_BODY, MAX_FORM_MEMORY_SIZE=2**20, MAX_FORM_PARTS=20, TRUSTED_HOSTS=None)
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = app.url_map.merge_slashes = False
    app.jinja_env.undefined = NeverWritten
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    site = Site(settings, now, vite_manifest.build)
    counted = metrics.Measures(metrics_folder)
    app.extensions |= {EXTENSION: site, rate_limits.EXTENSION: rate_limits.Rates(settings), metrics.EXTENSION: counted}
    problems.register(app)
    for view in (
        map_tiles,
        api,
        aanlevering,
        ops,
        rapportages,
        downloads,
        halfjaren,
        herkomst,
        ogc,
        ogc_items,
        ogc_tiles,
        pages,
        embed,
        assets,
        feed,
        area_feed,
        beelden,
        beheer,
        correcties,
        versies,
        werkbladen,
        vergelijk,
        tijd,
    ):
        app.register_blueprint(view.blueprint)
    for api_part in (versies.api, herkomst.api, correcties.api):
        app.register_blueprint(api_part)

    @app.after_request
    def _headers(response: Response) -> Response:
        return compressed(with_headers(response, settings))

    ready = ReadyAnswers(app.wsgi_app, site, ahead=ahead)
    app.extensions[READY] = AtOnce(ready, site, settings, counted)
    wsgi: WSGIApplication = ready
    if path_of(settings):
        wsgi = SubPath(wsgi, path_of(settings))
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        wsgi = ProxyFix(wsgi, x_for=n, x_proto=n, x_host=n, x_prefix=0 if settings.public_url else n)
        wsgi = PlainPrefix(wsgi)
    layers = TileLayer(Edge(wsgi, settings, counted), site, settings, counted)
    app.extensions[TILES] = layers
    app.wsgi_app = problems.shielded(layers)  # type: ignore[method-assign,assignment]
    return app
