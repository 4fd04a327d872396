"""`GET /id`: who am I, and under which addresses does this site answer (section 1.2)."""

from __future__ import annotations

from flask import Response, g, request

from mock_server.domain.errors import NotAuthorized
from mock_server.web.callers import authenticate
from mock_server.web.origins import home_url
from mock_server.web.responses import json_answer
from mock_server.web.server import Server


def identify(server: Server) -> Response:
    try:
        visit = authenticate(g.arrival.caller)
    except NotAuthorized:
        # CONFIRMED: a failure is a 200 with this JSON text.
        return json_answer("Not authenticated.")
    site_name = visit.state.description.name
    names = [user.username for user in visit.state.description.users]
    return json_answer(
        {
            "site": {"id": server.sites.number_of(site_name), "name": site_name},
            "user": {
                "id": names.index(visit.username) + 1,
                "username": visit.username,
                "displayName": visit.username,
                "firstName": "",
                "lastName": "",
                "emailAddress": f"{visit.username}@{site_name.lower()}.example",
            },
            "urls": _urls(_home(server, visit.state.moved)),
        }
    )


def _home(server: Server, moved: bool) -> str:
    settings = server.settings
    return home_url(request, settings.public_url, settings.second_public_url, moved=moved)


def _urls(base: str) -> dict[str, object]:
    """Shape and order OBSERVED; `{version}` is literal."""
    soap = {
        "standard": "Service.svc",
        "dataTransfer": "DataTransferService.svc",
        "email": "EmailService.svc",
        "externalAction": "ExternalActionService.svc",
    }
    return {
        "base": base,
        "apis": {
            "soap": {name: f"{base}/API/{{version}}/{file}" for name, file in soap.items()},
            "rest": {
                "standard": f"{base}/API/REST/{{version}}/",
                "bulk": f"{base}/API/Bulk/{{version}}/",
            },
        },
    }
