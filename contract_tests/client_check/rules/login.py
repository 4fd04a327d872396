"""Discovery and credentials."""

from __future__ import annotations

from typing import Any, Final

from contract_tests.client_check.exchanges import Exchange, host_of
from contract_tests.client_check.history import History, same_call
from contract_tests.client_check.rules.rule import (
    NOT_EXERCISED,
    Finding,
    Rule,
    Severity,
    broken,
    indeterminate,
    kept,
)

REFUSAL = "Not authenticated."
LATE = 0.5
"""Seconds after which a client may have given up waiting for the mock, which answers in milliseconds."""


def base_of(identity: Exchange) -> str | None:
    """The host of the base URL that an answer of /id names; None where it names none."""
    got = identity.got() if identity.status == 200 else None
    urls: Any = got.get("urls") if isinstance(got, dict) else None
    return host_of(str(urls.get("base", ""))) if isinstance(urls, dict) else None


def is_refusal(exchange: Exchange) -> bool:
    """401, or the sentence of /id."""
    return exchange.status == 401 or (exchange.login == "/id" and exchange.status == 200 and exchange.got() == REFUSAL)


def discovers(history: History) -> Finding:
    if not history.bulk:
        return NOT_EXERCISED
    first = history.bulk[0]
    named = [each for each in history.identified if each.ended <= first.began and base_of(each) is not None]
    if not named:
        return broken("a call to the Bulk API comes before any base URL was asked for at /id", first)
    if first.host and first.host != base_of(named[-1]):
        return broken(f"/id named {base_of(named[-1])}, the call went to {first.host}", named[-1], first)
    if base_of(named[-1]) == named[-1].host:
        return NOT_EXERCISED  # who has the address built in goes there too
    return kept(named[-1], first)


def asks_again(history: History) -> Finding:
    moved = history.evidence.struck(moveBase=True)
    if not moved:
        return NOT_EXERCISED
    after = history.after(moved[0])
    asked = next((each for each in after if each.login == "/id" and base_of(each) is not None), None)
    if asked is None:
        if history.evidence.was_killed:
            return indeterminate("the client was stopped before it asked", moved[0])
        return broken("the site has moved, and /id was not asked again after the 401", moved[0], *after[:2])
    went = [each for each in history.after(asked) if each.uri]
    if not went or went[0].host != base_of(asked):
        return broken(f"/id named {base_of(asked)}, but no call went there next", moved[0], asked, *went[:1])
    return kept(moved[0], asked, went[0])


def asks_once(history: History) -> Finding:
    """An answer that took long may have come when the client had given it up: it may ask again."""
    heard = [each for each in history.identified if each.took < LATE and each.number not in history.unheard]
    named = [each for each in heard if base_of(each) is not None]
    refused = [each for each in history.exchanges if is_refusal(each)]
    if not named:
        return NOT_EXERCISED
    if len(named) > 1 + len(refused):
        return broken(f"{len(named)} calls to /id, with {len(refused)} refusals between", *named)
    return kept(*named) if len(history.bulk) > 1 else NOT_EXERCISED


def takes_the_sentence(history: History) -> Finding:
    refused = next((each for each in history.identified if each.status == 200 and each.got() == REFUSAL), None)
    if refused is None or refused.mark() is None:
        return NOT_EXERCISED
    used = [each for each in history.after(refused) if each.uri and each.mark() == refused.mark()]
    if used:
        return broken("goes on with credentials that /id refused", refused, *used[:1])
    return kept(refused)


def names_the_site(history: History) -> Finding:
    basic = [each for each in (*history.identified, *history.bulk) if scheme(each) == "basic"]
    if not basic:
        return NOT_EXERCISED
    login = history.evidence.login.casefold()
    wrong = [each for each in basic if "\\" not in (each.user or "")]
    if wrong:
        return broken(f"the user is sent as {wrong[0].user!r}, without a site", *wrong[:2])
    other = [each for each in basic if login and (each.user or "").casefold() != login]
    if other:
        return broken(f"the user is sent as {other[0].user!r}, and is {history.evidence.login!r}", *other[:2])
    return kept(basic[0])


def scheme(exchange: Exchange) -> str:
    return (exchange.request.header("Authorization") or "").strip().partition(" ")[0].lower()


def stops_when_refused(history: History) -> Finding:
    moved = history.evidence.struck(moveBase=True)
    at_the_old = {each.host for each in moved}
    refused = [
        each
        for each in history.exchanges
        if is_refusal(each)
        and each.login != "/auth/oauth2/token"
        # A site that has moved refuses nobody's credentials.
        and not (each.uri and each.host in at_the_old and each.number >= moved[0].number)
    ]
    if not refused:
        return NOT_EXERCISED
    for first in refused:
        alike = [each for each in refused if each.mark() == first.mark() and same_call(first, each)]
        if len(alike) > 2:
            return broken(f"{len(alike)} times the same call with credentials that were refused", *alike)
    return kept(*refused[:2])


def refreshes(history: History) -> Finding:
    expired = history.evidence.struck(expireToken=True)
    if not expired:
        return NOT_EXERCISED
    for number, call in enumerate(expired):
        until = expired[number + 1].number if number + 1 < len(expired) else len(history.exchanges) + 1
        after = [each for each in history.after(call) if each.number < until]
        tokens = [each for each in after if each in history.tokens and each.is_good]
        again = [each for each in after if same_call(call, each) and each.mark() != call.mark()]
        if not tokens or not again:
            if history.evidence.was_killed:
                return indeterminate("the client was stopped", call)
            what = "no token was asked for" if not tokens else "the call was not repeated with the new token"
            return broken(f"the access token had expired, and {what}", call, *tokens[:1], *after[:2])
        if len(tokens) > 1:
            return broken(f"{len(tokens)} tokens for one that expired", call, *tokens)
    return kept(*expired)


def keeps_the_rotated(history: History) -> Finding:
    granted, judged = None, False
    for call in history.tokens:
        sent = call.mark("refresh_token")
        if sent is not None and granted is not None:
            judged = True
            if sent != granted:
                return broken("sends a refresh token that an earlier answer replaced", *history.tokens)
        got = call.got() if call.is_good and call.number not in history.unheard else None
        if isinstance(got, dict) and got.get("refresh_token"):
            granted = str(got["refresh_token"])
    return kept(*history.tokens) if judged else NOT_EXERCISED


def uses_its_token(history: History) -> Finding:
    got = [each for each in history.tokens if each.is_good and each.number not in history.unheard]
    refused = [each for each in history.exchanges if is_refusal(each)]
    if not got or len(history.bulk) < 2:
        return NOT_EXERCISED
    if len(got) > 1 + len(refused):
        return broken(f"{len(got)} access tokens, with {len(refused)} refusals between", *got)
    return kept(*got)


RULES: Final = (
    Rule("CLI-01", Severity.FRAGILE, "a call to the Bulk API", discovers),
    Rule("CLI-02", Severity.FRAGILE, "a site that moves: plan `moved`", asks_again),
    Rule("CLI-03", Severity.WASTEFUL, "calls to /id and to the Bulk API", asks_once),
    Rule("CLI-04", Severity.FRAGILE, "refused credentials sent to /id: plan `refused-login`", takes_the_sentence),
    Rule("CLI-05", Severity.FRAGILE, "a call with HTTP Basic", names_the_site),
    Rule("CLI-06", Severity.FRAGILE, "a refusal of credentials: plan `refused-login`", stops_when_refused),
    Rule("CLI-07", Severity.FRAGILE, "OAuth, and an access token that expires: plan `expired`", refreshes),
    Rule("CLI-08", Severity.FRAGILE, "OAuth, and two refreshes: plan `expired`", keeps_the_rotated),
    Rule("CLI-09", Severity.WASTEFUL, "OAuth, and several calls", uses_its_token),
)
