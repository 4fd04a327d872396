"""OAuth 2: `POST /auth/oauth2/token` and `GET /auth/oauth2/authorize` (section 1.4)."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request

from mock_server.domain.errors import NotAuthorized, Unparsable
from mock_server.engine import oauth
from mock_server.engine.oauth import OAuthError, TokenPair
from mock_server.web.auth import read_basic
from mock_server.web.bodies import read_body, read_object
from mock_server.web.responses import json_answer
from mock_server.web.server import Server


def token(server: Server) -> Response:
    state, client = oauth.client_with(server.sites, *_client_credentials())
    sent = _parameters()
    grant_type = _text(sent, "grant_type")
    if grant_type == "password":
        user, password = _text(sent, "username"), _text(sent, "password")
        pair = oauth.grant_by_password(state, client, user, password, server.new_token)
    elif grant_type == "refresh_token":
        pair = oauth.grant_by_refresh_token(state, client, _text(sent, "refresh_token"), server.new_token)
    elif grant_type == "authorization_code":
        code, redirect_uri = _text(sent, "code"), _text(sent, "redirect_uri")
        pair = oauth.grant_by_code(state, client, code, redirect_uri, server.new_token)
    else:
        raise OAuthError("unsupported_grant_type", f"The grant type {grant_type!r} is not supported.", 400)
    return json_answer(_pair(pair))


def authorize(server: Server) -> Response:
    """Consents at once as the first user of the client's site (section 0.4); a wrong request is told in a sentence."""
    client_id, redirect_uri = request.args.get("client_id"), request.args.get("redirect_uri")
    if not client_id:
        return _sentence('The "client_id" parameter is required.')
    found = server.sites.of_client(client_id)
    if found is None:
        return _sentence('The "client_id" value is not a known client identifier.')
    state, client = found
    if not redirect_uri:
        return _sentence('The "redirect_uri" parameter is required.')
    if redirect_uri != client.redirect_uri:
        return _sentence('The "redirect_uri" value is not a valid redirect URI for the client.')
    answer: dict[str, Any]
    response_type = request.args.get("response_type")
    if response_type == "code":
        answer = {"code": oauth.authorize(state, client, redirect_uri, server.new_token)}
    elif response_type == "token":
        answer = _pair(oauth.authorize_implicitly(state, client, server.new_token))
        del answer["refresh_token"]  # RFC 6749, 4.2.2: the implicit grant gives none
    else:
        answer = {"error": "unsupported_response_type"}
    if "state" in request.args:
        answer["state"] = request.args["state"]
    mark = "#" if response_type == "token" else "&" if "?" in redirect_uri else "?"
    return redirect(f"{redirect_uri}{mark}{urlencode(answer)}")  # type: ignore[return-value]  # a Flask Response


def _client_credentials() -> tuple[str, str]:
    scheme, _, credentials = request.headers.get("Authorization", "").strip().partition(" ")
    try:
        if scheme.lower() == "basic":
            return read_basic(credentials)
    except NotAuthorized:
        pass
    raise OAuthError("invalid_client", "The client must authenticate with HTTP Basic.")


def _parameters() -> dict[str, Any]:
    """The parameters of a token request, JSON or form encoded."""
    if request.mimetype == "application/json":
        try:
            return read_object(read_body(request, oversized_status=404))
        except Unparsable as fault:
            raise OAuthError("invalid_request", str(fault), 400) from None
    return dict(request.form)


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str) or not value:
        raise OAuthError("invalid_request", f'The "{name}" parameter is required.', 400)
    return value


def _pair(pair: TokenPair) -> dict[str, Any]:
    """Shape OBSERVED."""
    return {
        "access_token": pair.access_token,
        "token_type": "bearer",
        "expires_in": pair.expires_in,
        "refresh_token": pair.refresh_token,
    }


def _sentence(text: str) -> Response:
    """CONFIRMED: before client and redirect are known to be right, a failure is a 200 with a plain sentence."""
    return Response(escape(text, quote=False), content_type="text/html; charset=utf-8")
