"""Bugs of logging in: discovery, tokens, and who is let in."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

IDENTIFY = "web.blueprints.discovery:identify"
TOKEN = "web.blueprints.oauth:token"
DISCOVERY = "wire: test_login::test_discovery_tells_the_site"

BUGS = (
    Bug(
        "login-id-as-text",
        "The site's id is a text.",
        (edited(IDENTIFY, '"id": server.sites.number_of(site_name)', '"id": str(server.sites.number_of(site_name))'),),
        DISCOVERY,
    ),
    Bug(
        "login-version-filled-in",
        "The addresses of /id name version 2.0 instead of {version}.",
        (
            edited(
                "web.blueprints.discovery:_urls",
                '"bulk": f"{base}/API/Bulk/{{version}}/"',
                '"bulk": f"{base}/API/Bulk/2.0/"',
            ),
        ),
        DISCOVERY,
    ),
    Bug(
        "login-discovery-unauthorized",
        "/id answers wrong credentials with 401.",
        (
            edited(
                IDENTIFY, 'return json_answer("Not authenticated.")', 'return json_answer("Not authenticated.", 401)'
            ),
        ),
        "wire: test_login::test_discovery_says_not_authenticated",
    ),
    Bug(
        "login-with-a-slash",
        "Between the site and the user a slash will do.",
        (
            edited(
                "engine.authenticating:by_password",
                'site_and_user.partition("\\\\")',
                'site_and_user.replace("/", "\\\\").partition("\\\\")',
            ),
        ),
        "wire: test_login::test_discovery_says_not_authenticated",
    ),
    Bug(
        "login-token-for-an-hour",
        "The password grant's token is said to last an hour.",
        (edited("web.blueprints.oauth:_pair", "pair.expires_in", "3600"),),
        "wire: test_login::test_a_password_is_worth_a_token",
    ),
    Bug(
        "login-form-unread",
        "A token request as a form is read as an empty one.",
        (edited("web.blueprints.oauth:_parameters", "return dict(request.form)", "return {}"),),
        "wire: test_login::test_a_password_is_worth_a_token",
    ),
    Bug(
        "login-error-code-as-text",
        "error_code is a text.",
        (
            edited(
                "web.errors:_oauth_error",
                '"error_code": _OAUTH_CODES[error.error]',
                '"error_code": str(_OAUTH_CODES[error.error])',
            ),
        ),
        "wire: test_login::test_the_token_endpoint_says",
    ),
    Bug(
        "login-code-used-twice",
        "An authorization code can be used again.",
        (edited("engine.oauth:grant_by_code", "        del state.tokens.codes[code]\n", ""),),
        "wire: test_login::test_a_code_is_worth_one_token",
    ),
    Bug(
        "login-strangers-refused",
        "The authorize endpoint answers an unknown client with 400.",
        (
            edited(
                "web.blueprints.oauth:_sentence",
                "return Response(escape(text, quote=False)",
                "return Response(escape(text, quote=False), status=400",
            ),
        ),
        "wire: test_login::test_authorize_answers_strangers",
    ),
    Bug(
        "login-any-token",
        "A token that nobody gave opens the first site.",
        (
            edited(
                "engine.authenticating:by_access_token",
                "    found = grant_of(sites, token)\n",
                "    found = grant_of(sites, token)\n    for state in () if found else sites.all():\n"
                "        return Visit(state, state.description.users[0].username)\n",
            ),
        ),
        "wire: test_login::test_a_made_up_token",
    ),
)
