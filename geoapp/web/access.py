"""Who asks, and in which language: ``?lang=`` is remembered in a cookie, Vietnamese comes first."""

from __future__ import annotations

from typing import cast

from flask import Flask, Response, current_app, g, request

from geoapp.bootstrap import Services
from geoapp.domain.ward import Ward
from geoapp.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translator, translator

LANGUAGE_COOKIE = "lang"
_YEAR_S = 365 * 24 * 3600


def services() -> Services:
    """Return the services of the running application."""
    return cast(Services, current_app.extensions["geoapp"])


def open_ward(ward_id: str) -> Ward:
    """Return a ward; raise ``NotFound`` or ``WardInvalid``, which become pages."""
    return services().library.open(ward_id)


def language() -> str:
    """Return the reader's language."""
    return cast(str, g.get("language", DEFAULT_LANGUAGE))


def words() -> Translator:
    """Return the reader's translator."""
    return translator(language())


def install(app: Flask) -> None:
    """Choose the language before a request and remember it after."""
    app.before_request(_choose_language)
    app.after_request(_remember_language)


def _choose_language() -> None:
    asked = request.args.get("lang")
    remembered = request.cookies.get(LANGUAGE_COOKIE)
    g.language = next((lang for lang in (asked, remembered) if lang in LANGUAGES), DEFAULT_LANGUAGE)


def _remember_language(response: Response) -> Response:
    asked = request.args.get("lang")
    is_page = not request.path.startswith("/api/")
    if is_page and asked in LANGUAGES and request.cookies.get(LANGUAGE_COOKIE) != asked:
        response.set_cookie(LANGUAGE_COOKIE, asked, max_age=_YEAR_S, samesite="Lax", httponly=True)
    return response
