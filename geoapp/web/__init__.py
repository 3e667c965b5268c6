"""The browser's door. Law of this room: a view parses, calls a use case, renders; no rule of the field here."""

from __future__ import annotations

from flask import Flask

from geoapp.bootstrap import Services
from geoapp.paths import templates_folder
from geoapp.web import (
    access,
    api,
    assets,
    compression,
    error_pages,
    export_api,
    export_pages,
    group_pages,
    jobs_api,
    officer,
    pages,
    plan_api,
    plan_pages,
    security,
)

MOST_REQUEST_BYTES = 1_000_000


def create_app(services: Services) -> Flask:
    """Return the application over `services`; it keeps no state of its own but the count of wrong codes."""
    app = Flask("geoapp", template_folder=str(templates_folder()), static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.config["MAX_CONTENT_LENGTH"] = MOST_REQUEST_BYTES
    app.jinja_env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["geoapp"] = services
    # functions that run after a request run in the reverse order: compression is the last to touch the body
    compression.install(app)
    security.install(app)
    access.install(app)
    officer.install(app)
    for room in (
        assets.files,
        pages.pages,
        group_pages.pages,
        plan_pages.pages,
        export_pages.pages,
        api.api,
        plan_api.api,
        export_api.api,
        jobs_api.api,
        officer.api,
    ):
        app.register_blueprint(room)
    error_pages.install(app)
    return app
