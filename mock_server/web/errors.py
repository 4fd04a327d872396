"""The one place where errors of the core become answers of the Bulk API (sections 0.4 "Errors" and 7)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from mock_server.domain import errors
from mock_server.web.responses import PHRASES, json_answer, no_body

if TYPE_CHECKING:
    from mock_server.engine.oauth import OAuthError

logger = logging.getLogger("mock_server")

CONTROL = "/_mock"

_STATUS: tuple[tuple[type[errors.EloquaError], int], ...] = (
    (errors.NotAuthorized, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.Gone, 410),
)
PARSING_ERROR = "There was a parsing error."

# `error_code` is a number whose thousands digit is the category (CONFIRMED); the numbers themselves were not found
# (differences: oauth-error-codes).
_OAUTH_CODES = {
    "invalid_request": 1000,
    "invalid_client": 2000,
    "invalid_grant": 3000,
    "unsupported_grant_type": 4000,
}


def register_errors(app: Flask) -> None:
    app.register_error_handler(errors.EloquaError, _eloqua_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crash)


def _eloqua_error(error: errors.EloquaError) -> Response:
    if isinstance(error, errors.ValidationFailed):
        g.failures = error.failures
        phrase = PARSING_ERROR if isinstance(error, errors.Unparsable) else None
        failures = {"failures": [failure.as_json() for failure in error.failures]}
        return json_answer(failures, 400, phrase)
    from mock_server.engine.oauth import OAuthError

    if isinstance(error, OAuthError):
        return _oauth_error(error)
    if isinstance(error, errors.TooLarge):
        g.rests_on = ("UPL-11", "oversizedBody")
        return no_body(error.status)
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    return _plain(status, str(error))


def _plain(status: int, reason: str) -> Response:
    """On the Bulk API the reason phrase and no body; the control API says what is wrong."""
    if request.path.startswith(CONTROL):
        return json_answer({"error": reason or PHRASES[status]}, status)
    return no_body(status)


def _oauth_error(error: OAuthError) -> Response:
    body = {
        "error": error.error,
        "error_code": _OAUTH_CODES[error.error],
        "error_description": str(error),
    }
    return json_answer(body, error.status)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    answer = _plain(status if status in PHRASES else 400, error.description or "")
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(sorted(set(error.valid_methods or ()) - {"HEAD", "OPTIONS"}))
    if status == 404:
        from mock_server.web.nearest import nearest_path

        nearest = nearest_path(request.path, sorted({rule.rule for rule in current_app.url_map.iter_rules()}))
        logger.info("no such path: %s (nearest: %s)", request.path, nearest)
        answer.headers["X-Eloqua-Mock-Nearest"] = nearest
    return answer


def _crash(error: Exception) -> Response:
    logger.exception("%s %s crashed", request.method, request.path, exc_info=error)
    return _plain(500, "")
