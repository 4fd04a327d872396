"""Calls and definitions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from contract_tests.client_check.exchanges import Exchange
from contract_tests.client_check.history import LINKAGES, OPPORTUNITIES, History
from contract_tests.client_check.rules.rule import NOT_EXERCISED, Finding, Rule, Severity, broken, kept

OTHER_GROUPS = re.compile(
    r"/(activities|campaigns|campaignresponses|customobjects|emailaddresses|emailgroups|events|phonenumbers|syncactions"
    r"|(imports|exports)/data)(/|$)"
    r"|/(contacts/(filters|lists|segments|scoring/models|syncactions)|accounts/(lists|syncactions))(/\d+(/data)?)?$"
)
"""Documented paths that the mock may not have: nobody is charged for them."""
IDENTIFIER = "{{Opportunity.Id}}"
REQUIRED = (
    IDENTIFIER,
    "{{Opportunity.Field(Name)}}",
    "{{Opportunity.Field(Stage)}}",
    "{{Opportunity.Field(Amount)}}",
)
INTERNAL = re.compile(
    r"\{\{Opportunity\.Field\((RemoteOpportunityID|OpportunityName|OpportunityStageID|CreatedDate)\)\}\}"
)
"""Statements made up from internal names of opportunity fields, which are other words than those in statements."""
BOOLEANS = (
    "isidentifierfieldcasesensitive",
    "issynctriggeredonimport",
    "isupdatingmultiplematchedrecords",
    "nullidentifierfieldname",
    "linkopportunitiesmultiplesourcematches",
    "linkopportunitiescasesensitivematchfield",
    "linkopportunitiescasesensitivesourcefield",
    "aresystemtimestampsinutc",
    "linkusers",
)


def property_of(definition: Any, name: str) -> Any:
    """A property of a definition, whose names may be written in any case."""
    return next((value for each, value in definition.items() if each.lower() == name.lower()), None)


def fields_of(definition: Any) -> dict[str, str]:
    found = property_of(definition, "fields")
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


MEDIA_TYPES = ("application/json", "text/csv")
"""All that the Bulk API is documented to take."""


def media_type(call: Exchange) -> str:
    return (call.request.header("Content-Type") or "").partition(";")[0].strip().lower()


def failures_of(call: Exchange) -> list[Mapping[str, Any]]:
    """What the answer of a 400 lists."""
    got = call.got() if call.status == 400 else None
    found = got.get("failures") if isinstance(got, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def says_what_it_sends(history: History) -> Finding:
    sending = [each for each in history.bulk if each.verb in ("POST", "PUT") and each.request.size > 0]
    missing = [each for each in sending if not each.request.header("Content-Type")]
    if missing:
        return broken("a body without `Content-Type`", *missing[:3])
    other = [each for each in sending if media_type(each) not in MEDIA_TYPES]
    if other:
        return broken(f"a body said to be {media_type(other[0])}", *other[:3])
    return kept(sending[0]) if sending else NOT_EXERCISED


def keeps_to_the_documents(history: History) -> Finding:
    if not history.bulk:
        return NOT_EXERCISED
    unknown = [each for each in history.exchanges if each.status == 405 or (each.route is None and not each.login)]
    charged = [each for each in unknown if not OTHER_GROUPS.match(each.uri) and "/api/rest/" not in each.path.lower()]
    if charged:
        first = charged[0]
        return broken(f"no page documents {first.verb} {first.path}", *charged[:3])
    return kept(history.bulk[0])


def takes_statements(history: History) -> Finding:
    defined = history.defined("/opportunities/")
    for call, sent in defined:
        for statement in fields_of(sent).values():
            if INTERNAL.fullmatch(statement):
                return broken(f"{statement} is no field's `statement`", call)
        if call.uri == OPPORTUNITIES and (made_up := _refused_statement(call, sent)):
            return broken(f"{made_up} is refused: no field has that `statement`", call)
    fine = [call for call, _ in defined if call.is_good]
    return kept(*fine[:1]) if fine else NOT_EXERCISED


def _refused_statement(call: Exchange, sent: Any) -> str:
    values = [str(each.get("value", "")) for each in failures_of(call) if each.get("field") == "fields"]
    return next((each for each in values if each in fields_of(sent).values()), "")


def names_what_is_required(history: History) -> Finding:
    defined = history.defined(OPPORTUNITIES)
    for call, sent in defined:
        fields = fields_of(sent)
        lacking = [statement for statement in REQUIRED if statement not in fields.values()]
        if lacking:
            return broken(f"the import has no field {', '.join(lacking)}", call)
        if fields.get(str(property_of(sent, "identifierFieldName"))) != IDENTIFIER:
            return broken("`identifierFieldName` does not name the key of `{{Opportunity.Id}}`", call)
    return kept(*(call for call, _ in defined[:1])) if defined else NOT_EXERCISED


def links_two_fields(history: History) -> Finding:
    defined = history.defined(LINKAGES)
    for call, sent in defined:
        if len(fields_of(sent)) > 2:
            return broken(f"a linkage of {len(fields_of(sent))} fields", call)
    return kept(*(call for call, _ in defined[:1])) if defined else NOT_EXERCISED


def names_match_and_source(history: History) -> Finding:
    defined = history.defined(LINKAGES)
    for call, sent in defined:
        fields = fields_of(sent)
        match = property_of(sent, "linkOpportunitiesMatchFieldName")
        source = property_of(sent, "linkOpportunitiesSourceField")
        if fields.get(str(match)) != IDENTIFIER or source not in fields or source == match:
            return broken(f"the match field is {match!r}, the source field {source!r}", call)
    return kept(*(call for call, _ in defined[:1])) if defined else NOT_EXERCISED


def keeps_within_limits(history: History) -> Finding:
    defined = history.defined()
    for call, sent in defined:
        name, fields = property_of(sent, "name"), fields_of(sent)
        most = 250 if "/exports" in call.uri else 100
        if not isinstance(name, str) or not 1 <= len(name) <= 100:
            length = f"of {len(name)} characters" if isinstance(name, str) else f"{name!r}"
            return broken(f"a name {length}", call)
        if len(fields) > most:
            return broken(f"{len(fields)} fields", call)
    return kept(*(call for call, _ in defined[:1])) if defined else NOT_EXERCISED


def sends_false(history: History) -> Finding:
    seen = []
    for call, sent in history.defined():
        for name, value in sent.items():
            if name.lower() not in BOOLEANS:
                continue
            if not isinstance(value, bool) and str(value).lower() not in ("true", "false"):
                return broken(f"{name} is sent as {value!r}", call)
            seen += [call] if str(value).lower() == "false" else []
    for operation in history.evidence.operations or ():
        sent_by = [pair for pair in history.defined() if operation.first <= pair[0].number <= operation.last]
        for name, meant in operation.flags.items():
            for call, sent in sent_by:
                came = property_of(sent, name)
                if meant is False and (came is None or str(came).lower() == "true"):
                    return broken(f"{name} was to be false and came as {came!r}", call)
    return kept(*seen[:1]) if seen else NOT_EXERCISED


def tidies_up(history: History) -> Finding:
    if not history.evidence.is_undisturbed or history.evidence.was_killed or history.crashed:
        return NOT_EXERCISED
    left, uris = [], []
    for uri, made in history.made.items():
        sent = made.sent()
        deleted = [each for each in history.after(made) if each.verb == "DELETE" and each.uri == uri and each.is_good]
        looked = [
            each for each in history.bulk if each.verb == "GET" and each.uri == made.uri and each.number < made.number
        ]
        again = len(history.syncs_asked(uri)) > 1
        if not deleted and not looked and not again and property_of(sent, "autoDeleteDuration") is None:
            left.append(made)
            uris.append(uri)
    if left:
        return broken(f"left behind for good: {', '.join(uris)}", *left)
    return kept(*history.made.values()) if history.made else NOT_EXERCISED


def asks_for_pages(history: History) -> Finding:
    asking = [each for each in history.bulk if each.verb == "GET" and "limit" in each.parameters]
    for call in asking:
        limit, most = call.parameters["limit"], 50_000 if call.uri.endswith("/data") else 1000
        if not limit.isdigit() or not 1 <= int(limit) <= most:
            return broken(f"a page of {limit} items", call)
    return kept(*asking[:1]) if asking else NOT_EXERCISED


DEFINES = "a definition of an opportunity import"
LINKS = "a definition of a linkage"

RULES: Final = (
    Rule("CLI-12", Severity.FRAGILE, "a call with a body", says_what_it_sends),
    Rule("CLI-13", Severity.FRAGILE, "a call to the Bulk API", keeps_to_the_documents),
    Rule("CLI-14", Severity.WRONG_RESULT, DEFINES, takes_statements, callers=True),
    Rule("CLI-15", Severity.FRAGILE, DEFINES, names_what_is_required, callers=True),
    Rule("CLI-16", Severity.FRAGILE, LINKS, links_two_fields, callers=True),
    Rule("CLI-17", Severity.WRONG_RESULT, LINKS, names_match_and_source, callers=True),
    Rule("CLI-18", Severity.FRAGILE, "a definition", keeps_within_limits, callers=True),
    Rule("CLI-19", Severity.WRONG_RESULT, "a definition with a boolean that is false", sends_false),
    Rule("CLI-20", Severity.WASTEFUL, "an undisturbed run that makes a definition", tidies_up, callers=True),
    Rule("CLI-21", Severity.FRAGILE, "a list asked for with `limit`", asks_for_pages),
)
