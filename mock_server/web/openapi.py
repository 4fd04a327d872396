"""The OpenAPI document of the mock: every route of `routes.py`, bodies from the schemas that read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Response

from mock_server.behaviours import planning, planning_courses
from mock_server.domain.definitions import KINDS, DefinitionKind
from mock_server.web.responses import PHRASES, json_answer
from mock_server.web.schemas.json_types import json_type, records, schema_name, schemas
from mock_server.web.server import Server

if TYPE_CHECKING:
    from mock_server.web.routes import Route

Json = dict[str, Any]
Groups = Iterable[tuple[str, Iterable["Route"]]]
"""Routes by what they belong to: `bulk`, `login`, `control`."""

JSON = "application/json"
_PARAMETER = re.compile(r"<(?:(int):)?(\w+)>")
_FAILURES: Json = {
    "type": "object",
    "properties": {
        "failures": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "value": {}, "constraint": {"type": "string"}},
                "required": ["field", "constraint"],
            },
        }
    },
    "required": ["failures"],
}
_NUMBER: Json = {"type": "integer", "minimum": 0}
_PAGE: Json = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {}},
        "totalResults": _NUMBER,
        "limit": _NUMBER,
        "offset": _NUMBER,
        "count": _NUMBER,
        "hasMore": {"type": "boolean"},
    },
}
_ROWS: Json = {"type": "array", "items": {"type": "object"}}
_GRANT: Json = {
    "type": "object",
    "properties": {
        "grant_type": {"type": "string", "enum": ["password", "refresh_token", "authorization_code"]},
        **{name: {"type": "string"} for name in ("username", "password", "refresh_token", "code", "redirect_uri")},
    },
    "required": ["grant_type"],
}
_SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "bulk": [{"password": []}, {"accessToken": []}],
    "login": [{"password": []}, {"accessToken": []}, {}],
    "control": [{"adminToken": []}, {}],
}
_LISTS = ("list_", "of_", "logs", "rejects", "show_of_sync")
_QUERIES: dict[str, Json] = {
    "reset_site": {"to": {"type": "string", "enum": ["empty", "site-file"]}},
    "explain": {"row": {"type": "integer", "minimum": 1}, "holds": {"type": "array", "items": {"type": "string"}}},
    "authorize": {name: {"type": "string"} for name in ("response_type", "client_id", "redirect_uri", "state")},
}


def show(_: Server, groups: Callable[[], Groups]) -> Response:
    return json_answer(document(groups()))


def document(groups: Groups) -> Json:
    """The document. Bulk paths are in lower case, as they are matched."""
    marshmallow = MarshmallowPlugin(schema_name_resolver=lambda part: f"Site{type(part).__name__.strip('_')}")
    spec = APISpec(
        title="eloqua-mock",
        version="1",
        openapi_version="3.0.3",
        info={"description": "The Bulk API 2.0 of Oracle Eloqua as the mock has it, and the mock's own control API."},
        plugins=[marshmallow],
    )
    assert marshmallow.converter is not None, "the plugin has it once it is part of a document"
    marshmallow.converter.add_attribute_function(lambda _, field, **__: json_type(field))  # type: ignore[no-untyped-call]  # theirs
    for name, schema in schemas().items():
        spec.components.schema(name, schema=schema)
    spec.components.schema("Failures", component=_FAILURES)
    spec.components.schema("Page", component=_PAGE)
    basic = {"type": "http", "scheme": "basic", "description": "`Site\\User` and its password"}
    spec.components.security_scheme("password", basic)
    for name in ("accessToken", "adminToken"):
        spec.components.security_scheme(name, {"type": "http", "scheme": "bearer"})
    for group, routes in groups:
        for route in routes:
            path = _PARAMETER.sub(r"{\2}", route.path)
            spec.path(path=path, operations={route.verb.lower(): _operation(group, route)})
    return _completed(spec.to_dict())


def _completed(written: Json) -> Json:
    """With what the schemas read by themselves, and without what they only ignore."""
    found = written["components"]["schemas"]
    found["SiteFile"]["properties"] |= {"saved": {"$ref": "#/components/schemas/SavedSite"}, **records()}
    for name in (*map(schema_name, KINDS), "Sync"):
        found[name].pop("additionalProperties", None)  # unknown properties are ignored
    return written


def _operation(group: str, route: Route) -> Json:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _NUMBER if kind else {"type": "string"}}
        for kind, name in _PARAMETER.findall(route.path)
    ]
    name = route.view.__name__
    queries: Json = {**_QUERIES.get(name, {})}
    if _is_list(route):
        queries |= {"limit": {"type": "integer", "minimum": 1, "maximum": 1000}, "offset": _NUMBER}
    parameters += [{"name": query, "in": "query", "schema": schema} for query, schema in queries.items()]
    words = (part for part in re.split(r"\W+", _PARAMETER.sub(r"\2", route.path)) if part)
    written: Json = {
        "operationId": "_".join((route.verb.lower(), *words)),
        "tags": [group],
        "parameters": parameters,
        "security": [] if name == "health" else _SECURITY[group],
        "responses": _responses(route),
    }
    body = _body(route)
    if body is not None:
        written["requestBody"] = {"required": True, "content": body}
    return written


def _is_list(route: Route) -> bool:
    """Lists come in pages, and so does the data of exports."""
    name = route.view.__name__
    plans = name == "show" and route.path.endswith(("/faults", "/courses"))
    is_data = name == "show" and route.path.endswith("/data")
    return route.verb == "GET" and (name.startswith(_LISTS) or plans or is_data)


def _body(route: Route) -> Json | None:
    """What a request's body may be, by media type."""
    name = f"{route.view.__module__.rpartition('.')[2]}.{route.view.__name__}"
    kind: DefinitionKind | None = route.fixed.get("kind")
    if name in ("definitions.create", "definitions.replace"):
        assert kind is not None, "the route of a definition has its kind"
        return _json({"$ref": f"#/components/schemas/{schema_name(kind.path)}"})
    bodies = {
        "definitions.upload": {**_json(_ROWS), "text/csv": {"schema": {"type": "string"}}},
        "syncs.create": _json({"$ref": "#/components/schemas/Sync"}),
        "oauth.token": {**_json(_GRANT), "application/x-www-form-urlencoded": {"schema": _GRANT}},
        "views.create_site": _json({"$ref": "#/components/schemas/SiteFile"}),
        "views.advance_clock": _json(
            {"type": "object", "properties": {"seconds": {"type": "number", "minimum": 0}}, "required": ["seconds"]}
        ),
        "seeding.add_records": _json({"type": "object", "properties": records(), "additionalProperties": False}),
        "faults.plan": _json(_properties(planning.PROPERTIES)),
        "courses.plan": _json(_properties(planning_courses.PROPERTIES)),
    }
    return bodies.get(name)


def _properties(names: Iterable[str]) -> Json:
    """What they may be is read by no schema: docs/reference/control-api.md."""
    return {"type": "object", "properties": {name: {} for name in names}, "additionalProperties": False}


def _json(schema: Json) -> Json:
    return {JSON: {"schema": schema}}


def _responses(route: Route) -> Json:
    page = {"$ref": "#/components/schemas/Page"}
    answered: Json = {"description": PHRASES[200], "content": _json(page if _is_list(route) else {})}
    if route.view.__name__ == "metrics":
        answered["content"] = {"text/plain": {"schema": {"type": "string"}}}
    done = {
        "GET": {"200": answered},
        "PUT": {"200": answered},
        "DELETE": {"204": {"description": PHRASES[204]}},
        "POST": {
            "200": answered,
            "201": {"description": PHRASES[201], "content": _json({})},
            "204": {"description": PHRASES[204]},
        },
    }[route.verb]
    refused = {"description": PHRASES[400], "content": _json({"$ref": "#/components/schemas/Failures"})}
    return {**done, "400": refused, "default": {"description": "Refused: the reason phrase says why."}}
